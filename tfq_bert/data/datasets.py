"""Turns the name of a source into a data set: a file, TFDS or an embedded set.

Decides who reads it; the reading is in the modules beside this one.
"""

import os
from pathlib import Path

from tfq_bert.data.dataset import TextDataset
from tfq_bert.data.embedded import load_embedded
from tfq_bert.data.readers import read_labeled_csv
from tfq_bert.data.tfds import load_tfds
from tfq_bert.errors import InputError


def load_dataset(
    source: str | os.PathLike,
    *,
    text_column: str | None = None,
    label_column: str | None = None,
    encoding: str = "utf-8",
    delimiter: str | None = None,
    split: str | None = None,
    data_dir: str | os.PathLike | None = None,
    download: bool = False,
) -> TextDataset:
    """Loads labeled texts.

    Args:
        source: str or path. The path of a CSV or TSV file, `"tfds:NAME"`, or
            `"embedded:sms_spam"`.
        text_column: str or None. Column or feature of the texts; chosen by name by
            default, which a note then says.
        label_column: str or None. Column or feature of the labels.
        encoding: str. For files.
        delimiter: str or None. For files; found from the rows by default.
        split: str or None. For TFDS; defaults to `"train"`.
        data_dir: str, path or None. For TFDS; where its prepared sets stand.
        download: bool. For TFDS; whether a missing copy may be downloaded.

    Returns:
        A `TextDataset`.

    Raises:
        InputError: If the source is missing or cannot be read, in one line; if
            `split` or `data_dir` is given for something other than TFDS.
    """
    source = os.fspath(source)
    kind, colon, name = source.partition(":")
    if colon and kind == "tfds":
        return load_tfds(
            name,
            text_column=text_column,
            label_column=label_column,
            split=split,
            data_dir=data_dir,
            download=download,
        )
    for option, value in (("--split", split), ("--data-dir", data_dir)):
        if value is not None:
            raise InputError(
                f"`{option}` must go with a TFDS name. Received: {option} {value} with "
                f"{source!r}. Leave it out, or name the set as tfds:NAME."
            )
    if colon and kind == "embedded":
        return load_embedded(name)
    if Path(source).suffix.lower() in (".json", ".jsonl", ".parquet"):
        raise InputError(
            f"The file must be CSV or TSV. Received: {source!r}. Save it as CSV with "
            "a header line."
        )
    return read_labeled_csv(
        source,
        text_column=text_column,
        label_column=label_column,
        encoding=encoding,
        delimiter=delimiter,
    )
