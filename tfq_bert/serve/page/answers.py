"""Answers what a visitor of the page asks: texts typed, a file dropped.

Knows no Gradio: strings and paths in, HTML out.
"""

import asyncio
import base64
import csv
import html
import io
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from tfq_bert.counted import counted
from tfq_bert.data import read_texts
from tfq_bert.data.dataset import is_blank
from tfq_bert.errors import InputError
from tfq_bert.serve.batcher import QueueFullError
from tfq_bert.serve.limits import Limits
from tfq_bert.serve.page import cards
from tfq_bert.serve.page.words import (
    find_words,
    has_more_words,
    leave_out,
    word_effects,
)

# Texts that are looked into word by word, and rows of a file that are shown.
MOST_DETAILED, MOST_SHOWN = 5, 100
# Rows of a file: at some tens a second on one core, a few minutes.
MOST_FILE_ROWS = 5000
# Neither Parquet nor JSON Lines: as a table, these may be thousands of times as large.
FILE_TYPES = (".csv", ".tsv", ".txt")


class EndingError(RuntimeError):
    """Says that the server is about to stop."""


_REFUSALS = {
    QueueFullError: "The server is busy. Try again.",
    EndingError: "The server is about to stop.",
}

Run = Callable[[str, list[str]], Awaitable[Mapping[str, np.ndarray]]]


class PageAnswers:
    """Answers with one model.

    Args:
        run: Coroutine function of a signature's name and texts.
        class_names: In the order of the probabilities.
        output_names: What the circuit's outputs are called; none if the export cannot
            tell their values.
        limits: `Limits`.
        is_ending: Function that tells whether the server is about to stop: what has not
            been run by then is given up.
    """

    def __init__(
        self,
        run: Run,
        class_names: Sequence[str],
        output_names: Sequence[str],
        limits: Limits,
        is_ending: Callable[[], bool] = lambda: False,
    ):
        self._model, self._limits, self._is_ending = run, limits, is_ending
        self._class_names, self._output_names = class_names, output_names
        self._reading = asyncio.Lock()  # one file at a time, for the memory

    async def classify_texts(self, typed: str) -> str:
        """Answers texts, one a line: bars for all, words and qubits for the first.

        Args:
            typed: str.

        Returns:
            str. HTML.
        """
        # Not splitlines, which cuts at characters inside a line as well.
        lines = re.split(r"\r\n|\r|\n", typed or "")
        texts = [line.strip() for line in lines]
        texts = [_clean(text) for text in texts if not is_blank(text)]
        problem = self._problem(texts)
        if problem:
            return cards.note(problem, is_error=True)
        detailed = texts[:MOST_DETAILED]
        words = [find_words(text) for text in detailed]
        variants = [
            variant
            for text, found in zip(detailed, words, strict=True)
            for variant in leave_out(text, found)
        ]
        try:
            probabilities = await self._probabilities(texts + variants)
            values = await self._expectations(detailed)
        except tuple(_REFUSALS) as error:
            return cards.note(_REFUSALS[type(error)], is_error=True)
        without, start = probabilities[len(texts) :], 0
        shown = []
        for number, text in enumerate(texts):
            parts = []
            whole = probabilities[number]
            if number < len(detailed):
                stop = start + len(words[number])
                effects = word_effects(whole, without[start:stop])
                start = stop
                parts = self._details(text, words[number], effects, whole)
                if values is not None:
                    rows = cards.expectation_rows(self._output_names, values[number])
                    parts.append(cards.part("What the qubits say", rows))
            else:
                parts = [f'<p class="tq-text">{html.escape(text)}</p>']
            bars = cards.probability_bars(self._class_names, whole)
            heading = self._class_names[int(whole.argmax())]
            shown.append(cards.card(heading, parts[0], bars, *parts[1:]))
        if len(texts) > len(detailed):
            shown.append(
                cards.note(f"Words and qubits: of the first {len(detailed)} texts.")
            )
        return "".join(shown)

    def _details(self, text, words, effects, whole) -> list[str]:
        winner = self._class_names[int(whole.argmax())]
        listed = cards.strongest_words(text, words, effects)
        if not listed:
            listed = cards.note("No single word changes the answer.")
        if has_more_words(text, words):
            listed += cards.note(f"The first {len(words)} words were tried.")
        return [
            cards.marked_text(text, words, effects),
            cards.part(f"What speaks for {winner} (+) or against it (-)", listed),
        ]

    async def _expectations(self, texts: list[str]) -> np.ndarray | None:
        if not self._output_names:
            return None
        return (await self._run("expectations", texts))["expectations"]

    def _problem(self, texts: list[str]) -> str | None:
        """Words what is wrong with typed texts."""
        limits = self._limits
        if not texts:
            return "Type a text first."
        if len(texts) > min(200, limits.rows):
            return (
                f"At most {min(200, limits.rows)} texts can be typed; these are "
                f"{len(texts):,}. Drop them as a file instead."
            )
        longest = max(map(len, texts))
        if longest > limits.text_characters:
            return (
                f"A text has at most {limits.text_characters:,} characters; one has "
                f"{longest:,}."
            )
        return None

    async def classify_file(self, path: str | None, column: str = "") -> str:
        """Answers a file of texts: a count, the first rows, and a link to all.

        Args:
            path: str. CSV, TSV or `.txt`; None for no file.
            column: str. Name of the column; blank to find it.

        Returns:
            str. HTML.
        """
        if not path:
            return cards.note("Drop a file first.", is_error=True)
        name, column = Path(path).name, (column or "").strip()
        try:
            async with self._reading:
                texts = await asyncio.to_thread(_read_file, path, column)
        except InputError as error:
            return cards.note(_for_the_page(str(error), path), is_error=True)
        kept = [i for i, text in enumerate(texts) if not is_blank(text)]
        if not kept:
            return cards.note("The file has no text in it.", is_error=True)
        most = self._limits.text_characters
        try:
            found = await self._probabilities([texts[i][:most] for i in kept])
        except tuple(_REFUSALS) as error:
            return cards.note(_REFUSALS[type(error)], is_error=True)
        answers = dict(zip(kept, found, strict=True))
        return self._file_card(name, texts, answers)

    async def _probabilities(self, texts: list[str]) -> np.ndarray:
        """Runs many texts, some at a time, so that others get their turn."""
        step = min(256, self._limits.rows)
        parts = [
            (await self._run("serving_default", texts[i : i + step]))["probabilities"]
            for i in range(0, len(texts), step)
        ]
        return np.concatenate(parts)

    async def _run(self, signature: str, texts: list[str]) -> Mapping[str, np.ndarray]:
        """Runs texts, unless the server is about to stop."""
        if self._is_ending():
            raise EndingError
        return await self._model(signature, texts)

    def _file_card(self, name: str, texts: list[str], answers: dict) -> str:
        """Shows the answers of a file; rows without text have none."""
        labels = [
            self._class_names[int(answers[i].argmax())] if i in answers else ""
            for i in range(len(texts))
        ]
        counts = Counter(label for label in labels if label)
        words = ", ".join(f"{label}: {n:,}" for label, n in counts.most_common())
        blank = len(texts) - len(answers)
        if blank:
            words += f"; {counted(blank, 'blank row')}"
        most = self._limits.text_characters
        cut = sum(len(text) > most for text in texts)
        if cut:
            words += f"; {counted(cut, 'row')} read to character {most:,} alone"
        rows = [
            (text[:most], label, f"{answers[i].max():.1%}" if i in answers else "")
            for i, (text, label) in enumerate(zip(texts, labels, strict=True))
        ]
        shown = cards.table(("text", "label", "probability"), rows[:MOST_SHOWN])
        more = ""
        if len(rows) > MOST_SHOWN:
            more = cards.note(f"The first {MOST_SHOWN} rows; the file has all.")
        link = _download(Path(name).stem, self._write_csv(texts, labels, answers))
        return cards.card(
            f"{name}: {counted(len(texts), 'row')}",
            cards.note(words),
            link,
            shown,
            more,
        )

    def _write_csv(self, texts, labels, answers) -> str:
        """Writes what `tfq-bert predict --output` writes."""
        file = io.StringIO()
        writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        columns = [f"probability_{name}" for name in self._class_names]
        writer.writerow(["text", "label", *columns])
        for i, (text, label) in enumerate(zip(texts, labels, strict=True)):
            values = [""] * len(columns)
            if i in answers:
                values = [round(float(value), 6) for value in answers[i]]
            writer.writerow([text, label, *values])
        return file.getvalue()


def _read_file(path: str, column: str) -> list[str]:
    """Reads the texts of a file, unless they are too many."""
    if Path(path).suffix.lower() not in FILE_TYPES:
        raise InputError(
            f"The file must be one of {', '.join(FILE_TYPES)}. Received: {path!r}."
        )
    lines = _count_lines(path)
    found = f"{lines:,} lines"
    # Double-spaced files have twice the lines.
    if lines <= 2 * MOST_FILE_ROWS + 1:
        texts = read_texts(path, text_column=column or None).texts
        if len(texts) <= MOST_FILE_ROWS:
            return [_clean(text) for text in texts]
        found = f"{len(texts):,}"
    raise InputError(
        f"A file has at most {MOST_FILE_ROWS:,} rows here; this one has {found}. Use "
        "`tfq-bert predict` for it."
    )


def _count_lines(path: str) -> int:
    """Counts lines at little cost; those inside the quotes of a CSV are none."""
    content = Path(path).read_bytes()
    if path.lower().endswith(".csv"):
        content = re.sub(rb'"[^"]*"', b"", content)
    return content.count(b"\n") + 1


def _for_the_page(message: str, path: str) -> str:
    """Words what the command line says for the page: fields, and no options."""
    message = message.replace(repr(path), repr(Path(path).name))
    message = message.replace(path, Path(path).name)
    message = re.sub(r": pass `--encoding[^`]*`", "; save it as UTF-8", message)
    message = re.sub(r"If it [^.]*`--encoding[^`]*`", "Save it as UTF-8", message)
    message = re.sub(r"Name its encoding[^.]*", "Save it as UTF-8", message)
    message = re.sub(r", or name another one with `--delimiter`", "", message)
    message = re.sub(
        r"`--text-column`, `--delimiter` and `--no-header`", "The field Column", message
    )
    message = re.sub(r", or `--no-header`[^.]*", "", message)
    message = re.sub(r"Pass `?--text-column`?", "Fill in the field Column", message)
    return re.sub(r"`?--text-column`?", "the field Column", message)


def _download(stem: str, content: str) -> str:
    """Makes a link that holds the file itself, so that none is kept on the server."""
    data = base64.b64encode(content.encode("utf-8")).decode("ascii")
    name = html.escape(f"{stem}_answers.csv", quote=True)
    return (
        f'<p><a class="tq-download" download="{name}" '
        f'href="data:text/csv;charset=utf-8;base64,{data}">Download all answers (CSV)'
        "</a></p>"
    )


def _clean(text: str) -> str:
    """Replaces lone surrogates, which have no UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
