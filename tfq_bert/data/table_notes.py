"""Says in one line each what in the form of a table is worth a look.

Reads cells, changes none.
"""

from tfq_bert.data.delimited import Table
from tfq_bert.data.row_notes import count_rows, list_places


def describe_table(table: Table, label: int) -> list[str]:
    r"""Writes what a person should look at in the form of a table.

    Args:
        table: Table.
        label: int. The index of the label column.

    Returns:
        list of str: one line for cells under no column name, one for line breaks in
        quotes, one for lines in quotes that look like rows.

    Example:
    >>> rows = [["one,x\ntwo", "y"], ["three", "x"]]
    >>> table = Table("a.csv", ["text", "label"], rows, [2, 4], delimiter=",")
    >>> describe_table(table, 1)[0]
    '1 row with line breaks inside quotes, which were kept (line 2).'
    """
    return [*_overflow_notes(table), *_line_break_notes(table, label)]


def _overflow_notes(table: Table) -> list[str]:
    """Says where cells stand under no column name: often a text cut in pieces."""
    unnamed = [i for i, column in enumerate(table.columns) if not column]
    lines = [
        line
        for line, row in zip(table.lines, table.rows, strict=True)
        if any(row[i].strip() for i in unnamed)
    ]
    # A first column without a name is the row index that pandas writes.
    if not lines or unnamed == [0]:
        return []
    return [
        f"{len(lines)} of {len(table.rows)} rows have cells in columns without a name, "
        f"which were not read ({list_places(lines, 'line')})."
    ]


def _line_break_notes(table: Table, label: int) -> list[str]:
    """Two stray quotes join the rows between them into one that is well formed."""
    if table.delimiter is None:
        return []
    labels = {row[label] for row in table.rows} - {""}
    broken, joined = [], []
    for line, row in zip(table.lines, table.rows, strict=True):
        cells = [cell for cell in row if "\n" in cell]
        if cells:
            broken.append(line)
            if any(_holds_row(cell, table, label, labels) for cell in cells):
                joined.append(line)
    notes = []
    if broken:
        notes.append(
            f"{count_rows(len(broken))} with line breaks inside quotes, which were "
            f"kept ({list_places(broken, 'line')})."
        )
    if joined:
        notes.append(
            f"{count_rows(len(joined))} with a line inside quotes that looks like a "
            f"row of its own ({list_places(joined, 'line')}): look for a stray quote."
        )
    return notes


def _holds_row(cell: str, table: Table, label: int, labels: set[str]) -> bool:
    """Says whether a line of a cell has a label where one of the table's rows has it.

    The first line may be the end of a row and the last one the beginning of another.
    """
    lines = [x.rstrip("\r").split(table.delimiter) for x in cell.split("\n")]
    after = len(table.columns) - label
    least = max(2, after)
    ends = [fields[-after] for fields in lines[:-1] if len(fields) >= least]
    least = max(2, label + 1)
    begins = [fields[label] for fields in lines[1:] if len(fields) >= least]
    return not labels.isdisjoint((*ends, *begins))
