"""Turns a noisy circuit into real matrices on Pauli coordinates, as NumPy arrays.

The coordinates of a density matrix are `r_P = Tr(P rho)` for all products `P` of I, X,
Y and Z: real, and an observable reads its own. Does not touch states: an engine does.
"""

import functools
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import cirq
import numpy as np
import sympy
from numpy.typing import NDArray

from circuits.controls import split_controls
from circuits.errors import CircuitSpecError
from circuits.frequencies import exponentials_of
from circuits.gates import Gate, gates_of
from circuits.integer_controls import with_integer_controls
from circuits.polynomials import with_symbols
from circuits.unroll import unroll

MAX_OPERATION_QUBITS = 5  # a matrix on 6 qubits has 4**12 entries


@dataclass(frozen=True, eq=False)
class Transfer:
    """Holds one gate or channel: `sum_k f_k(angle) * matrices[k]` on coordinates.

    Attributes:
        qubits: Positions of its qubits, ascending.
        functions: One `(kind, frequency)` a matrix, as in `circuits.Gate`.
        matrices: `(num_terms, 4**k, 4**k)`, float64, in the order I, X, Y, Z.
        angle: The sympy expression of the angle in radians; None if fixed.
    """

    qubits: tuple[int, ...]
    functions: tuple[tuple[str, float], ...]
    matrices: NDArray[np.float64]
    angle: Any = None


def plan_channels(
    circuit: cirq.AbstractCircuit,
    symbols: Sequence[sympy.Symbol],
    qubits: Sequence[cirq.Qid],
) -> tuple[Transfer, ...]:
    """Plans the evaluation of a circuit of gates and channels.

    A measurement is a channel too, which dephases its qubits: its result is not kept.

    Args:
        circuit: Without final measurements.
        symbols: All symbols that stand in it.
        qubits: All qubits; the first is the most significant.

    Returns:
        The steps in order of application, fixed ones multiplied into their neighbors.

    Raises:
        CircuitSpecError: If an operation is neither unitary nor a channel that Cirq
            knows, is controlled by a measurement, or acts on too many qubits.

    Example:
    >>> q = cirq.q(0)
    >>> (step,) = plan_channels(cirq.Circuit(cirq.bit_flip(0.1)(q)), (), [q])
    >>> step.matrices[0].diagonal().round(6).tolist()
    [1.0, 1.0, 0.8, 0.8]
    """
    positions = {qubit: i for i, qubit in enumerate(qubits)}
    by_name = {symbol.name: symbol for symbol in symbols}
    flat = unroll(circuit)
    transfers = (
        replace(transfer, angle=with_symbols(transfer.angle, by_name))
        for index, moment in enumerate(flat)
        for operation in moment
        for transfer in _transfers_of(operation, positions, index, operation)
    )
    return tuple(_fold(map(_sort_qubits, transfers)))


def _transfers_of(
    operation: cirq.Operation,
    positions: dict[cirq.Qid, int],
    moment: int,
    written: cirq.Operation,
) -> Iterator[Transfer]:
    """Yields the steps of an operation, a part of what the user has `written`."""
    operation = with_integer_controls(operation.untagged)
    qubits = tuple(positions[q] for q in operation.qubits)
    if any(q.dimension != 2 for q in operation.qubits):
        raise _refused(written, moment, "it acts on qudits")
    if cirq.control_keys(operation):
        raise _refused(written, moment, "a measurement controls it")
    if isinstance(operation.gate, cirq.MeasurementGate):
        dephased = np.diag([1.0, 0.0, 0.0, 1.0])[None]
        for qubit in qubits:
            yield Transfer((qubit,), (("one", 0.0),), dephased)
        return
    if not qubits:  # A global phase changes no density matrix.
        return
    is_large = len(qubits) > MAX_OPERATION_QUBITS
    parts = None
    if cirq.is_parameterized(operation):
        parts = split_controls(operation) if is_large else None
        if parts is None:
            for gate in gates_of(operation, positions, moment):
                _check_size(len(gate.qubits), written, moment)
                yield _transfer_of_gate(gate)
            return
    elif not is_large:
        kraus = cirq.kraus(operation, None)
        if kraus is not None:
            yield _transfer_of_channel(qubits, np.array(kraus, complex))
            return
    parts = parts or cirq.decompose_once(operation, None)
    if parts is None:
        _check_size(len(qubits), written, moment)
        raise _refused(written, moment, "it has no unitary and no Kraus matrices")
    for part in parts:
        yield from _transfers_of(part, positions, moment, written)


def _transfer_of_channel(
    qubits: tuple[int, ...], kraus: NDArray[np.complex128]
) -> Transfer:
    total = np.einsum("kab,kcd->acbd", kraus, kraus.conj())
    total = total.reshape([kraus.shape[1] ** 2] * 2)
    return Transfer(qubits, (("one", 0.0),), _on_coordinates(total).real[None])


def _transfer_of_gate(gate: Gate) -> Transfer:
    """Turns `sum_w exp(i w t) A_w` into cosines and sines of the differences of `w`."""
    sums: dict[float, NDArray[np.complex128]] = {}
    parts = exponentials_of(gate).items()
    for (one, left), (two, right) in itertools.product(parts, parts):
        key = round(one - two, 9) + 0.0
        if key >= 0:  # the term of -key is the complex conjugate
            sums[key] = sums.get(key, 0) + np.kron(left, right.conj())
    functions: list[tuple[str, float]] = []
    matrices: list[NDArray[np.float64]] = []
    for key in sorted(sums):
        total = _on_coordinates(sums[key])
        if key == 0:
            functions.append(("one", 0.0))
            matrices.append(total.real)
        else:
            functions += [("cos", key), ("sin", key)]
            matrices += [2 * total.real, -2 * total.imag]
    return Transfer(gate.qubits, tuple(functions), np.array(matrices), gate.angle)


def _on_coordinates(matrix: NDArray[np.complex128]) -> NDArray[np.complex128]:
    """Rewrites a sum of `kron(A, B.conj())`, for `A rho B^H`, on Pauli coordinates.

    Returns:
        `Tr(P A Q B^H) / 2**k` for all Pauli products P and Q.
    """
    num_qubits = (len(matrix).bit_length() - 1) // 2
    paulis = _pauli_products(num_qubits)
    return np.asarray(paulis.conj() @ matrix @ paulis.T / 2**num_qubits)


@functools.cache
def _pauli_products(num_qubits: int) -> NDArray[np.complex128]:
    """Returns all products of I, X, Y and Z, each as a row of `4**num_qubits`."""
    single = np.array([cirq.unitary(p) for p in (cirq.I, cirq.X, cirq.Y, cirq.Z)])
    products = np.ones((1, 1, 1), complex)
    for _ in range(num_qubits):
        products = np.einsum("pij,qkl->pqikjl", products, single)
        count, _, rows, _, columns, _ = products.shape
        products = products.reshape(4 * count, 2 * rows, 2 * columns)
    return products.reshape(len(products), -1)


def _sort_qubits(transfer: Transfer) -> Transfer:
    order = tuple(sorted(transfer.qubits))
    if order == transfer.qubits:
        return transfer
    matrices = [_widen(m, transfer.qubits, order) for m in transfer.matrices]
    return replace(transfer, qubits=order, matrices=np.array(matrices))


def _fold(transfers: Iterable[Transfer]) -> list[Transfer]:
    """Multiplies fixed steps into neighbors that act on all of their qubits."""
    steps: list[Transfer | None] = []
    on: dict[int, list[int]] = defaultdict(list)  # the steps on each qubit
    for new in transfers:
        ends = {on[q][-1] for q in new.qubits if on[q]}
        for index in sorted(ends, reverse=True):
            old = steps[index]
            if (
                old is not None
                and old.angle is None
                and set(old.qubits) <= set(new.qubits)
                and all(on[q][-1] == index for q in old.qubits)
            ):
                widened = _widen(old.matrices[0], old.qubits, new.qubits)
                new = replace(new, matrices=new.matrices @ widened)
                steps[index] = None
                for q in old.qubits:
                    on[q].pop()
        places = {on[q][-1] if on[q] else None for q in new.qubits}
        place = places.pop() if len(places) == 1 else None
        old = None if place is None else steps[place]
        if place is not None and old is not None and new.angle is None:
            widened = _widen(new.matrices[0], new.qubits, old.qubits)
            steps[place] = replace(old, matrices=widened @ old.matrices)
            continue
        for q in new.qubits:
            on[q].append(len(steps))
        steps.append(new)
    return [step for step in steps if step is not None]


def _widen(
    matrix: NDArray[np.float64], qubits: tuple[int, ...], onto: tuple[int, ...]
) -> NDArray[np.float64]:
    """Writes a matrix on some qubits as one on more, in another order."""
    rest = tuple(q for q in onto if q not in qubits)
    whole = np.kron(matrix, np.eye(4 ** len(rest)))
    axes = [(qubits + rest).index(q) for q in onto]
    both = axes + [len(onto) + axis for axis in axes]
    return whole.reshape((4,) * 2 * len(onto)).transpose(both).reshape(whole.shape)


def _check_size(num_qubits: int, written: cirq.Operation, moment: int) -> None:
    if num_qubits > MAX_OPERATION_QUBITS:
        raise _refused(
            written,
            moment,
            f"it acts on {num_qubits} qubits at once, of at most "
            f"{MAX_OPERATION_QUBITS}, and does not decompose",
        )


def _refused(operation: cirq.Operation, moment: int, reason: str) -> CircuitSpecError:
    return CircuitSpecError(
        "every operation of a noisy circuit must be a gate or a channel. Received: "
        f"{operation!s} in moment {moment}, and {reason}. Give PQC `sampler` "
        "and `shots`, which run it."
    )
