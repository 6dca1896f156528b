"""Loads what is served: an export, or the newest version of a model folder.

Does not answer over HTTP.
"""

from pathlib import Path

import numpy as np

from tfq_bert._quiet import tf
from tfq_bert.errors import InputError
from tfq_bert.export import load_exported
from tfq_bert.serve.signature_metadata import read_signatures

MARKER = "saved_model.pb"


class ServedModel:
    """A model with a name and a version, ready to run.

    Args:
        name: str. How clients call it.
        version: int.
        folder: Path of the export.

    Attributes:
        name: str.
        version: int.
        folder: Path of the export.
        exported: `tfq_bert.export.ExportedClassifier`.
        class_names: tuple of str.
        metadata: dict. Its signatures, as TensorFlow Serving tells them.
        signatures: tuple of str. The names of those that take texts.
    """

    def __init__(self, name: str, version: int, folder: Path):
        self.name, self.version, self.folder = name, version, folder
        self.exported = load_exported(folder)
        self.class_names = self.exported.class_names
        self.metadata = read_signatures(folder / MARKER)
        self.signatures = tuple(
            name
            for name, found in self.metadata.items()
            if set(found["inputs"]) == {"text"}
        )

    def run(self, signature: str, texts: list[str]) -> dict[str, np.ndarray]:
        """Runs one batch.

        Args:
            signature: str. One of `signatures`.
            texts: list of str.

        Returns:
            dict from output names to arrays, a row a text; strings as bytes.
        """
        function = self.exported.signatures[signature]
        outputs = function(text=tf.constant(texts, tf.string))
        return {name: value.numpy() for name, value in sorted(outputs.items())}

    def warm_up(self) -> None:
        """Runs each signature once, since the first run of each is slow."""
        for signature in self.signatures:
            self.run(signature, ["a text", ""])


def load_served(folder: str | Path, name: str | None = None) -> ServedModel:
    """Loads an export as version 1, or a model folder's highest version.

    Args:
        folder: Path of an export, or of a folder whose sub-folders are exports named
            by their version, as TensorFlow Serving has them.
        name: str. Defaults to the folder's name.

    Returns:
        `ServedModel`.

    Raises:
        InputError: If there is no export, or the name cannot stand in a path.
    """
    folder = Path(folder)
    name = folder.resolve().name if name is None else name
    check_name(name)
    version, place = find_version(folder)
    return ServedModel(name, version, place)


def check_name(name: str) -> None:
    """Refuses a name that cannot stand in `/v1/models/NAME:predict`.

    Raises:
        InputError: If it is empty or has a character that is no letter, digit, `_`,
            `-` or `.`.
    """
    if not name or not all(c.isascii() and (c.isalnum() or c in "_-.") for c in name):
        raise InputError(
            "`name` must be letters, digits, '_', '-' and '.', because it stands in "
            f"the path of the requests. Received: name={name!r}. Give another with "
            "--name."
        )


def find_version(folder: Path) -> tuple[int, Path]:
    """Finds the export to serve.

    Args:
        folder: As in `load_served`.

    Returns:
        The version and the path of the export.

    Raises:
        InputError: If there is none.
    """
    if (folder / MARKER).is_file():
        return 1, folder
    versions = [
        (int(path.name), path)
        for path in (folder.iterdir() if folder.is_dir() else ())
        if path.name.isascii() and path.name.isdigit() and (path / MARKER).is_file()
    ]
    if not versions:
        state = "a folder with neither" if folder.is_dir() else "no such folder"
        raise InputError(
            f"{str(folder)!r} must be an export, a folder that holds {MARKER}, or a "
            f"folder of versions such as 1/{MARKER}. Received: {state}. Make one with: "
            "tfq-bert export RUN FOLDER"
        )
    return max(versions)
