"""Turns a drawing of ours into an SVG element that can stand in a page of HTML.

Draws nothing itself; the colors become CSS variables, which the page sets.
"""

import html
import re
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

from tfq_bert.report.style import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    PAPER,
    VERMILION,
)

# CSS variables that follow the reader's color scheme.
VARIABLES = {
    INK: "--ink",
    MUTED: "--muted",
    FAINT: "--faint",
    PAPER: "--paper",
    BLUE: "--blue",
    ORANGE: "--orange",
    GREEN: "--green",
    VERMILION: "--vermilion",
}
# Points of width up to which a phone shows a drawing whole, with type of 9 px or more.
_PHONE_WIDTH = 390


def inline_svg(draw: Callable[[Path], object], name: str, alt: str) -> str:
    """Draws and returns an `<svg>` element.

    All ids start with `name`, so that the clip paths and markers of two drawings on
    one page do not meet. A wide drawing keeps a least width, for its type to stay
    readable; the page lets it scroll in its own box.

    Args:
        draw: Function of a path that ends in `.svg`, which writes the drawing there in
            the shared style.
        name: str. A letter, then letters, digits and hyphens; unique on the page.
        alt: str. What the drawing shows, for those who do not see it.

    Returns:
        str. HTML, safe to insert: all text of the drawing is escaped by matplotlib.

    Raises:
        ValueError: If `name` cannot start an id.

    Example:
    >>> from tfq_bert.report import draw_confusion_matrix
    >>> svg = inline_svg(
    ...     lambda path: draw_confusion_matrix([[1]], ["a"], path), "f1", "A matrix.")
    >>> svg[:4], 'role="img" aria-label="A matrix."' in svg, 'id="f1-figure_1"' in svg
    ('<svg', True, True)
    """
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", name):
        raise ValueError(
            "`name` must be a letter, then letters, digits and hyphens, because the "
            f"ids start with it. Received: name={name!r}."
        )
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # The reader's fonts, not those of this machine, show the text.
        warnings.filterwarnings("ignore", "Glyph .* missing from", UserWarning)
        path = Path(folder) / "drawing.svg"
        draw(path)
        text = path.read_text(encoding="utf-8")
    body = re.sub(r"<(metadata|style)\b.*?</\1>", "", text, flags=re.DOTALL)
    return _open_tag(body, alt) + _own_ids(_own_colors(_body(body)), name)


def _body(text: str) -> str:
    """Returns all that follows the opening tag."""
    return re.split(r"<svg\b[^>]*>", text, maxsplit=1)[1].strip()


def _open_tag(text: str, alt: str) -> str:
    """Writes an opening tag without the size, which the page's width decides."""
    box = re.search(r'viewBox="([^"]+)"', text)
    if box is None:
        raise RuntimeError("a drawing must have a viewBox. Received: none.")
    width = float(box[1].split()[2])
    least = f"min-width:{0.85 * width:.0f}px;" if width > _PHONE_WIDTH else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box[1]}" role="img" '
        f'aria-label="{html.escape(alt)}" style="{least}max-width:{1.4 * width:.0f}px">'
    )


def _own_colors(text: str) -> str:
    """Puts variables, with the color as fallback, in the place of shared colors.

    In attributes and styles alone: text between tags stays as it is.
    """
    colors = {color.lower(): name for color, name in VARIABLES.items()}
    pattern = "|".join(colors)

    def in_tag(tag: re.Match[str]) -> str:
        return re.sub(
            rf"(fill|stroke): ({pattern})\b",
            lambda found: f"{found[1]}: var({colors[found[2]]}, {found[2]})",
            tag[0],
        )

    return re.sub(r"<[^>]*>", in_tag, text)


def _own_ids(text: str, name: str) -> str:
    """Puts the name before each id and each reference to one."""

    def in_tag(tag: re.Match[str]) -> str:
        plain = tag[0].replace("xlink:href=", "href=")
        return re.sub(
            r'(\bid="|url\(#|href="#)', lambda found: f"{found[1]}{name}-", plain
        )

    return re.sub(r"<[^>]*>", in_tag, text)
