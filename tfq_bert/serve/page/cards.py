"""What the page shows of an answer, as HTML: bars, marked words, expectations.

Computes nothing. All text from outside is escaped here.
"""

import html
from collections.abc import Sequence

import numpy as np

from tfq_bert.serve.page.words import Word


def probability_bars(class_names: Sequence[str], probabilities: np.ndarray) -> str:
    """Draws a bar a class, the most probable first.

    Args:
        class_names: In the order of the probabilities.
        probabilities: `(num_classes,)`.

    Returns:
        str. HTML.
    """
    rows = []
    for index in np.argsort(-probabilities, kind="stable"):
        value = float(probabilities[index])
        name = html.escape(class_names[index])
        rows.append(
            f'<div class="tq-row"><span class="tq-name">{name}</span>'
            f'<span class="tq-track"><span class="tq-bar" style="width:{value:.2%}">'
            f'</span></span><span class="tq-value">{value:.1%}</span></div>'
        )
    return f'<div class="tq-bars">{"".join(rows)}</div>'


def marked_text(text: str, words: Sequence[Word], effects: np.ndarray) -> str:
    """Marks words by how much they speak for the winning class, or against it.

    Args:
        text: str.
        words: From `find_words`.
        effects: From `word_effects`.

    Returns:
        str. HTML; the strongest word has the strongest color, and each its number.
    """
    most = max(float(np.abs(effects).max(initial=0.0)), 1e-9)
    parts, end = [], 0
    for word, effect in zip(words, map(float, effects), strict=True):
        parts.append(html.escape(text[end : word.start]))
        side = "tq-for" if effect >= 0 else "tq-against"
        parts.append(
            f'<span class="{side}" style="--w:{60 * abs(effect) / most:.0f}%" '
            f'title="{_points(effect)}">{html.escape(text[word.start : word.stop])}'
            "</span>"
        )
        end = word.stop
    parts.append(html.escape(text[end:]))
    return f'<p class="tq-text">{"".join(parts)}</p>'


def strongest_words(
    text: str, words: Sequence[Word], effects: np.ndarray, most: int = 5
) -> str:
    """Lists the words that mattered most, with their numbers.

    Args:
        text: str.
        words: From `find_words`.
        effects: From `word_effects`.
        most: int. Words to list.

    Returns:
        str. HTML; empty where no word changes anything.
    """
    order = np.argsort(-np.abs(effects), kind="stable")[:most]
    items = [
        f"<li><b>{html.escape(text[words[i].start : words[i].stop])}</b> "
        f"{_points(float(effects[i]))}</li>"
        for i in order
        if abs(effects[i]) >= 0.0005
    ]
    return f'<ul class="tq-words">{"".join(items)}</ul>' if items else ""


def expectation_rows(labels: Sequence[str], expectations: np.ndarray) -> str:
    """Draws an expectation a row, on a scale from -1 to 1.

    Args:
        labels: What is read, one a column.
        expectations: `(num_outputs,)`.

    Returns:
        str. HTML.
    """
    rows = []
    for label, value in zip(labels, map(float, expectations), strict=True):
        left, width = 50 + 50 * min(value, 0), 50 * abs(value)
        rows.append(
            f'<div class="tq-row"><span class="tq-name">{html.escape(label)}</span>'
            '<span class="tq-track tq-middle"><span class="tq-bar" '
            f'style="margin-left:{left:.1f}%;width:{width:.1f}%"></span></span>'
            f'<span class="tq-value">{value:+.3f}</span></div>'
        )
    return f'<div class="tq-bars">{"".join(rows)}</div>'


def card(heading: str, *parts: str) -> str:
    """Puts parts of HTML under a heading, which is escaped; blank parts are left out.

    Args:
        heading: str.
        *parts: str. HTML.
    """
    body = "".join(part for part in parts if part)
    return f'<section class="tq-card"><h3>{html.escape(heading)}</h3>{body}</section>'


def part(title: str, body: str) -> str:
    """Puts HTML under a small title; empty where there is none."""
    return f"<h4>{html.escape(title)}</h4>{body}" if body else ""


def note(text: str, *, is_error: bool = False) -> str:
    """Words a remark, or what went wrong.

    Args:
        text: str.
        is_error: bool. Whether it is announced at once.
    """
    kind = 'class="tq-note tq-error" role="alert"' if is_error else 'class="tq-note"'
    return f"<p {kind}>{html.escape(text)}</p>"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Makes a table that scrolls in its own box.

    Args:
        header: Names of the columns.
        rows: One text a cell.
    """
    head = "".join(f"<th>{html.escape(cell)}</th>" for cell in header)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    return (
        '<div class="tq-scroll" tabindex="0"><table class="tq-table"><thead><tr>'
        f"{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _points(effect: float) -> str:
    """Words a change of probability, in percentage points."""
    return f"{100 * effect:+.1f} points"
