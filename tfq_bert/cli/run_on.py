"""`tfq-bert run-on`: a trained circuit on a processor, scored as it reads there."""

from pathlib import Path
from typing import Annotated

import typer

from tfq_bert.cli import devices, options
from tfq_bert.cli.output import (
    counted,
    print_json,
    print_rows,
    print_scores,
    print_section,
    waiting,
)
from tfq_bert.errors import InputError


@options.command(
    "tfq-bert run-on runs/sms --target weber --data test.csv --shots 5000",
    "tfq-bert run-on runs/sms --target weber --data test.csv --placement calibrated",
    after="Without --engine-project the processor is a simulation of the chip's noise.",
)
def run_on(
    run: Annotated[
        Path, typer.Argument(metavar="RUN", help="Folder that `train` made.")
    ],
    target: devices.Target,
    data: options.Data,
    text_column: options.TextColumn = None,
    label_column: options.LabelColumn = None,
    encoding: options.Encoding = "utf-8",
    delimiter: options.Delimiter = None,
    no_header: options.NoHeader = False,
    split: options.Split = None,
    data_dir: options.DataDir = None,
    limit: Annotated[
        int | None,
        typer.Option(min=1, metavar="ROWS", help="Run the first ROWS only."),
    ] = None,
    shots: Annotated[
        int, typer.Option(min=1, metavar="N", help="Repetitions of each row.")
    ] = 5000,
    gateset: devices.Gateset = None,
    calibration: devices.Calibration = None,
    placement: devices.Placement = "first",
    seed: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=2**32 - 1,
            metavar="N",
            help="Makes the virtual samples repeatable.",
        ),
    ] = None,
    engine_project: Annotated[
        str | None,
        typer.Option(
            metavar="PROJECT",
            help="Google Cloud project: run on the real processor of that name.",
        ),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Run a trained model's circuit on a noisy virtual processor, or the real one.

    All rows go through one sweep of the compiled circuit. Scores are given three
    times: by the exact simulator, as the processor reads, and with the errors of its
    readout corrected.
    """
    from tfq_bert.cli.progress import ProgressReport
    from tfq_bert.data import check_not_empty, load_dataset

    place = devices.read_placement(placement)
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
    texts, labels = list(dataset.texts)[:limit], list(dataset.labels)[:limit]
    with waiting("Loading the device"):
        device = devices.load_device(target, gateset, calibration, place)
    with waiting("Loading TensorFlow and the run"):
        from circuits import DeviceRunError
        from tfq_bert.device_run import run_on_device
        from tfq_bert.training import load_run

        model = load_run(run).model
        _check_fits(model.hardware_report(device, place))
    if not as_json:
        rows = counted(len(texts), "row")
        print_section("Data", [f"{dataset.name}: {rows}", *dataset.notes])
    try:
        with ProgressReport(silent=as_json) as progress:
            result = run_on_device(
                model,
                texts,
                labels,
                target=device,
                shots=shots,
                seed=seed,
                placement=place,
                project_id=engine_project,
                progress=lambda done: progress("features", done, len(texts)),
            )
    except DeviceRunError as error:
        raise InputError(devices.in_options(str(error))) from error
    if as_json:
        print_json({"run": str(run), "data": dataset.name, **result.to_dict()})
    else:
        _print_result(result)


def _check_fits(report) -> None:
    """Refuses a circuit that does not fit, or that the device does not take."""
    if report.compile_error is not None:
        raise InputError(devices.in_options(report.compile_error))
    try:
        report.validation.raise_if_invalid()
    except ValueError as error:
        raise InputError(devices.in_options(str(error))) from error


def _print_result(result) -> None:
    report = result.to_dict()
    metrics = report["circuits"][0]
    lines = [
        f"{report['processor']}: {counted(report['num_rows'], 'row')} of "
        f"{counted(report['shots'], 'shot')} in {report['seconds']:.1f} s",
        f"{counted(metrics['two_qubit_gates'], 'two-qubit gate')} "
        f"({report['gateset']}), {counted(metrics['moments'], 'moment')}, "
        f"{counted(metrics['swaps'], 'swap')}",
        ", ".join(f"{a} on {b}" for a, b in report["qubit_map"].items()),
    ]
    if metrics["swaps"]:
        spots = ", ".join(f"{a} on {b}" for a, b in report["final_map"].items())
        lines.append(f"read on: {spots}")
    if result.fidelity is not None:
        source = result.fidelity.calibration
        lines.append(
            f"estimated fidelity {result.fidelity.fidelity:.3f}, by the rates of "
            f"{source}"
        )
    print_section("Device", lines)
    print("\nExpectation values against the exact simulator:\n")
    print_rows(
        ("output", "reading", "mean difference", "mean |difference|", "slope"),
        [
            (
                str(row["output"]),
                row["reading"],
                f"{row['mean_difference']:+.3f}",
                f"{row['mean_abs_difference']:.3f}",
                "-" if row["slope"] is None else f"{row['slope']:.3f}",
            )
            for row in report["deviations"]
        ],
    )
    print("\nScores:\n")
    print_scores(report["metrics"])
