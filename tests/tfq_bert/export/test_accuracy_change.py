import json

import numpy as np
import pytest

from tfq_bert.errors import InputError
from tfq_bert.export.accuracy_change import accuracy_change

TEXTS = ["good film", "bad film", "the plot", "a cafe", "hello world", ""]


@pytest.fixture(scope="module")
def model_and_export(tiny_classifier, tmp_path_factory):
    """A model, and an export of it as it was before its answers were turned around."""
    model = tiny_classifier()
    folder = model.export(tmp_path_factory.mktemp("export") / "export")
    logits = model.head.get_layer("logits")
    logits.set_weights([-part for part in logits.get_weights()])
    return model, folder


def test_the_change_is_counted_by_hand(model_and_export):
    """Two classes, turned around: whoever was right is wrong, in every row."""
    model, folder = model_and_export
    labels = model.predict_labels(TEXTS)
    labels[0] = {"bad": "good", "good": "bad"}[labels[0]]
    change = accuracy_change(model, folder, (TEXTS, labels, "six texts"), max_drop=1)
    before = model.predict(TEXTS)
    expected = {
        "source": None,
        "num_rows": 6,
        "accuracy_before": 5 / 6,
        "accuracy_after": 1 / 6,
        "accuracy_change": -4 / 6,
        "num_other_labels": 6,
        "max_probability_change": np.abs(before - before[:, ::-1]).max(),
    }
    assert change.keys() == expected.keys()
    assert (change.pop("source"), expected.pop("source")) == ("six texts", None)
    assert change == pytest.approx(expected, abs=1e-6)
    json.dumps(change)


def test_a_fall_above_the_limit_is_refused_and_one_at_it_is_not(model_and_export):
    model, folder = model_and_export
    labels = model.predict_labels(TEXTS)
    labels[:2] = [{"bad": "good", "good": "bad"}[label] for label in labels[:2]]
    accuracy_change(model, folder, (TEXTS, labels), max_drop=2 / 6)
    with pytest.raises(InputError) as caught:
        accuracy_change(model, folder, (TEXTS, labels), max_drop=0.33)
    assert str(caught.value) == (
        "accuracy must not fall by more than 0.33 when BERT is stored in few bits. "
        "Received: 0.6667 before, 0.3333 after, on 6 rows. Accept more with --max-drop "
        "(max_drop=), or store more bits."
    )


def test_logits_are_compared_as_probabilities(tiny_classifier, tmp_path):
    model = tiny_classifier(activation=None)
    folder = model.export(tmp_path / "export")
    labels = model.predict_labels(TEXTS)
    change = accuracy_change(model, folder, (TEXTS, labels), max_drop=0)
    assert change["accuracy_change"] == 0
    assert change["max_probability_change"] < 1e-6


def test_a_label_that_is_no_class_is_refused(model_and_export):
    model, folder = model_and_export
    with pytest.raises(InputError, match="'fine'"):
        accuracy_change(model, folder, (TEXTS[:1], ["fine"]), max_drop=1)
