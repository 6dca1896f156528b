"""`tfq-bert train`: labeled texts in, a run folder out."""

from pathlib import Path
from typing import Annotated, Any

import typer

from tfq_bert.cli import options
from tfq_bert.cli.output import print_json, print_section, waiting
from tfq_bert.cli.run_summary import (
    data_lines,
    print_result,
    run_document,
    split_lines,
    text_lines,
)
from tfq_bert.errors import InputError


@options.command(
    "tfq-bert train --data embedded:sms_spam --output runs/sms",
    "tfq-bert train --data reviews.csv --text-column body --output runs/reviews",
)
def train(
    data: options.Data,
    output: Annotated[
        Path, typer.Option(metavar="RUN", help="Folder to make for the run.")
    ],
    text_column: options.TextColumn = None,
    label_column: options.LabelColumn = None,
    encoding: options.Encoding = "utf-8",
    delimiter: options.Delimiter = None,
    split: options.Split = None,
    data_dir: options.DataDir = None,
    preset: options.Preset = "minilm_l6_en",
    circuit: Annotated[
        str,
        typer.Option(
            metavar="NAME|FILE.json",
            help="Circuit of the head: paper, no_entanglement (the same without CNOT "
            "gates), ANSATZ or ENCODER+ANSATZ (see tfq-bert circuits), or a "
            "CircuitSpec as JSON, which has its own qubits and depth.",
        ),
    ] = "paper",
    qubits: Annotated[
        int | None,
        typer.Option(metavar="N", help="Qubits of the circuit, 1 to 20. Default: 4."),
    ] = None,
    depth: Annotated[
        int | None,
        typer.Option(metavar="N", help="Blocks of the circuit, 0 or more. Default: 4."),
    ] = None,
    recipe: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Settings of the training: frozen (BERT as it is, the head trained "
            "until it stops getting better), full (all of BERT trained), or paper "
            "(what Masum et al. 2025 do).",
        ),
    ] = "frozen",
    epochs: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="Passes over the training rows, at most. Default: from the recipe.",
        ),
    ] = None,
    batch_size: Annotated[
        int | None,
        typer.Option(metavar="N", help="Rows of a step. Default: from the recipe."),
    ] = None,
    learning_rate: Annotated[
        float | None,
        typer.Option(metavar="RATE", help="Rate of AdamW. Default: from the recipe."),
    ] = None,
    pooling: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="What of BERT's output is read: mean (over the tokens) or cls. "
            "Default: from the recipe.",
        ),
    ] = None,
    sequence_length: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="Tokens of a text that are read, two of them marks; the rest is cut "
            "off. Default: from the recipe.",
        ),
    ] = None,
    engine: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Simulator of the circuit: statevector (plain TensorFlow) or tfq "
            "(TensorFlow Quantum).",
        ),
    ] = "statevector",
    seed: Annotated[
        int,
        typer.Option(
            metavar="N", help="Seed of the split, the weights and the batches."
        ),
    ] = 0,
    overwrite: options.Overwrite = False,
    as_json: options.AsJson = False,
) -> None:
    """Train a classifier and write a run folder.

    Splits the data 70/15/15 by class, repeats of a text on one side; trains as
    the recipe says; scores the test rows beside a logistic regression on the same
    features and the majority class.
    """
    from tfq_bert.data import load_dataset
    from tfq_bert.files import check_new_folder

    where = {
        "text_column": text_column,
        "label_column": label_column,
        "encoding": encoding,
        "delimiter": delimiter,
        "split": split,
        "data_dir": data_dir,
    }
    # What can be wrong without TensorFlow is said before TensorFlow is loaded.
    check_new_folder(output, overwrite=overwrite, replaces="model.keras")
    head = _head(circuit, qubits, depth)
    dataset = load_dataset(data, **where)
    if not as_json:
        print_section("Data", data_lines(dataset))
    with waiting("Loading TensorFlow"):
        from tfq_bert import training
    config = training.TrainConfig(
        data=data,
        output=str(output),
        **where,
        preset=preset,
        **head,
        recipe=recipe,
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=learning_rate,
        pooling=pooling,
        sequence_length=sequence_length,
        engine=engine,
        seed=seed,
    )
    _run(training, config, dataset, overwrite, as_json)


def _head(circuit: str, qubits: int | None, depth: int | None) -> dict[str, Any]:
    """Returns the circuit, and its size where that is given."""
    given = {"qubits": qubits, "depth": depth}
    given = {name: size for name, size in given.items() if size is not None}
    if not circuit.endswith(".json"):
        return {"circuit": circuit, **given}
    if given:
        raise InputError(
            f"--{' and --'.join(given)} must be left out with a CircuitSpec, which "
            f"has its own. Received: --circuit {circuit}."
        )
    from tfq_bert.hardware import read_spec

    return {"circuit": read_spec(circuit).to_dict()}


def _run(training, config, dataset, overwrite: bool, as_json: bool) -> None:
    from tfq_bert.cli.progress import ProgressReport

    found: dict[str, Any] = {}

    def report(stage: str, content: Any) -> None:
        found[stage] = content
        if not as_json:
            lines = {"splits": split_lines, "text": text_lines}[stage]
            title = {"splits": "Splits", "text": "Texts"}[stage]
            print_section(title, lines(content))

    with ProgressReport(silent=as_json) as progress:
        result = training.train(
            config,
            dataset=dataset,
            overwrite=overwrite,
            progress=progress,
            report=report,
        )
    if as_json:
        print_json(run_document(dataset, found["text"], result))
    else:
        print_result(result)
