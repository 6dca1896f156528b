"""Plain tables for the terminal: words to the left, numbers to the right."""

from collections.abc import Sequence


def format_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lines up the columns; the first and the last one hold words.

    Args:
        header: Names of the columns.
        rows: One text a cell, as many as the header has.

    Returns:
        Lines without trailing spaces.
    """
    lines = [list(header), *map(list, rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(header))]
    last = len(header) - 1

    def align(line):
        cells = [
            cell.ljust(width) if i in (0, last) else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        return "  ".join(cells).rstrip()

    rule = "-" * len(align(header))
    return "\n".join([align(header), rule, *map(align, rows)])
