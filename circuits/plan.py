"""Turns a circuit into a NumPy program for the statevector engine.

Splits it once, from the circuit alone, into a product state (each qubit's gates before
its first entangler) and alternating stages of one-qubit gates and permutations. Holds
no framework code and evaluates nothing.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import cirq
import numpy as np
import sympy

from circuits.errors import CircuitSpecError
from circuits.final_measurements import is_plain_measurement
from circuits.gates import Gate, gates_of
from circuits.permutations import Permutation, PermutationTable
from circuits.polynomials import make_polynomials, with_symbols
from circuits.readouts import Readouts, plan_readouts
from circuits.symbols import natural_order
from circuits.unroll import unroll_measured


@dataclass(frozen=True)
class Layer:
    """Holds gates on disjoint qubits."""

    gates: tuple[Gate, ...]


@dataclass(frozen=True)
class Plan:
    """Holds everything that an engine needs to compute expectation values.

    Attributes:
        num_qubits: int.
        data_symbols: Columns of the data, in order.
        weight_symbols: The trained symbols, in order.
        prefix: For each qubit its gates before its first entangler, on `|0>`.
        steps: What follows, in order of application. Equal permutations are one and
            the same object.
        readouts: The observables.
        is_real: Whether every matrix is real, so that float32 suffices.
    """

    num_qubits: int
    data_symbols: tuple[sympy.Symbol, ...]
    weight_symbols: tuple[sympy.Symbol, ...]
    prefix: tuple[tuple[Gate, ...], ...]
    steps: tuple[Layer | Permutation, ...]
    readouts: Readouts
    is_real: bool


def plan_circuit(
    circuit: cirq.Circuit,
    observables: Sequence[cirq.PauliSum],
    data_symbols: Sequence[sympy.Symbol],
    weight_symbols: Sequence[sympy.Symbol],
    qubits: Sequence[cirq.Qid],
) -> Plan:
    """Plans the evaluation of a circuit's expectation values.

    Args:
        circuit: Unitary circuit; terminal measurements are left out.
        observables: Pauli sums with real coefficients on `qubits`.
        data_symbols: Symbols that the data fills, in the order of its columns.
        weight_symbols: Symbols that are trained.
        qubits: All qubits, first is the most significant.

    Returns:
        The program.

    Raises:
        CircuitSpecError: If an operation is not unitary, an angle no polynomial, or an
            observable not real.
    """
    positions = {q: i for i, q in enumerate(qubits)}
    queues: list[deque[Gate]] = [deque() for _ in qubits]
    by_name = {symbol.name: symbol for symbol in (*data_symbols, *weight_symbols)}
    for gate in circuit_gates(circuit, positions):
        if gate.angle is not None:
            gate = replace(gate, angle=with_symbols(gate.angle, by_name))
        for q in gate.qubits:
            queues[q].append(gate)
    prefix = tuple(_fold(_take_one_qubit_gates(queue)) for queue in queues)
    steps = tuple(_steps(queues, len(qubits)))
    readouts = plan_readouts(observables, positions)
    gates = [g for chain in prefix for g in chain]
    for step in steps:
        gates += step.gates if isinstance(step, Layer) else []
    is_real = all(np.allclose(g.matrices.imag, 0, atol=1e-9) for g in gates) and all(
        step.is_real for step in steps if isinstance(step, Permutation)
    )
    return Plan(
        num_qubits=len(qubits),
        data_symbols=tuple(data_symbols),
        weight_symbols=tuple(weight_symbols),
        prefix=prefix,
        steps=steps,
        readouts=readouts,
        is_real=is_real,
    )


def circuit_gates(
    circuit: cirq.AbstractCircuit, positions: dict[cirq.Qid, int]
) -> Iterable[Gate]:
    """Yields all gates of a circuit, each checked.

    Args:
        circuit: Unitary circuit; terminal measurements are left out.
        positions: The position of each qubit.

    Yields:
        The gates, in order.

    Raises:
        CircuitSpecError: If an operation is not unitary or an angle no polynomial.
    """
    circuit = unroll_measured(circuit)
    checked: set[Any] = {None}
    for index, moment in enumerate(circuit):
        for operation in moment:
            if is_plain_measurement(operation) and all(
                circuit.next_moment_operating_on([q], index + 1) is None
                for q in operation.qubits
            ):
                continue
            for gate in gates_of(operation, positions, index):
                if gate.angle not in checked:
                    _check_angle(gate.angle, operation, index)
                    checked.add(gate.angle)
                yield gate


def _check_angle(angle: Any, operation: cirq.Operation, moment: int) -> None:
    """Refuses an angle that is no polynomial of its symbols, and says where it is."""
    if isinstance(angle, sympy.Symbol):  # the common case, without sympy's Poly
        return
    try:
        make_polynomials([angle], natural_order(getattr(angle, "free_symbols", ())))
    except CircuitSpecError as error:
        raise CircuitSpecError(
            f"{error} It stands in {operation.untagged} in moment {moment}."
        ) from error


def _take_one_qubit_gates(queue: deque[Gate]) -> list[Gate]:
    taken = []
    while queue and len(queue[0].qubits) == 1:
        taken.append(queue.popleft())
    return taken


def _fold(chain: list[Gate]) -> tuple[Gate, ...]:
    """Multiplies the fixed gates of a chain into its neighbours."""
    folded: list[Gate] = []
    for gate in chain:
        last = folded[-1] if folded else None
        if last is not None and gate.angle is None:
            folded[-1] = last.before(gate.matrices[0])
        elif last is not None and last.angle is None:
            folded[-1] = gate.after(last.matrices[0])
        else:
            folded.append(gate)
    return tuple(folded)


def _steps(queues: list[deque[Gate]], num_qubits: int) -> Iterable[Layer | Permutation]:
    """Drains the queues: one-qubit gates, then permutations, then one dense gate."""
    table = PermutationTable(num_qubits)
    while any(queues):
        chains = [_fold(_take_one_qubit_gates(queue)) for queue in queues]
        for level in range(max(map(len, chains))):
            yield Layer(tuple(c[level] for c in chains if len(c) > level))
        monomials = list(_take_ready(queues, lambda gate: gate.is_monomial()))
        if monomials:
            yield table.compose(monomials)
        else:
            for gate in _take_ready(queues, lambda gate: not gate.is_monomial()):
                yield Layer((gate,))
                break


def _take_ready(queues: list[deque[Gate]], wanted) -> Iterable[Gate]:  # type: ignore[no-untyped-def]
    """Yields wanted many-qubit gates that stand first on all of their qubits."""
    found = True
    while found:
        found = False
        for queue in queues:
            if not queue or len(queue[0].qubits) == 1 or not wanted(queue[0]):
                continue
            gate = queue[0]
            if all(queues[q] and queues[q][0] is gate for q in gate.qubits):
                for q in gate.qubits:
                    queues[q].popleft()
                found = True
                yield gate
