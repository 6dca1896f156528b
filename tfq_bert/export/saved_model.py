"""Writes a trained classifier as a SavedModel that takes strings.

Does not train or score: metrics are handed in.
"""

from pathlib import Path

import cirq

from tfq_bert._quiet import tf
from tfq_bert.errors import InputError
from tfq_bert.export.accuracy_change import accuracy_change
from tfq_bert.export.load import FORMAT_VERSION
from tfq_bert.export.model_card import model_card
from tfq_bert.export.servable import OPS, Servable, signatures
from tfq_bert.export.small_weights import QUANTIZE
from tfq_bert.files import new_folder, write_json, write_text
from tfq_bert.models.head import run_options
from tfq_bert.version import __version__

# The file that makes a folder an export.
MARKER = "saved_model.pb"


def export_classifier(
    model,
    folder,
    *,
    overwrite=False,
    metrics=None,
    ops="text",
    quantize=None,
    held_out=None,
    max_drop=0.005,
):
    """Writes a SavedModel and its sidecar files into a new folder, or nothing.

    Each signature takes `text`, strings of shape `(None,)`. `serving_default` returns
    `probabilities`, float32 `(None, num_classes)`, and `label`, strings `(None,)`;
    `expectations` the circuit's values, float32 `(None, num_outputs)`; `features` what
    the head reads, float32 `(None, hidden_dim)`. Beside them stand `config.json`,
    `circuit.json` (the trained circuit as Cirq JSON, data symbols free),
    `metrics.json` and `MODEL_CARD.md`.

    Args:
        model: `HybridTextClassifier` with a preprocessor.
        folder: Path of the export; new, unless `overwrite`.
        overwrite: Whether an existing export is replaced. It stays whole until the new
            one is complete.
        metrics: dict from `classification_metrics`, or None.
        ops: `"text"`: the graph needs `import tensorflow_text`, or `"core"`: it needs
            TensorFlow alone. Both read the same ids.
        quantize: None, `"float16"` or `"int8"`: how BERT's matrices are stored; the
            graph still computes in the model's precision.
        held_out: `(texts, labels)` or `(texts, labels, source)`, rows that were not
            trained on, and a few words on where they are from. With `quantize` they are
            classified by the model and by the export; what that changes stands in
            `metrics.json`.
        max_drop: float. Largest fall of accuracy on `held_out` that is accepted.

    Returns:
        Path of the folder.

    Raises:
        InputError: If the folder exists, cannot be written, or is to be replaced and
            is not an export; if `ops="core"` and the engine is TensorFlow Quantum's; or
            if accuracy falls by more than `max_drop`.
        ValueError: If the model has no preprocessor, an argument is none of those
            above, or `quantize` has no rows to be measured on.
    """
    _check_arguments(model, ops, quantize, held_out, max_drop)
    folder = Path(folder)
    with new_folder(folder, overwrite=overwrite, replaces=MARKER) as path:
        _save(Servable(model, ops, quantize), path, folder)
        circuit = model.circuit(resolved=True)
        config = {**export_config(model), "ops": ops, "quantize": quantize}
        metrics = metrics or {"format_version": 1}
        write_json(path / "config.json", config)
        write_text(path / "circuit.json", cirq.to_json(circuit) + "\n")
        if quantize is not None:
            change = accuracy_change(model, path, held_out, max_drop)
            metrics = {**metrics, "quantization": {"stored_as": quantize, **change}}
        write_json(path / "metrics.json", metrics)
        write_text(path / "MODEL_CARD.md", model_card(config, circuit, metrics))
    return folder


def _check_arguments(model, ops, quantize, held_out, max_drop) -> None:
    if model.preprocessor is None:
        raise ValueError(
            "the model must have a preprocessor, because an export takes strings. "
            "Received: preprocessor=None. Give one at construction."
        )
    if ops not in OPS:
        raise ValueError(f"`ops` must be one of {OPS}. Received: ops={ops!r}.")
    if quantize not in (None, *QUANTIZE):
        raise ValueError(
            f"`quantize` must be None or one of {QUANTIZE}. Received: "
            f"quantize={quantize!r}."
        )
    if quantize is not None and not (held_out and len(held_out[0])):
        raise ValueError(
            "`held_out` must have at least one row if `quantize` is given, because the "
            f"change of accuracy is measured. Received: held_out={held_out!r}. Give "
            "(texts, labels) that were not trained on."
        )
    if not 0 <= max_drop <= 1:
        raise ValueError(
            f"`max_drop` must be in [0, 1]. Received: max_drop={max_drop!r}."
        )
    if ops == "core" and model.quantum_layer.engine == "tfq":
        raise InputError(
            '`ops` must be "text" with engine "tfq", because the graph then holds '
            'TensorFlow Quantum\'s own ops. Received: ops="core". Train with engine '
            '"statevector", which gives the same values.'
        )


def export_config(model) -> dict:
    """Describes a model as plain JSON: what goes in, what comes out, and its circuit.

    Args:
        model: `HybridTextClassifier`.

    Returns:
        dict. The content of an export's `config.json`.
    """
    return {
        "format_version": FORMAT_VERSION,
        "tfq_bert_version": __version__,
        "class_names": list(model.class_names),
        "signatures": signatures(model),
        "sequence_length": model.preprocessor.sequence_length,
        "pooling": model.pooling,
        **run_options(model.quantum_layer),
        "circuit": model.circuit_spec.to_dict(),
        "weights": model.quantum_layer.weights_by_name(),
        "num_parameters": {
            "backbone": model.backbone.count_params(),
            "head": model.head.count_params(),
        },
    }


def _save(servable, path: Path, folder: Path) -> None:
    try:
        tf.saved_model.save(
            servable,
            str(path),
            signatures=dict(servable.functions),
            # Gradients that capture constants cannot be saved, and are not needed.
            options=tf.saved_model.SaveOptions(experimental_custom_gradients=False),
        )
    except tf.errors.OpError as error:  # what TensorFlow makes of a full disk
        raise InputError(
            f"The export must have a place to be written to. Received: {str(folder)!r} "
            f"({error.message}). Make room, or choose another place."
        ) from error
