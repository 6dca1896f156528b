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
) -> tuple[int, int, str]:
    """Finds the text and the label column.

    Args:
        name: str. The source, for messages.
        columns: sequence of str. The names present.
        text_column: str or None. By default the first of `TEXT_NAMES` present,
            whatever its case.
        label_column: str or None. By default the first of `LABEL_NAMES` present.

    Returns:
        `(text_index, label_index, note)`; the note says which were taken.

    Raises:
        InputError: If a column is missing, stands there twice, or is both.

    Example:
    >>> choose_columns("sms.csv", ["v1", "v2", "", ""])[:2]
    (1, 0)
    """
    text = choose_text_column(name, columns, text_column)
    label = _choose(name, columns, label_column, LABEL_NAMES, "label")
    if text == label:
        raise InputError(
            "`--text-column` and `--label-column` must differ. Received: "
            f"{columns[text]!r} for both in {name!r}. {_present(columns)}."
        )
    guessed = "" if text_column and label_column else " (chosen by name)"
    note = f"Texts from column {columns[text]!r}, labels from {columns[label]!r}"
    return text, label, f"{note}{guessed}."


def choose_text_column(
    name: str, columns: Sequence[str], text_column: str | None = None
) -> int:
    """Finds the text column of a table that needs no labels.

    Args:
        name: str. The source, for messages.
        columns: sequence of str.
        text_column: str or None. As in `choose_columns`.

    Returns:
        int. An index into `columns`.

    Raises:
        InputError: If the column is missing or stands there twice.
    """
    return _choose(name, columns, text_column, TEXT_NAMES, "text")


def _choose(
    name: str,
    columns: Sequence[str],
    wanted: str | None,
    usual: tuple[str, ...],
    role: str,
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
        raise InputError(
            f"`--{role}-column` must name a column of {name!r}. Received: {wanted!r}. "
            f"{_present(columns)}."
        )
    raise InputError(
        f"The {role} column must be named, because none of the usual names is there. "
        f"Received: {name!r}. {_present(columns)}. Pass `--{role}-column`, or add a "
        "header line if the first line is a row."
    )


def _present(columns: Sequence[str]) -> str:
    shown = [c if len(c) <= 40 else c[:37] + "..." for c in columns if c]
    more = f" and {len(shown) - 20} more" if len(shown) > 20 else ""
    return f"Columns present: {', '.join(map(repr, shown[:20])) or 'none'}{more}"
