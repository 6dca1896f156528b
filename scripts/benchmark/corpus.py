"""Times predictions of a corpus with Apache Beam against direct calls of the export.

Does not judge accuracy; it checks that all ways answer the same.
"""

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from scripts.benchmark.results import find_versions, summarize, write_results
from scripts.benchmark.table import format_table
from tfq_bert import HybridTextClassifier, load_dataset, load_exported
from tfq_bert.corpora import predict_corpus

SOURCE = "embedded:sms_spam"
SEQUENCE_LENGTH = 64
BATCH_SIZE = 32
DIRECT, BEAM = "direct", "beam"


def run_corpus(
    rows: int, visits: int, output: Path, preset: str, options: list[str]
) -> dict:
    """Measures the ways in turn, prints a table, writes `corpus.json`.

    Args:
        rows: int. Messages; repeated as often as that takes.
        visits: int. Of each way.
        output: Folder of the file; made if absent.
        preset: As in `HybridTextClassifier.from_preset`; the head is random.
        options: list of str. Options of Beam to try, each a way of its own.

    Returns:
        What was written, besides the machine.
    """
    with tempfile.TemporaryDirectory() as folder:
        ways = make_ways(Path(folder), rows, preset, options)
        seconds, difference = measure_ways(ways, visits)
    body = {
        "unit": "rows/s",
        "preset": preset,
        "rows": rows,
        "batch_size": BATCH_SIZE,
        "sequence_length": SEQUENCE_LENGTH,
        "largest_difference": difference,
        "versions": find_versions(("tfq-bert", "tensorflow", "apache-beam")),
        "ways": {
            name: {**summarize([rows / each for each in times]), "seconds": times}
            for name, times in seconds.items()
        },
    }
    print(format_table(*corpus_rows(body["ways"])))
    print(f"\nAnswers differ by at most {difference:.1e}.")
    print(f"Wrote {write_results(output, 'corpus', body)}")
    return body


def make_ways(
    folder: Path, rows: int, preset: str, options: list[str]
) -> dict[str, Callable[[], np.ndarray]]:
    """Writes the corpus and the export, and makes a function of each way.

    Args:
        folder: Path of a folder for them.
        rows: int.
        preset: As in `run_corpus`.
        options: As in `run_corpus`.

    Returns:
        dict from a name to a function that returns probabilities, `(rows, classes)`.
        Beam's reads and writes files and loads the model, each time.
    """
    found = load_dataset(SOURCE).texts
    texts = [found[i % len(found)] for i in range(rows)]
    lines = (json.dumps({"id": i, "text": text}) for i, text in enumerate(texts))
    corpus = folder / "corpus.jsonl"
    corpus.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    export = folder / "export"
    model = HybridTextClassifier.from_preset(preset, sequence_length=SEQUENCE_LENGTH)
    model.export(export)
    loaded = load_exported(export)
    loaded.predict(texts[:BATCH_SIZE])  # traced before it is timed

    def make_beam(given: str) -> Callable[[], np.ndarray]:
        def run() -> np.ndarray:
            how = {"engine": "beam", "beam_options": given, "overwrite": True}
            return read_answers(
                predict_corpus(export, [str(corpus)], folder / "out", **how)
            )

        return run

    ways = {DIRECT: lambda: loaded.predict(texts, batch_size=BATCH_SIZE)}
    ways |= {f"{BEAM} {given}".strip(): make_beam(given) for given in options}
    return ways


def read_answers(result) -> np.ndarray:
    """Reads what a corpus came to; its ids must be in the order of the input.

    Args:
        result: `CorpusResult`.

    Returns:
        `(rows, classes)` probabilities.
    """
    answers = [
        json.loads(line)
        for name in result.files
        for line in (result.folder / name).read_text(encoding="utf-8").splitlines()
    ]
    if [answer["id"] for answer in answers] != list(range(len(answers))):
        raise RuntimeError("ids must be in the order of the input.")
    return np.array([list(answer["probabilities"].values()) for answer in answers])


def measure_ways(ways: dict, visits: int) -> tuple[dict, float]:
    """Runs all ways in turn; every second round goes the other way.

    Args:
        ways: What `make_ways` returned.
        visits: int. Of each.

    Returns:
        dict from the name to seconds, and how far answers are apart.
    """
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    answers = {}
    for turn in range(visits):
        for name in list(ways)[:: -1 if turn % 2 else 1]:
            begun = time.perf_counter()
            answers[name] = ways[name]()
            seconds[name].append(time.perf_counter() - begun)
    apart = [np.abs(found - answers[DIRECT]).max() for found in answers.values()]
    return seconds, float(max(apart))


def corpus_rows(ways: dict) -> tuple[list[str], list[list[str]]]:
    """Makes the table: rows a second, and how many times those of direct calls."""
    direct = ways[DIRECT]["median"]
    rows = [
        [name, f"{way['median']:.0f}", f"{way['median'] / direct:.2f}", ""]
        for name, way in ways.items()
    ]
    return ["way", "rows/s", "times direct", ""], rows
