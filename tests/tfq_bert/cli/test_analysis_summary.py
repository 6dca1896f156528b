import json

import cirq
import numpy as np
import pytest
import sympy

from circuits import CircuitSpec, analysis
from tfq_bert.cli.analysis_summary import (
    as_json,
    measure,
    print_measures,
    with_error,
)


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (0.11497, 0.00767, "0.1150 ± 0.0077"),
        (12.514, 0.107, "12.51 ± 0.11"),
        (314.2, 25.0, "314 ± 25"),
        (-0.0004, 0.2, "0.00 ± 0.20"),
        (2.0, 0.0, "2"),
        (-1e-15, 0.0, "0"),
        (3.25e-6, 3e-8, "3.25e-06 ± 3e-08"),
    ],
)
def test_a_value_has_the_digits_that_its_error_allows(value, error, text):
    assert with_error(value, error) == text


def test_what_is_measured_is_what_the_library_measures():
    spec = CircuitSpec(2, 1)
    found = measure(spec, 50, 40, 3, plateau=False)
    assert found.expressibility.value == analysis.expressibility(spec, 50, 3).value
    assert found.entanglement == analysis.entangling_capability(spec, 40, 3)
    assert found.gradient == analysis.gradient_variance(spec, 40, 3, weight=None)
    assert found.dimension == analysis.effective_dimension(spec, 4, 3)
    assert found.highest_frequency == 1
    assert (found.plateau, found.missing) == (None, {})


def test_a_circuit_without_weights_and_data_has_reasons_in_place_of_numbers(capsys):
    bell = cirq.Circuit(cirq.H(cirq.q(0)), cirq.CNOT(cirq.q(0), cirq.q(1)))
    found = measure(CircuitSpec.from_circuit(bell, []), 10, 20, 0, plateau=True)
    assert found.entanglement.value == pytest.approx(1)
    assert found.highest_frequency is None
    assert set(found.missing) == {
        *("gradient variance", "effective dimension", "spectrum", "slope"),
    }
    content = json.loads(json.dumps(as_json(found), allow_nan=False))
    assert content["gradient_variance"] is content["plateau"] is None
    print_measures({"bell": found})
    assert "No spectrum of bell: `circuit` must have data angles." in " ".join(
        capsys.readouterr().out.split()
    )


def test_json_has_no_nan_and_every_number_with_its_error():
    content = as_json(measure(CircuitSpec(2, 1), 10, 20, 0, plateau=False))
    text = json.dumps(content, allow_nan=False)
    assert json.loads(text)["expressibility"]["num_samples"] == 10
    assert content["spectrum"]["frequencies"] == [-1, 0, 1]
    assert len(content["gradient_variance"]["variances"]) == 2


def test_the_highest_frequency_is_that_of_all_data_angles():
    x = sympy.symbols("a b")
    q = cirq.LineQubit.range(2)
    circuit = cirq.Circuit(cirq.ry(x[0])(q[0]), cirq.ry(3 * x[1])(q[1]))
    spec = CircuitSpec.from_circuit(circuit, x)
    found = measure(spec, 10, 20, 0, plateau=False)
    assert found.highest_frequency == 3
    assert np.isclose(found.spectrum.highest, 1)
