"""Tests of the arms without BERT, against scikit-learn and by hand."""

import numpy as np
import pytest

from tfq_bert.comparison.rows import Rows
from tfq_bert.comparison.text_baselines import majority, tfidf


@pytest.fixture
def rows():
    words = {0: "good great fine", 1: "bad awful poor", 2: "so so film"}
    ids = np.arange(60) % 3
    texts = [f"{words[i]} plot{n % 7}" for n, i in enumerate(ids)]
    names = ["good", "bad", "plain"]
    return Rows("x", names, ids, texts, np.arange(60), {}, None)


@pytest.fixture
def parts():
    return {
        "train": np.arange(40),
        "validation": np.arange(40, 50),
        "test": np.arange(50, 60),
    }


def test_words_that_tell_classes_apart_are_learned(rows, parts):
    found, probabilities = tfidf(rows, parts, tries=3)
    np.testing.assert_array_equal(probabilities.argmax(axis=1), rows.ids[50:])
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-9)
    losses = [each["validation_loss"] for each in found["tried"]]
    assert len(losses) == 3
    assert len({each["penalty"] for each in found["tried"]}) == 3


def test_class_without_a_training_row_gets_no_probability(rows, parts):
    parts["train"] = parts["train"][rows.ids[:40] != 2]
    parts["validation"] = parts["validation"][rows.ids[40:50] != 2]
    _, probabilities = tfidf(rows, parts, tries=1)
    assert probabilities.shape == (10, 3)
    assert (probabilities[:, 2] == 0).all()


def test_weights_are_one_a_term_and_class_and_a_bias(rows, parts):
    """Words, word pairs: counted by a set of them in the training texts."""
    found, _ = tfidf(rows, parts, tries=1)
    terms = set()
    for i in parts["train"]:
        words = rows.texts[i].split()
        terms |= set(words) | {" ".join(p) for p in zip(words, words[1:], strict=False)}
    assert found["parameters"] == 3 * (len(terms) + 1)


def test_majority_answers_with_the_shares_of_the_training_rows(rows, parts):
    parts["train"] = np.array([0, 3, 6, 1])
    found, probabilities = majority(rows, parts)
    np.testing.assert_allclose(probabilities, np.tile([0.75, 0.25, 0], (10, 1)))
    assert found == {"parameters": 0, "circuit_parameters": 0, "tried": []}
