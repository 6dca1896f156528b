"""Says in one line each what was found in rows of texts, and in how many.

Changes no row.
"""

import re
from collections.abc import Callable, Sequence

# C1 controls: what Windows-1252 punctuation becomes when it is read as Latin-1.
_C1_CONTROL = re.compile("[\x80-\x9f]")
_WHOLE_FLOAT = re.compile(r"-?[0-9]+\.0+")
# How other tools write a missing value; here they are what they look like.
_MISSING_WORDS = frozenset(("na", "n/a", "#n/a", "nan", "null", "none", "<na>"))


def count_rows(count: int) -> str:
    """Writes a number of rows: `1 row`, `2,000 rows`.

    Args:
        count: int.

    Returns:
        str.
    """
    return f"{count:,} row" if count == 1 else f"{count:,} rows"


def list_places(places: Sequence[int], word: str, limit: int = 5) -> str:
    """Writes line or row numbers for a person: `lines 4, 9 and 3 more`.

    Args:
        places: sequence of int, not empty.
        word: str. `"line"` or `"row"`.
        limit: int. How many numbers are written out.

    Returns:
        str.
    """
    shown = ", ".join(str(place) for place in places[:limit])
    more = f" and {len(places) - limit} more" if len(places) > limit else ""
    return f"{word}{'s' if len(places) > 1 else ''} {shown}{more}"


def describe_kept_rows(
    texts: Sequence[str], labels: Sequence[str], places: Sequence[int], word: str
) -> list[str]:
    """Writes what a person should look at in rows that were kept as they are.

    Args:
        texts: sequence of str.
        labels: sequence of str.
        places: sequence of int. Where each row stands in its source.
        word: str. What `places` counts.

    Returns:
        list of str: one line for texts and one for labels that look like missing
        values, for control characters, and for class names that differ by case only.

    Example:
    >>> describe_kept_rows(["a", "b"], ["x", "X"], [2, 3], "line")[0][:27]
    "Class names 'X', 'x' differ"
    """
    notes = []
    for cells, kind in ((texts, "text"), (labels, "class name")):
        words = [cell.strip() for cell in cells]
        same = [i for i, w in enumerate(words) if w.lower() in _MISSING_WORDS]
        if same:
            example = words[same[0]]
            were = "row is" if len(same) == 1 else "rows are"
            where = list_places([places[i] for i in same], word)
            notes.append(
                f"{len(same):,} {were} kept with a {kind} that elsewhere means a "
                f"missing value, such as {example!r} ({where})."
            )
    controls = _where(_C1_CONTROL.search, texts, places)
    if controls:
        notes.append(
            f"{count_rows(len(controls))} with control characters U+0080 to U+009F "
            f"kept as found ({list_places(controls, word)}); they are often "
            "Windows-1252 punctuation read as Latin-1."
        )
    return notes + _near_duplicate_notes(set(labels))


def tidy_labels(
    labels: Sequence[str], places: Sequence[int], word: str
) -> tuple[list[str], list[str]]:
    """Drops white space around labels, and `.0` from whole numbers.

    Args:
        labels: sequence of str. As found.
        places: sequence of int. Where each row stands in its source.
        word: str. What `places` counts.

    Returns:
        `(labels, notes)`: the labels, and one line for each of the two changes that
        touched a row.

    Example:
    >>> tidy_labels([" ham", "1.0"], [2, 3], "line")[0]
    ['ham', '1']
    """
    notes = []
    spaced = _where(lambda label: label.strip() not in (label, ""), labels, places)
    if spaced:
        notes.append(
            f"{count_rows(len(spaced))} had white space around the label, which was "
            f"dropped ({list_places(spaced, word)})."
        )
    labels = [label.strip() for label in labels]
    whole = _where(_WHOLE_FLOAT.fullmatch, labels, places)
    if whole:
        labels = [
            x.partition(".")[0] if _WHOLE_FLOAT.fullmatch(x) else x for x in labels
        ]
        notes.append(
            f"{count_rows(len(whole))} had a label such as '1.0', read as the whole "
            f"number '1' ({list_places(whole, word)})."
        )
    return labels, notes


def _where(
    holds: Callable[[str], object], cells: Sequence[str], places: Sequence[int]
) -> list[int]:
    return [p for p, cell in zip(places, cells, strict=True) if holds(cell)]


def _near_duplicate_notes(names: set[str]) -> list[str]:
    by_fold: dict[str, list[str]] = {}
    for name in sorted(names):
        by_fold.setdefault(name.casefold(), []).append(name)
    return [
        f"Class names {', '.join(map(repr, same))} differ only by case and are kept "
        "apart, because labels are case-sensitive."
        for same in by_fold.values()
        if len(same) > 1
    ]
