"""Chooses the text and the label column of a table by name.

Looks at names only, never at the cells.
"""

from collections.abc import Sequence

from tfq_bert.errors import InputError

# The first of these that a table has is taken, if no name was given.
TEXT_NAMES = (
    *("text", "message", "sms", "v2", "review", "sentence", "tweet", "clean_tweet"),
    *("content", "comment", "question", "description", "body"),
)
LABEL_NAMES = (
    *("label", "class", "category", "v1", "spam", "sentiment", "airline_sentiment"),
    *("target", "labels", "coarse_label", "polarity"),
)


def choose_columns(
    name: str,
    columns: Sequence[str],
    text_column: str | None = None,
    label_column: str | None = None,
    remedy: str = "",
) -> tuple[tuple[int, ...], int, str]:
    """Finds the text and the label column.

    Args:
        name: str. The source, for messages.
        columns: sequence of str. The names present.
        text_column: str or None. By default the first of `TEXT_NAMES` present,
            whatever its case. Several have commas between them.
        label_column: str or None. By default the first of `LABEL_NAMES` present.
        remedy: str. What else to try where no text column is found, for the message.

    Returns:
        `(text_indices, label_index, note)`; the note says which were taken.

    Raises:
        InputError: If a column is missing, stands there twice, or is both.

    Example:
    >>> choose_columns("sms.csv", ["v1", "v2", "", ""])[:2]
    ((1,), 0)
    """
    texts = choose_text_columns(name, columns, text_column, remedy)
    # Where the texts' column was found by name, the first line is a header.
    label = _choose(name, columns, label_column, LABEL_NAMES, "label", "")
    if label in texts:
        raise InputError(
            "`--text-column` and `--label-column` must differ. Received: "
            f"{columns[label]!r} for both in {name!r}. {_present(columns)}."
        )
    guessed = "" if text_column and label_column else " (chosen by name)"
    source = describe_text_columns(columns, texts)
    return texts, label, f"{source}, labels from {columns[label]!r}{guessed}."


def choose_text_columns(
    name: str,
    columns: Sequence[str],
    text_column: str | None = None,
    remedy: str = "",
) -> tuple[int, ...]:
    """Finds the text columns of a table that needs no labels.

    Args:
        name: str. The source, for messages.
        columns: sequence of str.
        text_column: str or None. As in `choose_columns`.
        remedy: str. As in `choose_columns`.

    Returns:
        tuple of int. Indices into `columns`, in the order they were named.

    Raises:
        InputError: If a column is missing or stands there twice.
    """
    wanted = [text_column]
    if text_column is not None and text_column.strip() not in columns:
        wanted = text_column.split(",")
    return tuple(
        _choose(name, columns, column, TEXT_NAMES, "text", remedy) for column in wanted
    )


def describe_text_columns(columns: Sequence[str], texts: Sequence[int]) -> str:
    """Says which columns the texts are from: the beginning of a note.

    Args:
        columns: sequence of str.
        texts: sequence of int. Indices into `columns`.

    Returns:
        str.
    """
    names = [repr(columns[i]) for i in texts]
    if len(names) == 1:
        return f"Texts from column {names[0]}"
    return f"Texts from columns {' and '.join(names)} with a space between"


def join_cells(cells: Sequence[str]) -> str:
    """Joins the texts of several columns by a space; a blank one adds nothing.

    Args:
        cells: sequence of str. Of one row.

    Returns:
        str. A single cell is unchanged.

    Example:
    >>> join_cells(["Title", "", "what happened"])
    'Title what happened'
    """
    if len(cells) == 1:
        return cells[0]
    return " ".join(cell for cell in cells if cell.strip())


def _choose(
    name: str,
    columns: Sequence[str],
    wanted: str | None,
    usual: tuple[str, ...],
    role: str,
    remedy: str,
) -> int:
    if wanted is not None:
        found = [i for i, column in enumerate(columns) if column == wanted.strip()]
    else:
        folded = [column.casefold() for column in columns]
        first = next((guess for guess in usual if guess in folded), None)
        found = [i for i, column in enumerate(folded) if column == first]
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(
            f"The {role} column must stand once in the header. Received: {name!r}, "
            f"with {len(found)} columns named {columns[found[0]]!r}. Rename one."
        )
    if wanted is not None:
        instead = f" Pass a name{remedy}." if remedy else ""
        raise InputError(
            f"`--{role}-column` must name a column of {name!r}. Received: {wanted!r}. "
            f"{_present(columns)}.{instead}"
        )
    raise InputError(
        f"The {role} column must be named, because none of the usual names is there. "
        f"Received: {name!r}. {_present(columns)}. Pass `--{role}-column`{remedy}."
    )


def _present(columns: Sequence[str]) -> str:
    shown = [c if len(c) <= 40 else c[:37] + "..." for c in columns if c]
    more = f" and {len(shown) - 20} more" if len(shown) > 20 else ""
    return f"Columns present: {', '.join(map(repr, shown[:20])) or 'none'}{more}"
