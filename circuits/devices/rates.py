"""What a calibration lacks: said in one sentence, with the way out.

A rate that was not measured is not 0. Who asks decides what kind of error it is.
"""

from typing import Any

from circuits.devices.calibration import CALIBRATED
from circuits.devices.specification import MEDIANS
from circuits.devices.targets import Target, list_targets


def why_lacking(target: Target, metric: str, *, everywhere: bool = False) -> str | None:
    """Says that a target's calibration has no such rate.

    Args:
        target: `Target`. With a calibration.
        metric: str. Name of one of the calibration's dictionaries.
        everywhere: bool. Whether each qubit or pair of the target needs a rate, or
            any does. Defaults to False.

    Returns:
        The text of an error; None if nothing is lacking.

    Example:
    >>> from circuits.devices.targets import get_target
    >>> why_lacking(get_target("weber"), "two_qubit_error", everywhere=True)
    >>> print(why_lacking(get_target("weber", "cz"), "two_qubit_error"))
    `target` must have a two_qubit_error, because a rate that was not measured is ...
    """
    calibration = target.calibration
    assert calibration is not None  # who asks has looked
    is_pair = metric == "two_qubit_error"
    pairs = map(frozenset, target.graph.edges)
    places: list[Any] = list(pairs) if is_pair else list(target.qubits)
    table = getattr(calibration, metric) or {}
    missing = [place for place in places if place not in table]
    if not missing or (len(missing) < len(places) and not everywhere):
        return None
    held = "none"
    if len(missing) < len(places):
        place = sorted(missing[0]) if is_pair else missing[:1]
        held = f"none of {', '.join(map(str, place))}"
    return (
        f"`target` must have a {metric}, because a rate that was not measured is not "
        f"0. Received: '{target.name}' with the gate '{target.gateset_name}' and the "
        f"rates of '{calibration.source}', which hold {held}. "
        f"{_way_out(target, metric, calibration.source)}"
    )


def _way_out(target: Target, metric: str, source: str) -> str:
    others = [name for name in target.gatesets if name != target.gateset_name]
    if metric == "two_qubit_error" and others:
        is_ours = target.name in list_targets()
        opened = f"get_target('{target.name}', " if is_ours else "load_target(path, "
        names = " or ".join(f"{opened}'{name}')" for name in others)
        return f"Choose another gateset: {names}."
    if source != target.name and source in CALIBRATED:
        return "Leave `calibration` out to use the target's own."
    names_in_file = {name: key for key, (name, _) in MEDIANS.items()}
    key = names_in_file.get(metric, f"{target.gateset_name}_pauli_error")
    return f"Add '{key}' to the `medians` of your own target's file."
