"""Gates on one or two qubits to a chip's own, so that symbols stay in single gates.

Decides nothing about qubits: works before a placement as well as after one.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import cirq

from circuits.devices.blocks import BlockMerger
from circuits.devices.interactions import write_in_cz
from circuits.devices.merge import OneQubitRun, merge_one_qubit_gates
from circuits.devices.pair_gates import pair_gate
from circuits.devices.targets import Target


def lower_to_native(
    operations: Iterable[cirq.Operation], target: Target
) -> cirq.Circuit:
    """Rewrites gates on one and two qubits for a chip.

    Where CZ is not native, it takes turns before and after it, on one or both of
    its qubits. Since CZ commutes with Z, the axis of these turns is ours to choose
    in the XY plane. It is chosen so that they add up with the symbolic gates next
    to them.

    Args:
        operations: iterable of `cirq.Operation`, in time order, such as
            `decompose_to_pairs` returns.
        target: `Target`.

    Returns:
        A circuit of the target's gates, equal up to global phase.

    Example:
    >>> from circuits.devices.targets import get_target
    >>> q0, q1 = cirq.GridQubit.rect(1, 2, 4, 5)
    >>> circuit = lower_to_native([cirq.CZ(q0, q1)], get_target("sycamore"))
    >>> sum(len(op.qubits) == 2 for op in circuit.all_operations())
    2
    """
    recipe, cost_of_cz = _RECIPES[target.gateset_name]
    merger = BlockMerger(target, pair_gate(target.gateset_name), cost_of_cz)
    merged = merger.merge(write_in_cz(operations))
    is_cz = recipe is _cz_as_it_is
    pairs, last_runs = _split_into_runs(merged, pass_z=is_cz)
    lowered: list[cirq.Operation] = []
    for pair in pairs:
        for qubit, run in zip(pair.operation.qubits, pair.before, strict=True):
            lowered.extend(gate.on(qubit) for gate in run.gates())
        if pair.operation.gate == cirq.CZ:
            lowered.extend(recipe(pair))
        else:
            lowered.append(pair.operation)
    for qubit, run in last_runs.items():
        lowered.extend(gate.on(qubit) for gate in run.gates())
    # The turns around a CZ are merged already where no recipe adds to them.
    return cirq.Circuit(lowered) if is_cz else merge_one_qubit_gates(lowered)


@dataclass
class _Pair:
    """A two-qubit operation and the one-qubit runs on its four sides."""

    operation: cirq.Operation
    before: list[OneQubitRun]
    after: list[OneQubitRun] = field(default_factory=list)

    def axes(self, index: int) -> list[float]:
        """Axes that let the turns of qubit `index` add up with a symbol.

        At most two: one asked for by the run before, one by the run after. An
        axis counts from before the gate, where an after-turn about `axis` is
        followed by the `Z**0.5` that every recipe leaves behind.
        """
        axes: list[float] = []
        before, after = self.before[index], self.after[index]
        if before.turns and cirq.is_parameterized(before.turns[-1]):
            axes.append(before.turns[-1][0] + before.z)
        if after.turns and cirq.is_parameterized(after.turns[0]):
            axes.append(after.turns[0][0] - 0.5)
        numeric = [float(a) % 1.0 for a in axes if not cirq.is_parameterized(a)]
        if len(numeric) == 2 and abs((numeric[0] - numeric[1] + 0.5) % 1 - 0.5) < 1e-8:
            return numeric[:1]
        return numeric


def _split_into_runs(
    operations: Iterable[cirq.Operation], *, pass_z: bool
) -> tuple[list[_Pair], dict[cirq.Qid, OneQubitRun]]:
    """Gathers what stands between two-qubit gates; lets Z pass CZ if asked to."""
    runs: dict[cirq.Qid, OneQubitRun] = {}
    pairs: list[_Pair] = []
    for operation in operations:
        for qubit in operation.qubits:
            runs.setdefault(qubit, OneQubitRun())
        if len(operation.qubits) == 1:
            assert operation.gate is not None  # decompose_to_pairs leaves gates only
            runs[operation.qubits[0]].append(operation.gate)
            continue
        pair = _Pair(operation, [runs[qubit] for qubit in operation.qubits])
        for qubit in operation.qubits:
            # The new run is the one after this pair, and is filled in place.
            z = runs[qubit].take_z() if pass_z and operation.gate == cirq.CZ else 0.0
            runs[qubit] = OneQubitRun(z)
            pair.after.append(runs[qubit])
        pairs.append(pair)
    return pairs, runs


# === Recipes: CZ = Z**0.5 on both, turns, native gates, turns ===


def _cz_as_it_is(pair: _Pair) -> list[cirq.Operation]:
    return [pair.operation]


def _cz_from_syc(pair: _Pair) -> list[cirq.Operation]:
    """Writes CZ with two SYC gates; only one of its qubits is turned outside.

    SYC is SWAP times `exp(i(A Z0 + A Z1 + B Z0 Z1))`, A = pi/24, B = 5 pi/24.
    Between two of them, a turn of one qubit by `middle` leaves that qubit turned
    by `outer`, then by an angle about Z whose sign is the other qubit's Z, then
    by `outer` again. `middle` is set so that this angle is CZ's pi/2.
    """
    # Fewest axes first: with two, one of the turns stays a gate of its own.
    index = min((0, 1), key=lambda i: len(pair.axes(i)))
    turned, other = pair.operation.qubits[index], pair.operation.qubits[1 - index]
    axis = next(iter(pair.axes(index)), 0.5)
    middle = 2 * math.acos(math.sin(math.pi / 4) / math.sin(5 * math.pi / 12))
    outer = math.atan2(
        math.sin(middle / 2), math.cos(middle / 2) * math.cos(5 * math.pi / 12)
    )
    syc = pair_gate("syc").on(turned, other)
    turn = cirq.PhasedXPowGate(phase_exponent=axis, exponent=-outer / math.pi)
    inner = cirq.PhasedXPowGate(phase_exponent=axis, exponent=middle / math.pi)
    return [
        turn.on(turned),
        syc,
        # SYC has swapped the two: here `other` carries the turned state.
        cirq.Z(other) ** (1 / 12),
        inner.on(other),
        cirq.Z(other) ** (1 / 12),
        cirq.Z(turned) ** (1 / 6 + 1 / 2),
        syc,
        turn.on(turned),
        cirq.Z(turned) ** 0.5,
    ]


def _cz_from_sqrt_iswap(pair: _Pair) -> list[cirq.Operation]:
    """Writes CZ with two sqrt-iSWAP gates, turning both of its qubits outside.

    sqrt-iSWAP is `exp(i pi/8 (XX + YY))`. With X on one qubit between two of
    them, the YY parts cancel and leave X and `exp(i pi/4 XX)`. Quarter turns that
    take Z to X on both sides make that the `exp(i pi/4 ZZ)` of CZ.
    """
    first, second = pair.operation.qubits
    root = cirq.SQRT_ISWAP.on(first, second)
    opening: list[cirq.Operation] = []
    closing: list[cirq.Operation] = []
    for index, qubit in enumerate((first, second)):
        axis = next(iter(pair.axes(index)), 0.5)
        turn = cirq.PhasedXPowGate(phase_exponent=axis, exponent=0.5).on(qubit)
        shift = 0.5 - axis
        opening += [turn, cirq.Z(qubit) ** shift]
        closing += [
            cirq.Z(qubit) ** -shift,
            cirq.inverse(turn),
            cirq.Z(qubit) ** 0.5,
        ]
    return [*opening, root, cirq.X(first), root, cirq.X(first), *closing]


# To each two-qubit gate how CZ is written, and with how many of it.
_RECIPES: dict[str, tuple[Callable[[_Pair], list[cirq.Operation]], int]] = {
    "cz": (_cz_as_it_is, 1),
    "syc": (_cz_from_syc, 2),
    "sqrt_iswap": (_cz_from_sqrt_iswap, 2),
}
