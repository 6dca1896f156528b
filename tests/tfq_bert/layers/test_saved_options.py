import cirq
import numpy as np
import pytest
import sympy

from tfq_bert.layers.saved_options import (
    check_can_be_saved,
    circuit_to_config,
    int_to_config,
    noise_from_config,
    noise_to_config,
)

Q = cirq.LineQubit(0)
CIRCUIT = cirq.Circuit(cirq.ry(0.3)(Q), cirq.H(Q))


@pytest.mark.parametrize("noise", [None, 0, 0.25, np.float32(0.25)])
def test_a_number_is_written_as_a_number(noise):
    written = noise_to_config(noise, CIRCUIT)
    assert written == noise
    assert type(written) in (float, type(None))
    assert noise_from_config(written) == noise


@pytest.mark.parametrize(
    "noise",
    [
        cirq.ConstantQubitNoiseModel(cirq.depolarize(0.1)),
        cirq.NO_NOISE,
        cirq.amplitude_damp(0.2),
    ],
    ids=str,
)
def test_a_model_or_channel_comes_back_equal(noise):
    written = noise_to_config(noise, CIRCUIT)
    assert isinstance(written, str)
    assert noise_from_config(written) == noise


class _Own(cirq.NoiseModel):
    """A noise model that Cirq cannot write."""

    def noisy_operation(self, operation):
        return [operation, cirq.bit_flip(0.1)(*operation.qubits)]


@pytest.mark.parametrize(
    "noise",
    [_Own(), cirq.ConstantQubitNoiseModel(cirq.bit_flip(0.1), prepend=True)],
    ids=["own", "prepend"],
)
def test_a_model_that_would_not_come_back_the_same_is_refused(noise):
    """Cirq 1.5 writes `prepend=True` as `prepend=False`, and calls them equal."""
    with pytest.raises(NotImplementedError) as caught:
        noise_to_config(noise, CIRCUIT)
    assert str(caught.value) == (
        "a PQC with this noise cannot be saved, because Cirq does not write all of it "
        f"as JSON. Received: noise={noise!r}. Give a number, a channel, or a "
        "cirq.ConstantQubitNoiseModel."
    )


def test_a_circuit_comes_back_equal_frozen_or_not():
    for circuit in (CIRCUIT, CIRCUIT.freeze()):
        restored = cirq.read_json(json_text=circuit_to_config(circuit))
        assert isinstance(restored, cirq.Circuit)
        assert restored == CIRCUIT


class _Gate(cirq.Gate):
    """A gate that Cirq cannot write."""

    def _num_qubits_(self):
        return 1


def test_a_circuit_with_a_gate_that_cannot_be_written_is_refused():
    with pytest.raises(NotImplementedError) as caught:
        circuit_to_config(cirq.Circuit(_Gate()(Q)))
    assert str(caught.value) == (
        "a PQC with this circuit cannot be saved, because Cirq does not write all of "
        f"it as JSON. Received: {_Gate} is not a Cirq type, and does not define "
        "_json_namespace_. Give gates of your own `_json_dict_`, or save the weights "
        "and build the layer anew."
    )


@pytest.mark.parametrize("name", ["backend", "differentiator", "sampler"])
def test_an_object_without_configuration_is_refused(name):
    given = {"backend": "noiseless", "differentiator": "auto", "sampler": None}
    check_can_be_saved(**given)
    given[name] = cirq.Simulator()
    with pytest.raises(NotImplementedError) as caught:
        check_can_be_saved(**given)
    assert str(caught.value) == (
        f"a PQC with a {name} object cannot be saved, because it has no configuration. "
        f"Received: {name}={given[name]!r}. Save the weights, and build the layer anew "
        "with it."
    )


def test_an_integer_of_numpy_is_written_as_one_of_python():
    assert type(int_to_config(np.int64(7))) is int
    assert int_to_config(None) is None


@pytest.mark.parametrize("exponent", [0.3, sympy.Symbol("a")])
def test_a_gate_that_json_changes_is_refused(exponent):
    """Cirq 1.5 writes this one without its exponent."""
    gate = cirq.PauliInteractionGate(cirq.Z, False, cirq.X, False, exponent=exponent)
    circuit = cirq.Circuit(gate(*cirq.LineQubit.range(2)))
    with pytest.raises(NotImplementedError, match="comes back as another gate"):
        circuit_to_config(circuit)


@pytest.mark.parametrize(
    "operation",
    [
        cirq.ry(sympy.Symbol("a", real=True))(Q),
        cirq.MatrixGate(cirq.testing.random_unitary(2, random_state=0))(Q),
        cirq.PhasedXZGate.from_matrix(cirq.unitary(cirq.H))(Q),
        cirq.amplitude_damp(0.3)(Q),
    ],
    ids=["real symbol", "matrix", "phased", "channel"],
)
def test_what_json_keeps_is_written(operation):
    written = circuit_to_config(cirq.Circuit(operation))
    assert len(cirq.read_json(json_text=written)) == 1
