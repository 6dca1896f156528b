"""Files of a small corpus, and what a folder of predictions holds."""

import json

from tests.tiny_runs import labeled_texts


def write_lines(path, objects):
    """Writes JSON Lines; a str is written as it is."""
    lines = [o if isinstance(o, str) else json.dumps(o) for o in objects]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def make_objects(count, **more):
    """Makes rows with ids from 0 and the tiny run's texts in turn."""
    found = labeled_texts()
    return [
        {"id": i, "text": found[i % len(found)][0], "label": found[i % len(found)][1]}
        | more
        for i in range(count)
    ]


def read_lines(folder, pattern="predictions-*.jsonl"):
    """Reads all rows of the files of a folder, in order."""
    return [
        json.loads(line)
        for path in sorted(folder.glob(pattern))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def read_bytes(folder):
    """Returns the files of a folder, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}
