"""Describes the REST API as an OpenAPI document, precise enough to test with.

Says of one model what it takes; the words for people are in the documentation.
"""

from typing import Any

from tfq_bert.serve.limits import Limits
from tfq_bert.serve.predict_request import (
    DEFAULT_SIGNATURE,
    INPUT,
    most_base64,
)
from tfq_bert.serve.served_model import ServedModel
from tfq_bert.version import __version__

# Base64 with its padding, of any bytes.
_BASE64 = r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"


def openapi_document(
    model: ServedModel, limits: Limits, *, is_open: bool
) -> dict[str, Any]:
    """Writes the document.

    Args:
        model: `ServedModel`.
        limits: `Limits`.
        is_open: bool. Whether no token is needed.

    Returns:
        dict. OpenAPI 3.1.
    """
    paths = {}
    for place, parameters in _places(model):
        paths[f"{place}:predict"] = {
            "parameters": parameters,
            "post": _predict(model, limits),
        }
        paths[f"{place}/metadata"] = {
            "parameters": parameters,
            "get": _get("Signatures of the model", "Metadata", (404,)),
        }
        paths[place] = {
            "parameters": parameters,
            "get": _get("State of the versions", "Status", (404,)),
        }
    paths["/healthz"] = {"get": _get("Whether the process lives", "Health")}
    paths["/readyz"] = {"get": _get("Whether requests are wanted", "Health", (503,))}
    paths["/metrics"] = {"get": _metrics()}
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": f"tfq-bert: {model.name}",
            "version": __version__,
            "description": "The REST predict API of TensorFlow Serving.",
        },
        "paths": paths,
        "components": {"schemas": _schemas(model, limits)},
    }
    if not is_open:
        _ask_for_token(document)
    return document


def _ask_for_token(document: dict[str, Any]) -> None:
    """Adds the token, and the answer to who has none."""
    schemes = {"token": {"type": "http", "scheme": "bearer"}}
    document["components"]["securitySchemes"] = schemes
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method != "parameters" and path not in ("/healthz", "/readyz"):
                operation["security"] = [{"token": []}]
                operation["responses"]["401"] = _answer("Error")


def _places(model: ServedModel):
    """Yields the paths of the model and their parameters."""
    name = _parameter("name", {"type": "string", "enum": [model.name]})
    version = _parameter("version", {"type": "string", "enum": [str(model.version)]})
    yield "/v1/models/{name}", [name]
    yield "/v1/models/{name}/versions/{version}", [name, version]


def _parameter(name: str, schema: dict) -> dict:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _predict(model: ServedModel, limits: Limits) -> dict[str, Any]:
    statuses = (400, 404, 408, 413, 503, 504)
    return {
        "summary": "Run a signature on texts",
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _reference("Request")}},
        },
        "responses": {
            "200": _answer("Answer"),
            **{str(status): _answer("Error") for status in statuses},
        },
        "description": f"At most {limits.rows} texts of "
        f"{limits.text_characters} characters; signatures: "
        f"{', '.join(model.signatures)}.",
    }


def _get(summary: str, schema: str, statuses=()) -> dict[str, Any]:
    answers = {str(status): _answer("Error") for status in statuses}
    return {"summary": summary, "responses": {"200": _answer(schema), **answers}}


def _metrics() -> dict[str, Any]:
    content = {"text/plain": {"schema": {"type": "string"}}}
    answer = {"description": "In the format of Prometheus", "content": content}
    return {"summary": "Counts", "responses": {"200": answer}}


def _answer(schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": _reference(schema)}}
    return {"description": schema, "content": content}


def _reference(schema: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{schema}"}


def _object(properties: dict, **more) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        **more,
    }


def _schemas(model: ServedModel, limits: Limits) -> dict[str, Any]:
    text = {"oneOf": [_reference("Text"), _reference("Base64")]}
    rows = {"type": "array", "minItems": 1, "maxItems": limits.rows}
    texts = {**rows, "items": text}
    named = _object({INPUT: text}, additionalProperties=False)
    column = {
        "oneOf": [
            texts,
            # An object with this one key is a string in TensorFlow Serving.
            _object({INPUT: texts}, **{"not": _object({"b64": {}}, maxProperties=1)}),
        ]
    }
    signature = {"enum": ["", *model.signatures], "default": DEFAULT_SIGNATURE}
    string = {"type": "string"}
    return {
        "Text": {"type": "string", "maxLength": limits.text_characters},
        "Base64": _object(
            {
                "b64": {
                    "type": "string",
                    "pattern": _BASE64,
                    "maxLength": most_base64(limits.text_characters),
                }
            },
            additionalProperties=False,
        ),
        "Request": {
            "type": "object",
            "properties": {
                "signature_name": signature,
                "instances": {"oneOf": [texts, {**rows, "items": named}]},
                "inputs": column,
            },
            "oneOf": [{"required": ["instances"]}, {"required": ["inputs"]}],
        },
        "Answer": {
            "type": "object",
            "properties": {"predictions": {"type": "array"}, "outputs": {}},
            "oneOf": [{"required": ["predictions"]}, {"required": ["outputs"]}],
            "additionalProperties": False,
        },
        "Error": _object({"error": string}, additionalProperties=False),
        "Health": _object({"status": string}, additionalProperties=False),
        "Status": _object({"model_version_status": _versions()}),
        "Metadata": _object(
            {
                "model_spec": _object({"name": string, "version": string}),
                "metadata": _object(
                    {"signature_def": _object({"signature_def": {"type": "object"}})}
                ),
            }
        ),
    }


def _versions() -> dict[str, Any]:
    string = {"type": "string"}
    status = _object({"error_code": string, "error_message": string})
    version = _object({"version": string, "state": string, "status": status})
    return {"type": "array", "items": version}
