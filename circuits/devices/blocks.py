"""Runs of bound gates on one pair of qubits, in as few native gates as one of them.

Knows a target's gateset. Gates with symbols end a run.
"""

import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import cirq
import numpy as np
from numpy.typing import NDArray

from circuits.devices.google import import_cirq_google
from circuits.devices.targets import Target


@dataclass
class _Run:
    """Bound operations on one pair, in time order."""

    qubits: tuple[cirq.Qid, ...]
    operations: list[cirq.Operation]

    def num_pairs(self) -> int:
        return sum(len(operation.qubits) == 2 for operation in self.operations)


class BlockMerger:
    """Rewrites bound two-qubit gates in CZ and a target's own gate, and no other.

    A run of such gates on one pair, with bound one-qubit gates between, is one
    matrix. It is written anew if that takes fewer gates.

    Args:
        target: `Target`.
        native: `cirq.Gate`. The target's own two-qubit gate.
        cost_of_cz: int. How many of these a CZ costs.

    Example:
    >>> from circuits.devices.targets import get_target
    >>> q = cirq.LineQubit.range(2)
    >>> merger = BlockMerger(get_target("sycamore", "sqrt_iswap"), cirq.SQRT_ISWAP, 2)
    >>> list(merger.merge([cirq.CZ(*q), cirq.CZ(*q)]))
    []
    """

    def __init__(self, target: Target, native: cirq.Gate, cost_of_cz: int) -> None:
        self._target = target
        self._native = native
        self._cost_of_cz = cost_of_cz
        self._known: dict[cirq.Operation, list[cirq.Operation]] = {}

    def merge(self, operations: Iterable[cirq.Operation]) -> Iterator[cirq.Operation]:
        """Yields operations in time order, equal up to global phase.

        Args:
            operations: iterable of `cirq.Operation`, in time order; those on two
                qubits have no symbols.
        """
        for run in _runs(operations):
            plain = [part for op in run.operations for part in self._rewritten(op)]
            if run.num_pairs() > 1:
                matrix = cirq.Circuit(run.operations).unitary(run.qubits)
                merged = self._rewritten(cirq.MatrixGate(matrix).on(*run.qubits))
                if self._cost(merged) < self._cost(plain):
                    plain = merged
            yield from plain

    def _cost(self, operations: list[cirq.Operation]) -> int:
        return sum(
            self._cost_of_cz if operation.gate == cirq.CZ else 1
            for operation in operations
            if len(operation.qubits) == 2
        )

    def _rewritten(self, operation: cirq.Operation) -> list[cirq.Operation]:
        """Writes a two-qubit gate in CZ, the native gate and gates on one qubit."""
        if len(operation.qubits) == 1 or operation.gate in (cirq.CZ, self._native):
            return [operation]
        if operation not in self._known:
            self._known[operation] = self._decomposed(operation)
        return self._known[operation]

    def _decomposed(self, operation: cirq.Operation) -> list[cirq.Operation]:
        matrix = cirq.unitary(operation)
        for gate in (self._native, cirq.CZ):
            if cirq.equal_up_to_global_phase(matrix, cirq.unitary(gate), atol=1e-8):
                return [gate.on(*operation.qubits)]
        with warnings.catch_warnings():
            # Cirq 1.5 trips its own notice on `use_repetition_ids`, which says that a
            # default changes in 1.6: take this out there.
            warnings.simplefilter("ignore", FutureWarning)
            rewritten = _DECOMPOSERS[self._target.gateset_name](operation, matrix)
        return list(cirq.flatten_to_ops(rewritten))


# The gatesets of Google's devices hand back any gate that they recognize as one of the
# device's, a `MatrixGate` that is CZ as well: so each way is named here.


def _in_cz(operation: cirq.Operation, matrix: NDArray[np.complex128]) -> cirq.OP_TREE:
    first, second = operation.qubits
    return cirq.two_qubit_matrix_to_cz_operations(
        first, second, matrix, allow_partial_czs=False
    )


def _in_sqrt_iswap(
    operation: cirq.Operation, matrix: NDArray[np.complex128]
) -> cirq.OP_TREE:
    first, second = operation.qubits
    return cirq.two_qubit_matrix_to_sqrt_iswap_operations(first, second, matrix)


def _in_syc(operation: cirq.Operation, matrix: NDArray[np.complex128]) -> cirq.OP_TREE:
    cirq_google = import_cirq_google()
    known: cirq.OP_TREE = cirq_google.known_2q_op_to_sycamore_operations(operation)
    if known is None:
        first, second = operation.qubits
        known = cirq_google.two_qubit_matrix_to_sycamore_operations(
            first, second, matrix
        )
    return known


_DECOMPOSERS: dict[
    str, Callable[[cirq.Operation, NDArray[np.complex128]], cirq.OP_TREE]
] = {"cz": _in_cz, "sqrt_iswap": _in_sqrt_iswap, "syc": _in_syc}


def _runs(operations: Iterable[cirq.Operation]) -> list[_Run]:
    runs: list[_Run] = []
    last: dict[cirq.Qid, _Run | None] = {}
    for operation in operations:
        qubits = operation.qubits
        run = last.get(qubits[0])
        if len(qubits) == 1:
            if run is None or cirq.is_parameterized(operation):
                last[qubits[0]] = None
                runs.append(_Run(qubits, [operation]))
            else:
                run.operations.append(operation)
            continue
        if run is None or run is not last.get(qubits[1]):
            run = _Run(qubits, [])
            runs.append(run)
        run.operations.append(operation)
        last[qubits[0]] = last[qubits[1]] = run
    return runs
