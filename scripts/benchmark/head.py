"""Times the quantum layer alone, forward plus both gradients, against its peers.

The work at one point is in `point`; this is the whole grid and its report.
"""

import sys
from pathlib import Path

from scripts.benchmark.engines import ENGINES, Engine
from scripts.benchmark.plot import draw_head
from scripts.benchmark.point import Effort, measure_point
from scripts.benchmark.results import write_results
from scripts.benchmark.table import format_table
from scripts.benchmark.work import Work

POINTS = ((4, 32), (4, 128), (8, 32), (8, 128), (12, 32), (12, 128), (16, 32))


def run_head(
    points: list[tuple[int, int]],
    depth: int,
    engines: list[Engine],
    effort: Effort,
    output: Path,
) -> bool:
    """Measures, prints a table a point, writes `head.json` and `head.png`.

    Args:
        points: Pairs of number of qubits and batch size.
        depth: int. Blocks of the circuit.
        engines: list of `Engine`.
        effort: `Effort`.
        output: Folder of the files; made if absent.

    Returns:
        Whether every engine that ran gave right answers.
    """
    measured = []
    for num_qubits, batch_size in points:
        work = Work(num_qubits, batch_size, depth)
        results = measure_point(work, engines, effort, _tell(work))
        measured.append(
            {"num_qubits": num_qubits, "batch_size": batch_size, "engines": results}
        )
        print(f"\nn = {num_qubits}, batch {batch_size}, depth {depth}")
        print(format_table(*head_rows(results)), flush=True)
        # Written after each point: a run that is broken off keeps what it has.
        body = {"depth": depth, "unit": "ms", "points": measured}
        path = write_results(output, "head", body)
    picture = draw_head(measured, output / "head.png")
    print(f"\nWrote {path} and {picture}")
    return not any("error" in r for p in measured for r in p["engines"].values())


def _tell(work):
    """Makes the function that shows progress, on a terminal only."""

    def tell(word):
        if sys.stderr.isatty():
            point = f"n = {work.num_qubits}, batch {work.batch_size}: {word}"
            print(
                f"\r\033[K{point if word != 'visits' else ''}", end="", file=sys.stderr
            )

    return tell


def head_rows(results: dict) -> tuple[list[str], list[list[str]]]:
    """Makes the table of one point from the results of its engines.

    Returns:
        Header and rows, for `format_table`. The ratio is that of the medians: how many
        times longer than ours.
    """
    header = ["engine", "median ms", "quartiles", "/ ours", "first call s"]
    header += ["peak MiB", "of it imports", "note"]
    ours = results.get("ours", {}).get("median")
    rows = []
    for name, result in results.items():
        label = ENGINES[name].label
        if "median" not in result:
            word = f"ERROR: {result['error']}" if "error" in result else ""
            rows.append([label, *["-"] * 6, word or f"skipped: {result['skipped']}"])
            continue
        low, high = result["quartiles"]
        ratio = f"{result['median'] / ours:.2f}" if ours else "-"
        note = result["formulation"]
        cells = [_digits(result["median"]), f"{_digits(low)}-{_digits(high)}", ratio]
        cells += [f"{result['first_seconds']:.1f}"]
        cells += [f"{result[key]:.0f}" for key in ("peak_mib", "import_mib")]
        rows.append([label, *cells, note if note != "default" else ""])
    return header, rows


def _digits(milliseconds):
    """Writes three digits, without an exponent."""
    return f"{milliseconds:.0f}" if milliseconds >= 100 else f"{milliseconds:.3g}"
