"""`tfq-bert train`: labelled texts in, a run folder out."""

from pathlib import Path
from typing import Annotated, Any

import typer

from tfq_bert.cli import options
from tfq_bert.cli.output import (
    counted,
    print_commands,
    print_json,
    print_scores,
    print_section,
    print_text,
    share,
    waiting,
)


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
    preset: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="BERT weights: minilm_l6_en (installed), a local folder of keras-hub "
            "or Hugging Face, a keras-hub name such as bert_tiny_en_uncased, or "
            "hf://USER/MODEL. The last two may use the network.",
        ),
    ] = "minilm_l6_en",
    circuit: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Circuit of the head: paper, or no_entanglement (the same without "
            "CNOT gates).",
        ),
    ] = "paper",
    qubits: Annotated[
        int, typer.Option(metavar="N", help="Qubits of the circuit, 1 to 20.")
    ] = 4,
    depth: Annotated[
        int, typer.Option(metavar="N", help="Blocks of the circuit, 0 or more.")
    ] = 4,
    recipe: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Settings of the training: frozen (BERT as it is, the head trained "
            "until it stops to get better), full (all of BERT trained), or paper "
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

    Splits the data 70/15/15 by class, repeats of a text on one side; keeps the weights
    of the best validation loss; scores the test rows beside a logistic regression on
    the same features and the majority class.
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
    dataset = load_dataset(data, **where)
    if not as_json:
        print_section("Data", _data_lines(dataset))
    with waiting("Loading TensorFlow"):
        from tfq_bert import training
    config = training.TrainConfig(
        data=data,
        output=str(output),
        **where,
        preset=preset,
        circuit=circuit,
        qubits=qubits,
        depth=depth,
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


def _run(training, config, dataset, overwrite: bool, as_json: bool) -> None:
    from tfq_bert.cli.progress import ProgressReport

    found: dict[str, Any] = {}

    def report(stage: str, content: Any) -> None:
        found[stage] = content
        if not as_json:
            lines = {"splits": _split_lines, "text": _text_lines}[stage]
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
        print_json(_document(dataset, found["text"], result))
    else:
        _print_result(result)


def _data_lines(dataset) -> list[str]:
    counts = ", ".join(
        f"{name} {count:,} ({share(count, len(dataset))})"
        for name, count in dataset.counts.items()
    )
    rows = counted(len(dataset), "row")
    classes = counted(len(dataset.counts), "class")
    return [f"{dataset.name}: {rows}, {classes}", counts, *dataset.notes]


def _split_lines(splits) -> list[str]:
    sizes = (
        f"{len(splits.train):,} rows to train, {len(splits.validation):,} to validate, "
        f"{len(splits.test):,} to test"
    )
    return [sizes, *splits.notes]


def _text_lines(text: dict[str, int]) -> list[str]:
    return [
        f"{text['truncated']:,} of {counted(text['rows'], 'text')} "
        f"({share(text['truncated'], text['rows'])}) cut at "
        f"{text['sequence_length']} tokens; the longest has {text['longest']:,}"
    ]


def _print_result(result) -> None:
    metrics = result.metrics
    majority = metrics["majority_baseline"]
    rows = counted(metrics["num_rows"], "test row")
    print(f"\nScores on {rows}, with 95% intervals of the rows:\n")
    print_scores(
        {
            "hybrid": metrics,
            "logistic regression": metrics["baselines"]["logistic_regression"],
            "majority class": majority,
        }
    )
    print_text(
        f"Logistic regression has the same rows and features of BERT. The majority "
        f"class is {majority['class']!r}."
    )
    parameters = metrics["num_parameters"]
    kept = f"weights of epoch {metrics['kept_epoch']}"
    print()
    print_section(
        "Model",
        [
            f"{counted(metrics['num_epochs'], 'epoch')}, {kept}; "
            f"{parameters['head']:,} parameters in the head, "
            f"{parameters['circuit']:,} of them angles of the circuit; "
            f"{parameters['backbone']:,} in BERT"
        ],
    )
    run = str(result.folder)
    print(f"Run       {run}")
    print_commands(
        [
            ("tfq-bert", "export", run, f"saved_models/{result.folder.name}"),
            ("tfq-bert", "predict", run, "a text to classify"),
            ("tfq-bert", "validate", run, "--target", "sycamore"),
        ]
    )


def _document(dataset, text: dict[str, int], result) -> dict[str, Any]:
    parts = ("train", "validation", "test")
    splits = {name: getattr(result.splits, name) for name in parts}
    return {
        "run": str(result.folder),
        "data": {
            "name": dataset.name,
            "rows": len(dataset),
            "classes": dataset.counts,
            "repeats": dataset.num_repeats,
            "splits": {name: part.counts for name, part in splits.items()},
            "notes": [*dataset.notes, *result.splits.notes],
        },
        "text": text,
        "metrics": result.metrics,
    }
