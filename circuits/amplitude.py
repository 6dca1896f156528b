"""Amplitude encoding: a vector of features as the amplitudes of a state.

Real features only: their signs are kept, a complex phase has no place here.
"""

from collections.abc import Iterator, Sequence

import cirq
import numpy as np
from numpy.typing import ArrayLike, NDArray

from circuits.counts import Counts


def amplitude(
    qubits: Sequence[cirq.Qid], symbols: Sequence[cirq.TParamVal]
) -> Iterator[cirq.Moment]:
    """Prepares any real state of 2**n amplitudes; costs 2**n - 2 CNOT gates.

    Qubit by qubit, an `RY` that all qubits before it control, each written as `RY(x)`
    and CNOT in turns. The angles of a feature vector are those of `amplitude_angles`;
    any other angles prepare some real state as well.

    The cost doubles with each qubit: `2**n - 1` symbols and `RY`, `2**n - 2` CNOT,
    `2**(n + 1) - 3` moments. That is 15, 14 and 29 on 4 qubits; 1,023, 1,022 and
    2,045 on 10.

    Args:
        qubits: sequence of `cirq.Qid`. The register; the first is the most
            significant bit of an amplitude's index.
        symbols: sequence of symbols, `2**len(qubits) - 1` of them; radians. Symbol 0
            turns qubit 0, the next two qubit 1, the next four qubit 2, and so on.

    Yields:
        `2**(n + 1) - 3` moments of one gate each.

    Example:
    >>> import sympy
    >>> x = sympy.symbols("a b c")
    >>> print(cirq.Circuit(amplitude(cirq.LineQubit.range(2), x)))
    0: ───Ry(a)───────────@───────────@───
                          │           │
    1: ───────────Ry(b)───X───Ry(c)───X───

    Reference:
        Mottonen et al. 2004, "Transformation of quantum states using uniformly
        controlled rotations" (https://arxiv.org/abs/quant-ph/0407010). Differs: real
        amplitudes, prepared from `|0>`, and the symbols are the angles of the single
        `RY`, so that each gate has one of its own.
    """
    for position, qubit in enumerate(qubits):
        first = 2**position - 1
        for step in range(2**position):
            yield cirq.Moment(cirq.ry(symbols[first + step]).on(qubit))
            if position:
                yield cirq.Moment(cirq.CNOT(qubits[_control(position, step)], qubit))


def amplitude_counts(num_qubits: int) -> Counts:
    """Counts `amplitude`.

    Args:
        num_qubits: int.

    Returns:
        `Counts`.

    Example:
    >>> amplitude_counts(4)
    Counts(symbols=15, moments=29, two_qubit_gates=14)
    """
    size = 2**num_qubits
    return Counts(size - 1, 2 * size - 3, size - 2)


def amplitude_angles(features: ArrayLike) -> NDArray[np.float64]:
    """Turns feature vectors into the angles of the encoder `amplitude`.

    With these angles it prepares `sum_i features[i] / norm |i>`, with qubit 0 the most
    significant bit of `i`.

    Args:
        features: array of shape `(2**n,)` or `(batch_size, 2**n)`, real, n at least 1;
            no row is all zero. Shorter ones can be filled up with zeros.

    Returns:
        Array of shape `(2**n - 1,)` or `(batch_size, 2**n - 1)`, float64, radians.

    Raises:
        TypeError: If the features are no real numbers.
        ValueError: If the length is no power of two, a value is not finite, or a row
            is zero.

    Example:
    >>> amplitude_angles([1.0, 1.0, 1.0, 1.0]).round(4).tolist()
    [1.5708, 1.5708, 0.0]

    Reference:
        Mottonen et al. 2004, see `amplitude`.
    """
    rows = _checked_features(features)
    num_qubits = rows.shape[-1].bit_length() - 1
    # Divided by its largest value, a row's norm can neither overflow nor vanish.
    rows = rows / np.abs(rows).max(axis=-1, keepdims=True)
    parts = []
    for position in reversed(range(num_qubits)):
        pairs = rows.reshape(*rows.shape[:-1], -1, 2)
        controlled = 2 * np.arctan2(pairs[..., 1], pairs[..., 0])
        parts.append(_between_cnots(controlled, position))
        rows = np.hypot(pairs[..., 0], pairs[..., 1])
    return np.concatenate(parts[::-1], axis=-1)


def _control(position: int, step: int) -> int:
    """Returns the qubit whose bit of the Gray code changes after a step."""
    after = (step + 1) % 2**position
    changed = (step ^ step >> 1) ^ (after ^ after >> 1)
    return position - int(changed).bit_length()


def _between_cnots(
    controlled: NDArray[np.float64], num_controls: int
) -> NDArray[np.float64]:
    """Turns one angle a value of the controls into one a step of the Gray code.

    Between CNOT gates an RY turns backwards where an odd number of the controls in its
    step's code is 1, so this is a Walsh-Hadamard transform in the code's order.
    """
    shape = controlled.shape
    for bit in range(num_controls):
        halves = controlled.reshape(*shape[:-1], -1, 2, 2**bit)
        low, high = halves[..., 0, :], halves[..., 1, :]
        controlled = np.stack([low + high, low - high], axis=-2).reshape(shape)
    step = np.arange(2**num_controls)
    in_order: NDArray[np.float64] = controlled[..., step ^ step >> 1]
    in_order /= 2**num_controls
    return in_order


def _checked_features(features: ArrayLike) -> NDArray[np.float64]:
    array = np.asarray(features)
    if array.dtype.kind not in "iuf":
        raise TypeError(
            "`features` must be real numbers. Received: features of dtype "
            f"{array.dtype}."
        )
    length = array.shape[-1] if array.ndim in (1, 2) else 0
    if length < 2 or length & (length - 1):
        raise ValueError(
            "`features` must have shape (2**n,) or (batch_size, 2**n), because n "
            f"qubits have 2**n amplitudes. Received: features.shape={array.shape}. "
            "Fill each row up with zeros."
        )
    rows = array.astype(np.float64)
    if not np.isfinite(rows).all():
        raise ValueError("`features` must be finite. Received: an infinity or a NaN.")
    if not rows.any(axis=-1).all():
        raise ValueError(
            "`features` must have a value that is not zero in each row, because a "
            "state has norm 1. Received: a row of zeros."
        )
    return rows
