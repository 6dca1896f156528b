"""`tfq-bert train`: labeled texts in, a run folder out."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from tfq_bert.cli import options
from tfq_bert.cli import train_options as given
from tfq_bert.cli.output import print_json, print_section, waiting
from tfq_bert.cli.run_summary import (
    data_lines,
    print_result,
    run_document,
    split_lines,
    text_lines,
)
from tfq_bert.errors import InputError

# What is no setting of the run itself.
_NO_SETTINGS = (
    *("context", "circuit", "qubits", "depth", "features"),
    *("overwrite", "resume", "as_json"),
)
DEFAULT_PRESET, DEFAULT_RECIPE = "minilm_l6_en", "frozen"
_OF_DATA = (
    *("text_column", "label_column", "encoding", "delimiter", "no_header"),
    *("split", "data_dir"),
)


@options.command(
    "tfq-bert train --data embedded:sms_spam --output runs/sms",
    "tfq-bert train --data reviews.csv --text-column body --output runs/reviews",
    "tfq-bert train --resume --output runs/reviews",
)
def train(
    context: typer.Context,
    output: Annotated[
        Path, typer.Option(metavar="RUN", help="Folder to make for the run.")
    ],
    data: options.OptionalData = None,
    features: given.Features = None,
    text_column: options.TextColumn = None,
    label_column: options.LabelColumn = None,
    encoding: options.Encoding = "utf-8",
    delimiter: options.Delimiter = None,
    no_header: options.NoHeader = False,
    split: options.Split = None,
    data_dir: options.DataDir = None,
    validation_data: given.ValidationData = None,
    test_data: given.TestData = None,
    preset: options.Preset = DEFAULT_PRESET,
    circuit: given.Circuit = "paper",
    qubits: given.Qubits = None,
    depth: given.Depth = None,
    recipe: given.Recipe = DEFAULT_RECIPE,
    epochs: given.Epochs = None,
    learning_rate: given.LearningRate = None,
    warmup: given.Warmup = None,
    patience: given.Patience = None,
    batch_size: given.BatchSize = None,
    loss: given.Loss = None,
    label_smoothing: given.LabelSmoothing = None,
    class_weight: given.ClassWeight = None,
    layer_decay: given.LayerDecay = None,
    weight_decay: given.WeightDecay = None,
    clip_norm: given.ClipNorm = None,
    top_blocks: given.TopBlocks = None,
    pooling: given.Pooling = None,
    sequence_length: given.SequenceLength = None,
    precision: given.Precision = "float32",
    xla: given.Xla = False,
    engine: given.Engine = "statevector",
    seed: given.Seed = 0,
    resume: given.Resume = False,
    overwrite: options.Overwrite = False,
    as_json: options.AsJson = False,
) -> None:
    """Train a classifier and write a run folder.

    Splits the data 70/15/15 by class, repeats of a text on one side; trains as
    the recipe says; scores the test rows beside a logistic regression on the same
    features and the majority class. A run that was stopped goes on with --resume.
    """
    settings = {k: v for k, v in locals().items() if k not in _NO_SETTINGS}
    from tfq_bert.data import load_dataset
    from tfq_bert.files import check_new_folder

    settings |= {
        "output": str(output),
        **given.read_head(circuit, qubits=qubits, depth=depth),
    }
    if features is not None:
        is_typed = context.get_parameter_source("preset").name != "DEFAULT"
        data = _use_features(features, data, settings, keep_preset=is_typed)
    # What can be wrong without TensorFlow is said before TensorFlow is loaded.
    if data is None and not resume:
        raise InputError(
            "`--data` must name labeled texts. Received: none. Leave it out only with "
            "--features or --resume."
        )
    if not resume:
        check_new_folder(output, overwrite=overwrite, replaces="model.keras")
    with _workers() as is_chief:
        silent = as_json or not is_chief
        dataset = None
        if not resume:
            dataset = load_dataset(data, **{name: settings[name] for name in _OF_DATA})
            _show(dataset, silent)
        with waiting("Loading TensorFlow"):
            from tfq_bert import training
        if resume and training.is_complete(str(output)):
            _say_complete(output, as_json)
            return
        config = training.unfinished_config(str(output)) if data is None else None
        config = config or training.TrainConfig(**settings)
        if resume:
            dataset = training.load_data(config)
            _show(dataset, silent)
        how = {"overwrite": overwrite, "resume": resume}
        _run(training, config, dataset, how, silent, as_json and is_chief)


def _use_features(
    folder: Path, data: str | None, settings: dict, *, keep_preset: bool
) -> str:
    """Makes a folder of features the data; its BERT is the run's, if none is named."""
    from tfq_bert.data.features_folder import SCHEME, read_features_config

    if data is not None:
        raise InputError(
            "`--data` must be left out with --features, which has the texts as well. "
            f"Received: --data {data} and --features {folder}."
        )
    found = read_features_config(folder)
    settings["data"] = f"{SCHEME}:{folder}"
    is_open = settings["recipe"] == DEFAULT_RECIPE  # others have values of their own
    for name in ("pooling", "sequence_length"):
        if is_open and settings[name] is None:
            settings[name] = found[name]
    if not keep_preset and found["preset"] is not None:
        settings["preset"] = found["preset"]
    return settings["data"]


@contextlib.contextmanager
def _workers() -> Iterator[bool]:
    """Starts what `TF_CONFIG` asks for; yields whether this process is to speak.

    Before any data are read, since TensorFlow reads some of them.
    """
    if not os.environ.get("TF_CONFIG"):
        yield True
        return
    with waiting("Loading TensorFlow"):
        from tfq_bert import distributed
    with distributed.start() as workers:
        yield workers.is_chief


def _show(dataset, silent: bool) -> None:
    if not silent:
        print_section("Data", data_lines(dataset))


def _say_complete(output: Path, as_json: bool) -> None:
    if as_json:
        print_json({"run": str(output), "complete": True})
    else:
        print(f"{output} is complete: there is nothing to go on with.")


def _run(training, config, dataset, how: dict, silent: bool, as_json: bool) -> None:
    from tfq_bert.cli.progress import ProgressReport

    found: dict[str, Any] = {}

    def report(stage: str, content: Any) -> None:
        found[stage] = content
        if not silent:
            lines = {"splits": split_lines, "text": text_lines}[stage]
            title = {"splits": "Splits", "text": "Texts"}[stage]
            print_section(title, lines(content))

    with ProgressReport(silent=silent) as progress:
        result = training.train(
            config, dataset=dataset, progress=progress, report=report, **how
        )
    if as_json:
        print_json(run_document(dataset, found["text"], result))
    elif not silent:
        print_result(result)
