"""Requests that no client should send, as bytes, many kinds of them."""

import itertools
import json
import random

_PREDICT = "/v1/models/tiny:predict"


def malformed_requests(count, token, seed=0):
    """Yields `(name, bytes)` of whole requests, each on a connection of its own.

    All ask the server to close the connection, so that its answer has an end.
    """
    makers = [
        *(_body(name, body) for name, body in _BODIES),
        *(_head(name, *parts) for name, *parts in _HEADS),
        ("random bytes", _random_bytes),
        ("broken JSON", _broken_json),
        ("other types", _other_types),
    ]
    random_source = random.Random(seed)
    for number, (name, make) in enumerate(itertools.cycle(makers)):
        if number == count:
            return
        yield name, make(token, random_source)


def _request(token, body=b"", path=_PREDICT, method="POST", headers=()):
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: localhost",
        f"Authorization: Bearer {token}",
        "Connection: close",
        *headers,
    ]
    if not any(line.lower().startswith(("content-l", "transfer")) for line in headers):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


_BODIES = [
    ("empty", b""),
    ("no JSON", b"hello"),
    ("open brace", b"{"),
    ("NaN", b'{"instances": [NaN]}'),
    ("infinity", b'{"instances": [Infinity, -1e999]}'),
    ("lone surrogate", b'{"instances": ["\\ud83d"]}'),
    ("no UTF-8", b'{"instances": ["\xff\xfe"]}'),
    ("UTF-16", '{"instances": ["a"]}'.encode("utf-16")),
    ("deep lists", b'{"instances": ' + b"[" * 200_000),
    ("deep objects", b'{"a":' * 50_000 + b"1" + b"}" * 50_000),
    ("deep closed", b'{"instances": ' + b"[" * 900 + b"]" * 900 + b"}"),
    ("10 MB", b'{"instances": ["' + b"a" * 10_000_000 + b'"]}'),
    ("long text", b'{"instances": ["' + b"a" * 100_000 + b'"]}'),
    ("many rows", json.dumps({"instances": ["a"] * 5000}).encode()),
    ("number", b'{"instances": [1]}'),
    ("null", b'{"instances": null}'),
    ("huge number", b'{"instances": [' + b"9" * 5000 + b"]}"),
    ("signature", b'{"instances": ["a"], "signature_name": "../../etc"}'),
    ("init op", b'{"instances": ["a"], "signature_name": "__saved_model_init_op"}'),
    ("zeros", b"\0" * 1000),
]
_GOOD = b'{"instances": ["a"]}'
_HEADS = [
    ("wrong method", _GOOD, _PREDICT, "DELETE"),
    ("made-up method", _GOOD, _PREDICT, "FROB"),
    ("unknown model", _GOOD, "/v1/models/other:predict", "POST"),
    ("unknown version", _GOOD, "/v1/models/tiny/versions/77:predict", "POST"),
    ("long version", _GOOD, f"/v1/models/tiny/versions/{'7' * 3000}", "GET"),
    ("odd path", _GOOD, "/v1/%00/../..//models/%ff%fe", "GET"),
    ("no length", _GOOD, _PREDICT, "POST", ["Content-Length: many"]),
    ("minus", _GOOD, _PREDICT, "POST", ["Content-Length: -1"]),
    (
        "two lengths",
        _GOOD,
        _PREDICT,
        "POST",
        ["Content-Length: 1", "Content-Length: 2"],
    ),
    ("bad chunk", b"zz\r\n", _PREDICT, "POST", ["Transfer-Encoding: chunked"]),
    ("long header", _GOOD, _PREDICT, "POST", ["X-Long: " + "a" * 1_000_000]),
    ("bad header", _GOOD, _PREDICT, "POST", ["no colon"]),
]


def _body(name, body):
    return name, lambda token, _: _request(token, body)


def _head(name, body, path, method, headers=()):
    return name, lambda token, _: _request(token, body, path, method, headers)


def _random_bytes(token, source):
    return _request(token, source.randbytes(source.randrange(1, 300)))


def _broken_json(token, source):
    body = bytearray(b'{"signature_name": "serving_default", "instances": ["a"]}')
    # Never a white space, which JSON may have anywhere.
    body[source.choice([0, 1, 17, 37, 49, 51, 52, len(body) - 1])] = ord("&")
    return _request(token, bytes(body))


def _other_types(token, source):
    values = [1, 1.5, True, None, [], {}, ["a"], {"text": 1}, {"b64": "!"}, {"a": "b"}]
    key = source.choice(["instances", "inputs"])
    return _request(token, json.dumps({key: [source.choice(values)]}).encode())
