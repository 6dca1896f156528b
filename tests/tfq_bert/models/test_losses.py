import numpy as np
import pytest

from tfq_bert._quiet import keras
from tfq_bert.models.losses import SparseMeanSquaredError

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


def test_it_is_rebuilt_from_its_configuration():
    loss = SparseMeanSquaredError(reduction="sum")
    rebuilt = keras.losses.deserialize(keras.losses.serialize(loss))
    assert isinstance(rebuilt, SparseMeanSquaredError)
    assert rebuilt.get_config() == loss.get_config()
