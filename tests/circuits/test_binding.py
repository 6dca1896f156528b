"""Values for symbols."""

import cirq
import numpy as np
import pytest
import sympy

from circuits.binding import bind_symbols
from tests.strategies import Mute, Turned

X, W = sympy.symbols("x w")


def _circuit():
    return cirq.Circuit(cirq.ry(X).on(cirq.q(0)), cirq.rz(W).on(cirq.q(0)))


def test_values_go_to_their_symbols_and_the_input_stays():
    circuit = _circuit()
    bound = bind_symbols(circuit, [X], [W], [0.3], np.array([0.5]))
    q = cirq.q(0)
    assert bound == cirq.Circuit(cirq.ry(0.3).on(q), cirq.rz(0.5).on(q))
    assert circuit == _circuit()


def test_none_leaves_symbols_in_place():
    bound = bind_symbols(_circuit(), [X], [W], None, [0.5])
    assert cirq.parameter_names(bound) == {"x"}


def test_what_keeps_its_symbols_is_left_as_it_was_written():
    """Cirq would make `Ry(0.318309886183791*pi*x)` of it."""
    circuit = cirq.Circuit(cirq.ry(X).on(cirq.q(0)), cirq.rz(W).on(cirq.q(0)))
    bound = bind_symbols(circuit, [X], [W], None, [np.pi / 2])
    assert str(bound) == "0: ───Ry(x)───Rz(0.5π)───"


def test_gates_that_do_not_tell_their_symbols_are_bound():
    """`cirq.parameter_names` knows no symbol of a PhasedFSimGate, and none of pi."""
    pair = cirq.LineQubit.range(2)
    circuit = cirq.Circuit(
        cirq.PhasedFSimGate(X, 0, 0, W, 0)(*pair), cirq.ry(sympy.pi / 4)(pair[0])
    )
    bound = bind_symbols(circuit, [X], [W], [0.3], [0.5])
    expected = cirq.Circuit(
        cirq.PhasedFSimGate(0.3, 0, 0, 0.5, 0)(*pair), cirq.ry(np.pi / 4)(pair[0])
    )
    np.testing.assert_allclose(bound.unitary(), expected.unitary(), atol=1e-8)


@pytest.mark.parametrize("is_inside", [False, True], ids=["plain", "subcircuit"])
@pytest.mark.parametrize(
    ("make", "is_kept"),
    [
        (lambda x: cirq.PhasedFSimGate(x, 0, 0, 0, 0), True),
        (lambda x: cirq.BooleanHamiltonianGate(["x", "y"], ["x ^ y"], x), False),
        (Turned, True),
        (Mute, False),
    ],
    ids=["phased fsim", "boolean", "turned", "mute"],
)
def test_gates_that_let_no_values_in_are_bound_in_their_parts(make, is_kept, is_inside):
    pair = cirq.LineQubit.range(2)

    def circuit(x, w):
        inner = cirq.Circuit(make(x)(*pair), cirq.Y(pair[1]) ** w)
        if is_inside:
            inner = cirq.Circuit(
                cirq.CircuitOperation(inner.freeze(), use_repetition_ids=False)
            )
        return cirq.Circuit(cirq.H.on_each(*pair), cirq.CNOT(*pair), inner)

    bound = bind_symbols(circuit(X, W), [X], [W], [0.3], [0.5])
    np.testing.assert_allclose(bound.unitary(), circuit(0.3, 0.5).unitary(), atol=1e-8)
    half = bind_symbols(circuit(X, W), [X], [W], None, [0.5])
    whole = bind_symbols(half, [X], [W], [0.3], None)
    np.testing.assert_allclose(whole.unitary(), bound.unitary(), atol=1e-8)
    if is_kept and not is_inside:
        assert len(bound) == len(circuit(X, W))


@pytest.mark.parametrize("given", ["plain", "real"])
def test_symbols_with_assumptions_are_bound_by_name(given):
    """Of RY(2 x) RZ(w) with a real x, bound by either kind of symbol."""
    real, q = sympy.Symbol("x", real=True), cirq.q(0)
    circuit = cirq.Circuit(cirq.ry(2 * real).on(q), cirq.rz(W).on(q))
    x = X if given == "plain" else real
    half = bind_symbols(circuit, [x], [W], None, [0.5])
    assert cirq.parameter_names(half) == {"x"}
    np.testing.assert_allclose(
        bind_symbols(half, [x], [W], [0.3], None).unitary(),
        cirq.unitary(cirq.rz(0.5)) @ cirq.unitary(cirq.ry(0.6)),
        atol=1e-8,
    )


@pytest.mark.parametrize("angles", [[], [1.0, 2.0], [[1.0]], 1.0])
def test_a_wrong_shape_is_refused_with_both_shapes(angles):
    with pytest.raises(
        ValueError,
        match=r"^`angles` must have shape \(1,\), one value a symbol\. Received: "
        r"angles\.shape=\(.*\)\. For a batch, call once a row\.$",
    ):
        bind_symbols(_circuit(), [X], [W], angles, [0.5])


def test_a_value_that_is_not_finite_is_refused():
    with pytest.raises(
        ValueError, match=r"^`weights` must be finite\. Received: weights=\[nan\]\.$"
    ):
        bind_symbols(_circuit(), [X], [W], [0.1], [np.nan])
