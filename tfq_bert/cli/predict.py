"""`tfq-bert predict`: texts in, class names and probabilities out."""

import csv
import io
import sys
from pathlib import Path
from typing import Annotated

import typer

from tfq_bert.cli import corpus_options as corpus
from tfq_bert.cli import options
from tfq_bert.cli.output import counted, print_json, print_rows, waiting
from tfq_bert.cli.predict_corpus import check_local, predict_corpus
from tfq_bert.errors import InputError

# With more classes, the table has the best three of each text in one column.
_MAX_COLUMNS = 4
_BLANK = "(no text)"


@options.command(
    'tfq-bert predict saved_models/sms "Win a prize now" "See you at eight"',
    "tfq-bert predict saved_models/sms --input new.csv --output answers.csv",
    "cat messages.txt | tfq-bert predict saved_models/sms -",
    "tfq-bert predict saved_models/sms --engine beam --input 'corpus-*.jsonl' "
    "--output preds/",
    after="A blank text gets no label: its row stays in place, is marked, and is "
    "counted on standard error; the exit code is 0 all the same. The CSV of --output "
    "has the columns text, label, and probability_CLASS for each class.\n\n"
    "With --engine beam, --input is a pattern of files (JSON Lines, CSV, TSV or .txt, "
    "packed or not) and --output a folder of JSON Lines with id, label and "
    f"probabilities. {corpus.FAILURES}",
)
def predict(
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="An export, or a run folder of `train`."),
    ],
    texts: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TEXT",
            help="Texts to classify; - reads standard input, one text a line.",
            show_default=False,
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--input",
            metavar="FILE",
            help="File of texts: CSV, TSV, JSON Lines or Parquet, or .txt with one "
            "text a line; - is standard input.",
        ),
    ] = None,
    text_column: options.TextColumn = None,
    id_column: corpus.IdColumn = None,
    encoding: options.Encoding = "utf-8",
    delimiter: options.Delimiter = None,
    no_header: options.NoHeader = False,
    output: Annotated[
        str | None,  # a Path would make gs:/ of gs://
        typer.Option(
            metavar="FILE",
            help="CSV file to write, replaced if it is there; with --engine beam, the "
            "folder to make.",
        ),
    ] = None,
    engine: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Who works: local (this process), or beam (Apache Beam, for files "
            "that are many or large).",
        ),
    ] = "local",
    beam_options: corpus.BeamOptions = "",
    rows_per_file: corpus.RowsPerFile = 4096,
    overwrite: options.Overwrite = False,
    as_json: options.AsJson = False,
) -> None:
    """Classify texts with an export or a trained run."""
    given = dict(locals())
    if engine != "local":
        predict_corpus(**given)
        return
    check_local(given)
    from tfq_bert.files import check_output_file

    how = {"text_column": text_column, "encoding": encoding}
    how |= {"delimiter": delimiter, "no_header": no_header}
    rows = _read(texts or [], source, how)
    check_output_file(output)
    if not folder.is_dir():
        raise InputError(
            f"{str(folder)!r} must be an export or a run folder. Received: "
            f"{'a file' if folder.exists() else 'no such folder'}. Make one with: "
            "tfq-bert train --data FILE --output RUN"
        )
    class_names, probabilities = _predict(folder, rows)
    answers = [
        (text, dict(zip(class_names, map(float, p), strict=True)) if keep else None)
        for text, p, keep in zip(rows, probabilities, _has_text(rows), strict=True)
    ]
    blank = sum(p is None for _, p in answers)
    if output is not None:
        _write_csv(Path(output), class_names, answers)
    if as_json:
        print_json(_document(class_names, answers))
    elif output is None:
        _print_table(class_names, answers)
    if blank:
        message = f"{counted(blank, 'blank text')} of {len(rows):,} got no label."
        print(message, file=sys.stderr)
    if output is not None and not as_json:
        print(f"Wrote {counted(len(rows), 'row')} to {output}")


def _read(texts, source, how) -> list[str]:
    """Returns the texts of the arguments, a file or standard input."""
    from tfq_bert.data import read_texts

    if texts == ["-"] and source is None:
        texts, source = [], "-"
    if texts and source is not None:
        raise InputError(
            f"texts must come from one place. Received: {counted(len(texts), 'TEXT')} "
            f"and --input {source}. Leave one out."
        )
    if source == "-":
        return _read_lines(how["encoding"])
    if source is not None:
        texts = list(read_texts(source, **how).texts)
    if not texts:
        raise InputError(
            "at least one text must be given. Received: none. Type it after the "
            "folder, or name a file with --input."
        )
    return texts


def _read_lines(encoding: str) -> list[str]:
    data = sys.stdin.buffer.read()
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except LookupError:
        raise InputError(
            "`--encoding` must be a text encoding that Python knows. Received: "
            f"{encoding!r}."
        ) from None
    except UnicodeError as error:
        raise InputError(
            f"standard input must be {encoding} text. Received: {error}. Name its "
            "encoding, for example `--encoding latin-1`."
        ) from None
    if not text:
        raise InputError("standard input must hold at least one line. Received: none.")
    lines = text.removesuffix("\n").split("\n")
    return [line.removesuffix("\r") for line in lines]


def _has_text(rows: list[str]) -> list[bool]:
    from tfq_bert.data.dataset import is_blank

    return [not is_blank(row) for row in rows]


def _predict(folder: Path, rows: list[str]):
    """Returns the class names and `(rows, classes)` probabilities."""
    with waiting("Loading TensorFlow and the model"):
        if (folder / "model.keras").is_file():
            from tfq_bert.training import load_run

            model = load_run(folder).model
        else:
            from tfq_bert.export import load_exported

            model = load_exported(folder)
    with waiting(f"Classifying {counted(len(rows), 'text')}"):
        return list(model.class_names), model.predict(rows)


def _write_csv(path: Path, class_names, answers) -> None:
    from tfq_bert.files import write_text

    table = io.StringIO()
    # All strings are quoted, so that a lone CR in a text cannot end a row.
    writer = csv.writer(table, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    columns = [f"probability_{name}" for name in class_names]
    writer.writerow(["text", "label", *columns])
    for text, found in answers:
        values = [round(p, 6) for p in found.values()] if found else [""] * len(columns)
        writer.writerow([text, _label(found) or "", *values])
    write_text(path, table.getvalue())


def _document(class_names, answers) -> dict:
    rows = [
        {"text": text, "label": _label(found), "probabilities": found}
        | ({} if found else {"note": "blank text"})
        for text, found in answers
    ]
    blank = sum(found is None for _, found in answers)
    return {"class_names": class_names, "num_blank": blank, "rows": rows}


def _print_table(class_names, answers) -> None:
    few = len(class_names) <= _MAX_COLUMNS
    header = class_names if few else ["most probable"]
    rows = []
    for text, found in answers:
        if found is None:
            cells = [""] * len(header)
        elif few:
            cells = [f"{p:.3f}" for p in found.values()]
        else:
            best = sorted(found.items(), key=lambda item: -item[1])[:3]
            cells = [", ".join(f"{name} {p:.3f}" for name, p in best)]
        shown = " ".join(text.split())
        rows.append((shown, _label(found) or _BLANK, *cells))
    print_rows(("text", "label", *header), rows)


def _label(found: dict[str, float] | None) -> str | None:
    return max(found, key=found.get) if found else None
