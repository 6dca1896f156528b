import base64

import pytest

from tfq_bert.serve.limits import Limits
from tfq_bert.serve.predict_request import read_predict_request
from tfq_bert.serve.rest_error import RestError

SIGNATURES = ("expectations", "serving_default")
LIMITS = Limits(rows=3, text_characters=5)


def read(body):
    return read_predict_request(body, SIGNATURES, LIMITS)


@pytest.mark.parametrize(
    ("body", "texts", "is_row"),
    [
        (b'{"instances": ["a", "b"]}', ["a", "b"], True),
        (
            b'{"instances": [{"text": "a"}, {"text": {"b64": "Yg=="}}]}',
            ["a", "b"],
            True,
        ),
        (b'{"instances": [{"b64": "YQ=="}, "b"]}', ["a", "b"], True),
        (b'{"inputs": ["a", "b"]}', ["a", "b"], False),
        (b'{"inputs": {"text": ["a"], "more": 1}, "else": 2}', ["a"], False),
        (b'{"inputs": {"text": [{"b64": ""}]}}', [""], False),
        ('{"instances": ["äöüßé"]}'.encode(), ["äöüßé"], True),
    ],
)
def test_row_and_column_format_give_the_texts(body, texts, is_row):
    assert read(body) == ("serving_default", texts, is_row)


def test_a_signature_has_a_name_or_is_the_default():
    assert read(b'{"signature_name": "", "inputs": ["a"]}')[0] == "serving_default"
    found = read(b'{"signature_name": "expectations", "inputs": ["a"]}')
    assert found.signature == "expectations"


def test_bytes_that_are_no_utf8_are_replaced_as_in_files():
    code = base64.b64encode(b"a\xffb").decode()  # 4 characters
    found = read(f'{{"instances": [{{"b64": "{code}"}}]}}'.encode())
    assert found.texts == ["a\ufffdb"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "JSON Parse error: The document is empty"),
        (b"{", "JSON Parse error: "),
        (b"[1]", "JSON Value: is not object but array"),
        (b"null", "JSON Value: is not object but null"),
        (b'{"instances": [NaN]}', "JSON Parse error: "),
        (b'{"instances": ["\\ud800"]}', "JSON Parse error: "),
        (b'{"instances": ["\xff"]}', "JSON Parse error: "),
        (b"[" * 100_000, "JSON Parse error: "),
        (b'{"a":' * 100_000, "JSON Parse error: "),
        (b'{"instances": ' + b"[" * 500 + b"]" * 500 + b"}", "Failed to process ele"),
        (b"{}", "Missing 'inputs' or 'instances' key"),
        (b'{"instances": ["a"], "inputs": ["a"]}', "Not formatted correctly expecting"),
        (b'{"instances": "a"}', "Expecting 'instances' to be a list/array"),
        (b'{"instances": []}', "No values in 'instances' array"),
        (b'{"inputs": []}', "No values in 'inputs' array"),
        (b'{"inputs": "a"}', "Input 'text' must be a list of strings; got string."),
        (b'{"inputs": {"b64": "YQ=="}}', "Input 'text' must be a list of strings; got"),
        (b'{"inputs": {"texts": ["a"]}}', "Missing named input: text in 'inputs' obj"),
        (b'{"inputs": {}}', "Missing named input: text in 'inputs' object."),
        (b'{"instances": ["a", 1]}', "Failed to process element: 1. JSON Value of ty"),
        (b'{"instances": [true]}', "Failed to process element: 0. JSON Value of type"),
        (b'{"instances": [["a"]]}', "Failed to process element: 0. JSON Value of typ"),
        (b'{"instances": [{"b64": "?"}]}', "Failed to process element: 0. Unable to "),
        (b'{"instances": [{"b64": 1}]}', "Failed to process element: 0. JSON Value o"),
        (b'{"inputs": [{"b64": "YQ==", "x": 1}]}', "Failed to process element: 0. JS"),
        (b'{"instances": [{"b64": "YWFhYWE="}]}', "Element 0 must have at most 4 char"),
        (b'{"instances": ["a", {"text": "b"}]}', "Expecting value/list but got obj"),
        (b'{"instances": [{"text": "b"}, "a"]}', "Expecting object but got string at"),
        (b'{"instances": [{"words": "b"}]}', "Failed to process element: 0 of 'insta"),
        (b'{"instances": [{}]}', "Failed to process element: 0 of 'instances' list."),
        (b'{"instances": ["abcdef"]}', "Element 0 must have at most 5 characters; go"),
        (b'{"instances": ["", "", "", ""]}', "At most 3 texts a request are taken; g"),
        (b'{"signature_name": 1, "inputs": ["a"]}', "JSON Value: 'signature_name' ke"),
        (b'{"signature_name": "x", "inputs": ["a"]}', 'Serving signature name: "x" n'),
    ],
)
def test_what_the_api_does_not_take_is_a_bad_request(body, message):
    with pytest.raises(RestError) as caught:
        read(body)
    assert caught.value.status == 400
    assert caught.value.message.startswith(message)
