"""Devices on the command line: options of several commands, and how they are read."""

import re
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
# What the library says to Python, and what to type instead.
_PHRASES = (
    (r"(?:get_target|load_target)\([^,]*, '(\w+)'\)", r"--gateset \1"),
    (r"get_target\('[^']*', calibration='(\w+)'\)", r"--calibration \1"),
    (r"(--calibration \w+), or '(\w+)'", r"\1 or \2"),
    (r"Give calibration='(\w+)' or '(\w+)'", r"Give --calibration \1 or \2"),
    (r"Choose another gateset: ", "Choose "),
    (r"`(target|gateset|calibration|placement)`", r"`--\1`"),
    (r"compile with measure=True", "compile it"),
)
_COMPILE = "Try `compile_for_target` first, which"


def load_device(
    target: str,
    gateset: str | None,
    calibration: str | None,
    placement: str | None = None,
):
    """Reads a device as the options name it.

    Args:
        target: `--target`.
        gateset: `--gateset`.
        calibration: `--calibration`.
        placement: What `read_placement` returned.

    Returns:
        `circuits.Target`.

    Raises:
        InputError: If a name is unknown, a file is no device, or the placement needs
            rates that the device has not.
    """
    from tfq_bert.hardware import find_target

    try:
        device = find_target(target, gateset, calibration)
    except ValueError as error:
        raise InputError(in_options(str(error))) from error
    if placement == "calibrated" and device.calibration is None:
        raise InputError(
            "`--placement` must not be calibrated where no rates are known. Received: "
            f"--target {target}, which publishes none. Borrow some with --calibration "
            "weber or rainbow, or leave --placement out."
        )
    return device


def in_options(text: str, *, compile_failed: bool = False) -> str:
    """Words what the library says for the command line: options, not Python calls.

    Args:
        text: str. A message or a report.
        compile_failed: bool. Whether compiling was tried in vain.

    Returns:
        str.

    Example:
    >>> in_options("Compile to another gate: get_target('weber', 'syc').")
    'Compile to another gate: --gateset syc.'
    """
    for pattern, words in _PHRASES:
        text = re.sub(pattern, words, text)
    mend = "Mend what keeps it from being compiled, which"
    return text.replace(_COMPILE, mend if compile_failed else "Try --compile, which")


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
