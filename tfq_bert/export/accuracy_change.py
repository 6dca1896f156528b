"""What storing BERT in few bits changes, on labeled rows.

Does not decide which rows: the caller hands them in.
"""

from pathlib import Path

import numpy as np

from tfq_bert._quiet import keras
from tfq_bert.errors import InputError
from tfq_bert.export.load import ExportedClassifier


def accuracy_change(model, folder: Path, held_out, max_drop: float) -> dict:
    """Classifies rows with a model and with its export, and compares.

    Args:
        model: `HybridTextClassifier`.
        folder: The SavedModel with its `config.json`.
        held_out: `(texts, labels)` or `(texts, labels, source)`: class names or class
            indices, and a few words on where the rows are from.
        max_drop: float. Largest fall of accuracy that is accepted.

    Returns:
        dict, plain JSON: `source` (None if it is not said), `num_rows`,
        `accuracy_before`, `accuracy_after`, `accuracy_change` (after less before),
        `num_other_labels` (rows whose label is another) and `max_probability_change`.

    Raises:
        InputError: If accuracy falls by more than `max_drop`, or a label is no class.
    """
    from tfq_bert.data import encode_labels

    texts, labels, *source = held_out
    ids = encode_labels(labels, model.class_names)
    before = model.predict(texts)
    if model.activation is not keras.activations.softmax:
        before = _softmax(before)
    after = ExportedClassifier(folder).predict(texts)
    right = [probabilities.argmax(axis=1) == ids for probabilities in (before, after)]
    change = {
        "source": source[0] if source else None,
        "num_rows": len(ids),
        "accuracy_before": float(right[0].mean()),
        "accuracy_after": float(right[1].mean()),
        "accuracy_change": float(right[1].mean() - right[0].mean()),
        "num_other_labels": int((before.argmax(1) != after.argmax(1)).sum()),
        "max_probability_change": float(np.abs(after - before).max()),
    }
    # Counted in rows, since a difference of two quotients is not exact.
    fall = int(right[0].sum()) - int(right[1].sum())
    if fall > max_drop * len(ids) + 1e-9:
        raise InputError(
            f"accuracy must not fall by more than {max_drop:.3g} when BERT is stored "
            f"in few bits. Received: {change['accuracy_before']:.4f} before, "
            f"{change['accuracy_after']:.4f} after, on {len(ids):,} rows. Accept more "
            "with --max-drop (max_drop=), or store more bits."
        )
    return change


def _softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
