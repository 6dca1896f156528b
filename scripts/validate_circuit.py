"""Compiles a circuit for a device and prints what the device would refuse.

Shows the room `circuits`, which needs no TensorFlow. Reads a `CircuitSpec`, not Cirq
JSON: for that, and for trained runs, there is `tfq-bert validate`.
"""

import argparse
import sys
from pathlib import Path

import circuits


def main() -> int:
    """Parses, compiles, validates, prints; returns 0 if valid, else 3."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("spec", nargs="?", help="CircuitSpec as JSON")
    parser.add_argument("--qubits", type=int, default=4)
    parser.add_argument("--depth", type=int, default=4)
    parser.add_argument("--target", default="sycamore", help="device")
    arguments = parser.parse_args()
    try:
        if arguments.spec is not None:
            text = Path(arguments.spec).read_text(encoding="utf-8")
            spec = circuits.CircuitSpec.from_json(text)
        else:
            spec = circuits.CircuitSpec(arguments.qubits, arguments.depth)
        target = circuits.get_target(arguments.target)
        compiled = circuits.compile_for_target(circuits.build_circuit(spec), target)
    except (OSError, ValueError) as error:
        parser.error(str(error))
    report = circuits.validate_circuit(compiled, target)
    print(report)
    for name, value in compiled.metrics.items():
        print(f"  {name}: {value}")
    return 0 if report.ok else 3


if __name__ == "__main__":
    sys.exit(main())
