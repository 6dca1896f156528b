"""Writes a trained classifier as a SavedModel that takes strings.

Does not train or score: metrics are handed in.
"""

from pathlib import Path

import cirq

from tfq_bert._quiet import keras, tf
from tfq_bert.errors import InputError
from tfq_bert.export.model_card import model_card
from tfq_bert.files import new_folder, write_json, write_text
from tfq_bert.models.head import run_options
from tfq_bert.version import __version__

# Version 1 had one signature, `serving_default`, under the key "signature".
FORMAT_VERSION = 2
# The file that makes a folder an export.
MARKER = "saved_model.pb"


class _Servable(tf.Module):
    """Holds what the graph needs: tokenizer tables and weights, no optimizer."""

    def __init__(self, model):
        super().__init__(name="servable")
        self.preprocessor = model.preprocessor
        # Not the Keras models themselves: each would add a graph of its own.
        self.weights = [v.value for v in model.backbone.variables]
        self.weights += [v.value for v in model.head.variables]
        names = tf.constant(model.class_names, tf.string)
        is_softmax = model.activation is keras.activations.softmax
        angles, quantum, _ = model.head.layers
        takes_text = [tf.TensorSpec([None], tf.string, name="text")]

        @tf.function(input_signature=takes_text)
        def read(text):  # in the file once, called by each signature
            return tf.cast(model.pool(model.preprocessor(text)), tf.float32)

        @tf.function(input_signature=takes_text)
        def serve(text):
            outputs = model.head(read(text), training=False)
            if not is_softmax:
                outputs = tf.nn.softmax(outputs)
            label = tf.gather(names, tf.argmax(outputs, axis=1))
            return {"probabilities": outputs, "label": label}

        @tf.function(input_signature=takes_text)
        def expectations(text):
            return {"expectations": quantum(angles(read(text)))}

        @tf.function(input_signature=takes_text)
        def features(text):
            return {"features": read(text)}

        self.functions = {
            "serving_default": serve,
            "expectations": expectations,
            "features": features,
        }


def export_classifier(model, folder, *, overwrite=False, metrics=None):
    """Writes a SavedModel and its sidecar files into a new folder, or nothing.

    Each signature takes `text`, strings of shape `(None,)`. `serving_default` returns
    `probabilities`, float32 `(None, num_classes)`, and `label`, strings `(None,)`;
    `expectations` the circuit's values, float32 `(None, num_outputs)`; `features` what
    the head reads, float32 `(None, hidden_dim)`. Beside them stand `config.json`, `circuit.json` (the trained circuit as
    Cirq JSON, data symbols free), `metrics.json` and `MODEL_CARD.md`.

    Args:
        model: `HybridTextClassifier` with a preprocessor.
        folder: Path of the export; new, unless `overwrite`.
        overwrite: Whether an existing export is replaced. It stays whole until the new
            one is complete.
        metrics: dict from `classification_metrics`, or None.

    Returns:
        Path of the folder.

    Raises:
        InputError: If the folder exists, cannot be written, or is to be replaced and
            is not an export.
        ValueError: If the model has no preprocessor.
    """
    if model.preprocessor is None:
        raise ValueError(
            "the model must have a preprocessor, because an export takes strings. "
            "Received: preprocessor=None. Give one at construction."
        )
    folder = Path(folder)
    with new_folder(folder, overwrite=overwrite, replaces=MARKER) as path:
        _save(_Servable(model), path, folder)
        circuit = model.circuit(resolved=True)
        config = export_config(model)
        write_json(path / "config.json", config)
        write_text(path / "circuit.json", cirq.to_json(circuit) + "\n")
        write_json(path / "metrics.json", metrics or {"format_version": FORMAT_VERSION})
        write_text(path / "MODEL_CARD.md", model_card(config, circuit, metrics))
    return folder


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
        "signatures": _signatures(model),
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


def _signatures(model) -> dict:
    """Describes what each signature takes and returns."""
    text = {"text": {"dtype": "string", "shape": [None]}}
    returned = {
        "serving_default": {
            "probabilities": _floats(len(model.class_names)),
            "label": {"dtype": "string", "shape": [None]},
        },
        "expectations": {"expectations": _floats(model.circuit_spec.num_outputs)},
        "features": {"features": _floats(model.backbone.hidden_dim)},
    }
    return {
        name: {"inputs": text, "outputs": outputs} for name, outputs in returned.items()
    }


def _floats(width: int) -> dict:
    return {"dtype": "float32", "shape": [None, width]}


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
