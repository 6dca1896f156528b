"""Decides how much of a batch runs at once, and whether states are kept.

Estimates only: TensorFlow allocates.
"""

import os
from dataclasses import dataclass
from pathlib import Path

# States alive at once beside those that are kept: measured peaks, rounded up.
WORKING_STATES = 8


@dataclass(frozen=True)
class MemoryPlan:
    """Holds how many rows of a batch fit a budget.

    Attributes:
        budget: Bytes that one call may take.
        bytes_per_row: What a row takes with the states before each matrix kept.
        bytes_per_row_adjoint: What a row takes without.
        differentiator: `"auto"`, `"stored"` or `"adjoint"`.
    """

    budget: int
    bytes_per_row: int
    bytes_per_row_adjoint: int
    differentiator: str

    @property
    def stored_rows(self) -> int:
        """Up to so many rows the states are kept."""
        if self.differentiator == "adjoint":
            return 0
        return self.budget // self.bytes_per_row

    @property
    def rows(self) -> int:
        """So many rows run at once; a larger batch is cut."""
        if self.differentiator == "stored":
            return max(1, self.stored_rows)
        return max(1, self.budget // self.bytes_per_row_adjoint)


def make_memory_plan(
    num_qubits: int,
    num_matrices: int,
    itemsize: int,
    differentiator: str,
    budget: int | None = None,
) -> MemoryPlan:
    """Estimates the memory of a circuit's rows.

    Args:
        num_qubits: int.
        num_matrices: How many matrices are applied, hence states kept.
        itemsize: Bytes of one amplitude.
        differentiator: `"auto"`, `"stored"` or `"adjoint"`.
        budget: Bytes. Defaults to a quarter of the free memory, now.
    """
    state = itemsize * 2**num_qubits
    return MemoryPlan(
        free_memory() // 4 if budget is None else budget,
        state * (WORKING_STATES + num_matrices),
        state * WORKING_STATES,
        differentiator,
    )


def free_memory() -> int:
    """Returns the bytes of memory that are free, of the machine or its container."""
    free = _machine_memory()
    limit = _read(Path("/sys/fs/cgroup/memory.max"))
    used = _read(Path("/sys/fs/cgroup/memory.current"))
    if limit is not None and used is not None:
        free = min(free, max(limit - used, 0))
    return max(free, 2**28)


def _machine_memory() -> int:
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        table = dict(line.split(":", 1) for line in lines)
        return 1024 * int(table["MemAvailable"].split()[0])
    except (OSError, KeyError, ValueError):  # no Linux
        pass
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    except (AttributeError, ValueError, OSError):
        return 2**32


def _read(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):  # absent, or "max"
        return None
