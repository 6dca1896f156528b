"""`tfq-bert compare`: the hybrid beside its classical controls, and a report."""

from pathlib import Path
from typing import Annotated, Any

import typer

from tfq_bert.cli import options
from tfq_bert.cli import train_options as given
from tfq_bert.cli.comparison_summary import plan_lines, print_comparison
from tfq_bert.cli.output import print_json, print_section, waiting
from tfq_bert.cli.run_summary import data_lines
from tfq_bert.cli.search_values import (
    parse_counts,
    parse_names,
    parse_numbers,
    parse_seeds,
)
from tfq_bert.errors import InputError


def _option(metavar: str, words: str):
    return typer.Option(metavar=metavar, help=words)


@options.command(
    "tfq-bert compare --data sms.csv --output compared/sms",
    "tfq-bert compare --data a.csv --data b.csv --qubits 2,4 --output both",
    "tfq-bert compare --data sms.csv --fractions 0.05,0.25,1 --output few",
    "tfq-bert compare --data sms.csv --noise 0.001,0.01 --output noisy",
    after="Below 9 pairs (of a seed and a data set) there is no verdict: no test "
    "could tell.",
)
def compare(
    data: Annotated[
        list[str],
        _option("SOURCE", options.DATA_HELP + " Once for each data set."),
    ],
    output: Annotated[Path, _option("FOLDER", "Folder to make for the comparison.")],
    validation_data: given.ValidationData = None,
    test_data: given.TestData = None,
    text_column: options.TextColumn = None,
    label_column: options.LabelColumn = None,
    drop_label: Annotated[
        list[str] | None,
        _option("NAME", "Leave out the rows of a class. May be given again."),
    ] = None,
    encoding: options.Encoding = "utf-8",
    delimiter: options.Delimiter = None,
    no_header: options.NoHeader = False,
    split: options.Split = None,
    data_dir: options.DataDir = None,
    arms: Annotated[
        str | None,
        _option(
            "LIST",
            "What is compared: hybrid and others of matched, dense, linear, "
            "frozen_circuit, no_entanglement, tfidf, majority. Default: all.",
        ),
    ] = None,
    qubits: Annotated[
        str | None, _option("LIST", "Qubits of the hybrid. Default: 4.")
    ] = None,
    depth: given.Depth = None,
    circuit: given.Circuit = "paper",
    seeds: Annotated[
        str | None,
        _option(
            "N|LIST",
            "How many seeds, or which. Default: 10, or 3 where BERT is trained.",
        ),
    ] = None,
    fractions: Annotated[
        str | None,
        _option("LIST", "Shares of the rows to train and validate on. Default: 1."),
    ] = None,
    recipe: Annotated[
        str, _option("NAME", "frozen, full or gradual, as in tfq-bert train.")
    ] = "frozen",
    tries: Annotated[
        int | None,
        _option(
            "N",
            "Learning rates to try for each head and seed, by validation loss, 1 to 7. "
            "Default: 3, or 1 where BERT is trained.",
        ),
    ] = None,
    metric: Annotated[
        str,
        _option(
            "NAME",
            "Score that the verdict is on: accuracy, macro_f1, mcc, auroc, ece or "
            "log_loss.",
        ),
    ] = "macro_f1",
    preset: options.Preset = "minilm_l6_en",
    sequence_length: given.SequenceLength = None,
    epochs: given.Epochs = None,
    batch_size: given.BatchSize = None,
    shots: Annotated[
        str | None,
        _option("LIST", "Also score the hybrid with so many samples of each value."),
    ] = None,
    noise: Annotated[
        str | None,
        _option("LIST", "Also score it with depolarizing noise of this probability."),
    ] = None,
    processor: Annotated[
        str | None,
        _option("NAME", "Also score it on a virtual processor, such as weber."),
    ] = None,
    robust_rows: Annotated[
        int, _option("N", "Test rows for these three, at most.")
    ] = 300,
    target: Annotated[
        str, _option("NAME", "Device that the circuit is compiled for; none for none.")
    ] = "willow",
    workers: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="Processes at a time. Default: one a core, or 1 where BERT is "
            "trained.",
        ),
    ] = None,
    engine: Annotated[
        str, _option("NAME", "Where the processes are: local, or ray.")
    ] = "local",
    address: Annotated[
        str | None,
        _option(
            "ADDRESS",
            "Ray cluster, whose nodes share the folder. Default: one started on this "
            "machine alone.",
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with an unfinished comparison.")
    ] = False,
    overwrite: options.Overwrite = False,
    as_json: options.AsJson = False,
) -> None:
    """Compare the hybrid with classical heads, and say whether it helps.

    All arms get the same splits, features, epochs and tries. The classical head has as
    many trainable weights as the hybrid; two arms take the training or the
    entanglement out of the circuit. Differences are paired by data set and seed,
    tested by Wilcoxon's signed-rank test and corrected over the arms (Holm). The
    folder holds report.html, comparison.json, runs.csv and the predictions.
    """
    from tfq_bert.data import load_dataset
    from tfq_bert.files import check_new_folder

    if len(data) > 1 and (validation_data or test_data):
        raise InputError(
            "`--validation-data` and `--test-data` must be left out with several data "
            f"sets. Received: {len(data)} times --data. Compare them one by one."
        )
    # What can be wrong without TensorFlow is said before TensorFlow is loaded.
    lists: dict[str, Any] = {
        "arms": parse_names("arms", arms),
        "seeds": parse_seeds("seeds", seeds),
        "fractions": parse_numbers("fractions", fractions),
        "shots": parse_counts("shots", shots),
        "noise": parse_numbers("noise", noise),
    }
    width = parse_counts("qubits", qubits)
    lists |= given.read_head(circuit, qubits=width, depth=depth)
    if not resume:
        check_new_folder(output, overwrite=overwrite, replaces="comparison.json")
    where = {
        "text_column": text_column,
        "label_column": label_column,
        "encoding": encoding,
        "delimiter": delimiter,
        "no_header": no_header,
        "split": split,
        "data_dir": data_dir,
    }
    datasets = [load_dataset(source, **where) for source in data]
    where |= {"validation_data": validation_data, "test_data": test_data}
    where |= {"drop_labels": tuple(drop_label or ())}
    with waiting("Loading TensorFlow"):
        from tfq_bert import comparison
    config = comparison.CompareConfig(
        data=[comparison.DataSource(source, **where) for source in data],
        output=str(output),
        recipe=recipe,
        tries=tries,
        metric=metric,
        preset=preset,
        sequence_length=sequence_length,
        epochs=epochs,
        batch_size=batch_size,
        processor=processor,
        robust_rows=robust_rows,
        target=None if target == "none" else target,
        **{name: value for name, value in lists.items() if value is not None},
    )
    how = {"workers": workers, "engine": engine, "address": address}
    how |= {"overwrite": overwrite, "resume": resume}
    _run(comparison, config, datasets, how, as_json)


def _run(comparison, config, datasets, how: dict, as_json: bool) -> None:
    import sys

    from tfq_bert.cli.progress import ProgressReport

    sources = zip(config.data, datasets, strict=True)
    loaded = [comparison.load_source(config, *source) for source in sources]
    if not as_json:
        for parts in loaded:
            print_section("Data", data_lines(parts["data"]))
        print_section("Plan", plan_lines(config))
    try:
        with ProgressReport(silent=as_json) as progress:
            content = comparison.compare(
                config, loaded=loaded, progress=progress, **how
            )
    except KeyboardInterrupt as stop:
        print(
            f"What is done is kept in {config.output}.unfinished. Go on with the same "
            "command and --resume.",
            file=sys.stderr,
        )
        stop.args = ()
        raise
    if as_json:
        print_json(content)
    else:
        print_comparison(content, config.output)
