"""Options of the commands that work on many files, and what they say in the end.

Computes nothing; `tfq_bert.corpora` does.
"""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from tfq_bert.cli.output import counted, print_json, print_section

FAILURES = (
    "A row without a text, or that is not well formed, stops nothing: it goes to "
    "failed-*.jsonl in the output folder with its file, line and reason, and is "
    "counted on standard error; the exit code is 0 all the same."
)

IdColumn = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Column of the rows' ids. Default: id where there is one, else FILE:LINE.",
    ),
]
BeamOptions = Annotated[
    str,
    typer.Option(
        metavar="OPTIONS",
        help="Options of Apache Beam itself, in one word: '--runner=FlinkRunner "
        "--flink_master=HOST:8081'. Default: this machine alone.",
    ),
]
RowsPerFile = Annotated[
    int,
    typer.Option(
        metavar="N",
        help="Rows of an output file, which are also the rows that are worked on "
        "together.",
    ),
]


@contextlib.contextmanager
def kept_parts(output: str, *, overwrite: bool) -> Iterator[None]:
    """Says on an interrupt how to go on; with `--overwrite` all would begin anew."""
    try:
        yield
    except KeyboardInterrupt as stop:
        unfinished = Path(output).with_name(f"{Path(output).name}.unfinished")
        if unfinished.is_dir():
            command = f"The same command{' without --overwrite' * overwrite} goes on."
            print(f"What is done is kept in {unfinished}. {command}", file=sys.stderr)
        stop.args = ()
        raise


def print_corpus(result, *, as_json: bool) -> None:
    """Prints what a corpus came to, for people or as JSON.

    Args:
        result: `CorpusResult`.
        as_json: bool.
    """
    total = counted(result.rows + result.failed, "row")
    if as_json:
        content: dict[str, Any] = {"output": str(result.folder), **result.to_dict()}
        print_json(content)
    else:
        done = f"{total} read, {result.rows:,} answered, {result.failed:,} failed"
        print_section("Rows", [done])
        if result.failed:
            reasons = ", ".join(f"{k} ({n:,})" for k, n in result.reasons.items())
            print_section("Failed", [reasons])
        print_section("Output", [str(result.folder), _span(result.files)])
        if result.failed:
            print_section("", [_span(result.failed_files)])
    if result.failed:
        were = "was" if result.failed == 1 else "were"
        print(
            f"{result.failed:,} of {total} {were} not answered: see "
            f"{result.folder}/failed-*.jsonl.",
            file=sys.stderr,
        )


def _span(files: tuple[str, ...]) -> str:
    if len(files) < 3:
        return ", ".join(files)
    return f"{files[0]} to {files[-1]}"
