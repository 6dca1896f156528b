"""A corpus from input files to a folder of output files, whole or not at all.

Until it is whole, its parts are in `OUTPUT.unfinished`, and can be gone on with.
"""

import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tfq_bert.corpora.engines import check_engine, run_beam, run_local
from tfq_bert.corpora.shards import ROWS_PER_FILE, group_files
from tfq_bert.corpora.source_file import SourceFile
from tfq_bert.corpora.storage import is_remote
from tfq_bert.corpora.work import FAILED, Work
from tfq_bert.errors import InputError
from tfq_bert.files import move_into_place, read_json, write_json
from tfq_bert.unfinished_folder import unfinished_folder

# The file that makes a folder one of these.
MARKER = "summary.json"
# Reasons for which another column than that of the texts is to be named.
_OPTIONS = {"no id": "id", "no label": "label"}
# What the parts say of themselves; not what is being written, which begins with a dot.
_NOTES = "[0-9]*.json"


@dataclass(frozen=True)
class CorpusResult:
    """Holds what a corpus came to.

    Attributes:
        folder: Path of the output.
        rows: int. With an answer.
        failed: int. In the dead-letter files.
        reasons: dict. Kind of fault to how many rows have it.
        files: tuple of str. Names of the files of answers, in the input's order.
        failed_files: tuple of str. Names of the dead-letter files.
        labels: tuple of str. Found in the input, where labels are wanted.
        sha256: str. Of all records and of where shards begin.
    """

    folder: Path
    rows: int
    failed: int
    reasons: dict[str, int]
    files: tuple[str, ...]
    failed_files: tuple[str, ...]
    labels: tuple[str, ...] = ()
    sha256: str = ""

    def to_dict(self) -> dict:
        """Returns plain JSON, as `summary.json` and `--json` have it."""
        return {
            "rows": self.rows,
            "failed": self.failed,
            "reasons": self.reasons,
            "files": list(self.files),
            "failed_files": list(self.failed_files),
            "input_sha256": self.sha256,
        }


@dataclass(frozen=True)
class Plan:
    """Says how a corpus is worked on.

    Attributes:
        kind: `PREDICTIONS` or `FEATURES`.
        output: str. The folder to make.
        settings: dict, plain JSON. What makes the result this one and no other.
        rows_per_file: int.
        engine: "local" or "beam".
        beam_options: str. Beam's own, as on its command line.
        overwrite: bool. Whether a finished output is replaced, and an unfinished one
            begun again.
    """

    kind: str
    output: str
    settings: dict = field(default_factory=dict)
    rows_per_file: int = ROWS_PER_FILE
    engine: str = "local"
    beam_options: str = ""
    overwrite: bool = False


def run_shards(
    plan: Plan, sources: Sequence[SourceFile], make_model, finish, progress
) -> CorpusResult:
    """Works on all rows of the input files and makes the output folder.

    Goes on with what a run of the same plan and files left, unless `overwrite`.

    Args:
        plan: `Plan`.
        sources: sequence of `SourceFile`.
        make_model: Function of the unfinished folder that returns the folder of the
            export, which it may make there.
        finish: Function of the folder and the `CorpusResult` that adds files to it.
        progress: Function of (stage, done, total, detail), or None.

    Returns:
        `CorpusResult`.

    Raises:
        InputError: If the output may not be made, an unfinished one is of another plan
            or other files, not a single row can be read, or the engine is not there.
    """
    check_engine(plan.engine)
    if plan.rows_per_file < 1:
        raise InputError(
            "`--rows-per-file` must be at least 1. Received: "
            f"rows_per_file={plan.rows_per_file}."
        )
    if is_remote(plan.output):
        raise InputError(
            "`--output` must be a folder that all workers share, because its parts are "
            f"renamed in the end. Received: {plan.output!r}. Mount it."
        )
    _check_apart(plan.output, sources)
    _check_replaced(plan)
    settings = {
        **plan.settings,
        "kind": plan.kind,
        "rows_per_file": plan.rows_per_file,
        "input": _describe(sources),
    }
    how = {"overwrite": plan.overwrite, "resume": not plan.overwrite}
    kept = {"marker": MARKER, "has_progress": _has_progress, "what": "corpus"}
    progress = progress or (lambda *_: None)
    with unfinished_folder(plan.output, settings, **kept, **how) as (folder, _):
        parts = folder / "parts"
        parts.mkdir(exist_ok=True)
        model = make_model(folder)
        work = Work(plan.kind, str(model), str(parts), plan.rows_per_file)
        groups = group_files(sources)
        begun_with = _stamps(sources)
        if plan.engine == "beam":
            run_beam(groups, work, plan.beam_options, progress)
        else:
            run_local(groups, work, progress)
        if _stamps(sources) != begun_with:
            raise InputError(
                "the files of `--input` must stay as they are while they are read. "
                "Received: other sizes or times in the end than at first. Start again "
                "with --overwrite."
            )
        result = _gather(parts, Path(plan.output), work)
        if not result.rows:
            _refuse(parts, result)
        new = _lay_out(folder, parts, work)
        finish(new, result)
        head = {"format_version": 1, "kind": plan.kind}
        write_json(new / MARKER, {**head, **result.to_dict()})
        move_into_place(new, Path(os.path.abspath(plan.output)))
        shutil.rmtree(folder, ignore_errors=True)
    return result


def _check_replaced(plan: Plan) -> None:
    """Refuses to replace a folder with a `summary.json` that says something else."""
    marker = Path(plan.output, MARKER)
    if not marker.is_file():
        return
    try:
        found = json.loads(marker.read_bytes())
    except (OSError, ValueError, RecursionError):
        found = None
    found = found if isinstance(found, dict) else {}
    if found.get("kind") != plan.kind or "input_sha256" not in found:
        raise InputError(
            f"The folder {plan.output!r} must be new. Received: a folder that is never "
            f"replaced, because its {MARKER} is not one of {plan.kind}. Choose another "
            "name."
        )


def _has_progress(folder: Path) -> bool:
    return any(folder.glob(f"parts/{_NOTES}"))


def _describe(sources: Sequence[SourceFile]) -> str:
    """Tells these input files and columns from others, in a few words."""
    words = repr((sources, _stamps(sources)))
    digest = hashlib.sha256(words.encode("utf-8", "surrogateescape"))
    return f"{len(sources)} files ({digest.hexdigest()[:12]})"


def _stamps(sources: Sequence[SourceFile]) -> list[tuple[int, int] | None]:
    """Returns size and time of each file of this machine; None if it is gone."""
    found: list[tuple[int, int] | None] = []
    for source in sources:
        if not is_remote(source.path):
            try:
                state = os.stat(source.path)
                found.append((state.st_size, state.st_mtime_ns))
            except OSError:
                found.append(None)
    return found


def _check_apart(output: str, sources: Sequence[SourceFile]) -> None:
    """Refuses input files that an earlier run wrote, or this one will."""
    place = os.path.realpath(output)
    for source in sources:
        path = os.path.realpath(source.path)
        if path.startswith((f"{place}{os.sep}", f"{place}.unfinished{os.sep}")):
            raise InputError(
                "`--input` must name no file in the folder of --output. Received: "
                f"{source.path!r}. Name a pattern without it, or another folder."
            )


def _gather(parts: Path, output: Path, work: Work) -> CorpusResult:
    """Adds up what the parts say of themselves."""
    notes = [read_json(path) for path in sorted(parts.glob(_NOTES))]
    reasons: Counter[str] = Counter()
    for note in notes:
        reasons.update(note["reasons"])

    def names(kind: str, count: str, ending: str) -> tuple[str, ...]:
        return tuple(
            _name(kind, number, len(notes), ending)
            for number, note in enumerate(notes)
            if note[count]
        )

    digest = hashlib.sha256("".join(note["sha256"] for note in notes).encode())
    return CorpusResult(
        folder=output,
        rows=sum(note["rows"] for note in notes),
        failed=sum(note["failed"] for note in notes),
        reasons=dict(reasons.most_common()),
        files=names(work.kind, "rows", work.ending),
        failed_files=names(FAILED, "failed", ".jsonl"),
        labels=tuple(sorted({label for note in notes for label in note["labels"]})),
        sha256=digest.hexdigest(),
    )


def _name(kind: str, number: int, total: int, ending: str) -> str:
    return f"{kind}-{number:05d}-of-{total:05d}{ending}"


def _refuse(parts: Path, result: CorpusResult) -> None:
    """Refuses an input of which no row has an answer; keeps nothing of it."""
    reason = next(iter(result.reasons), None)
    option = _OPTIONS.get(reason, "text")
    shutil.rmtree(parts)
    count = f"{result.failed:,} rows, all of them at fault, mostly {reason!r}"
    raise InputError(
        "at least one row must be read. Received: "
        f"{count if reason else 'files without a row'}. Name the column of the "
        f"{option}s with --{option}-column, or another file."
    )


def _lay_out(folder: Path, parts: Path, work: Work) -> Path:
    """Makes the folder that the output will be; the parts stay where they are."""
    new = folder / "output"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    notes = sorted(parts.glob(_NOTES))
    kinds = ((work.kind, work.ending, work.ending), (FAILED, f".{FAILED}", ".jsonl"))
    for number, note in enumerate(notes):
        for kind, ending, suffix in kinds:
            part = note.with_suffix(ending)
            if part.is_file():
                _link(part, new / _name(kind, number, len(notes), suffix))
    return new


def _link(part: Path, name: Path) -> None:
    try:
        os.link(part, name)
    except OSError:  # a file system without links
        shutil.copyfile(part, name)
