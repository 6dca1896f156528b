"""Tests of a comparison's settings."""

import json

import pytest

from tfq_bert.comparison import CompareConfig, DataSource
from tfq_bert.errors import InputError


def test_settings_survive_json():
    config = CompareConfig(
        [DataSource("a.csv", drop_labels=["neutral"]), "b.csv"],
        "out",
        qubits=[2, 4],
        fractions=(0.1, 1),
        noise=[0.01],
    )
    content = json.loads(json.dumps(config.to_dict()))
    assert CompareConfig.from_dict(content) == config


def test_frozen_bert_gets_ten_seeds_and_three_tries():
    frozen = CompareConfig(["a.csv"], "out")
    assert (len(frozen.seeds), frozen.tries) == (10, 3)
    full = CompareConfig(["a.csv"], "out", recipe="full")
    assert (len(full.seeds), full.tries) == (3, 1)


def test_data_sets_are_named_by_their_files():
    config = CompareConfig(["data/sms.csv", "tfds:imdb_reviews", "reviews/"], "out")
    assert [s.name for s in config.data] == ["sms", "imdb_reviews", "reviews"]
    config = CompareConfig(["a/train.csv", "b/train.csv", "tfds:glue/sst2:1.0.0"], "o")
    assert [s.name for s in config.data] == ["a/train", "b/train", "sst2"]


def test_circuit_of_its_own_size_sets_the_width():
    from circuits import CircuitSpec

    spec = CircuitSpec(3, 2).to_dict()
    config = CompareConfig(["a.csv"], "out", circuit=spec, qubits=[2, 4])
    assert (config.qubits, config.depth) == ((3,), 2)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"arms": ["linear"]},
            "`arms` must be hybrid and others of matched, dense, linear, "
            "frozen_circuit, no_entanglement, tfidf, majority. Received: "
            "arms=['linear'].",
        ),
        (
            {"seeds": [1, 1]},
            "`seeds` must hold a value, and none twice. Received: seeds=[1, 1].",
        ),
        (
            {"arms": ["hybrid", "linear", "linear"]},
            "`arms` must hold a value, and none twice. Received: arms=['hybrid', "
            "'linear', 'linear'].",
        ),
        (
            {"shots": [9, 9]},
            "`shots` must hold no value twice. Received: shots=[9, 9].",
        ),
        (
            {"seeds": [-1]},
            "`seed` must be from 0 to 4294967295. Received: seed=-1.",
        ),
        ({"tries": 8}, "`tries` must be from 1 to 7. Received: tries=8."),
        (
            {"fractions": [1.5]},
            "`fractions` must be from 1e-06 to 1. Received: fractions=1.5.",
        ),
        (
            {"noise": [float("nan")]},
            "`noise` must be from 0 to 1. Received: noise=nan.",
        ),
        (
            {"recipe": "paper"},
            "`recipe` must be one of frozen, full, gradual. Received: recipe='paper'.",
        ),
        (
            {"metric": "speed"},
            "`metric` must be one of accuracy, macro_f1, mcc, auroc, ece, log_loss. "
            "Received: metric='speed'.",
        ),
        ({"shots": [0]}, "`shots` must be at least 1. Received: shots=0."),
    ],
)
def test_settings_out_of_range_are_refused(settings, message):
    with pytest.raises(InputError) as caught:
        CompareConfig(["a.csv"], "out", **settings)
    assert str(caught.value) == message


def test_unknown_key_of_a_file_is_refused():
    content = {**CompareConfig(["a.csv"], "out").to_dict(), "colour": "red"}
    with pytest.raises(InputError) as caught:
        CompareConfig.from_dict(content)
    assert str(caught.value) == (
        "a comparison's config must be of format_version 1 and hold known keys. "
        "Received: format_version=1, unknown keys ['colour']. Update tfq-bert."
    )
