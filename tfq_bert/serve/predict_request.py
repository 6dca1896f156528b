"""Reads the body of a `:predict` request: which signature, which texts, which format.

Does not run anything. The formats and the errors are those of TensorFlow Serving's
REST API, for signatures with one input of strings.
"""

import base64
from collections.abc import Collection
from typing import Any, NamedTuple

import orjson

from tfq_bert.serve.limits import Limits
from tfq_bert.serve.rest_error import RestError

DEFAULT_SIGNATURE = "serving_default"
INPUT = "text"


class PredictRequest(NamedTuple):
    """What a client asks for.

    Attributes:
        signature: str. A name of the model's.
        texts: list of str.
        is_row: bool. Whether in row format (`instances`), not in columns (`inputs`).
    """

    signature: str
    texts: list[str]
    is_row: bool


def read_predict_request(
    body: bytes, signatures: Collection[str], limits: Limits
) -> PredictRequest:
    """Reads a body.

    Args:
        body: bytes. JSON.
        signatures: Names that the model has.
        limits: `Limits`.

    Returns:
        `PredictRequest`.

    Raises:
        RestError: 400, if it is not what the API takes.

    Example:
    >>> body = b'{"instances": ["a", {"b64": "Yg=="}]}'
    >>> read_predict_request(body, {"serving_default"}, Limits())
    PredictRequest(signature='serving_default', texts=['a', 'b'], is_row=True)
    """
    content = _parse(body)
    signature = content.get("signature_name", "")
    if not isinstance(signature, str):
        raise RestError(400, "JSON Value: 'signature_name' key must be a string value.")
    signature = signature or DEFAULT_SIGNATURE
    if signature not in signatures:
        raise RestError(
            400, f'Serving signature name: "{signature}" not found in signature def'
        )
    is_row = "instances" in content
    if is_row == ("inputs" in content):
        raise RestError(
            400,
            "Not formatted correctly expecting only one of 'inputs' or 'instances' "
            "keys to exist"
            if is_row
            else "Missing 'inputs' or 'instances' key",
        )
    values = _rows(content["instances"]) if is_row else _column(content["inputs"])
    if not values:
        key = "instances" if is_row else "inputs"
        raise RestError(400, f"No values in '{key}' array")
    if len(values) > limits.rows:
        raise RestError(
            400, f"At most {limits.rows} texts a request are taken; got {len(values)}."
        )
    most = limits.text_characters
    texts = [_text(value, number, most) for number, value in enumerate(values)]
    return PredictRequest(signature, texts, is_row)


def _parse(body: bytes) -> dict[str, Any]:
    """Parses JSON: no NaN, no lone surrogate, no nesting beyond orjson's 1,024."""
    if not body:
        raise RestError(400, "JSON Parse error: The document is empty")
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise RestError(400, f"JSON Parse error: {error}") from None
    if not isinstance(content, dict):
        raise RestError(400, f"JSON Value: is not object but {_kind(content)}")
    return content


def _rows(instances: Any) -> list[Any]:
    if not isinstance(instances, list):
        raise RestError(400, "Expecting 'instances' to be a list/array")
    if not instances or not _is_named(instances[0]):
        for number, value in enumerate(instances):
            if _is_named(value):
                raise RestError(
                    400,
                    f"Expecting value/list but got object at item {number} of input "
                    "list",
                )
        return instances
    for number, value in enumerate(instances):
        if not _is_named(value):
            raise RestError(
                400,
                f"Expecting object but got {_kind(value)} at item {number} of input "
                "list",
            )
        if value.keys() != {INPUT}:
            raise RestError(
                400,
                f"Failed to process element: {number} of 'instances' list. Its keys "
                f"must be equal to: {INPUT}",
            )
    return [value[INPUT] for value in instances]


def _column(inputs: Any) -> list[Any]:
    if _is_named(inputs):
        if INPUT not in inputs:
            raise RestError(400, f"Missing named input: {INPUT} in 'inputs' object.")
        inputs = inputs[INPUT]
    if not isinstance(inputs, list):
        raise RestError(
            400, f"Input '{INPUT}' must be a list of strings; got {_kind(inputs)}."
        )
    return inputs


def _is_named(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() != {"b64"}


def _text(value: Any, number: int, most: int) -> str:
    if isinstance(value, dict) and value.keys() == {"b64"}:
        value = _decoded(value["b64"], number, most)
    if not isinstance(value, str):
        raise RestError(
            400,
            f"Failed to process element: {number}. JSON Value of type {_kind(value)} "
            "is not of expected type: string",
        )
    if len(value) > most:
        raise RestError(
            400,
            f"Element {number} must have at most {most} characters; got {len(value)}.",
        )
    return value


def _decoded(code: Any, number: int, most: int) -> Any:
    """Returns the text of a string in base64; anything else as it is."""
    if not isinstance(code, str):
        return code
    if len(code) > most_base64(most):
        raise RestError(
            400,
            f"Element {number} must have at most {most_base64(most)} characters of "
            f"base64; got {len(code)}.",
        )
    try:
        return base64.b64decode(code, validate=True).decode("utf-8", "replace")
    except ValueError:
        raise RestError(
            400, f"Failed to process element: {number}. Unable to base64 decode"
        ) from None


def most_base64(characters: int) -> int:
    """Returns the characters of base64 that surely hold no longer a text."""
    return 4 * (characters // 3)


def _kind(value: Any) -> str:
    """Names the JSON type of a value."""
    if value is None:
        return "null"
    names = {bool: "boolean", dict: "object", list: "array", str: "string"}
    return names.get(type(value), "number")
