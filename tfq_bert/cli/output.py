"""What the commands print: sections, score tables, JSON, on a pipe or a terminal.

Computes nothing. Results go to standard output, everything else to standard error.
"""

import contextlib
import json
import os
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tfq_bert.counted import counted as counted

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

SCORES = {"accuracy": "accuracy", "macro_f1": "macro-F1", "mcc": "MCC"}


def console(*, stderr: bool = False) -> "Console":
    """Makes a console on standard output or standard error as they are now.

    Args:
        stderr: bool. Whether on standard error.

    Returns:
        `rich.console.Console`, which takes no markup and colors no numbers.
    """
    from rich.console import Console  # here, for a help page does without

    return Console(stderr=stderr, markup=False, highlight=False, emoji=False)


def print_json(content: dict[str, Any]) -> None:
    """Prints one JSON document on standard output.

    Args:
        content: Plain JSON; it gets a `format_version` in front.
    """
    content = {"format_version": 1, **content}
    print(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False))


def print_section(title: str, lines: Iterable[str]) -> None:
    """Prints lines of text beside a title, filled to the width.

    Args:
        title: str. At most eight letters.
        lines: iterable of str.
    """
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    table.add_column(width=8, style="bold")
    table.add_column()
    for index, line in enumerate(lines):
        table.add_row("" if index else title, Text(line))
    _print(table)


def print_text(text: str) -> None:
    """Prints a paragraph, filled to the width.

    Args:
        text: str.
    """
    from rich.text import Text

    _print(Text(text))


def print_filled(text: str, hang: int = 2) -> None:
    """Prints lines, each filled to the width and further in where it goes on.

    Args:
        text: str. Lines with an indent of their own.
        hang: int. Blanks further in.
    """
    width = console().width
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip())
        parts = textwrap.wrap(
            line,
            width,
            subsequent_indent=" " * (indent + hang),
            break_long_words=False,
            break_on_hyphens=False,
        )
        print("\n".join(parts))


def print_commands(commands: Sequence[Sequence[str]]) -> None:
    """Prints what can be typed next, each on a line that is never broken.

    Args:
        commands: The words of each command.
    """
    import shlex

    print("\nNext:")
    for words in commands:
        print(f"  {shlex.join(words)}")


def print_scores(columns: dict[str, dict[str, Any]]) -> None:
    """Prints the three scores: a column a classifier, or lines if that is too wide.

    Args:
        columns: Name of a classifier to its metrics; each score is a number, or a
            dict of `value`, `low` and `high`.
    """
    cells = {
        name: [_score(metrics[key]) for key in SCORES]
        for name, metrics in columns.items()
    }
    taken = [max(map(len, SCORES.values()))]
    taken += [max(len(name), *map(len, scores)) for name, scores in cells.items()]
    if sum(width + 3 for width in taken) - 3 > console().width:
        _print_scores_below(columns)
        return
    table = _table()
    table.add_column("")
    for name in columns:
        table.add_column(name)
    for word, *scores in zip(SCORES.values(), *cells.values(), strict=True):
        table.add_row(word, *scores)
    _print(table)


def _print_scores_below(columns: dict[str, dict[str, Any]]) -> None:
    rows = []
    for key, word in SCORES.items():
        for name, metrics in columns.items():
            score = metrics[key]
            interval = ""
            if isinstance(score, dict):
                interval = f"{score['low']:.3f} to {score['high']:.3f}"
                score = score["value"]
            rows.append((f"{word}, {name}", f"{score:.3f}", interval))
    print_rows(("score", "value", "95% interval"), rows)


def print_rows(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Prints a table with one line a row; the first column gives way, the rest stay.

    Args:
        header: Column names.
        rows: Rows of as many cells.
    """
    from rich.cells import cell_len
    from rich.text import Text

    rows = [[Text(cell) for cell in row] for row in rows]
    widths = [
        max([cell_len(name), *(row[i].cell_len for row in rows)])
        for i, name in enumerate(header)
    ]
    # The first column takes what the others, with three blanks each, leave.
    taken = sum(width + 3 for width in widths[1:])
    room = max(10, console().width - taken)
    table = _table()
    table.add_column(
        header[0], no_wrap=True, overflow="ellipsis", max_width=min(room, widths[0])
    )
    for name, width in zip(header[1:], widths[1:], strict=True):
        justify = "left" if name == "label" else "right"
        table.add_column(name, no_wrap=True, justify=justify, min_width=width)
    for row in rows:
        table.add_row(*row)
    _print(table)


@contextlib.contextmanager
def waiting(what: str) -> Iterator[None]:
    """Shows on a terminal what a pause of some seconds is for, then takes it away.

    Not a spinner: while TensorFlow is imported, standard error is held back.

    Args:
        what: str. As in "Loading TensorFlow".
    """
    is_terminal = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    if is_terminal:
        print(f"{what} ...", end="", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        if is_terminal:
            print("\r\x1b[2K", end="", file=sys.stderr, flush=True)


def share(part: int, whole: int) -> str:
    """Writes a share in percent, and never 0 or 100 for what is not.

    Args:
        part: int.
        whole: int, above 0.

    Returns:
        str.
    """
    percent = 100 * part / whole
    if part and percent < 0.1:
        return "under 0.1%"
    if part < whole and percent > 99.9:
        return "over 99.9%"
    return f"{percent:.1f}%"


def _table() -> "Table":
    from rich import box
    from rich.table import Table

    return Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1))


def _print(renderable: Any) -> None:
    """Prints without the blanks that Rich puts at the ends of lines and tables."""
    target = console()
    with target.capture() as captured:
        target.print(renderable)
    lines = [line.rstrip() for line in captured.get().splitlines()]
    while lines and not lines[0]:
        del lines[0]
    print("\n".join(lines))


def _score(score: float | dict[str, float]) -> str:
    if not isinstance(score, dict):
        return f"{score:.3f}"
    return f"{score['value']:.3f} ({score['low']:.3f} to {score['high']:.3f})"
