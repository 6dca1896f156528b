"""`tfq-bert validate`: does a device take this circuit?

TensorFlow is loaded for a run folder only, whose weights are in a Keras file.
"""

from pathlib import Path
from typing import Annotated

import typer

from tfq_bert.cli import devices, options
from tfq_bert.cli.failures import NOT_VALID
from tfq_bert.cli.output import print_json, print_section, waiting
from tfq_bert.errors import InputError


@options.command(
    "tfq-bert validate runs/sms --target sycamore",
    "tfq-bert validate saved_models/sms/circuit.json --target sycamore --json",
    after="Exit codes: 0 valid; 3 not valid, all violations printed; 2 bad input.",
)
def validate(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="RUN|CIRCUIT.json",
            help="A run folder, an export folder, or a circuit as Cirq JSON.",
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
    as_is: Annotated[
        bool, typer.Option("--as-is", help="Validate the file's circuit uncompiled.")
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Compile a circuit for a device and list everything the device would refuse.

    A file's circuit with a qubit on the device is placed already, and validated as it
    is.
    """
    place = devices.read_placement(placement)
    _check_picture(chip_map)
    is_run = (source / "model.keras").is_file()
    file = source
    if source.is_dir() and not is_run:
        file = source / "circuit.json"
        if not file.is_file():
            raise InputError(
                f"{str(source)!r} must hold model.keras (a run) or circuit.json (an "
                "export). Received: a folder with neither."
            )
    with waiting("Loading the device"):
        from tfq_bert.hardware import circuit_report, read_circuit

        device = devices.load_device(target, gateset, calibration)
    if is_run:
        with waiting("Loading TensorFlow and the run"):
            from tfq_bert.training import load_run

            report = load_run(source).model.hardware_report(device, place)
    else:
        # An export's qubits are the model's own, wherever they stand.
        compile = False if as_is else True if file != source else None
        report = circuit_report(read_circuit(file), device, place, compile)
    if chip_map is not None:
        from tfq_bert.report.chip_map import draw_chip_map

        on_chip = set(device.qubits).intersection(report.circuit.all_qubits())
        if not on_chip:
            raise InputError(
                f"`--map` needs a circuit on the device. Received: {report.treatment}."
            )
        draw_chip_map(chip_map, device, report.compiled or report.circuit)
    if as_json:
        print_json({"source": str(source), **report.to_dict()})
    else:
        print_section("Circuit", [f"{source}: {report.treatment}"])
        print(report)
    if not report.ok:
        raise typer.Exit(NOT_VALID)


def _check_picture(path: Path | None) -> None:
    """Refuses a picture that could not be written, before the work is done."""
    if path is not None and path.suffix.lower() not in (".png", ".svg"):
        raise InputError(f"`--map` must end in .png or .svg. Received: '{path}'.")
    if path is not None and not path.absolute().parent.is_dir():
        raise InputError(
            f"`--map` must be in a folder that exists. Received: '{path}'."
        )
