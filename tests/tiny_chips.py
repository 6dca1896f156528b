"""A chip of one's own: a square of four qubits, with rates and without."""

import json

TINY_CHIP = {
    "name": "tiny",
    "grid": ["xx", "xx"],
    "gates_ns": {"phased_xz": 25, "virtual_zpow": 0, "meas": 500, "cz": 40},
    "medians": {
        "single_qubit_pauli_error": 0.001,
        "p00_error": 0.01,
        "p11_error": 0.02,
        "t1_microseconds": 20,
        "cz_pauli_error": 0.01,
    },
}


def tiny_chip(**changes):
    """Makes the chip a `Target`."""
    import tempfile
    from pathlib import Path

    from circuits import load_target

    with tempfile.TemporaryDirectory() as folder:
        return load_target(write_chip(Path(folder) / "chip.json", **changes))


def write_chip(path, **changes):
    """Writes the chip's file; returns the path."""
    path.write_text(json.dumps({**TINY_CHIP, **changes}))
    return path
