"""Results as JSON: what was measured, with which versions, on which machine.

Names no host and no path.
"""

import json
import os
import platform
import statistics
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

FORMAT_VERSION = 1


def describe_machine() -> dict:
    """Returns cores, CPU model, memory and Python of this machine."""
    cpus, memory = Path("/proc/cpuinfo"), Path("/proc/meminfo")
    models, sizes = (
        [
            line.split(":", 1)[1].strip()
            for line in (file.read_text().splitlines() if file.exists() else [])
            if line.startswith(key)
        ]
        for file, key in ((cpus, "model name"), (memory, "MemTotal"))
    )
    return {
        "cores": os.cpu_count(),
        "cpu": models[0] if models else platform.processor() or platform.machine(),
        "memory_gib": round(int(sizes[0].split()[0]) / 2**20, 1) if sizes else None,
        "system": platform.system(),
        "python": platform.python_version(),
    }


def find_versions(distributions: Sequence[str]) -> dict[str, str]:
    """Returns the installed versions of distributions of this environment."""
    return {name: metadata.version(name) for name in distributions}


def summarize(times: Sequence[float]) -> dict:
    """Returns median and quartiles of times, which may be one only."""
    if len(times) < 2:
        low = high = times[0]
    else:
        low, _, high = statistics.quantiles(times, n=4, method="inclusive")
    return {"median": statistics.median(times), "quartiles": [low, high]}


def write_results(folder: Path, benchmark: str, body: dict) -> Path:
    """Writes `folder/BENCHMARK.json`; an older one is replaced.

    Args:
        folder: Made if absent.
        benchmark: str. `"head"`, `"step"`, `"epoch"` or `"compile"`.
        body: dict of what was measured, JSON-ready.

    Returns:
        The path written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{benchmark}.json"
    head = {
        "format_version": FORMAT_VERSION,
        "benchmark": benchmark,
        "machine": describe_machine(),
    }
    beside = path.with_name(f".{path.name}")
    beside.write_text(json.dumps({**head, **body}, indent=2) + "\n", encoding="utf-8")
    beside.replace(path)
    return path
