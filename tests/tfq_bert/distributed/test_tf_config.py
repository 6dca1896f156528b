import json
import re

import pytest

from tfq_bert.distributed.tf_config import Cluster, read_tf_config
from tfq_bert.errors import InputError

TWO = ["a:1", "b:2"]


def _text(cluster, kind="worker", index=0):
    return json.dumps({"cluster": cluster, "task": {"type": kind, "index": index}})


@pytest.mark.parametrize("text", ["", "  "])
def test_without_a_text_there_is_one_worker(text, monkeypatch):
    monkeypatch.setenv("TF_CONFIG", text)
    assert read_tf_config() is None
    assert read_tf_config(text) is None


def test_the_variable_is_read(monkeypatch):
    monkeypatch.setenv("TF_CONFIG", _text({"worker": TWO}, index=1))
    assert read_tf_config() == Cluster({"worker": 2}, ("a:1", "b:2"), 1)


@pytest.mark.parametrize(
    ("kind", "index", "rank"), [("chief", 0, 0), ("worker", 0, 1), ("worker", "1", 2)]
)
def test_a_chief_comes_first_and_an_index_may_be_text(kind, index, rank):
    """As TensorFlow ranks them, wherever the chief stands in the text."""
    found = read_tf_config(_text({"worker": TWO, "chief": ["c:3"]}, kind, index))
    assert (found.addresses, found.rank) == (("c:3", "a:1", "b:2"), rank)
    assert found.tasks == [("chief", 0), ("worker", 0), ("worker", 1)]


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("worker 0", "be JSON"),
        ("[1]", "be a JSON object"),
        ("{}", "have a cluster and a task"),
        ('{"cluster": {"worker": ["a:1"]}}', "have a cluster and a task"),
        (_text({"worker": TWO}, "chief"), "give the task a type among ['worker']"),
        (_text({"worker": TWO}, "worker", 2), "give the task an index from 0 to 1"),
        (_text({"worker": TWO}, "worker", -1), "give the task an index from 0 to 1"),
        (_text({"worker": TWO}, "worker", None), "give the task an index from 0 to 1"),
        (_text({"worker": ["a:1", "a:1"]}), "name each address once"),
        (_text({"worker": []}), "list the workers as HOST:PORT"),
        (_text({"worker": ["a"]}), "list the workers as HOST:PORT"),
        (_text({"worker": ["a:0"]}), "list the workers as HOST:PORT"),
        (_text({"worker": ["a:65536"]}), "list the workers as HOST:PORT"),
        (_text({"worker": "a:1"}), "list the workers as HOST:PORT"),
    ],
)
def test_what_is_wrong_is_said_with_the_form(text, condition):
    form = (
        '{"cluster": {"worker": ["HOST:PORT", ...]}, '
        '"task": {"type": "worker", "index": 0}}'
    )
    message = (
        f"`TF_CONFIG` must {condition}. Received: TF_CONFIG={text}. Its form is {form}."
    )
    with pytest.raises(InputError, match=f"^{re.escape(message)}$"):
        read_tf_config(text)


def test_jobs_that_are_not_needed_are_refused():
    with pytest.raises(
        InputError,
        match=r"^the cluster of `TF_CONFIG` must consist of workers and at most one "
        r"chief\. Received: jobs \['ps', 'worker'\]\. Parameter servers and evaluators "
        r"are not needed\.$",
    ):
        read_tf_config(_text({"worker": TWO, "ps": ["p:1"]}))
    with pytest.raises(
        InputError,
        match=r"^the cluster of `TF_CONFIG` must have at most one chief\. Received: "
        r"chief=\['a:1', 'b:2'\]\.$",
    ):
        read_tf_config(_text({"chief": TWO}, "chief"))
