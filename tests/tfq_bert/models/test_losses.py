import numpy as np
import pytest

from tfq_bert._quiet import keras
from tfq_bert.models.losses import (
    SmoothedCrossentropy,
    SparseMeanSquaredError,
    make_loss,
)

PROBABILITIES = np.array([[0.7, 0.2, 0.1], [0.1, 0.6, 0.3]], "float32")


@pytest.mark.parametrize("labels", [[2, 1], [[2], [1]]], ids=["row", "column"])
def test_the_loss_is_keras_mean_squared_error_on_one_hot_labels(labels):
    """((.7^2 + .2^2 + .9^2) + (.1^2 + .4^2 + .3^2)) / 6 = 1.6 / 6."""
    loss = float(SparseMeanSquaredError()(np.array(labels), PROBABILITIES))
    assert loss == pytest.approx(1.6 / 6)
    one_hot = np.eye(3, dtype="float32")[[2, 1]]
    assert loss == pytest.approx(
        float(keras.losses.MeanSquaredError()(one_hot, PROBABILITIES))
    )


def test_sample_weights_weigh_rows():
    """Only the second row: (.1^2 + .4^2 + .3^2) / 3, over two rows."""
    loss = SparseMeanSquaredError()(
        np.array([2, 1]), PROBABILITIES, np.array([0.0, 1.0], "float32")
    )
    assert float(loss) == pytest.approx(0.26 / 3 / 2)


@pytest.mark.parametrize(
    "loss",
    [
        SparseMeanSquaredError(0.1, reduction="sum"),
        SmoothedCrossentropy(0.2, from_logits=True),
    ],
)
def test_a_loss_is_rebuilt_from_its_configuration(loss):
    rebuilt = keras.losses.deserialize(keras.losses.serialize(loss))
    assert type(rebuilt) is type(loss)
    assert rebuilt.get_config() == loss.get_config()


@pytest.mark.parametrize("labels", [[2, 1], [[2], [1]]], ids=["row", "column"])
@pytest.mark.parametrize("from_logits", [False, True])
def test_smoothed_cross_entropy_is_keras_own_on_one_hot_labels(labels, from_logits):
    loss = SmoothedCrossentropy(0.3, from_logits)
    keras_loss = keras.losses.CategoricalCrossentropy(
        from_logits=from_logits, label_smoothing=0.3
    )
    one_hot = np.eye(3, dtype="float32")[[2, 1]]
    found = float(loss(np.array(labels), PROBABILITIES))
    assert found == pytest.approx(float(keras_loss(one_hot, PROBABILITIES)), rel=1e-6)


def test_smoothed_squared_error_by_hand():
    """Half smoothed, two classes: the target is (.75, .25)."""
    loss = SparseMeanSquaredError(label_smoothing=0.5)
    assert float(loss([0], [[0.5, 0.5]])) == pytest.approx(0.25**2)


@pytest.mark.parametrize(
    ("name", "smoothing", "kind"),
    [
        ("cross_entropy", 0.0, keras.losses.SparseCategoricalCrossentropy),
        ("cross_entropy", 0.1, SmoothedCrossentropy),
        ("mean_squared_error", 0.1, SparseMeanSquaredError),
    ],
)
def test_a_loss_is_made_by_its_name(name, smoothing, kind):
    loss = make_loss(name, smoothing)
    assert isinstance(loss, kind)
    assert getattr(loss, "label_smoothing", 0.0) == smoothing
