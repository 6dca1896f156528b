import re

import numpy as np
import pytest

from scripts.benchmark.reference import compute_reference, find_fault
from scripts.benchmark.work import Work


def closed_form(work):
    """One qubit: H |0> stands at pi/2, every RY adds its angle: Z is -sin(a + w)."""
    angles, weights, _ = (a.astype(np.float64) for a in work.draw())
    cotangent = work.check_cotangent().astype(np.float64)
    total = angles + weights.sum()
    return -np.sin(total), -np.cos(total) * cotangent


@pytest.fixture
def work():
    return Work(num_qubits=1, batch_size=3, depth=2)


@pytest.fixture
def answer(work):
    """A right answer, as a worker gives it."""
    values, to_angles = closed_form(work)
    rows = work.checked_rows()
    return {
        "values": values[rows].tolist(),
        "angles": to_angles[rows].tolist(),
        "weights": [to_angles.sum()] * 2,
        "other_rows": 0.0,
    }


def test_the_reference_is_the_closed_form_of_one_qubit(work, answer):
    reference = compute_reference(work)
    np.testing.assert_allclose(reference.values, answer["values"], atol=1e-7)
    assert reference.angles == pytest.approx(
        {(0, 0): answer["angles"][0][0], (1, 0): answer["angles"][1][0]}, abs=1e-7
    )
    assert set(reference.weights) <= {0, 1}
    assert list(reference.weights.values()) == pytest.approx(
        [answer["weights"][0]] * len(reference.weights), abs=1e-7
    )
    assert find_fault(answer, reference, 1e-4) is None


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("values", r"^wrong values: off by 0\.001, allowed 2e-05$"),
        ("angles", r"^wrong gradient to the angles: off by 0\.001, allowed 0\.0001$"),
        ("weights", r"^wrong gradient to the weights: off by"),
        ("other_rows", r"^wrong gradient to rows without a cotangent: off by"),
    ],
)
def test_an_error_of_a_thousandth_is_told(work, answer, key, words):
    wrong = {**answer, key: (np.array(answer[key]) + 1e-3).tolist()}
    fault = find_fault(wrong, compute_reference(work), 1e-4)
    assert fault is not None
    assert re.search(words, fault)


def test_nan_is_a_fault(work, answer):
    wrong = {**answer, "values": [[float("nan")]] * 2}
    assert "off by nan" in find_fault(wrong, compute_reference(work), 1e-4)
