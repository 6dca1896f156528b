"""Willow's facts, in the form that `load_target` reads.

cirq-google 1.5 has no Willow. These are the facts of the device specification
`willow_pink` of 2024-08-16, which came with cirq-google 1.6. Its reset (160 ns) is
left out: the format of 1.5 has no word for it.
"""

from typing import Any

WILLOW: dict[str, Any] = {
    "name": "willow",
    "source": "device specification willow_pink of 2024-08-16, facts only",
    "grid": [
        "......xxx......",
        ".....xxxx......",
        "....xxxxxxx....",
        "...xxxxxxxx....",
        "..xxxxxxxxxxx..",
        ".xxxxxxxxxxxx..",
        "xxxxxxxxxxxxxxx",
        "..xxxxxxxxxxxx.",
        "..xxxxxxxxxxx..",
        "....xxxxxxxx...",
        "....xxxxxxx....",
        "......xxxx.....",
        "......xxx......",
    ],
    "missing_pairs": [],
    "gates_ns": {
        "cz": 42,
        "meas": 600,
        "phased_xz": 25,
        "physical_zpow": 22,
        "virtual_zpow": 0,
        "wait": 0,
    },
    "medians": {
        "single_qubit_pauli_error": 0.00040,
        "cz_pauli_error_parallel_xeb": 0.0034,
        "p00_error": 0.0037,
        "p11_error": 0.0106,
        "t1_microseconds": 70.2,
    },
    "expected": {"qubits": 105, "pairs": 182},
}
