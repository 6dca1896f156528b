import numpy as np

from tfq_bert.data import length_report, repeat_report
from tfq_bert.data.dataset import TextDataset


def test_repeats_and_leaks_are_counted_by_hand():
    """Repeats go by letters alone: "Hi!" is "hi"."""
    train = TextDataset(
        "train", ("Hi!", "hi", "you", "YOU?", "end"), ("a", "b", "a", "a", "b")
    )
    test = TextDataset("test", ("hi.", "Hi", "new"), ("a", "a", "b"))
    other = TextDataset("other", ("fresh",), ("a",))
    report = repeat_report([train, test, other])
    assert report["sources"][0] == {
        "name": "train",
        "rows": 5,
        "classes": {"a": 3, "b": 2},
        "repeats": 2,
        "contradictions": 1,
    }
    assert [source["repeats"] for source in report["sources"]] == [2, 1, 0]
    assert report["leaks"] == [
        {"first": "train", "second": "test", "rows": 2},
        {"first": "train", "second": "other", "rows": 0},
        {"first": "test", "second": "other", "rows": 0},
    ]


def test_one_source_has_no_leaks():
    assert repeat_report([TextDataset("a", ("x",), ("y",))])["leaks"] == []


def test_lengths_are_summed_up_by_hand():
    report = length_report(np.array([3, 5, 7, 12]), np.array([0, 1, 0, 2]), 10)
    assert report == {
        "median": 6,
        "percentile_95": 11,
        "longest": 12,
        "sequence_length": 10,
        "truncated": 1,
        "unknown_share": round(3 / 19, 4),
    }


def test_texts_without_a_word_have_no_unknown_ones():
    assert length_report(np.array([2]), np.array([0]), 10)["unknown_share"] == 0.0
