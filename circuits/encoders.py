"""Encoders: input angles to gates, one table entry each.

An encoder neither names symbols nor knows what stands before or after it.
"""

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import cirq
import sympy

from circuits.amplitude import amplitude, amplitude_counts
from circuits.blocks import each
from circuits.counts import Counts
from circuits.pairs import all_pairs


@dataclass(frozen=True)
class Encoder:
    """One way to write angles into a register.

    Args:
        moments: callable. Qubits and symbols to moments, in order.
        counts: callable. Number of qubits to `Counts`, without building.
    """

    moments: Callable[
        [Sequence[cirq.Qid], Sequence[cirq.TParamVal]], Iterator[cirq.Moment]
    ]
    counts: Callable[[int], Counts]

    @property
    def summary(self) -> str:
        """What it does, in one line."""
        return (inspect.getdoc(self.moments) or "").partition("\n")[0]


def angle_rx(
    qubits: Sequence[cirq.Qid], symbols: Sequence[cirq.TParamVal]
) -> Iterator[cirq.Moment]:
    """Writes angle `i` as a rotation about X of qubit `i`.

    Applies `RX(x_i)`, so that `<Z_i> = cos(x_i)`, which does not tell the sign.

    Args:
        qubits: sequence of `cirq.Qid`. The register.
        symbols: sequence of symbols, as many as qubits; radians.

    Yields:
        One moment.

    Example:
    >>> print(cirq.Circuit(angle_rx(cirq.LineQubit.range(1), [sympy.Symbol("x")])))
    0: ───Rx(x)───
    """
    yield each(cirq.rx, qubits, symbols)


def angle_ry(
    qubits: Sequence[cirq.Qid], symbols: Sequence[cirq.TParamVal]
) -> Iterator[cirq.Moment]:
    """Writes angle `i` as a rotation about Y of qubit `i`, from an even state.

    Applies H to each qubit, then `RY(x_i)`, so that `<Z_i> = -sin(x_i)`.

    Args:
        qubits: sequence of `cirq.Qid`. The register.
        symbols: sequence of symbols, as many as qubits; radians.

    Yields:
        Two moments.

    Example:
    >>> print(cirq.Circuit(angle_ry(cirq.LineQubit.range(1), [sympy.Symbol("x")])))
    0: ───H───Ry(x)───

    Reference:
        Mari et al. 2020, "Transfer learning in hybrid classical-quantum neural
        networks" (https://arxiv.org/abs/1912.08278).
    """
    yield cirq.Moment(cirq.H.on_each(*qubits))
    yield each(cirq.ry, qubits, symbols)


def angle_rz(
    qubits: Sequence[cirq.Qid], symbols: Sequence[cirq.TParamVal]
) -> Iterator[cirq.Moment]:
    """Writes angle `i` as a rotation about Z of qubit `i`, from an even state.

    Applies H to each qubit, then `RZ(x_i)`: the angle is a phase, `<X_i> = cos(x_i)`
    and `<Z_i> = 0`, until gates that follow turn it into a probability.

    Args:
        qubits: sequence of `cirq.Qid`. The register.
        symbols: sequence of symbols, as many as qubits; radians.

    Yields:
        Two moments.

    Example:
    >>> print(cirq.Circuit(angle_rz(cirq.LineQubit.range(1), [sympy.Symbol("x")])))
    0: ───H───Rz(x)───
    """
    yield cirq.Moment(cirq.H.on_each(*qubits))
    yield each(cirq.rz, qubits, symbols)


def dense_angle(
    qubits: Sequence[cirq.Qid], symbols: Sequence[cirq.TParamVal]
) -> Iterator[cirq.Moment]:
    """Writes two angles a qubit: one as its latitude, one as its phase.

    Applies `RY(x_2i)`, then `RZ(x_2i+1)` to qubit `i`, so that `<Z_i> = cos(x_2i)` and
    `<X_i> = sin(x_2i) cos(x_2i+1)`.

    Args:
        qubits: sequence of `cirq.Qid`. The register.
        symbols: sequence of symbols, twice as many as qubits; radians.

    Yields:
        Two moments.

    Example:
    >>> x = sympy.symbols("a b")
    >>> print(cirq.Circuit(dense_angle(cirq.LineQubit.range(1), x)))
    0: ───Ry(a)───Rz(b)───

    Reference:
        LaRose and Coyle 2020, "Robust data encodings for quantum classifiers"
        (https://arxiv.org/abs/2003.01695). Differs: half of their angles.
    """
    yield each(cirq.ry, qubits, symbols[::2])
    yield each(cirq.rz, qubits, symbols[1::2])


def zz(
    qubits: Sequence[cirq.Qid], symbols: Sequence[cirq.TParamVal]
) -> Iterator[cirq.Moment]:
    """Writes angles and products of two as phases of qubits and of all pairs.

    Applies `U H U H` to `|0>`, with H on each qubit and `U = exp(i sum_j x_j Z_j +
    i sum_{j<k} (pi - x_j)(pi - x_k) Z_j Z_k)`.

    Args:
        qubits: sequence of `cirq.Qid`. The register.
        symbols: sequence of symbols, as many as qubits; radians.

    Yields:
        Two times H, RZ, and the rounds in which all pairs meet.

    Example:
    >>> print(cirq.Circuit(zz(cirq.LineQubit.range(1), [sympy.Symbol("x")])))
    0: ───H───Rz(-2*x)───H───Rz(-2*x)───

    Reference:
        Havlicek et al. 2019, "Supervised learning with quantum-enhanced feature
        spaces" (https://arxiv.org/abs/1804.11326). Qiskit's map of the same name has
        the opposite sign in U, which makes every amplitude its complex conjugate.
    """
    for _ in range(2):
        yield cirq.Moment(cirq.H.on_each(*qubits))
        yield each(cirq.rz, qubits, [-2 * symbol for symbol in symbols])
        for pairs in all_pairs(len(qubits)):
            yield cirq.Moment(
                cirq.ZZ(qubits[j], qubits[k])
                ** (-2 * (sympy.pi - symbols[j]) * (sympy.pi - symbols[k]) / sympy.pi)
                for j, k in pairs
            )


def _zz_counts(num_qubits: int) -> Counts:
    rounds = len(all_pairs(num_qubits))
    return Counts(num_qubits, 2 * (2 + rounds), num_qubits * (num_qubits - 1))


ENCODERS: dict[str, Encoder] = {
    "angle_rx": Encoder(angle_rx, lambda num_qubits: Counts(num_qubits, 1)),
    "angle_ry": Encoder(angle_ry, lambda num_qubits: Counts(num_qubits, 2)),
    "angle_rz": Encoder(angle_rz, lambda num_qubits: Counts(num_qubits, 2)),
    "dense_angle": Encoder(dense_angle, lambda num_qubits: Counts(2 * num_qubits, 2)),
    "zz": Encoder(zz, _zz_counts),
    "amplitude": Encoder(amplitude, amplitude_counts),
}
