"""A circuit's diagram in text, broken into pieces that fit a terminal.

Draws nothing: Cirq does.
"""

_LINES = "─┼│"


def break_diagram(diagram: str, width: int) -> list[str]:
    """Breaks a circuit's diagram between gates, so that no line is too long.

    Args:
        diagram: str. As Cirq draws it.
        width: int. Columns; 0 leaves it whole.

    Returns:
        list of str. Pieces of as many lines; each starts with the qubits' names. A gate
        wider than `width` is not broken.
    """
    lines = diagram.splitlines()
    size = max(map(len, lines))
    if not width or size <= width:
        return [diagram]
    lines = [line.ljust(size) for line in lines]
    names = min(line.find("─") for line in lines if "─" in line)
    clean, possible = _breaks(lines, names)
    pieces, start = [], names
    while start < size:
        room = range(start + 1, start + width - names + 1)
        if size <= room[-1]:
            end = size
        else:
            fits = clean.intersection(room) or possible.intersection(room)
            later = (i for i in possible if i > start)
            end = max(fits) if fits else min(later, default=size)
        pieces.append([(line[:names] + line[start:end]).rstrip() for line in lines])
        start = end
    return ["\n".join(piece) for piece in pieces]


def _breaks(lines: list[str], names: int) -> tuple[set[int], set[int]]:
    """Finds the columns before which lines can be broken.

    Args:
        lines: list of str. All of one length.
        names: int. Columns of the qubits' names.

    Returns:
        Columns where every wire is a bare line and nothing joins it to another; and
        all where no gate is cut, since gates of one moment can stand side by side.
    """
    columns = range(names, len(lines[0]))
    wires = [line for line in lines if line[names] == "─"]
    free = [(line, "─" if line[names] == "─" else " ─") for line in lines]
    clean = {i for i in columns if all(line[i] in allowed for line, allowed in free)}
    # A label has no line in it, so one on either side is its end.
    possible = {
        i for i in columns if all({*line[i - 1 : i + 1]} & {*_LINES} for line in wires)
    }
    return clean, possible
