"""Tells labels from texts where two columns have no names, by how often values repeat.

Decides only where one column is clearly the labels; else it asks.
"""

from tfq_bert.data.delimited import Table
from tfq_bert.errors import InputError

_MAX_SHARE_OF_LABELS = 0.5


def tell_columns_apart(table: Table) -> tuple[tuple[int, ...], int, str]:
    """Finds the labels of a table of two columns without a header.

    The labels are the column with at most half as many different values as rows,
    where the other column has more than that.

    Args:
        table: Table. Of two columns.

    Returns:
        `(text_indices, label_index, note)`, as `choose_columns`.

    Raises:
        InputError: If both columns could be the labels, or none.

    Example:
    >>> rows = [["ham", "hi"], ["ham", "see you"], ["spam", "win"], ["spam", "free"]]
    >>> tell_columns_apart(Table("a.csv", ["1", "2"], rows, [1, 2, 3, 4]))[:2]
    ((1,), 0)
    """
    distinct = [len({row[i].strip() for row in table.rows}) for i in (0, 1)]
    limit = _MAX_SHARE_OF_LABELS * len(table.rows)
    few = [i for i in (0, 1) if distinct[i] <= limit]
    found = (
        f"{distinct[0]} and {distinct[1]} different values in {len(table.rows)} rows"
    )
    if len(few) != 1:
        raise InputError(
            "The columns must be named, because the first line is no header and their "
            f"values do not tell which are the labels. Received: {table.name!r}, with "
            f"{found}. Pass `--text-column 2 --label-column 1`, or the other way round."
        )
    label = few[0]
    note = (
        f"Texts from column {2 - label}, labels from column {label + 1} (told by "
        f"{found})."
    )
    return (1 - label,), label, note
