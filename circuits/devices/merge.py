"""Runs of one-qubit gates to as few gates as their symbols allow.

Works on one qubit at a time; two-qubit gates only end a run.
"""

import math
from collections.abc import Iterable, Iterator
from typing import TypeAlias, cast

import cirq
import sympy
import sympy.tensor.tensor  # sympy loads it in its first sum, which takes 45 ms there

# In half-turns, as everywhere in Cirq's exponents; a number or an expression.
Exponent: TypeAlias = float | sympy.Expr
_ATOL = 1e-9


class OneQubitRun:
    """A product of one-qubit gates, as turns about axes in the XY plane, then Z.

    Keeps the product in the form `Z**z @ turn_k @ ... @ turn_1`, where a turn is
    `Z**axis @ X**exponent @ Z**-axis`. A Z on the left costs nothing on the chips
    we know (a change of phase), and passes a turn by shifting its axis. Turns
    about one axis add up, also with symbols: this is what keeps `RY(w)` between
    fixed Y rotations a single gate. Global phase is dropped.

    Example:
    >>> run = OneQubitRun()
    >>> for gate in (cirq.H, cirq.Y**sympy.Symbol("a"), cirq.Y**0.25):
    ...     run.append(gate)
    >>> for gate in run.gates():
    ...     print(gate)
    PhXZ(a=0.5,x=-a - 0.75,z=1)
    """

    def __init__(self, z: Exponent = 0.0) -> None:
        self.turns: list[tuple[Exponent, Exponent]] = []
        self.z = z

    def take_z(self) -> Exponent:
        """Takes the last Z off and returns its exponent."""
        z, self.z = self.z, 0.0
        return z

    def append(self, gate: cirq.Gate) -> None:
        """Multiplies one more gate onto the left.

        Args:
            gate: `cirq.Gate`. One-qubit and unitary; symbols are allowed in
                powers of X, Y, Z and H, in `PhasedXPowGate` and `PhasedXZGate`.

        Raises:
            ValueError: If the gate is none of those.
        """
        for axis, exponent, z in _turns_of(gate):
            self._turn(_minus(axis, self.z), exponent)
            self.z = _reduced(self.z + z)

    def gates(self) -> list[cirq.Gate]:
        """Returns the run as gates, first to last, none of them the identity."""
        gates = [_turn_gate(axis, exponent) for axis, exponent in self.turns]
        if _is_zero(self.z):
            return gates
        if not gates:
            return [cirq.ZPowGate(exponent=self.z)]
        axis, exponent = self.turns[-1]
        gates[-1] = cirq.PhasedXZGate(
            x_exponent=exponent, z_exponent=self.z, axis_phase_exponent=axis
        )
        return gates

    def _turn(self, axis: Exponent, exponent: Exponent) -> None:
        """Adds a turn whose axis is already counted from the left of all Zs."""
        if not cirq.is_parameterized(axis):
            # Half a turn of the axis flips the sense; axes are kept in [0, 1).
            halves = math.floor(float(axis) + _ATOL)
            axis = max(float(axis) - halves, 0.0)
            exponent = -exponent if halves % 2 else exponent
        exponent = _reduced(exponent)
        if _is_zero(exponent):
            return
        if not self.turns:
            self.turns.append((axis, exponent))
            return
        last_axis, last_exponent = self.turns[-1]
        if _is_zero(_minus(axis, last_axis)):
            self.turns.pop()
            self._turn(axis, last_exponent + exponent)
        elif not cirq.is_parameterized((axis, exponent, last_axis, last_exponent)):
            self.turns.pop()
            matrix = cirq.unitary(_turn_gate(axis, exponent)) @ cirq.unitary(
                _turn_gate(last_axis, last_exponent)
            )
            merged = cirq.PhasedXZGate.from_matrix(matrix)
            self._turn(merged.axis_phase_exponent, merged.x_exponent)
            self.z = _reduced(self.z + merged.z_exponent)
        else:
            self.turns.append((axis, exponent))


def merge_one_qubit_gates(operations: Iterable[cirq.Operation]) -> cirq.Circuit:
    """Merges each qubit's one-qubit gates between its larger operations.

    Args:
        operations: iterable of `cirq.Operation`, in time order.

    Returns:
        A circuit, packed to the left.

    Example:
    >>> q0, q1 = cirq.LineQubit.range(2)
    >>> ops = [cirq.Y(q0) ** 0.5, cirq.Y(q0) ** 0.25, cirq.CZ(q0, q1)]
    >>> print(merge_one_qubit_gates(ops))
    0: ───Y^0.75───@───
                   │
    1: ────────────@───
    """
    return cirq.Circuit(_merged(operations))


def _merged(operations: Iterable[cirq.Operation]) -> Iterator[cirq.Operation]:
    runs: dict[cirq.Qid, OneQubitRun] = {}
    for operation in operations:
        if len(operation.qubits) == 1 and not cirq.is_measurement(operation):
            gate = operation.gate
            assert gate is not None  # one-qubit operations here come from lowering
            runs.setdefault(operation.qubits[0], OneQubitRun()).append(gate)
            continue
        for qubit in operation.qubits:
            for gate in runs.pop(qubit, OneQubitRun()).gates():
                yield gate.on(qubit)
        yield operation
    for qubit, run in runs.items():
        for gate in run.gates():
            yield gate.on(qubit)


def _turns_of(gate: cirq.Gate) -> list[tuple[Exponent, Exponent, Exponent]]:
    """Writes a gate as triples (axis, exponent, z), first applied first."""
    if isinstance(gate, cirq.YPowGate):
        return [(0.5, _plain(gate.exponent), 0.0)]
    if isinstance(gate, cirq.XPowGate):
        return [(0.0, _plain(gate.exponent), 0.0)]
    if isinstance(gate, cirq.ZPowGate):
        return [(0.0, 0.0, _plain(gate.exponent))]
    if isinstance(gate, cirq.PhasedXPowGate):
        return [(_plain(gate.phase_exponent), _plain(gate.exponent), 0.0)]
    if isinstance(gate, cirq.HPowGate):
        return _h_turns(_plain(gate.exponent))
    if not isinstance(gate, cirq.PhasedXZGate):
        matrix = cirq.unitary(gate, default=None)
        if matrix is None:
            raise ValueError(
                "`gate` must be unitary, or a power of X, Y, Z or H if it has "
                f"symbols. Received: gate={gate!r}. Bind its symbols first."
            )
        gate = cirq.PhasedXZGate.from_matrix(matrix)
    axis, x = _plain(gate.axis_phase_exponent), _plain(gate.x_exponent)
    return [(axis, x, _plain(gate.z_exponent))]


def _h_turns(exponent: Exponent) -> list[tuple[Exponent, Exponent, Exponent]]:
    if not cirq.is_parameterized(exponent) and _is_zero(_reduced(exponent) - 1.0):
        return [(0.5, -0.5, 1.0)]
    # H**t turns by t about the axis between X and Z: X, tilted by a quarter.
    return [(0.5, 0.25, 0.0), (0.0, exponent, 0.0), (0.5, -0.25, 0.0)]


def _turn_gate(axis: Exponent, exponent: Exponent) -> cirq.Gate:
    if _is_zero(axis):
        return cirq.XPowGate(exponent=exponent)
    if _is_zero(_minus(axis, 0.5)):
        return cirq.YPowGate(exponent=exponent)
    if isinstance(axis, sympy.Expr):
        # Not a PhasedXPowGate: Cirq 1.5 simplifies its axis, for up to 0.1 s each.
        return cirq.PhasedXZGate(
            x_exponent=exponent, z_exponent=0.0, axis_phase_exponent=axis
        )
    return cirq.PhasedXPowGate(phase_exponent=axis, exponent=exponent)


def _plain(exponent: object) -> Exponent:
    """Makes pi a number, so that `a / pi` and `a * 0.318...` add up and cancel."""
    if isinstance(exponent, sympy.Expr):
        expression: sympy.Expr = exponent.xreplace({sympy.pi: sympy.Float(math.pi)})
        return float(expression) if expression.is_number else expression
    return float(cast(float, exponent))


def _minus(left: Exponent, right: Exponent) -> Exponent:
    # Not `left - right`: sympy would keep a symbol's exact zero as `1.0*a`.
    return left if isinstance(right, float) and right == 0.0 else left - right


def _reduced(exponent: Exponent) -> Exponent:
    """Brings a number into (-1, 1] half-turns; leaves an expression alone."""
    if isinstance(exponent, sympy.Expr):
        if not exponent.is_number:
            return exponent
        exponent = float(exponent)
    turned = exponent % 2.0
    return turned - 2.0 if turned > 1.0 + _ATOL else turned


def _is_zero(exponent: Exponent) -> bool:
    if isinstance(exponent, sympy.Expr):
        return bool(exponent == 0)
    return bool(abs(exponent) < _ATOL)
