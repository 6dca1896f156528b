"""What is left of a run whose loss is no number any more.

Does not stop the run.
"""

import csv
from pathlib import Path

from tfq_bert.files import new_file
from tfq_bert.training.checkpoint import read_checkpoint
from tfq_bert.training.run_folder import MARKER


def keep_best(run, model, dataset, error) -> str:
    """Saves the best weights so far, and the rows of the batch that went wrong.

    Args:
        run: `UnfinishedRun`.
        model: `HybridTextClassifier`; its weights are replaced.
        dataset: `TextDataset` of the training rows.
        error: `DivergedError`.

    Returns:
        str. What was saved where, and what to try, as one line.
    """
    name = f"epoch_{error.epoch + 1}_batch_{error.batch + 1}.csv"
    with (
        new_file(run.folder / name) as temporary,
        temporary.open("w", newline="", encoding="utf-8") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(("text", "label"))
        writer.writerows((dataset.texts[i], dataset.labels[i]) for i in error.rows)
    words = f"Its {len(error.rows)} rows are in {str(_shown(run) / name)!r}"
    checkpoint = read_checkpoint(run.checkpoint)
    if checkpoint is not None:
        checkpoint.restore_best(model)
        model.compile()  # without the moments of a run that went wrong
        model.optimizer.build(model.trainable_variables)
        with new_file(run.folder / MARKER) as temporary:
            model.save(temporary)
        words += f", the best weights so far in {str(_shown(run) / MARKER)!r}"
    return (
        f"{words}. Look at the rows, then start again with --overwrite and a lower "
        "--learning-rate, --clip-norm 1, or --precision float32."
    )


def _shown(run) -> Path:
    """Returns the folder as a user would type it."""
    working = Path.cwd()
    inside = run.folder.is_relative_to(working)
    return run.folder.relative_to(working) if inside else run.folder
