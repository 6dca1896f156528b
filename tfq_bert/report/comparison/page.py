"""Writes a comparison as one HTML file that needs no network and no JavaScript.

Orders the sections; what stands in them is made next door.
"""

from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from tfq_bert.errors import InputError
from tfq_bert.files import check_output_file, write_text
from tfq_bert.report.comparison import detail_figures, score_figures, tables
from tfq_bert.report.comparison.inline_svg import inline_svg
from tfq_bert.report.comparison.reading import METRICS, Reading
from tfq_bert.report.comparison.score_figures import Figure
from tfq_bert.report.comparison.tables import Table
from tfq_bert.report.comparison.verdict import state_verdict

FORMAT_VERSION = 1
_TEMPLATES = Path(__file__).parent / "templates"


class Section(NamedTuple):
    """One section of the page; without tables, figures, notes and code it is left out.

    Attributes:
        name: str. The id of its heading.
        title: str.
        words: str. What stands first; does not count as content.
        tables: list of `Table`.
        figures: list of `Figure`.
        notes: list of str.
        code: list of str. Blocks of plain text.
    """

    name: str
    title: str
    words: str = ""
    tables: list[Table] = []
    figures: list[Figure] = []
    notes: list[str] = []
    code: list[str] = []

    @property
    def is_filled(self) -> bool:
        """Whether there is anything to show."""
        return any((self.tables, self.figures, self.notes, self.code))


def write_comparison_report(content: Mapping[str, Any], path: str | Path) -> Path:
    """Writes the page of a comparison: the verdict, then what it stands on.

    A section whose data are absent is left out. Equal content gives an equal file. The
    file appears complete or not at all.

    Args:
        content: Mapping. The content of a `comparison.json`; not modified.
        path: str or Path. A `.html` file in a folder that exists.

    Returns:
        The path written.

    Raises:
        InputError: If `content` is of another format, or no such file can be written.

    Example:
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write_comparison_report({"format_version": 1}, f"{folder}/a.html")
    ...     "No verdict" in path.read_text(encoding="utf-8")
    True
    """
    check_output_file(path, "path", (".html",))
    found = content.get("format_version")
    if found != FORMAT_VERSION:
        raise InputError(
            f"`content` must have a format_version of {FORMAT_VERSION}. Received: "
            f"format_version={found!r}. Update tfq-bert."
        )
    write_text(path, _render(Reading(content)))
    return Path(path)


def _render(reading: Reading) -> str:
    """Fills the template."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    numbers = count(1)
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    places = ", ".join(reading.data)
    return environment.get_template("page.html.j2").render(
        title=f"Hybrid against classical heads{': ' if places else ''}{places}",
        verdict=state_verdict(reading),
        setup=_describe_setup(reading),
        sections=[section for section in _sections(reading) if section.is_filled],
        # Numbered, so that no two drawings share an id.
        draw=lambda figure: inline_svg(figure.draw, f"d{next(numbers)}", figure.alt),
    )


def _describe_setup(reading: Reading) -> str:
    """Says in a line what was compared, as far as the settings tell."""
    parts = [
        f"{name} {value}"
        for name in ("preset", "recipe")
        if (value := reading.settings.get(name))
    ]
    if reading.settings.get("metric"):
        parts.append(f"compared by {reading.metric_words}")
    seconds = reading.content.get("seconds")
    if parts and seconds is not None:
        parts.append(f"{seconds:,.0f} seconds in all")
    return ", ".join(parts)


def _sections(reading: Reading) -> list[Section]:
    """Makes all sections in their order."""
    return [
        *_score_sections(reading),
        *_detail_sections(reading),
        *_record_sections(reading),
    ]


def _score_sections(reading: Reading) -> list[Section]:
    arms = [
        f"{reading.title(a['name'])}: {a['words']}." for a in reading.listed("arms")
    ]
    tables_of_arms = tables.arm_tables(reading)
    metric = reading.metric_words
    less = "less is better" if reading.less_is_better else "more is better"
    return [
        Section(
            "arms",
            "All arms",
            f"Mean {metric} on the test rows ({less}), and the hybrid's difference to "
            "each arm, paired by seed, on the most training rows.",
            tables=tables_of_arms,
            notes=arms if tables_of_arms else [],
        ),
        Section(
            "scores",
            "All scores",
            "Means with their 95% intervals over seeds; of a single seed, with the "
            "bootstrap interval over its test rows. "
            + "; ".join(f"{tables.SHORT[n]}: {METRICS[n][0]}" for n in tables.SHORT)
            + ". Of ECE and log loss less is better.",
            tables=tables.score_tables(reading),
        ),
        Section("seeds", "Every seed", figures=score_figures.interval_figures(reading)),
        Section(
            "rows", "With fewer rows", figures=score_figures.fraction_figures(reading)
        ),
        Section(
            "qubits", "With more qubits", figures=score_figures.width_figures(reading)
        ),
    ]


def _detail_sections(reading: Reading) -> list[Section]:
    device = reading.content.get("device") or {}
    return [
        Section(
            "robustness",
            "With shots, noise and a processor",
            figures=detail_figures.robustness_figures(reading),
        ),
        Section(
            "confusion",
            "What is taken for what",
            figures=detail_figures.confusion_figures(reading),
        ),
        Section(
            "reliability",
            "How far to trust a probability",
            figures=detail_figures.reliability_figures(reading),
        ),
        Section(
            "circuit", "The circuit", figures=detail_figures.circuit_figures(reading)
        ),
        Section(
            "device",
            f"On the device {device.get('target') or ''}".strip(),
            _describe_fit(device.get("report") or {}),
            code=[text for text in [device.get("text")] if text],
        ),
        Section(
            "expectations",
            "What each qubit says",
            figures=detail_figures.expectation_figures(reading),
        ),
    ]


def _describe_fit(report: Mapping[str, Any]) -> str:
    fits = {True: "The device takes the circuit.", False: "The device refuses it."}
    return fits.get(report.get("ok"), "")


def _record_sections(reading: Reading) -> list[Section]:
    notes = [
        f"{row['name']}: {note}"
        for row in reading.listed("data")
        for note in row.get("notes") or ()
    ]
    tries = reading.settings.get("tries")
    same = f"the same number of tries, {tries}" if tries else "as many tries as others"
    command = reading.content.get("command")
    return [
        Section(
            "costs",
            "Parameters and seconds",
            "On the most training rows; seconds and epochs are means over seeds.",
            tables=tables.cost_tables(reading),
        ),
        Section(
            "rates",
            "How the learning rates were chosen",
            f"Each head got {same} for each seed, each with a learning rate and first "
            "weights of its own; TF-IDF tries penalties. The one with the lowest "
            "validation loss was kept. Where that is often at an end of the range, a "
            "wider range might do better.",
            tables=tables.rate_tables(reading),
        ),
        Section("data", "The data", tables=tables.data_table(reading), notes=notes),
        Section(
            "repeat",
            "How to repeat it",
            tables=tables.version_table(reading),
            code=[command] if command else [],
        ),
    ]
