"""`tfq-bert tune`: labeled texts in, trials with other settings, the best run out."""

from pathlib import Path
from typing import Annotated, Any

import typer

from tfq_bert.cli import options
from tfq_bert.cli.output import print_json, print_section, waiting
from tfq_bert.cli.run_summary import data_lines, split_lines, text_lines
from tfq_bert.cli.search_values import parse_counts, parse_names, parse_rates
from tfq_bert.cli.tuning_summary import (
    print_kept,
    print_tuning,
    search_lines,
    trial_line,
)


@options.command(
    "tfq-bert tune --data embedded:sms_spam --output tunings/sms --trials 12",
    "tfq-bert tune --data reviews.csv --output tunings/reviews --search grid \\\n"
    "    --learning-rate 1e-3,4e-3 --depth 1,4 --qubits 4 --encoder angle_ry,zz",
    after="The same command with --resume goes on with a tuning that was stopped: "
    "trials that ended are not run again.",
)
def tune(
    data: options.Data,
    output: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Folder to make for the tuning.")
    ],
    trials: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="Trials to run, at most. Default: 12, or the whole grid.",
        ),
    ] = None,
    search: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="How the next trial is chosen: random, bayesian (a few random ones, "
            "then where a Gaussian process hopes for more), or grid (every "
            "combination; of a range its ends and its middle).",
        ),
    ] = "random",
    objective: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Score of the validation rows that ranks the trials: loss or "
            "accuracy.",
        ),
    ] = "loss",
    learning_rate: Annotated[
        str | None,
        typer.Option(
            metavar="LOW:HIGH|LIST",
            help="Learning rates to try: a range, drawn on a logarithmic scale, or a "
            "list such as 1e-3,4e-3. Default: a fifth to five times the recipe's.",
        ),
    ] = None,
    depth: Annotated[
        str | None,
        typer.Option(metavar="LIST", help="Depths to try. Default: 1,2,4."),
    ] = None,
    qubits: Annotated[
        str | None,
        typer.Option(metavar="LIST", help="Qubits to try. Default: 2,4,8."),
    ] = None,
    encoder: Annotated[
        str | None,
        typer.Option(
            metavar="LIST",
            help="Encoders to try (see tfq-bert circuits); zz and amplitude are slow. "
            "Default: angle_ry,dense_angle, or the one that --circuit names.",
        ),
    ] = None,
    text_column: options.TextColumn = None,
    label_column: options.LabelColumn = None,
    encoding: options.Encoding = "utf-8",
    delimiter: options.Delimiter = None,
    no_header: options.NoHeader = False,
    split: options.Split = None,
    data_dir: options.DataDir = None,
    preset: options.Preset = "minilm_l6_en",
    circuit: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Ansatz of all trials: paper, no_entanglement, ANSATZ or "
            "ENCODER+ANSATZ (see tfq-bert circuits).",
        ),
    ] = "paper",
    recipe: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Settings of the training, as in tfq-bert train. With a frozen BERT "
            "its output is computed once for all trials.",
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
    sequence_length: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="Tokens of a text that are read. Default: from the recipe.",
        ),
    ] = None,
    seed: Annotated[
        int,
        typer.Option(
            metavar="N", help="Seed of the search, the split and every training."
        ),
    ] = 0,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Go on with an unfinished tuning, if any."),
    ] = False,
    overwrite: options.Overwrite = False,
    as_json: options.AsJson = False,
) -> None:
    """Try other settings and keep the best run.

    Each trial is an ordinary training with another learning rate, depth, number of
    qubits and encoder. Trials are ranked by the validation rows alone. The test
    rows play no part in the choice; the winner is scored on them once, at the end.
    The folder holds a ranked table and plot, and the best run in FOLDER/best.
    """
    from tfq_bert.data import load_dataset
    from tfq_bert.files import check_new_folder

    # What can be wrong without TensorFlow is said before TensorFlow is loaded.
    given = {
        "learning_rate": parse_rates("learning-rate", learning_rate),
        "depth": parse_counts("depth", depth),
        "qubits": parse_counts("qubits", qubits),
        "encoder": parse_names("encoder", encoder),
    }
    where = {
        "text_column": text_column,
        "label_column": label_column,
        "encoding": encoding,
        "delimiter": delimiter,
        "no_header": no_header,
        "split": split,
        "data_dir": data_dir,
    }
    if not resume:
        check_new_folder(output, overwrite=overwrite, replaces="tuning.json")
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
        circuit=circuit,
        recipe=recipe,
        epochs=epochs,
        batch_size=batch_size,
        sequence_length=sequence_length,
        seed=seed,
    )
    if isinstance(given["learning_rate"], dict):
        given["learning_rate"] = training.LogRange(**given["learning_rate"])
    space = training.make_space(config, **given)
    choice = {"search": search, "objective": objective, "max_trials": trials}
    choice |= {"overwrite": overwrite, "resume": resume}
    _run(training, config, dataset, space, choice, as_json)


def _run(training, config, dataset, space, choice, as_json: bool) -> None:
    import sys

    from tfq_bert.cli.progress import ProgressReport

    ended: list[dict] = []

    def report(stage: str, content: Any) -> None:
        if stage == "trial":
            ended.append(content)
        if as_json:
            return
        if stage == "trial":
            print(trial_line(content), file=sys.stderr, flush=True)
        else:
            lines = {"splits": split_lines, "text": text_lines}[stage]
            title = {"splits": "Splits", "text": "Texts"}[stage]
            print_section(title, lines(content))

    if not as_json:
        print_section("Search", search_lines(space, choice))
    try:
        with ProgressReport(silent=as_json) as progress:
            result = training.tune(
                config,
                dataset=dataset,
                space=space,
                **choice,
                progress=progress,
                report=report,
            )
    except KeyboardInterrupt as stop:
        print_kept(len(ended), config.output)
        stop.args = ()  # what a training says of itself does not hold here
        raise
    if as_json:
        print_json(result.content)
    else:
        print_tuning(result)
