"""Devices on the command line: options of several commands, and how they are read."""

from typing import Annotated

import typer

from tfq_bert.errors import InputError

Target = Annotated[
    str,
    typer.Option(
        metavar="NAME|FILE.json",
        help="Device: sycamore, sycamore23, rainbow, weber, willow, or a file.",
    ),
]
Gateset = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Two-qubit gate: syc, sqrt_iswap or cz. Default: the one that gives the "
        "shortest circuits.",
    ),
]
Calibration = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Take the rates of weber or rainbow. Default: the device's own, if any.",
    ),
]
Placement = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="first: the first place that fits; calibrated: the best by its rates.",
    ),
]
PLACEMENTS = {"first": None, "calibrated": "calibrated"}


def load_device(target: str, gateset: str | None, calibration: str | None):
    """Reads a device as the options name it.

    Args:
        target: `--target`.
        gateset: `--gateset`.
        calibration: `--calibration`.

    Returns:
        `circuits.Target`.

    Raises:
        InputError: If a name is unknown or a file is no device.
    """
    from circuits import get_target, list_targets

    if not target.lower().endswith(".json") and target.lower() not in list_targets():
        raise InputError(
            f"`--target` must be a known device, or a JSON file. Received: "
            f"{target!r}. Known: {', '.join(list_targets())}."
        )
    try:
        return get_target(target, gateset, calibration)
    except ValueError as error:
        raise InputError(str(error)) from error


def read_placement(name: str) -> str | None:
    """Returns what `circuits.compile_for_target` takes as `placement`.

    Raises:
        InputError: If the name is unknown.
    """
    if name not in PLACEMENTS:
        raise InputError(
            f"`--placement` must be one of {', '.join(PLACEMENTS)}. Received: {name!r}."
        )
    return PLACEMENTS[name]
