"""The heads of a comparison: the hybrid, and what it has to stand beside.

Builds heads and counts their weights. Trains nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from circuits import CircuitSpec, build_circuit, without_entanglement
from tfq_bert._quiet import keras
from tfq_bert.layers import AngleProjection
from tfq_bert.models.head import build_head

# How far the matched head's trainable weights may be from the hybrid's.
MATCH_TOLERANCE = 0.02


@dataclass(frozen=True)
class Arm:
    """Describes one of the things that are compared.

    Attributes:
        title: str. How tables name it.
        words: str. What it is, with `{n}` for the number of qubits.
        build: Function of a `CircuitSpec`, the width of the features, the number of
            classes and a seed to a `keras.Sequential`; None for what is not trained
            by gradients.
        has_width: bool. Whether it is another one for another number of qubits.
        needs_text: bool. Whether it reads texts, and not BERT's output.
    """

    title: str
    words: str
    build: Callable | None = None
    has_width: bool = True
    needs_text: bool = False


def hybrid(spec: CircuitSpec, hidden_dim: int, num_classes: int, seed: int):  # noqa: ARG001
    """Builds the head of `HybridTextClassifier`.

    Args:
        spec: `CircuitSpec`.
        hidden_dim: int. Width of the features.
        num_classes: int.
        seed: int. Not used: Keras's own seed draws the weights.

    Returns:
        `keras.Sequential`, built, as all builders here.
    """
    return _built(build_head(spec, num_classes, "softmax", "statevector"), hidden_dim)


def frozen_circuit(spec: CircuitSpec, hidden_dim: int, num_classes: int, seed: int):
    """Builds the hybrid with its circuit at random angles, which are not trained.

    Args:
        spec: As in `hybrid`.
        hidden_dim: As in `hybrid`.
        num_classes: As in `hybrid`.
        seed: int. Of the angles, even in [0, 2 pi).
    """
    head = hybrid(spec, hidden_dim, num_classes, seed)
    quantum = head.get_layer("quantum")
    rng = np.random.default_rng(seed)
    quantum.parameters.assign(rng.uniform(0, 2 * np.pi, quantum.parameters.shape))
    quantum.trainable = False
    return head


def no_entanglement(spec: CircuitSpec, hidden_dim: int, num_classes: int, seed: int):
    """Builds the hybrid with all gates on several qubits left out; as `hybrid`."""
    return hybrid(without_entanglement(spec), hidden_dim, num_classes, seed)


def dense(spec: CircuitSpec, hidden_dim: int, num_classes: int, seed: int):  # noqa: ARG001
    """Builds the hybrid without its circuit: Dense(n, tanh), Dense(C); as `hybrid`."""
    return _classical([_width(spec)], hidden_dim, num_classes)


def matched(spec: CircuitSpec, hidden_dim: int, num_classes: int, seed: int):  # noqa: ARG001
    """Builds a classical head of as many trainable weights as the hybrid; as `hybrid`.

    A layer of tanh stands in for the circuit, as wide as its weights allow.
    """
    widths = matched_widths(spec, hidden_dim, num_classes)
    return _classical(widths, hidden_dim, num_classes)


def linear(spec: CircuitSpec, hidden_dim: int, num_classes: int, seed: int):  # noqa: ARG001
    """Builds Dense(C) on the features alone; as `hybrid`."""
    return _classical([], hidden_dim, num_classes)


ARMS = {
    "hybrid": Arm(
        "hybrid", "Dense({n}), the circuit on {n} qubits, Dense(classes)", hybrid
    ),
    "matched": Arm(
        "matched classical",
        "Dense({n}), a tanh layer in place of the circuit, Dense(classes); as many "
        "trainable weights as the hybrid",
        matched,
    ),
    "dense": Arm("dense", "Dense({n}), Dense(classes): the circuit left out", dense),
    "linear": Arm("linear", "Dense(classes) alone", linear, has_width=False),
    "frozen_circuit": Arm(
        "frozen circuit",
        "the hybrid, its circuit at random angles that are not trained",
        frozen_circuit,
    ),
    "no_entanglement": Arm(
        "no entanglement",
        "the hybrid, gates on several qubits left out of its circuit",
        no_entanglement,
    ),
    "tfidf": Arm(
        "TF-IDF",
        "logistic regression on TF-IDF of words and word pairs, without BERT",
        has_width=False,
        needs_text=True,
    ),
    "majority": Arm(
        "majority class",
        "the most frequent class of the training rows, always",
        has_width=False,
    ),
}


def count_parameters(head) -> dict[str, int]:
    """Counts the weights of a head.

    Args:
        head: `keras.Sequential`, built.

    Returns:
        dict: `parameters`, those that are trained, and `circuit_parameters`, those of
        them that are angles of the circuit.
    """
    names = [layer.name for layer in head.layers]
    circuit = head.get_layer("quantum").trainable_weights if "quantum" in names else []
    return {
        "parameters": _size(head.trainable_weights),
        "circuit_parameters": _size(circuit),
    }


def matched_widths(spec: CircuitSpec, hidden_dim: int, num_classes: int) -> list[int]:
    """Chooses the widths of the classical head with as many weights as the hybrid.

    `[n, m]`, n the number of angles and m what comes nearest. Where that is more than
    2% off, as in very small heads, the first width is free as well, and then there may
    be a third. Where 2% is less than a weight it may be a weight or two off.

    Args:
        spec: `CircuitSpec` of the hybrid.
        hidden_dim: int. Width of the features.
        num_classes: int.

    Returns:
        list of two int, or three.

    Example:
    >>> matched_widths(CircuitSpec(4, 4), 384, 2)
    [4, 3]
    """
    width = _width(spec)
    target = spec.num_weights + _count([hidden_dim, width])
    target += _count([spec.num_outputs, num_classes])

    def error(widths: list[int]) -> int:
        return abs(_count([hidden_dim, *widths, num_classes]) - target)

    def best(head: list[int]) -> list[int]:
        """Adds the width that comes nearest: weights are linear in it."""
        none, one = (_count([hidden_dim, *head, m, num_classes]) for m in (0, 1))
        return [*head, max(1, round((target - none) / (one - none)))]

    others = range(1, 3 * width + 1)
    candidates = [[best([width])], [best([first]) for first in others]]
    candidates.append([best([first, second]) for first in others for second in others])
    nearest = [
        min(found, key=lambda w: (error(w), abs(w[0] - width))) for found in candidates
    ]
    for widths in nearest:
        if error(widths) <= MATCH_TOLERANCE * target:
            return widths
    return min(nearest, key=error)


def _count(widths: list[int]) -> int:
    """Counts the weights of Dense layers from each width to the next."""
    return sum((a + 1) * b for a, b in zip(widths, widths[1:], strict=False))


def _width(spec: CircuitSpec) -> int:
    return len(build_circuit(spec).data_symbols)


def _classical(widths: list[int], hidden_dim: int, num_classes: int):
    """Builds a head of tanh layers; the first is the hybrid's own reduction."""
    layers: list = []
    for i, width in enumerate(widths):
        if i == 0:
            layers.append(AngleProjection(width, name="angles"))
        else:
            layers.append(keras.layers.Dense(width, "tanh", name=f"hidden_{i}"))
    logits = keras.layers.Dense(num_classes, activation="softmax", name="logits")
    return _built(keras.Sequential([*layers, logits], name="head"), hidden_dim)


def _built(head, hidden_dim: int):
    head.build((None, hidden_dim))
    return head


def _size(weights) -> int:
    return sum(int(np.prod(weight.shape)) for weight in weights)
