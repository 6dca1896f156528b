"""What `train` says of its data and its result, for people and as JSON.

Computes nothing; `tfq_bert.training` does.
"""

from typing import Any

from tfq_bert.cli.output import (
    counted,
    print_commands,
    print_scores,
    print_section,
    print_text,
    share,
)


def data_lines(dataset) -> list[str]:
    """Says what was read: rows, classes with their counts, notes.

    Args:
        dataset: `TextDataset`.

    Returns:
        list of str.
    """
    counts = ", ".join(
        f"{name}: {count:,} ({share(count, len(dataset))})"
        for name, count in dataset.counts.items()
    )
    rows = counted(len(dataset), "row")
    classes = counted(len(dataset.counts), "class")
    return [f"{dataset.name}: {rows}, {classes}", counts, *dataset.notes]


def split_lines(splits) -> list[str]:
    """Says how the rows were split.

    Args:
        splits: `Splits`.

    Returns:
        list of str.
    """
    sizes = (
        f"{len(splits.train):,} rows to train, {len(splits.validation):,} to validate, "
        f"{len(splits.test):,} to test"
    )
    return [sizes, *splits.notes]


def text_lines(text: dict[str, int]) -> list[str]:
    """Says how many texts are cut.

    Args:
        text: What `train` reports of the stage "text".

    Returns:
        list of str.
    """
    return [
        f"{text['truncated']:,} of {counted(text['rows'], 'text')} "
        f"({share(text['truncated'], text['rows'])}) cut at "
        f"{text['sequence_length']} tokens; the longest has {text['longest']:,}"
    ]


def print_result(result) -> None:
    """Prints the scores beside the baselines, and what to type next.

    Args:
        result: `TrainResult`.
    """
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
    print()
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
            ("tfq-bert", "validate", run, "--target", "willow"),
        ]
    )


def run_document(dataset, text: dict[str, int], result) -> dict[str, Any]:
    """Gives the same as plain JSON.

    Args:
        dataset: `TextDataset`.
        text: What `train` reports of the stage "text".
        result: `TrainResult`.

    Returns:
        dict.
    """
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
