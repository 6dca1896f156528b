import json

from tfq_bert.serve.rest_error import RestError, error_response, shown


def test_an_error_has_the_body_of_tensorflow_serving():
    response = error_response(RestError(503, 'full "now"', {"Retry-After": "1"}))
    assert (response.status_code, response.headers["retry-after"]) == (503, "1")
    assert json.loads(response.body) == {"error": 'full "now"'}


def test_a_message_is_cut_and_can_always_be_written():
    assert shown("abc" * 200) == "abc" * 100 + "..."
    assert shown("a\ud800b") == "a\\ud800b"
