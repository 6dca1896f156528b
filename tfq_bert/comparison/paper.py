"""The paper's five data sets over 2 to 8 qubits, and the table of what came out.

What was not run yet stands in the table as such.
"""

from collections.abc import Sequence
from pathlib import Path

from tfq_bert.comparison.compare import compare
from tfq_bert.comparison.config import CompareConfig, DataSource
from tfq_bert.counted import counted
from tfq_bert.errors import InputError
from tfq_bert.files import read_json, write_text
from tfq_bert.report.comparison.reading import Reading
from tfq_bert.report.comparison.summary import summarize, write_interval, write_number

# Files of a folder: rows to train, to validate and to test on; then of TFDS.
PAPER_SETS = {
    "imdb": (("imdb_train.csv", None, "imdb_test.csv"), "tfds:imdb_reviews"),
    "sms": (("sms_spam.csv", None, None), "tfds:sms_spam"),
    "sst2": (
        ("sst2_train.csv", "sst2_validation.csv", "sst2_test.csv"),
        "tfds:glue/sst2",
    ),
    "yelp": (("yelp_train.csv", None, "yelp_test.csv"), "tfds:yelp_polarity_reviews"),
    "twitter": (("twitter_airline.csv", None, None), "tfds:airline_tweets"),
}
TITLES = {
    "imdb": "IMDb",
    "sms": "SMS spam",
    "sst2": "SST-2",
    "yelp": "Yelp",
    "twitter": "Twitter (airlines)",
}
QUBITS = (2, 4, 6, 8)
ARMS = {
    "frozen": (
        *("hybrid", "matched", "dense", "linear", "frozen_circuit"),
        *("no_entanglement", "tfidf", "majority"),
    ),
    "full": ("hybrid", "matched", "tfidf"),
}
# Test accuracies that the author's published notebooks and their record show.
PUBLISHED = {"sms": "0.86 to 0.87", "twitter": "0.78"}


def make_source(name: str, folder: str) -> DataSource:
    """Says where the rows of one of the paper's data sets are.

    Args:
        name: str. A key of `PAPER_SETS`.
        folder: str. A folder of the files, or "tfds".
    """
    files, in_tfds = PAPER_SETS[name]
    places = [in_tfds, None, None]
    if folder != "tfds":
        places = [file and str(Path(folder) / file) for file in files]
    dropped = ("neutral",) if name == "twitter" else ()
    return DataSource(places[0], name, places[1], places[2], drop_labels=dropped)


def reproduce_paper(
    folder: str,
    output: str | Path,
    *,
    recipe: str = "frozen",
    sets: Sequence[str] = tuple(PAPER_SETS),
    workers: int | None = None,
    progress=None,
    **settings,
) -> str:
    """Compares on the paper's data sets and writes the table of all that was run.

    A data set that is done with the same settings is not done again, and one that was
    stopped goes on.

    Args:
        folder: str. A folder with the files of `PAPER_SETS`, or "tfds".
        output: Folder of the comparisons, `RECIPE/NAME`, and of `table.md`.
        recipe: "frozen" or "full".
        sets: sequence of keys of `PAPER_SETS`.
        workers: int. As in `compare`.
        progress: Function of (stage, done, total, detail), as in `compare`.
        **settings: Arguments of `CompareConfig` to change.

    Returns:
        str. The table, Markdown.

    Raises:
        InputError: As `compare`; or if a data set was done with other settings.
    """
    settings = {"qubits": QUBITS if recipe == "frozen" else (4,), **settings}
    for name in sets:
        place = Path(output) / recipe / name
        place.parent.mkdir(parents=True, exist_ok=True)
        config = CompareConfig(
            [make_source(name, folder)],
            str(place),
            arms=ARMS[recipe],
            recipe=recipe,
            metric="accuracy",
            **settings,
        )
        if not _is_done(place, config):
            compare(config, workers=workers, resume=True, progress=progress)
    return write_table(Path(output))


def _is_done(place: Path, config: CompareConfig) -> bool:
    """Tells whether a data set was compared; refuses other settings than then."""
    if not (place / "comparison.json").is_file():
        return False
    before, now = read_json(place / "comparison.json")["settings"], config.to_dict()
    # Files may lie in another folder now; the circuit is written out in full.
    other = [
        name
        for name in now
        if name not in ("output", "data", "circuit") and now[name] != before.get(name)
    ]
    if other:
        found = ", ".join(f"{n}={now[n]}, done with {before.get(n)}" for n in other)
        raise InputError(
            f"{str(place)!r} must be done with the same settings. Received: {found}. "
            "Delete the folder, or choose another output."
        )
    return True


def read_contents(output: Path, recipe: str) -> dict[str, dict]:
    """Returns the comparisons that are there, by data set."""
    places = {name: output / recipe / name / "comparison.json" for name in PAPER_SETS}
    return {n: read_json(path) for n, path in places.items() if path.is_file()}


def write_table(output: Path) -> str:
    """Writes `table.md` from the comparisons that are there; returns its text.

    Args:
        output: Path of the folder that holds them.
    """
    frozen, full = (read_contents(output, recipe) for recipe in ("frozen", "full"))
    parts = [
        "BERT frozen, mean test accuracy over seeds with its 95% interval:",
        _scores(frozen, QUBITS, ("linear", "tfidf", "majority")),
        "The hybrid's accuracy minus that of a classical head of as many weights, "
        "paired by seed, with the 95% interval, Holm's p over all arms, and the "
        "verdict:",
        _differences(frozen),
        "All of BERT trained, 4 qubits:",
        _scores(full, (4,), ("matched", "tfidf")),
    ]
    text = "\n\n".join(parts) + "\n"
    write_text(output / "table.md", text)
    return text


def _scores(contents: dict, widths, others) -> str:
    titles = {"linear": "linear", "tfidf": "TF-IDF", "majority": "majority"}
    titles["matched"] = "matched classical"
    head = ["data", *(f"hybrid, {n} qubits" for n in widths)]
    head += [titles[arm] for arm in others] + ["author's record"]
    lines = []
    for name, title in TITLES.items():
        cells = [_titled(title, contents.get(name))]
        cells += [_cell(contents.get(name), "hybrid", n) for n in widths]
        cells += [_cell(contents.get(name), arm, widths[-1]) for arm in others]
        lines.append([*cells, PUBLISHED.get(name, "")])
    return _markdown(head, lines)


def _titled(title: str, content: dict | None) -> str:
    if content is None:
        return title
    return f"{title}, {counted(len(content['settings']['seeds']), 'seed')}"


def _cell(content: dict | None, arm: str, qubits: int) -> str:
    if content is None:
        return "not run"
    reading = Reading(content)
    [data] = reading.data
    values = reading.values(data, arm, qubits)
    if not values:
        return "not run"
    found = summarize(values)
    interval = write_interval(found.low, found.high)
    number = write_number(found.mean)
    return f"{number} ({interval})" if interval else number


def _differences(contents: dict) -> str:
    lines = []
    for name, title in TITLES.items():
        cells = [title]
        for qubits in QUBITS:
            found = [
                each
                for each in contents.get(name, {}).get("differences", ())
                if (each["arm"], each["metric"]) == ("matched", "accuracy")
                and each["qubits"] == qubits
            ]
            cells.append(_difference(found[0]) if found else "not run")
        lines.append(cells)
    return _markdown(["data", *(f"{n} qubits" for n in QUBITS)], lines)


def _difference(each: dict) -> str:
    words = each["verdict"].partition(" (")[0]
    interval = write_interval(each["low"], each["high"])
    number = f"{write_number(each['mean'])} ({interval})"
    return f"{number}, p {write_number(each['p_holm'])}: {words}"


def _markdown(head: list[str], lines: list[list[str]]) -> str:
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
