"""One engine in its own process: reads orders as JSON lines, answers in JSON lines.

Runs in the environment of the engine, so it needs NumPy alone; knows no other engine.
"""

import importlib
import json
import os
import resource
import statistics
import sys
import time
from importlib import metadata
from pathlib import Path

import numpy as np

from scripts.benchmark.work import Work


class Session:
    """Holds the engine between the orders `start`, `first` and `visit`."""

    def start(self, engine, formulation, work, distributions):
        """Imports the engine; tells versions and the memory that takes."""
        begun = time.perf_counter()
        module = importlib.import_module(f"scripts.benchmark.peers.{engine}")
        self._module, self._formulation = module, formulation
        self._work = Work(**work)
        return {
            "import_seconds": time.perf_counter() - begun,
            "import_mib": peak_mib(),
            "versions": {name: metadata.version(name) for name in distributions},
        }

    def first(self):
        """Builds the engine, makes the first call, and tells the checked rows."""
        work = self._work
        arrays = work.draw()
        begun = time.perf_counter()
        load, self._step = self._module.build(
            work.num_qubits, work.depth, self._formulation
        )
        built = time.perf_counter()
        self._arguments = [load(a) for a in arrays]
        angles, weights, _ = self._arguments
        result = self._step(angles, weights, load(work.check_cotangent()))
        ended = time.perf_counter()
        values, to_angles, to_weights = (np.asarray(part) for part in result)
        rows = work.checked_rows()
        others = np.delete(to_angles, rows, axis=0)
        return {
            "build_seconds": built - begun,
            "first_seconds": ended - begun,
            "values": values[rows].tolist(),
            "angles": to_angles[rows].tolist(),
            "weights": to_weights.tolist(),
            "other_rows": float(np.abs(others).max(initial=0.0)),
        }

    def visit(self, milliseconds, most):
        """Times steps, one after the other, after one that is not timed.

        Args:
            milliseconds: float. Time to fill; one step is made in any case.
            most: int. Most steps.
        """
        times: list[float] = []
        begun = time.perf_counter()
        self._step(*self._arguments)
        warm = time.perf_counter() - begun
        # A step that fills the visit by itself is warm enough to be the timed one.
        if warm * 1e3 > milliseconds:
            times.append(warm * 1e3)
        while not times or (sum(times) < milliseconds and len(times) < most):
            begun = time.perf_counter()
            self._step(*self._arguments)
            times.append((time.perf_counter() - begun) * 1e3)
        return {"milliseconds": statistics.median(times), "steps": len(times)}

    def peak(self):
        """Tells the largest memory that the process has held."""
        return {"peak_mib": peak_mib()}


def peak_mib() -> float:
    """Returns the largest resident size of this process so far, in MiB."""
    # Linux counts the parent's pages in `ru_maxrss` until the new program starts.
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / (2**20 if sys.platform == "darwin" else 1024)


def serve(orders, answers) -> None:
    """Answers each line `{"order": NAME, ...}` until the input ends."""
    session = Session()
    for line in orders:
        order = json.loads(line)
        try:
            answer = getattr(session, order.pop("order"))(**order)
        except Exception as error:  # the coordinator decides what it means
            answer = {"error": f"{type(error).__name__}: {error}".splitlines()[0]}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def main() -> None:
    """Serves on the standard streams, and sends the engines' own prints to stderr."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    serve(sys.stdin, answers)


if __name__ == "__main__":
    main()
