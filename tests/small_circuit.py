"""A circuit that the tests of the quantum layer share."""

import cirq
import sympy

A, B = sympy.symbols("a b")


def small_circuit() -> cirq.Circuit:
    """Two data angles, two weights, one entangler; not symmetric in anything."""
    u, v = sympy.symbols("u v")
    first, second = cirq.LineQubit.range(2)
    return cirq.Circuit(
        cirq.ry(A)(first),
        cirq.rx(B)(second),
        cirq.CNOT(first, second),
        cirq.ry(u)(first),
        cirq.rx(v)(second),
    )
