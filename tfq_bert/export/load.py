"""Reads an export back: strings in, class names and probabilities out.

Runs the SavedModel; does not rebuild a Keras model (`keras.saving.load_model` does).
"""

from pathlib import Path

import numpy as np

from tfq_bert._quiet import import_tfq, tf
from tfq_bert.errors import InputError
from tfq_bert.files import read_json
from tfq_bert.text.inputs import as_texts

# Version 1 had one signature, `serving_default`, under the key "signature".
FORMAT_VERSION = 2


class ExportedClassifier:
    """Classifies texts with a SavedModel that `export_classifier` wrote.

    Args:
        folder: Path of the export. Use `load_exported`.

    Attributes:
        class_names: tuple of str, in the order of the probabilities.
        config: dict. The export's `config.json`.
        signatures: Names to TensorFlow functions of `text`, which return dicts.
    """

    def __init__(self, folder: Path):
        self.config = read_json(folder / "config.json", FORMAT_VERSION)
        missing = sorted({"circuit", "class_names", "engine"} - set(self.config))
        if missing:
            raise InputError(
                f"{str(folder)!r} must have a whole config.json. Received: no "
                f"{' and no '.join(missing)}. Export the run again."
            )
        self.class_names = tuple(self.config["class_names"])
        if self.config["engine"] == "tfq":
            import_tfq()  # its ops stand in the graph
        try:
            self._model = tf.saved_model.load(str(folder))
            self.signatures = self._model.signatures
            self.signatures["serving_default"]
        except Exception as error:  # TensorFlow has a class for each damaged part
            raise InputError(
                f"{str(folder)!r} must be a whole export. Received: "
                f"{type(error).__name__}: {error}. Export the run again."
            ) from error

    def predict(self, texts, batch_size: int = 32) -> np.ndarray:
        """Returns class probabilities, `(rows, num_classes)`, float32.

        Args:
            texts: In any form of `as_texts`.
            batch_size: int. Rows run at once.
        """
        return self._run("serving_default", "probabilities", texts, batch_size)

    def predict_labels(self, texts, batch_size: int = 32) -> list[str]:
        """Returns the most probable class name of each text."""
        best = self.predict(texts, batch_size).argmax(axis=1)
        return [self.class_names[i] for i in best]

    def expectations(self, texts, batch_size: int = 32) -> np.ndarray:
        """Returns the circuit's expectation values, `(rows, num_outputs)`, float32.

        Args:
            texts: In any form of `as_texts`.
            batch_size: int. Rows run at once.

        Raises:
            InputError: If the export was made by a version without them.
        """
        return self._run("expectations", "expectations", texts, batch_size)

    def features(self, texts, batch_size: int = 32) -> np.ndarray:
        """Returns what the head reads of BERT, `(rows, hidden_dim)`, float32.

        Args:
            texts: In any form of `as_texts`.
            batch_size: int. Rows run at once.

        Raises:
            InputError: If the export was made by a version without them.
        """
        return self._run("features", "features", texts, batch_size)

    def _run(self, signature: str, output: str, texts, batch_size: int):
        """Returns one output of a signature on all texts, in their order."""
        if signature not in self.signatures:
            found = ", ".join(map(repr, sorted(self.signatures)))
            raise InputError(
                f"the export must have the signature {signature!r}. Received: an "
                f"export of tfq-bert {self.config.get('tfq_bert_version')} with "
                f"{found}. Export the run again."
            )
        run = self.signatures[signature]
        rows = as_texts(texts)
        # Texts of like length share a batch, which saves padding.
        order = np.argsort([len(row) for row in rows], kind="stable")
        width = run.structured_outputs[output].shape[1]
        result = np.zeros((len(rows), width), np.float32)
        for start in range(0, len(rows), batch_size):
            part = order[start : start + batch_size]
            answer = run(text=tf.constant([rows[i] for i in part], tf.string))
            result[part] = answer[output].numpy()
        return result


def load_exported(folder: str | Path) -> ExportedClassifier:
    """Loads an export from its folder.

    Args:
        folder: Path that `export_classifier` wrote.

    Returns:
        `ExportedClassifier`.

    Raises:
        InputError: If the folder is missing or is not an export.
    """
    folder = Path(folder)
    if not (folder / "saved_model.pb").is_file():
        state = "a folder without it" if folder.is_dir() else "no such folder"
        raise InputError(
            f"{str(folder)!r} must be an export, a folder that holds saved_model.pb. "
            f"Received: {state}. Make one with: tfq-bert export RUN FOLDER"
        )
    return ExportedClassifier(folder)
