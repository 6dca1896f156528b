"""`tfq-bert features`: files of texts in, BERT's output of each text out."""

from pathlib import Path
from typing import Annotated

import typer

from tfq_bert.cli import corpus_options as corpus
from tfq_bert.cli import options
from tfq_bert.cli.output import print_commands


@options.command(
    "tfq-bert features minilm_l6_en --input 'reviews-*.jsonl' --label-column stars "
    "--output features/reviews",
    "tfq-bert train --features features/reviews --output runs/reviews",
    after=corpus.FAILURES,
)
def features(
    model: Annotated[
        str,
        typer.Argument(
            metavar="MODEL",
            help="An export of `export`, or BERT weights as --preset of `train` "
            "takes them.",
        ),
    ],
    source: Annotated[
        str,
        typer.Option(
            "--input",
            metavar="PATTERN",
            help="Files of JSON Lines, CSV, TSV or .txt with one text a line, packed "
            "(.gz, .bz2, .xz) or not; * stands for anything.",
        ),
    ],
    output: Annotated[str, typer.Option(metavar="FOLDER", help="Folder to make.")],
    text_column: options.TextColumn = None,
    label_column: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Column of labels to train on. Default: none.",
        ),
    ] = None,
    id_column: corpus.IdColumn = None,
    encoding: options.Encoding = "utf-8",
    delimiter: options.Delimiter = None,
    no_header: options.NoHeader = False,
    pooling: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="What of BERT's output is read, with a preset: mean (over the tokens) "
            "or cls. Default: mean.",
        ),
    ] = None,
    sequence_length: Annotated[
        int | None,
        typer.Option(
            min=3,
            metavar="N",
            help="Tokens of a text that are read, with a preset. Default: 64.",
        ),
    ] = None,
    engine: Annotated[
        str,
        typer.Option(metavar="NAME", help="Who works: local (this process) or beam."),
    ] = "local",
    beam_options: corpus.BeamOptions = "",
    rows_per_file: corpus.RowsPerFile = 4096,
    overwrite: options.Overwrite = False,
    as_json: options.AsJson = False,
) -> None:
    """Compute BERT's output of many texts once, to train on it often.

    The folder has Parquet files of id, text, label and features, and config.json.
    """
    from tfq_bert.cli.progress import ProgressReport
    from tfq_bert.corpora import Wanted, extract_features

    columns = Wanted(
        text_column, id_column, label_column, encoding, delimiter, no_header
    )
    report = ProgressReport(silent=as_json)
    with corpus.kept_parts(output, overwrite=overwrite), report as progress:
        result = extract_features(
            model,
            [source],
            output,
            wanted=columns,
            pooling=pooling,
            sequence_length=sequence_length,
            progress=progress,
            engine=engine,
            beam_options=beam_options,
            rows_per_file=rows_per_file,
            overwrite=overwrite,
        )
    corpus.print_corpus(result, as_json=as_json)
    if label_column is not None and not as_json:
        run = f"runs/{Path(output).name}"
        words = ("tfq-bert", "train", "--features", output, "--output", run)
        print_commands([words])
