"""Turns the name of a source into a data set: a file, TFDS or an embedded set.

Decides who reads it; the reading is in the modules beside this one.
"""

import os

from tfq_bert.data.dataset import TextDataset
from tfq_bert.data.embedded import load_embedded
from tfq_bert.data.features_folder import SCHEME, load_features_texts
from tfq_bert.data.readers import read_labeled_file
from tfq_bert.data.text_folder import read_text_folder
from tfq_bert.data.tfds import load_tfds
from tfq_bert.errors import InputError


def load_dataset(
    source: str | os.PathLike,
    *,
    text_column: str | None = None,
    label_column: str | None = None,
    encoding: str = "utf-8",
    delimiter: str | None = None,
    no_header: bool = False,
    split: str | None = None,
    data_dir: str | os.PathLike | None = None,
    download: bool = False,
) -> TextDataset:
    """Loads labeled texts.

    Args:
        source: str or path. The path of a CSV, TSV, JSON Lines or Parquet file, of a
            folder as `read_text_folder` takes it, `"tfds:NAME"`,
            `"embedded:sms_spam"`, or `"features:FOLDER"`, the texts and labels of a
            folder that `tfq-bert features` wrote.
        text_column: str or None. Column or feature of the texts; chosen by name by
            default, which a note then says. Several have commas between them.
        label_column: str or None. Column or feature of the labels.
        encoding: str. For files.
        delimiter: str or None. For files; found from the rows by default.
        no_header: bool. For CSV and TSV files: whether the first line is a row, so that
            columns are named by their number, from 1.
        split: str or None. For TFDS and folders; defaults to `"train"`.
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
    if colon and kind in ("tfds", "embedded", SCHEME) and no_header:
        raise _out_of_place("--no-header", "", "CSV or TSV file", source)
    if colon and kind == "tfds":
        return load_tfds(
            name,
            text_column=text_column,
            label_column=label_column,
            split=split,
            data_dir=data_dir,
            download=download,
        )
    is_folder = os.path.isdir(source)
    if split is not None and not is_folder:
        raise _out_of_place("--split", split, "TFDS name or a folder", source)
    if data_dir is not None:
        raise _out_of_place("--data-dir", data_dir, "TFDS name", source)
    if is_folder:
        for option, value in (
            ("--text-column", text_column),
            ("--label-column", label_column),
            ("--delimiter", delimiter),
            ("--no-header", "" if no_header else None),
        ):
            if value is not None:
                raise _out_of_place(option, value, "file", source)
        return read_text_folder(source, split=split, encoding=encoding)
    if colon and kind == "embedded":
        return load_embedded(name)
    if colon and kind == SCHEME:
        given = {"text_column": text_column, "label_column": label_column}
        given |= {"delimiter": delimiter}
        # They were read and written as utf-8.
        given["encoding"] = None if encoding == "utf-8" else encoding
        _refuse_options(source, **given)
        return load_features_texts(name)
    return read_labeled_file(
        source,
        text_column=text_column,
        label_column=label_column,
        encoding=encoding,
        delimiter=delimiter,
        no_header=no_header,
    )


def _refuse_options(source: str, **given: str | None) -> None:
    for name, value in given.items():
        if value is not None:
            raise _out_of_place(f"--{name.replace('_', '-')}", value, "file", source)


def _out_of_place(option: str, value: object, kind: str, source: str) -> InputError:
    given = f"{option} {value}".rstrip()
    return InputError(
        f"`{option}` must go with a {kind}. Received: {given} with {source!r}. "
        "Leave it out."
    )
