"""Blocks that read a register stage by stage, down to qubit 0: tree and QCNN.

Qubits left behind stay as they are; nothing is measured on the way. One block is one
whole tree or network, so depth 1 is the form of the papers; deeper ones start again.
"""

from collections.abc import Iterator, Sequence

import cirq

from circuits.blocks import each, gates
from circuits.counts import Counts
from circuits.pairs import bricks, halvings


def tree(
    qubits: Sequence[cirq.Qid],
    angles: Sequence[cirq.TParamVal],
    index: int,  # noqa: ARG001
) -> Iterator[cirq.Moment]:
    """Joins pairs, stage by stage, down to qubit 0: a tree tensor network.

    At a stage, neighbors among the qubits that are left turn by `RY(w)` each, then the
    second one controls a CNOT on the first, which stays. An odd one out waits for the
    next stage. At the end `RY(w)` turns qubit 0, which is where to read.

    Args:
        qubits: sequence of `cirq.Qid`. The register, of any size.
        angles: sequence of symbols, `2 len(qubits) - 1` of them, in order of the
            gates; radians.
        index: int. Not used.

    Yields:
        Two moments a stage, then one.

    Example:
    >>> import sympy
    >>> weights = sympy.symbols("a b c d e")
    >>> print(cirq.Circuit(tree(cirq.LineQubit.range(3), weights, 0)))
    0: ───Ry(a)───X───Ry(c)───X───Ry(e)───
                  │           │
    1: ───Ry(b)───@───────────┼───────────
                              │
    2: ───────────────Ry(d)───@───────────

    Reference:
        Grant et al. 2018, "Hierarchical quantum classifiers"
        (https://arxiv.org/abs/1804.03680). Differs: any number of qubits, and several
        trees one after another.
    """
    rest = iter(angles)
    for active in halvings(len(qubits)):
        joined = active[: len(active) // 2 * 2]
        yield cirq.Moment(cirq.ry(next(rest)).on(qubits[i]) for i in joined)
        pairs = list(zip(joined[1::2], joined[::2], strict=True))
        yield from gates(cirq.CNOT, qubits, [pairs])
    yield cirq.Moment(cirq.ry(next(rest)).on(qubits[0]))


def tree_counts(num_qubits: int, index: int) -> Counts:  # noqa: ARG001
    """Counts a block of `tree`.

    Args:
        num_qubits: int.
        index: int. Not used.

    Returns:
        `Counts`.

    Example:
    >>> tree_counts(8, 0)
    Counts(symbols=15, moments=7, two_qubit_gates=7)
    """
    moments = 2 * len(halvings(num_qubits)) + 1
    return Counts(2 * num_qubits - 1, moments, num_qubits - 1)


def qcnn(
    qubits: Sequence[cirq.Qid],
    angles: Sequence[cirq.TParamVal],
    index: int,  # noqa: ARG001
) -> Iterator[cirq.Moment]:
    """Convolves neighbors and pools pairs, stage by stage, to qubit 0: a QCNN.

    A stage shares its weights. All neighbors among the qubits that are left, (0, 1),
    (2, 3), ... and then (1, 2), (3, 4), ..., get the same `RY(a)`, `RY(b)` and CNOT.
    Then each second qubit controls `RZ(c)` where it is 1 and `RX(d)` where it is 0 on
    the one before it, and is left behind; an odd one out stays. At the end `RY(w)`
    turns qubit 0, which is where to read.

    Args:
        qubits: sequence of `cirq.Qid`. The register, of any size.
        angles: sequence of symbols, four a stage (a, b, c, d) and one; radians.
        index: int. Not used.

    Yields:
        Eight moments a stage (six where two qubits are left), then one.

    Example:
    >>> import sympy
    >>> weights = sympy.symbols("a b c d e")
    >>> print(cirq.Circuit(qcnn(cirq.LineQubit.range(2), weights, 0)))
    0: ───Ry(a)───@───Rz(c)───────Rx(d)───────Ry(e)───
                  │   │           │
    1: ───Ry(b)───X───@───────X───@───────X───────────

    Reference:
        Cong et al. 2019, "Quantum convolutional neural networks"
        (https://arxiv.org/abs/1810.03787). Differs: two weights a convolution, and
        controlled gates for their measurements in the middle.
    """
    rest = iter(angles)
    for active in halvings(len(qubits)):
        left = [qubits[i] for i in active]
        first, second, pooled_one, pooled_zero = (next(rest) for _ in range(4))
        for pairs in bricks(len(left)):
            turned = [left[i] for pair in pairs for i in pair]
            yield each(cirq.ry, turned, [first, second] * len(pairs))
            yield from gates(cirq.CNOT, left, [pairs])
        kept, dropped = left[: len(left) // 2 * 2 : 2], left[1::2]
        pools = list(zip(dropped, kept, strict=True))
        turn_one = cirq.ControlledGate(cirq.rz(pooled_one))
        turn_zero = cirq.ControlledGate(cirq.rx(pooled_zero))
        yield cirq.Moment(turn_one.on(*pool) for pool in pools)
        yield cirq.Moment(cirq.X.on_each(*dropped))
        yield cirq.Moment(turn_zero.on(*pool) for pool in pools)
        yield cirq.Moment(cirq.X.on_each(*dropped))
    yield cirq.Moment(cirq.ry(next(rest)).on(qubits[0]))


def qcnn_counts(num_qubits: int, index: int) -> Counts:  # noqa: ARG001
    """Counts a block of `qcnn`.

    Args:
        num_qubits: int.
        index: int. Not used.

    Returns:
        `Counts`.

    Example:
    >>> qcnn_counts(8, 0)
    Counts(symbols=13, moments=23, two_qubit_gates=25)
    """
    total = Counts(1, 1)
    for active in halvings(num_qubits):
        num = len(active)
        total += Counts(4, 2 * len(bricks(num)) + 4, num - 1 + num // 2 * 2)
    return total
