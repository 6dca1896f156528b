"""Two-qubit gates, with or without symbols, as few CZ and turns by their exponents.

Looks at kinds of gates. What has no symbol is left alone, except CNOT.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

import cirq
import sympy

Exponent: TypeAlias = float | sympy.Expr


@dataclass(frozen=True)
class _Parts:
    """`XX**xx`, `YY**yy` and `ZZ**zz`, which commute, after `Z**z` on both qubits."""

    xx: Exponent = 0
    yy: Exponent = 0
    zz: Exponent = 0
    z: Exponent = 0


@dataclass
class _Block:
    """Interactions of one pair, with nothing between them on either qubit."""

    qubits: tuple[cirq.Qid, cirq.Qid]
    parts: _Parts
    operations: list[cirq.Operation] = field(default_factory=list)

    def takes(self, parts: _Parts) -> bool:
        """Whether more can be added: equal Zs pass only XX and YY of one strength."""
        return bool(parts.z == 0 or self.parts.xx == self.parts.yy)

    def add(self, operation: cirq.Operation, parts: _Parts) -> None:
        own = self.parts
        self.parts = _Parts(
            own.xx + parts.xx, own.yy + parts.yy, own.zz + parts.zz, own.z + parts.z
        )
        self.operations.append(operation)

    def written(self) -> list[cirq.Operation]:
        """In CZ and turns, if there is a symbol to take care of."""
        if not any(map(cirq.is_parameterized, self.operations)):
            return self.operations
        return _written_parts(self.parts, *self.qubits)


def is_interaction(operation: cirq.Operation) -> bool:
    """Tells whether `write_in_cz` has a rule for an operation with symbols.

    Args:
        operation: `cirq.Operation`.

    Returns:
        bool. True for powers of XX, YY, ZZ, CZ, CNOT, ISWAP, SWAP, for FSim, and
        for a power of X, Y or Z with one control.
    """
    if len(operation.qubits) != 2:
        return False
    return _controlled(operation) is not None or _parts_of(operation) is not None


def write_in_cz(operations: Iterable[cirq.Operation]) -> list[cirq.Operation]:
    """Rewrites two-qubit gates with symbols, and CNOT, in CZ and one-qubit gates.

    Up to a global phase each gate is `XX**a YY**b ZZ**c` and turns. Of a pair's
    neighboring ones a, b and c are added, also those of a SWAP, so that a SWAP
    beside a `ZZ**t` costs three CZ in all. One or two of them cost two CZ, three
    cost three, whatever the symbols.

    Args:
        operations: iterable of `cirq.Operation`, each on one or two qubits; those
            on two without symbols, or such that `is_interaction`.

    Returns:
        Operations in time order, equal up to global phase. Of those on two qubits
        none has symbols.

    Example:
    >>> q0, q1 = cirq.LineQubit.range(2)
    >>> for op in write_in_cz([cirq.ZZ(q0, q1) ** sympy.Symbol("a")]):
    ...     print(op)
    Y**-0.5(q(1))
    CZ(q(0), q(1))
    X**-a(q(1))
    CZ(q(0), q(1))
    Y**0.5(q(1))
    """
    blocks: list[_Block | list[cirq.Operation]] = []
    last: dict[cirq.Qid, _Block | None] = {}
    for operation in operations:
        if len(operation.qubits) == 1:
            last[operation.qubits[0]] = None
            blocks.append([operation])
            continue
        first, second = operation.qubits
        controlled = _controlled(operation)
        parts = None if controlled else _parts_of(operation)
        if parts is None:
            last[first] = last[second] = None
            blocks.append(controlled or [operation])
            continue
        block = last.get(first)
        if block is None or block is not last.get(second) or not block.takes(parts):
            block = _Block((first, second), _Parts())
            blocks.append(block)
        block.add(operation, parts)
        last[first] = last[second] = block
    return [
        operation
        for block in blocks
        for operation in (block.written() if isinstance(block, _Block) else block)
    ]


def _parts_of(operation: cirq.Operation) -> _Parts | None:
    gate = operation.gate
    if isinstance(gate, cirq.FSimGate):
        half = -_half_turns(gate.phi) / 2
        swapped = _half_turns(gate.theta)
        return _Parts(swapped, swapped, -half, half)
    if not isinstance(gate, cirq.EigenGate):
        return None
    exponent = gate.exponent
    half = exponent / 2
    if isinstance(gate, cirq.CZPowGate):
        return _Parts(zz=-half, z=half)
    if isinstance(gate, cirq.ZZPowGate):
        return _Parts(zz=exponent)
    if isinstance(gate, cirq.XXPowGate):
        return _Parts(xx=exponent)
    if isinstance(gate, cirq.YYPowGate):
        return _Parts(yy=exponent)
    if isinstance(gate, cirq.ISwapPowGate):
        return _Parts(-half, -half)
    if isinstance(gate, cirq.SwapPowGate):
        return _Parts(half, half, half)
    return None


def _half_turns(radians: Exponent) -> Exponent:
    return radians / (sympy.pi if isinstance(radians, sympy.Expr) else math.pi)


def _written_parts(
    parts: _Parts, first: cirq.Qid, second: cirq.Qid
) -> list[cirq.Operation]:
    before: list[cirq.Operation] = []
    if _is_there(parts.z):
        before = [cirq.Z(first) ** parts.z, cirq.Z(second) ** parts.z]
    if all(map(_is_there, (parts.xx, parts.yy, parts.zz))):
        return before + _three_parts(parts, first, second)
    # Between two CZ an X turn is one about X on its qubit and Z on the other. A
    # quarter turn of both qubits about X or Z puts YY into the place of ZZ or XX.
    turn: cirq.Pauli | None = None
    x, z = parts.xx, parts.zz
    if _is_there(parts.yy):
        x, z, turn = (x, parts.yy, cirq.X) if _is_there(x) else (parts.yy, z, cirq.Z)
    opening = [] if turn is None else [turn(first) ** 0.5, turn(second) ** 0.5]
    opening.append(cirq.Y(second) ** -0.5)
    inside = [cirq.X(first) ** x] if _is_there(x) else []
    inside += [cirq.X(second) ** -z] if _is_there(z) else []
    if not inside:
        return before
    cz = cirq.CZ(first, second)
    closing = [cirq.inverse(operation) for operation in reversed(opening)]
    return [*before, *opening, cz, *inside, cz, *closing]


def _three_parts(
    parts: _Parts, first: cirq.Qid, second: cirq.Qid
) -> list[cirq.Operation]:
    """Writes all three as `cirq.two_qubit_matrix_to_cz_operations` does numbers."""
    return [
        cirq.X(first) ** 0.5,
        *_cnot(first, second),
        cirq.X(first) ** (parts.xx + 0.5),
        cirq.Y(second) ** (parts.yy + 0.5),
        *_cnot(second, first),
        cirq.X(second) ** -0.5,
        cirq.Z(second) ** (parts.zz + 0.5),
        *_cnot(first, second),
    ]


def _cnot(control: cirq.Qid, target: cirq.Qid) -> list[cirq.Operation]:
    return [
        cirq.Y(target) ** -0.5,
        cirq.CZ(control, target),
        cirq.Y(target) ** 0.5,
    ]


def _controlled(operation: cirq.Operation) -> list[cirq.Operation] | None:
    """Writes CNOT, and a controlled power of X, Y or Z with a symbol."""
    gate = operation.gate
    if gate == cirq.CNOT:
        return _cnot(*operation.qubits)
    if not cirq.is_parameterized(gate):
        return None
    power: object = gate
    if isinstance(gate, cirq.CXPowGate):
        power = cirq.XPowGate(exponent=gate.exponent)
    elif isinstance(gate, cirq.ControlledGate):
        if list(gate.control_values.expand()) != [(1,)]:
            return None
        power = gate.sub_gate
    return _controlled_power(power, *operation.qubits)


def _controlled_power(
    power: object, control: cirq.Qid, target: cirq.Qid
) -> list[cirq.Operation] | None:
    """Turns the target by half, and by half more or back again with the control.

    `P**t` is a turn about P by `t` and a phase `t * (shift + 1/2)`, which is a Z
    turn of the control.
    """
    if not isinstance(power, cirq.XPowGate | cirq.YPowGate | cirq.ZPowGate):
        return None
    if cirq.is_parameterized(power.global_shift):
        return None
    axis = _pauli(power)
    half = power.exponent / 2
    opening: list[cirq.Operation] = []
    inside = axis(target) ** -half
    if axis == cirq.Z:
        opening, inside = [cirq.Y(target) ** -0.5], cirq.X(target) ** half
    cz = cirq.CZ(control, target)
    closing = [cirq.inverse(operation) for operation in opening]
    return [
        cirq.Z(control) ** (power.exponent * (power.global_shift + 0.5)),
        axis(target) ** half,
        *opening,
        cz,
        inside,
        cz,
        *closing,
    ]


def _pauli(power: cirq.XPowGate | cirq.YPowGate | cirq.ZPowGate) -> cirq.Pauli:
    if isinstance(power, cirq.XPowGate):
        return cirq.X
    return cirq.Y if isinstance(power, cirq.YPowGate) else cirq.Z


def _is_there(exponent: Exponent) -> bool:
    """Tells whether a turn is more than a global phase."""
    if isinstance(exponent, sympy.Expr) and not exponent.is_number:
        return True
    return abs((float(exponent) + 1) % 2 - 1) > 1e-9
