"""`tfq-bert evaluate`: a run and labeled texts in, scores out."""

from pathlib import Path
from typing import Annotated

import typer

from tfq_bert.cli import options
from tfq_bert.cli.output import (
    counted,
    print_json,
    print_rows,
    print_scores,
    print_section,
    waiting,
)


@options.command("tfq-bert evaluate runs/sms --data new_messages.csv")
def evaluate(
    run: Annotated[
        Path, typer.Argument(metavar="RUN", help="Folder that `train` made.")
    ],
    data: options.Data,
    text_column: options.TextColumn = None,
    label_column: options.LabelColumn = None,
    encoding: options.Encoding = "utf-8",
    delimiter: options.Delimiter = None,
    no_header: options.NoHeader = False,
    split: options.Split = None,
    data_dir: options.DataDir = None,
    as_json: options.AsJson = False,
) -> None:
    """Score a trained run on labeled texts.

    Every label must be a class of the run. Rows without a label or a text are left
    out and counted.
    """
    from tfq_bert.cli.progress import ProgressReport
    from tfq_bert.data import check_not_empty, encode_labels, load_dataset

    dataset = load_dataset(
        data,
        text_column=text_column,
        label_column=label_column,
        encoding=encoding,
        delimiter=delimiter,
        no_header=no_header,
        split=split,
        data_dir=data_dir,
    )
    check_not_empty(dataset)
    with waiting("Loading TensorFlow and the run"):
        from tfq_bert.training import classification_metrics, load_run

        loaded = load_run(run)
    model = loaded.model
    ids = encode_labels(dataset.labels, model.class_names)
    texts = list(dataset.texts)
    if not as_json:
        rows = counted(len(texts), "row")
        print_section("Data", [f"{dataset.name}: {rows}", *dataset.notes])
    with ProgressReport(silent=as_json) as progress:
        progress("features", 0, len(texts))
        features = model.features(
            texts, progress=lambda done: progress("features", done, len(texts))
        )
    metrics = classification_metrics(
        ids,
        model.predict({"features": features}),
        model.class_names,
        seed=loaded.config.seed,
    )
    if as_json:
        print_json({"run": str(run), "data": dataset.name, "metrics": metrics})
    else:
        _print_result(metrics)


def _print_result(metrics) -> None:
    majority = metrics["majority_baseline"]
    rows = counted(metrics["num_rows"], "row")
    print(f"\nScores on {rows}, with 95% intervals of the rows:\n")
    print_scores({"hybrid": metrics, f"always {majority['class']!r}": majority})
    print()
    print_rows(
        ("class", "precision", "recall", "F1", "rows"),
        [
            (
                name,
                f"{scores['precision']:.3f}",
                f"{scores['recall']:.3f}",
                f"{scores['f1']:.3f}",
                f"{scores['support']:,}",
            )
            for name, scores in metrics["per_class"].items()
        ],
    )
