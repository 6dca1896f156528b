"""Predictions of an export for files of texts, in a folder of JSON Lines.

Decides nothing of how the shards are worked on.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from tfq_bert.corpora.run_shards import CorpusResult, Plan, run_shards
from tfq_bert.corpora.source_file import Wanted, find_sources
from tfq_bert.corpora.work import PREDICTIONS
from tfq_bert.errors import InputError
from tfq_bert.files import read_json


def predict_corpus(
    model: str | Path,
    patterns: Sequence[str],
    output: str | Path,
    *,
    wanted: Wanted | None = None,
    progress=None,
    **how,
) -> CorpusResult:
    """Classifies all rows of files and writes a folder, whole or not at all.

    `predictions-NNNNN-of-NNNNN.jsonl` have a row's `id`, `label` and `probabilities`,
    in the order of the input; `failed-...jsonl` the rows without an answer, with `id`,
    `file`, `line`, `reason` and `raw`; `summary.json` says how many. The same input and
    export give the same files on the same kind of machine.

    Args:
        model: Folder of an export.
        patterns: sequence of str. Files of JSON Lines, CSV, TSV or one text a line,
            packed or not.
        output: The folder to make.
        wanted: `Wanted` columns.
        progress: Function of (stage, done, total, detail), or None.
        **how: As in `Plan`: `engine`, `beam_options`, `rows_per_file`, `overwrite`.

    Returns:
        `CorpusResult`.

    Raises:
        InputError: As `find_sources` and `run_shards`; if `model` is no export.
    """
    folder = Path(model).resolve()
    settings = {"model": describe_export(folder)}
    sources = find_sources(patterns, wanted or Wanted())
    plan = Plan(PREDICTIONS, str(output), settings, **how)
    return run_shards(plan, sources, lambda _: folder, lambda *_: None, progress)


def describe_export(folder: Path) -> str:
    """Tells an export from others, by its name and what its configuration says.

    Args:
        folder: Path.

    Returns:
        str.

    Raises:
        InputError: If there is none.
    """
    if not (folder / "saved_model.pb").is_file():
        found = "a folder without it" if folder.is_dir() else "no such folder"
        raise InputError(
            f"{str(folder)!r} must be an export, a folder that holds saved_model.pb. "
            f"Received: {found}. Make one with: tfq-bert export RUN FOLDER"
        )
    content = repr(sorted(read_json(folder / "config.json", 99).items()))
    return f"{folder.name} ({hashlib.sha256(content.encode()).hexdigest()[:12]})"
