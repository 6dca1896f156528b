"""Options that several commands share, with one wording each."""

from typing import Annotated

import typer

DATA_HELP = (
    "Labeled texts: a CSV or TSV file, JSON Lines, Parquet, a "
    "folder of .txt files by class, tfds:NAME (a local copy), or embedded:sms_spam."
)

Data = Annotated[str, typer.Option(metavar="SOURCE", help=DATA_HELP)]
OptionalData = Annotated[str | None, typer.Option(metavar="SOURCE", help=DATA_HELP)]
TextColumn = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Column of the texts, or several with commas between, which are joined. "
        "Default: found by its name.",
    ),
]
LabelColumn = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help="Column of the labels. Default: found by its name."
    ),
]
Encoding = Annotated[
    str,
    typer.Option(
        metavar="NAME", help="Encoding of the file, for example latin-1 or cp1252."
    ),
]
Delimiter = Annotated[
    str | None,
    typer.Option(
        metavar="CHAR",
        help="Character between the columns. Default: found from the rows.",
    ),
]
NoHeader = Annotated[
    bool,
    typer.Option(
        "--no-header",
        help="The first line of the CSV or TSV file is a row: columns are named by "
        "their number, from 1.",
    ),
]
Split = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Split of a TFDS set or a folder to read. Default: its train split.",
    ),
]
DataDir = Annotated[
    str | None,
    typer.Option(
        metavar="FOLDER",
        help="Where the local TFDS copies are. Default: TFDS_DATA_DIR, else "
        "~/tensorflow_datasets.",
    ),
]
Preset = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="BERT weights: minilm_l6_en (installed), a local folder of keras-hub "
        "or Hugging Face, a keras-hub name such as bert_tiny_en_uncased, or "
        "hf://USER/MODEL. The last two may use the network.",
    ),
]
AsJson = Annotated[
    bool,
    typer.Option("--json", help="Print one JSON document, and nothing for people."),
]
Overwrite = Annotated[
    bool,
    typer.Option(
        "--overwrite",
        help="Replace the folder if it exists; the old one stays until the new one is "
        "complete.",
    ),
]


def command(*examples: str, after: str = ""):
    """Gives a command its epilog: examples, and what else its help page must say.

    Args:
        *examples: str. Lines to type.
        after: str. A paragraph before the examples.

    Returns:
        A decorator that sets the attribute `epilog`.
    """
    lines = "\n".join(f"  {example}" for example in examples)
    title = "Example" if len(examples) == 1 else "Examples"
    # `\b` keeps Click from filling the paragraph.
    epilog = f"{after}\n\n\b\n{title}:\n{lines}".strip("\n")

    def decorate(function):
        function.epilog = epilog
        return function

    return decorate
