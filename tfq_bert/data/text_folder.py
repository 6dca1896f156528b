"""Reads a folder with one folder of text files a class, as that of IMDb is laid out."""

import os
from pathlib import Path

from tfq_bert.data.dataset import TextDataset, build_dataset, natural_key
from tfq_bert.data.files import read_text_file
from tfq_bert.errors import InputError

SPLITS = ("train", "test", "validation")
_NOT_A_CLASS = "unsup"  # IMDb's texts without labels


def read_text_folder(
    path: str | os.PathLike, *, split: str | None = None, encoding: str = "utf-8"
) -> TextDataset:
    """Reads labeled texts from `FOLDER[/SPLIT]/CLASS/*.txt`.

    Args:
        path: str or path. A folder that holds folders of classes, or one that holds
            `train`, `test` or `validation` with these.
        split: str or None. Which of them to read; defaults to `"train"` where there is
            one.
        encoding: str. Of the files.

    Returns:
        A `TextDataset`: one text a file, in natural order of class and file name. The
        folder `unsup`, texts without labels, is left out, which a note says.

    Raises:
        InputError: If there is no class, no such split, or a file is not text.
    """
    root = Path(path)
    name = str(path)
    present = [part for part in SPLITS if (root / part).is_dir()]
    if split is None and "train" in present:
        split = "train"
    if split is not None:
        if split not in present:
            known = f"Known: {', '.join(present)}" if present else "It has no splits"
            raise InputError(
                f"`--split` must be a folder in {name!r}. Received: {split!r}. {known}."
            )
        root, name = root / split, f"{name} [{split}]"
    folders = sorted(
        (p for p in root.iterdir() if p.is_dir() and not p.name.startswith(".")),
        key=lambda p: natural_key(p.name),
    )
    classes = [folder for folder in folders if folder.name != _NOT_A_CLASS]
    files = [
        file
        for folder in classes
        for file in sorted(folder.glob("*.txt"), key=lambda p: natural_key(p.name))
    ]
    if not files:
        raise InputError(
            "The folder must hold one folder of .txt files for each class. Received: "
            f"{name!r}, which has none. Or name a CSV file."
        )
    texts = []
    for file in files:
        # An empty file is a blank text, which is dropped and counted as in a table.
        is_empty = file.stat().st_size == 0
        texts.append("" if is_empty else read_text_file(file, encoding))
    notes = [f"Texts from {len(files)} files, labels from the names of their folders."]
    if len(folders) > len(classes):
        notes.append(f"The folder {_NOT_A_CLASS!r}, without labels, was not read.")
    labels = [file.parent.name for file in files]
    places = range(1, len(files) + 1)
    return build_dataset(name, texts, labels, places, notes, place_word="file")
