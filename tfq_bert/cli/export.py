"""`tfq-bert export`: a run in, a SavedModel that takes strings out."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tfq_bert.cli import options
from tfq_bert.cli.output import (
    counted,
    print_commands,
    print_json,
    print_section,
    waiting,
)
from tfq_bert.errors import InputError

MAX_DROP = 0.005
_OWN_ROWS = "the run's own test part, which was not trained on"


class Ops(StrEnum):
    """The ops that the graph reads text with."""

    TEXT = "text"
    CORE = "core"


class Quantize(StrEnum):
    """How BERT's matrices are stored."""

    FLOAT16 = "float16"
    INT8 = "int8"


@options.command(
    "tfq-bert export runs/sms saved_models/sms",
    "tfq-bert export runs/sms saved_models/sms --ops core --quantize int8",
    after="With --quantize, the run's own test rows are classified before and after, "
    "and nothing is written if accuracy falls by more than --max-drop.",
)
def export(
    run: Annotated[
        Path, typer.Argument(metavar="RUN", help="Folder that `train` made.")
    ],
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Folder to make for the export.")
    ],
    overwrite: options.Overwrite = False,
    ops: Annotated[
        Ops,
        typer.Option(
            help="text: the graph needs tensorflow_text beside tensorflow; core: "
            "tensorflow alone, as a server has it. The answers are the same."
        ),
    ] = Ops.TEXT,
    quantize: Annotated[
        Quantize | None,
        typer.Option(
            help="Store BERT's matrices in half or a quarter of the space. "
            "Default: as they are.",
            show_default=False,
        ),
    ] = None,
    max_drop: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            min=0,
            max=1,
            help="Largest fall of accuracy that --quantize may bring. "
            f"Default: {MAX_DROP}.",
            show_default=False,
        ),
    ] = None,
    data: Annotated[
        str | None,
        typer.Option(
            metavar="SOURCE",
            help="Labeled texts to measure --quantize on. Default: the run's own test "
            "rows.",
            show_default=False,
        ),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Export a trained run as a SavedModel.

    The folder takes strings and answers class names and probabilities. It loads where
    only tensorflow and tensorflow_text are installed, with --ops core where tensorflow
    is.
    """
    from tfq_bert.files import check_new_folder, read_json

    _check_measured(quantize, data, max_drop)
    check_new_folder(folder, overwrite=overwrite, replaces="saved_model.pb")
    with waiting("Loading TensorFlow and the run"):
        from tfq_bert.training import load_run

        loaded = load_run(run)
    held_out = None
    if quantize is not None:
        with waiting("Reading the rows to measure on"):
            held_out = _held_out_rows(loaded, data)
    with waiting("Writing the export"):
        loaded.model.export(
            folder,
            overwrite=overwrite,
            metrics=loaded.metrics,
            ops=ops.value,
            quantize=quantize and quantize.value,
            held_out=held_out,
            max_drop=MAX_DROP if max_drop is None else max_drop,
        )
    change = read_json(folder / "metrics.json").get("quantization")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    needs = ["tensorflow_text"] if ops is Ops.TEXT else []
    if loaded.config.engine == "tfq":
        needs = ["tfq_bert"]
    if as_json:
        content = {
            "folder": str(folder),
            "size_bytes": size,
            "class_names": list(loaded.model.class_names),
            "needs_import": needs,
            "ops": ops.value,
        }
        print_json(content | ({"quantization": change} if change else {}))
        return
    print(f"Export    {folder} ({size / 1e6:.1f} MB)")
    if change:
        print_section("Accuracy", _change_lines(change))
    print_section("Loading", _loading_lines(needs))
    print_commands(
        [
            ("tfq-bert", "predict", str(folder), "a text to classify"),
            ("tfq-bert", "serve", str(folder)),
            ("tfq-bert", "validate", str(folder), "--target", "willow"),
        ]
    )


def _check_measured(quantize, data: str | None, max_drop: float | None) -> None:
    """Refuses what would be ignored: without few bits nothing is measured."""
    given = {"--data": data, "--max-drop": max_drop}
    for option, value in given.items():
        if quantize is None and value is not None:
            raise InputError(
                f"`{option}` must go with --quantize, because nothing else is measured "
                f"at export. Received: {option} {value} alone. Leave it out, or add "
                "--quantize."
            )


def _held_out_rows(run, source: str | None) -> tuple[list[str], list[str], str]:
    """Returns texts, labels and name of a source, or of the run's own test rows."""
    from tfq_bert.data import check_not_empty
    from tfq_bert.files import read_json
    from tfq_bert.training.load_splits import fingerprint, load_part, load_splits

    if source is not None:
        rows = load_part(run.config, source)
        check_not_empty(rows)
        # An export names no path of this machine.
        name = Path(source).resolve().name if Path(source).exists() else source
        return list(rows.texts), list(rows.labels), name
    cause = "other rows than it was trained with"
    try:
        splits = load_splits(run.config)
    except InputError as error:
        cause = str(error)
    else:
        known = read_json(run.folder / "versions.json").get("data_sha256")
        if fingerprint(splits) == known:
            return list(splits.test.texts), list(splits.test.labels), _OWN_ROWS
    raise InputError(
        "the test rows of the run must be found, because --quantize is measured on "
        f"them. Received: data={run.config.data!r}, and {cause.rstrip('.')}. Name "
        "labeled texts that were not trained on with --data FILE."
    )


def _change_lines(change) -> list[str]:
    before, after = change["accuracy_before"], change["accuracy_after"]
    points = 100 * change["accuracy_change"]
    return [
        f"{before:.4f} before and {after:.4f} after storing BERT as "
        f"{change['stored_as']} ({points:+.2f} points), on "
        f"{counted(change['num_rows'], 'row')} of {change['source']}",
        f"{counted(change['num_other_labels'], 'row')} with another label; no "
        f"probability moved by more than {change['max_probability_change']:.4f}",
    ]


def _loading_lines(needs: list[str]) -> list[str]:
    if needs == ["tfq_bert"]:
        return [
            "with tfq_bert.load_exported(FOLDER), which registers the ops of "
            "TensorFlow Quantum (engine tfq)"
        ]
    how = "with tf.saved_model.load(FOLDER)"
    if needs:
        how += ", after the one import that it needs: import tensorflow_text"
    else:
        how += "; tensorflow is all that it needs"
    return [how, "MODEL_CARD.md in the folder has the lines to copy"]
