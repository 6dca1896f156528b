import numpy as np
import pytest

from tests.contracts import check_layer_contract
from tfq_bert.layers import MaskedPooling

SEQUENCE = np.arange(24, dtype="float32").reshape(2, 4, 3)
MASK = np.array([[1, 1, 0, 0], [1, 1, 1, 1]], "int32")


def test_the_contract_of_layers(tmp_path):
    check_layer_contract(MaskedPooling, {}, (SEQUENCE, MASK), tmp_path)


@pytest.mark.parametrize("dtype", ["int32", "bool", "float32"])
def test_padding_does_not_count(dtype):
    result = MaskedPooling()(SEQUENCE, MASK.astype(dtype))
    expected = [SEQUENCE[0, :2].mean(axis=0), SEQUENCE[1].mean(axis=0)]
    np.testing.assert_allclose(result, expected, rtol=1e-6)


def test_what_stands_in_the_padding_has_no_influence():
    changed = SEQUENCE.copy()
    changed[0, 2:] = 1e9
    np.testing.assert_array_equal(
        MaskedPooling()(changed, MASK)[0], MaskedPooling()(SEQUENCE, MASK)[0]
    )


def test_a_row_of_padding_gives_zeros_and_no_division_by_zero():
    result = MaskedPooling()(SEQUENCE, np.zeros_like(MASK))
    np.testing.assert_array_equal(result, np.zeros((2, 3)))


def test_half_precision_is_summed_in_single_precision():
    """2049 ones overflow nothing, but float16 cannot count past 2048."""
    sequence = np.ones((1, 4096, 1), "float16")
    result = MaskedPooling()(sequence, np.ones((1, 4096), "int32"))
    assert result.dtype.name == "float32"
    assert float(result[0, 0]) == 1.0
