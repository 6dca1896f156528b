"""`tfq-bert export`: a run in, a SavedModel that takes strings out."""

from pathlib import Path
from typing import Annotated

import typer

from tfq_bert.cli import options
from tfq_bert.cli.output import print_commands, print_json, print_section, waiting


@options.command("tfq-bert export runs/sms saved_models/sms")
def export(
    run: Annotated[
        Path, typer.Argument(metavar="RUN", help="Folder that `train` made.")
    ],
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Folder to make for the export.")
    ],
    overwrite: options.Overwrite = False,
    as_json: options.AsJson = False,
) -> None:
    """Export a trained run as a SavedModel.

    The folder takes strings and answers class names and probabilities. It loads where
    only tensorflow and tensorflow_text are installed.
    """
    from tfq_bert.files import check_new_folder

    check_new_folder(folder, overwrite=overwrite, replaces="saved_model.pb")
    with waiting("Loading TensorFlow and the run"):
        from tfq_bert.training import load_run

        loaded = load_run(run)
    with waiting("Writing the export"):
        loaded.model.export(folder, overwrite=overwrite, metrics=loaded.metrics)
    files = [path for path in folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    needs = ["tensorflow_text"]
    if loaded.config.engine == "tfq":
        needs = ["tfq_bert"]
    if as_json:
        print_json(
            {
                "folder": str(folder),
                "size_bytes": size,
                "class_names": list(loaded.model.class_names),
                "needs_import": needs,
            }
        )
        return
    print(f"Export    {folder} ({size / 1e6:.1f} MB)")
    print_section("Loading", _loading_lines(needs))
    print_commands(
        [
            ("tfq-bert", "predict", str(folder), "a text to classify"),
            ("tfq-bert", "validate", str(folder), "--target", "willow"),
        ]
    )


def _loading_lines(needs: list[str]) -> list[str]:
    if needs == ["tfq_bert"]:
        return [
            "with tfq_bert.load_exported(FOLDER), which registers the ops of "
            "TensorFlow Quantum (engine tfq)"
        ]
    return [
        "with tf.saved_model.load(FOLDER), after the one import that it needs: "
        "import tensorflow_text",
        "MODEL_CARD.md in the folder has the lines to copy",
    ]
