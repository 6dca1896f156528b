"""`tfq-bert validate`: does a device take this circuit?

TensorFlow is loaded for a run or a model only, whose weights are in a Keras file.
"""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from tfq_bert.cli import devices, options
from tfq_bert.cli.failures import NOT_VALID
from tfq_bert.cli.output import print_filled, print_json, print_section, waiting
from tfq_bert.errors import InputError


@options.command(
    "tfq-bert validate runs/sms --target sycamore",
    "tfq-bert validate saved_models/sms/circuit.json --target sycamore --json",
    "tfq-bert validate spec.json --target weber --map chip.png",
    after="Exit codes: 0 valid; 3 not valid, all violations printed; 2 bad input.",
)
def validate(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="MODEL|CIRCUIT",
            help="A run folder, a model's .keras file, an export folder, a circuit as "
            "Cirq JSON, or a CircuitSpec as JSON.",
        ),
    ],
    target: devices.Target,
    gateset: devices.Gateset = None,
    calibration: devices.Calibration = None,
    placement: devices.Placement = "first",
    chip_map: Annotated[
        Path | None,
        typer.Option(
            "--map",
            metavar="FILE",
            help="Draw the chip, with the circuit on it, as .png or .svg.",
        ),
    ] = None,
    compile_first: Annotated[
        bool | None,
        typer.Option(
            "--compile/--as-is",
            help="Whether to compile the circuit of a JSON file. Default: unless one "
            "of its qubits is on the device.",
        ),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Compile a circuit for a device and list everything the device would refuse.

    A Cirq circuit with a qubit on the device is placed already, and validated as it
    is.
    """
    from tfq_bert.files import check_output_file
    from tfq_bert.report.style import SUFFIXES

    place = devices.read_placement(placement)
    check_output_file(chip_map, "--map", SUFFIXES)
    is_model = source.suffix == ".keras" or (source / "model.keras").is_file()
    if source.is_dir() and not is_model and not (source / "circuit.json").is_file():
        raise InputError(
            f"{str(source)!r} must hold model.keras (a run) or circuit.json (an "
            "export). Received: a folder with neither."
        )
    with waiting("Loading the device"):
        device = devices.load_device(target, gateset, calibration, place)
    if is_model:
        report = _model_report(source, device, place)
    else:
        report = _circuit_report(source, device, place, compile_first)
    if as_json:
        print_json({"source": str(source), **report.to_dict()})
    else:
        failed = report.compile_error is not None
        print_section("Circuit", [f"{source}: {report.treatment}"])
        print_filled(devices.in_options(str(report), compile_failed=failed))
    if chip_map is not None:
        _draw(chip_map, device, report)
    if not report.ok:
        raise typer.Exit(NOT_VALID)


def _model_report(source: Path, device: Any, place: str | None):
    with waiting("Loading TensorFlow and the model"):
        from tfq_bert.training import load_model, load_run

        model = load_run(source).model if source.is_dir() else load_model(source)
    return model.hardware_report(device, place)


def _circuit_report(
    source: Path, device: Any, place: str | None, compile_first: bool | None
):
    from tfq_bert.hardware import circuit_report, read_circuit

    file = source
    if source.is_dir():
        file = source / "circuit.json"
        # An export's qubits are the model's own, wherever they stand.
        compile_first = True if compile_first is None else compile_first
    return circuit_report(read_circuit(file), device, place, compile_first)


def _draw(path: Path, device: Any, report: Any) -> None:
    """Draws the chip, or says why not: last, since the verdict is what was asked."""
    if report.circuit.all_qubits().isdisjoint(device.qubits):
        print(
            f"No map was drawn: no qubit of the circuit is on '{device.name}', and it "
            f"was {report.treatment}.",
            file=sys.stderr,
        )
        return
    from tfq_bert.report.chip_map import draw_chip_map

    draw_chip_map(path, device, report.compiled or report.circuit)
