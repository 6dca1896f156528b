"""Times compiling the paper's circuit with its symbols, against Cirq's own route.

Cirq's route is `cirq.optimize_for_target_gateset` on the circuit as it is placed here,
so its time holds no search for a place. Runs nothing on a processor.
"""

import time
import warnings
from collections.abc import Callable
from pathlib import Path

import cirq

from circuits import CircuitSpec, build_circuit, compile_for_target, get_target
from scripts.benchmark.results import find_versions, summarize, write_results
from scripts.benchmark.table import format_table

TARGETS = (("willow", "cz"), ("weber", "syc"), ("weber", "sqrt_iswap"))
QUBITS = (4, 8, 16)
OURS, THEIRS = "tfq-bert", "Cirq"


def run_compile(pairs: int, output: Path) -> dict:
    """Measures compilations in turn, prints a table, writes `compile.json`.

    Args:
        pairs: int. Measured compilations of either route at each point.
        output: Folder of the file; made if absent.

    Returns:
        What was written, besides the machine.
    """
    points = [
        measure_point(name, gateset, qubits, pairs)
        for name, gateset in TARGETS
        for qubits in QUBITS
    ]
    versions = find_versions(("tfq-bert", "cirq-core", "cirq-google"))
    body = {"unit": "ms", "versions": versions, "points": points}
    print(format_table(*compile_rows(points)))
    print(f"\nWrote {write_results(output, 'compile', body)}")
    return body


def compile_rows(points: list[dict]) -> tuple[list[str], list[list[str]]]:
    """Makes the table: milliseconds and moments of either route."""
    header = ["target", "qubits", f"{OURS} ms", f"{THEIRS} ms", "ratio"]
    header += ["moments", f"{THEIRS}'s moments", ""]
    rows = []
    for point in points:
        ours, theirs = point["routes"][OURS], point["routes"][THEIRS]
        cells = [f"{point['num_qubits']}", f"{ours['median']:.1f}"]
        cells += [f"{theirs['median']:.1f}", f"{theirs['median'] / ours['median']:.1f}"]
        cells += [str(ours["moments"]), str(theirs["moments"]), ""]
        rows.append([f"{point['target']}, {point['gateset']}", *cells])
    return header, rows


def measure_point(name: str, gateset: str, num_qubits: int, pairs: int) -> dict:
    """Compiles the paper's circuit of depth 4 by both routes in turn.

    Args:
        name: str. Name of a device.
        gateset: str. Its two-qubit gate.
        num_qubits: int.
        pairs: int. Measured compilations of each, after one that is not measured.

    Returns:
        dict of the point and, under `"routes"`, times and moments of each.
    """
    target = get_target(name, gateset)
    built = build_circuit(CircuitSpec(num_qubits, 4))
    place = compile_for_target(built, target, measure=False).qubit_map
    placed = built.circuit.transform_qubits(place)

    def compile_theirs() -> cirq.AbstractCircuit:
        with warnings.catch_warnings():
            # Cirq 1.5 warns of its own use of subcircuits.
            warnings.filterwarnings("ignore", ".*use_repetition_ids", FutureWarning)
            return cirq.optimize_for_target_gateset(placed, gateset=target.gateset)

    routes: dict[str, Callable[[], cirq.AbstractCircuit]] = {
        OURS: lambda: compile_for_target(built, target, measure=False).circuit,
        THEIRS: compile_theirs,
    }
    moments = {route: len(compiled()) for route, compiled in routes.items()}
    times: dict[str, list[float]] = {route: [] for route in routes}
    for turn in range(pairs):
        for route in list(routes)[:: -1 if turn % 2 else 1]:
            begun = time.perf_counter()
            routes[route]()
            times[route].append((time.perf_counter() - begun) * 1e3)
    return {
        "target": name,
        "gateset": gateset,
        "num_qubits": num_qubits,
        "routes": {
            route: {**summarize(times[route]), "moments": moments[route]}
            for route in routes
        },
    }
