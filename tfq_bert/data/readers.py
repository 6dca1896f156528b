"""Reads labeled rows to learn from, and bare texts to predict.

For learning, rows that say nothing are dropped and counted; for predicting, every row
stays in its place, because each one gets an answer.
"""

import os
from dataclasses import dataclass

from tfq_bert.data.columns import (
    choose_columns,
    choose_text_columns,
    describe_text_columns,
    join_cells,
)
from tfq_bert.data.dataset import TextDataset, build_dataset, is_blank
from tfq_bert.data.delimited import Table, read_table
from tfq_bert.data.files import read_text_file
from tfq_bert.data.label_lines import read_label_lines
from tfq_bert.data.numbered_columns import tell_columns_apart
from tfq_bert.data.records import check_cells, read_json_lines, read_parquet
from tfq_bert.data.row_notes import list_places
from tfq_bert.data.table_notes import describe_table
from tfq_bert.errors import InputError

RECORD_SUFFIXES = (".json", ".jsonl", ".ndjson", ".parquet")


@dataclass(frozen=True)
class TextRows:
    """Holds the texts of a file in order, to be predicted.

    Args:
        name: str. The path as it was given.
        texts: tuple of str. One for each row, blank ones too.
        blank: tuple of int. Indices into `texts` of rows that hold no text.
        notes: tuple of str. What was decided while reading.
    """

    name: str
    texts: tuple[str, ...]
    blank: tuple[int, ...]
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.texts)


def read_labeled_file(
    path: str | os.PathLike,
    *,
    text_column: str | None = None,
    label_column: str | None = None,
    encoding: str = "utf-8",
    delimiter: str | None = None,
    no_header: bool = False,
) -> TextDataset:
    """Reads a CSV, TSV, JSON Lines or Parquet file of texts and labels.

    Every cell is taken as a string: `NA`, `null` and `1` are what they look like.

    Args:
        path: str or path. `.jsonl` and `.json` are JSON Lines, `.parquet` is Parquet,
            and a line of `.txt` is a label and a text; all others, and `.txt` with a
            `delimiter`, have a header line unless `no_header` says otherwise.
        text_column: str or None. Chosen by name by default (`choose_columns`). Several
            have commas between them; their texts are joined by a space.
        label_column: str or None. Chosen by name by default.
        encoding: str. Not of Parquet.
        delimiter: str or None. Of CSV and TSV; found from the rows by default.
        no_header: bool. Of CSV and TSV: whether the first line is a row. The columns
            are then named `"1"`, `"2"`, ...; of two, the labels are found by their
            values (`tell_columns_apart`).

    Returns:
        A `TextDataset` without blank and unlabeled rows.

    Raises:
        InputError: As `read_table`, `read_json_lines`, `read_parquet`,
            `read_label_lines` and `choose_columns`; if `delimiter` or `no_header` is
            given for a file that has none.
    """
    is_lines = _suffix(path) == ".txt" and delimiter is None and not no_header
    if is_lines:
        table = read_label_lines(path, encoding)
    else:
        table = _read_any_table(path, encoding, delimiter, no_header)
    if no_header and len(table.columns) == 2 and not (text_column or label_column):
        texts, label, note = tell_columns_apart(table)
    else:
        texts, label, note = choose_columns(
            table.name,
            table.columns,
            text_column,
            label_column,
            _remedy(path, no_header),
        )
    if is_lines and not (text_column or label_column):
        note = ""  # The table's own note says it.
    check_cells(table, (*texts, label))
    return build_dataset(
        name=table.name,
        texts=[join_cells([row[i] for i in texts]) for row in table.rows],
        labels=[row[label] for row in table.rows],
        places=table.lines,
        notes=[*table.notes, *filter(None, [note]), *describe_table(table, label)],
        place_word="row" if _suffix(path) == ".parquet" else "line",
    )


def read_texts(
    path: str | os.PathLike,
    *,
    text_column: str | None = None,
    encoding: str = "utf-8",
    delimiter: str | None = None,
    no_header: bool = False,
) -> TextRows:
    """Reads the texts that `predict --input` answers, one answer a row.

    Args:
        path: str or path. A `.txt` file holds one text a line; any other file is as
            in `read_labeled_file`.
        text_column: str or None. Chosen by name by default; a file of one column
            needs no name.
        encoding: str.
        delimiter: str or None.
        no_header: bool. As in `read_labeled_file`.

    Returns:
        `TextRows`. A blank row stays in place and is listed in `blank`.

    Raises:
        InputError: As `read_table` and `choose_text_columns`; if `text_column`,
            `delimiter` or `no_header` is given for a `.txt` file.
    """
    if str(path).lower().endswith(".txt"):
        if text_column is not None or delimiter is not None or no_header:
            raise InputError(
                "`--text-column`, `--delimiter` and `--no-header` must go with a CSV "
                "or TSV file, because a .txt file is one text a line. Received: "
                f"{str(path)!r}."
            )
        lines = read_text_file(path, encoding).removesuffix("\n").split("\n")
        return _rows(str(path), [line.removesuffix("\r") for line in lines], [])
    table = _read_any_table(path, encoding, delimiter, no_header)
    if len(table.columns) == 1 and text_column is None:
        columns = (0,)
    else:
        columns = choose_text_columns(
            table.name, table.columns, text_column, _remedy(path, no_header)
        )
    check_cells(table, columns)
    note = f"{describe_text_columns(table.columns, columns)}."
    texts = [join_cells([row[i] for i in columns]) for row in table.rows]
    return _rows(table.name, texts, [*table.notes, note])


def _suffix(path) -> str:
    return os.path.splitext(os.fspath(path))[1].lower()


def _remedy(path, no_header: bool) -> str:
    """What else to try where no column has a usual name."""
    if no_header or _suffix(path) in RECORD_SUFFIXES:
        return ""
    return ", or `--no-header` if the first line is a row"


def _read_any_table(
    path, encoding: str, delimiter: str | None, no_header: bool
) -> Table:
    if _suffix(path) not in RECORD_SUFFIXES:
        return read_table(path, encoding, delimiter, no_header)
    if delimiter is not None or no_header:
        option = "--no-header" if no_header else f"--delimiter {delimiter!r}"
        raise InputError(
            f"`{option.split()[0]}` must go with a CSV or TSV file. Received: "
            f"{option} with {str(path)!r}. Leave it out."
        )
    if _suffix(path) == ".parquet":
        return read_parquet(path)
    return read_json_lines(path, encoding)


def _rows(name: str, texts: list[str], notes: list[str]) -> TextRows:
    blank = [i for i, text in enumerate(texts) if is_blank(text)]
    if blank:
        notes.append(
            f"{len(blank)} of {len(texts)} rows hold no text "
            f"({list_places([i + 1 for i in blank], 'row')}); they keep their place."
        )
    return TextRows(name, tuple(texts), tuple(blank), tuple(notes))
