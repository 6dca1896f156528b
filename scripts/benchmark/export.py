"""Times exports of one model: core ops, and BERT in few bits, against the default.

Does not judge accuracy; it checks that core ops answer as the default does.
"""

import tempfile
import time
from pathlib import Path

import numpy as np

from scripts.benchmark.results import find_versions, summarize, write_results
from scripts.benchmark.table import format_table
from tfq_bert import HybridTextClassifier, load_dataset, load_exported

SOURCE = "embedded:sms_spam"
SEQUENCE_LENGTH = 64
BATCH_SIZE = 32
DEFAULT, CORE = "text ops", "core ops"
WAYS = {
    DEFAULT: {},
    CORE: {"ops": "core"},
    "float16": {"quantize": "float16"},
    "int8": {"quantize": "int8"},
}


def run_export(rows: int, visits: int, output: Path, preset: str) -> dict:
    """Measures whole passes in turn, prints a table, writes `export.json`.

    Args:
        rows: int. Messages of a pass, strings in and probabilities out.
        visits: int. Measured passes of each export.
        output: Folder of the file; made if absent.
        preset: As in `HybridTextClassifier.from_preset`.

    Returns:
        What was written, besides the machine.
    """
    texts = list(load_dataset(SOURCE).texts[:rows])
    with tempfile.TemporaryDirectory() as folder:
        exports, sizes = make_exports(Path(folder), preset, texts[:BATCH_SIZE])
        first = exports[DEFAULT].predict(texts, BATCH_SIZE)
        second = exports[CORE].predict(texts, BATCH_SIZE)
        seconds = measure_passes(exports, texts, visits)
    per_batch = 1000 / -(-len(texts) // BATCH_SIZE)
    ways = {
        name: {
            **summarize([per_batch * value for value in times]),
            # Of passes that were measured one after the other.
            "ratio": summarize(np.divide(times, seconds[DEFAULT]).tolist()),
            "size_mb": sizes[name] / 1e6,
        }
        for name, times in seconds.items()
    }
    body = {
        "unit": "ms",
        "preset": preset,
        "rows": len(texts),
        "batch_size": BATCH_SIZE,
        "sequence_length": SEQUENCE_LENGTH,
        "largest_difference": float(np.abs(first - second).max()),
        "versions": find_versions(("tfq-bert", "tensorflow", "tensorflow-text")),
        "ways": ways,
    }
    print(format_table(*export_rows(ways)))
    print(f"\nBoth ops differ by at most {body['largest_difference']:.1e}.")
    print(f"Wrote {write_results(output, 'export', body)}")
    return body


def export_rows(ways: dict) -> tuple[list[str], list[list[str]]]:
    """Makes the table: milliseconds a batch, times the default's, and size."""
    rows = [
        [
            name,
            f"{way['median']:.1f}",
            f"{way['ratio']['median']:.2f}",
            f"{way['size_mb']:.1f}",
        ]
        for name, way in ways.items()
    ]
    return ["export", "ms a batch", "times text ops", "MB"], rows


def make_exports(folder: Path, preset: str, texts) -> tuple[dict, dict]:
    """Exports one model in all ways; returns them loaded, and their sizes in bytes.

    Args:
        folder: Where to.
        preset: As in `HybridTextClassifier.from_preset`.
        texts: list of str. For the check of accuracy, which is let pass.
    """
    model = HybridTextClassifier.from_preset(
        preset, class_names=["ham", "spam"], sequence_length=SEQUENCE_LENGTH
    )
    exports, sizes = {}, {}
    for name, options in WAYS.items():
        if "quantize" in options:
            options = {**options, "held_out": (texts, [0] * len(texts)), "max_drop": 1}
        path = model.export(folder / name, **options)
        sizes[name] = sum(f.stat().st_size for f in path.rglob("*") if f.is_file())
        exports[name] = load_exported(path)
    return exports, sizes


def measure_passes(exports: dict, texts, visits: int) -> dict:
    """Classifies all texts with all exports in turn, after a pass not measured.

    Args:
        exports: dict from a name to what `load_exported` returned.
        texts: list of str.
        visits: int. Measured passes of each; every second round goes the other way.

    Returns:
        dict from the name to seconds.
    """
    seconds = {name: [] for name in exports}
    for export in exports.values():
        export.predict(texts, BATCH_SIZE)
    for turn in range(visits):
        for name in list(exports)[:: -1 if turn % 2 else 1]:
            begun = time.perf_counter()
            exports[name].predict(texts, BATCH_SIZE)
            seconds[name].append(time.perf_counter() - begun)
    return seconds
