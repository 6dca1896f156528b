import threading
import time

import numpy as np
import pytest

MODEL = "/v1/models/tiny"
PREDICT = f"{MODEL}:predict"
TEXTS = ["a good film", "the plot was awful", ""]
GOOD = {"instances": ["a"]}
MISSING = "Servable not found for request: "


@pytest.mark.parametrize("path", [PREDICT, f"{MODEL}/versions/1:predict"])
def test_rows_are_answered_as_the_model_answers(client, served, path):
    found = client.post(path, json={"instances": TEXTS})
    assert found.status_code == 200
    assert found.headers["content-type"] == "application/json"
    rows = found.json()["predictions"]
    expected = served.exported.predict(TEXTS)
    np.testing.assert_allclose([r["probabilities"] for r in rows], expected, atol=1e-6)
    assert [row["label"] for row in rows] == served.exported.predict_labels(TEXTS)


@pytest.mark.parametrize("name", ["expectations", "features"])
def test_a_signature_with_one_output_answers_its_values(client, served, name):
    body = {"signature_name": name, "inputs": {"text": TEXTS}}
    found = client.post(PREDICT, json=body).json()["outputs"]
    expected = getattr(served.exported, name)(TEXTS)
    np.testing.assert_allclose(found, expected, atol=1e-6)


@pytest.mark.parametrize("path", [MODEL, f"{MODEL}/versions/1"])
def test_the_version_is_told(client, path):
    status = {"error_code": "OK", "error_message": ""}
    version = {"version": "1", "state": "AVAILABLE", "status": status}
    assert client.get(path).json() == {"model_version_status": [version]}


def test_metadata_have_the_signatures(client, served):
    found = client.get(f"{MODEL}/metadata").json()
    spec = {"name": "tiny", "signature_name": "", "version": "1"}
    assert found["model_spec"] == spec
    assert found["metadata"] == {"signature_def": {"signature_def": served.metadata}}


@pytest.mark.parametrize(
    ("method", "path", "status", "message"),
    [
        ("GET", "/v1/models/other", 404, f"{MISSING}Latest(other)"),
        ("POST", "/v1/models/other:predict", 404, f"{MISSING}Latest(other)"),
        ("GET", f"{MODEL}/versions/2", 404, f"{MISSING}Specific(tiny, 2)"),
        ("POST", f"{MODEL}/versions/2:predict", 404, f"{MISSING}Specific(tiny, 2)"),
        ("GET", f"{MODEL}/versions/x", 404, "Failed to convert version: x to numeric."),
        ("GET", f"{MODEL}/versions/{'9' * 5000}", 404, "Failed to convert version: 99"),
        ("GET", PREDICT, 405, f"Malformed request: GET {PREDICT}"),
        ("PUT", PREDICT, 405, f"Malformed request: PUT {PREDICT}"),
        ("POST", MODEL, 405, f"Malformed request: POST {MODEL}"),
        ("GET", "/v1", 404, "Malformed request: GET /v1"),
        ("FROB", "/v1/models", 404, "Malformed request: FROB /v1/models"),
        ("GET", "/elsewhere", 404, "Malformed request: GET /elsewhere"),
    ],
)
def test_what_is_not_there_is_an_error_of_the_api(
    client, method, path, status, message
):
    found = client.request(method, path, json=GOOD)
    assert found.status_code == status
    assert list(found.json()) == ["error"]
    assert found.json()["error"].startswith(message)
    assert ("allow" in found.headers) is (status == 405)


def test_other_calls_of_tensorflow_serving_are_not_there(client):
    found = client.post(f"{MODEL}:classify", json=GOOD)
    assert found.status_code in (404, 405)
    assert found.json() == {"error": f"Malformed request: POST {MODEL}:classify"}


def slow_down(monkeypatch, served, seconds):
    """Makes the real model slower."""
    run = served.run

    def wait_and_run(*arguments):
        time.sleep(seconds)
        return run(*arguments)

    monkeypatch.setattr(served, "run", wait_and_run)


def test_a_late_answer_is_a_time_out(monkeypatch, served, make_client):
    slow_down(monkeypatch, served, 0.3)
    found = make_client(timeout_seconds=0.1).post(PREDICT, json=GOOD)
    assert found.status_code == 504
    assert found.json() == {"error": "No answer within 0.1 seconds."}


def test_a_full_queue_asks_to_come_back(monkeypatch, served, make_client):
    slow_down(monkeypatch, served, 0.2)
    client = make_client(rows=2, waiting_rows=2, batch_rows=1)
    answers = []

    def post():
        answers.append(client.post(PREDICT, json={"instances": ["a", "b"]}))

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {200, 503}
    full = next(answer for answer in answers if answer.status_code == 503)
    assert full.headers["retry-after"] == "1"
    assert full.json()["error"].startswith("The batch queue is full: ")


def test_a_bug_is_told_without_its_words(monkeypatch, served, make_client):
    def fail(*_):
        raise RuntimeError("a secret path")

    monkeypatch.setattr(served, "run", fail)
    found = make_client().post(PREDICT, json=GOOD)
    assert found.status_code == 500
    assert found.json() == {"error": "Internal error: RuntimeError"}


def test_answers_are_counted(client):
    client.post(PREDICT, json={"instances": TEXTS})
    client.post(PREDICT, json={})
    lines = client.get("/metrics").text.splitlines()
    assert 'tfq_bert_requests_total{kind="predict",status="200"} 1.0' in lines
    assert 'tfq_bert_requests_total{kind="predict",status="400"} 1.0' in lines
    assert "tfq_bert_rows_total 3.0" in lines


def test_head_is_answered_where_get_is(client):
    for path in (MODEL, "/healthz", "/readyz", "/metrics"):
        assert client.head(path).status_code == 200
