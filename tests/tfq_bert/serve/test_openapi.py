"""Tests of the description of the API; `test_schemathesis` asks the API itself."""

import pytest

from tfq_bert.serve.limits import Limits
from tfq_bert.serve.openapi import openapi_document


@pytest.mark.parametrize("is_open", [True, False])
def test_each_operation_says_whether_it_needs_the_token(served, is_open):
    document = openapi_document(served, Limits(), is_open=is_open)
    assert ("securitySchemes" in document["components"]) is not is_open
    for path, operations in document["paths"].items():
        needs_token = not is_open and path not in ("/healthz", "/readyz")
        for method, operation in operations.items():
            if method != "parameters":
                assert ("security" in operation) is needs_token
                assert ("401" in operation["responses"]) is needs_token


def test_limits_and_names_stand_in_the_description(client, served):
    document = client.get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    assert schemas["Text"]["maxLength"] == Limits().text_characters
    enum = schemas["Request"]["properties"]["signature_name"]["enum"]
    assert enum == ["", *served.signatures]
    assert "/v1/models/{name}:predict" in document["paths"]
