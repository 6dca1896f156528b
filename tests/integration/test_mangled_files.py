"""2,000 spoiled files: each is read, or refused in one line, and no rows are joined.

The seed of a file is its number: a failure names all that it takes to see it again.
"""

import random
from pathlib import Path

import pytest

from tests.mangling import FORMATS, MANGLINGS, MARK, join_rows, make_rows, to_bytes
from tfq_bert.data.readers import read_labeled_file
from tfq_bert.errors import InputError

FILES = 2_000
CHUNK = 100
SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "raw_samples"
ABOUT_JOINED = "looks like a row of its own"
ABOUT_LOSS = ("dropped", "left out", "not read")
LAYOUTS = (
    *(("text", "label"), ("label", "text"), ("id", "label", "text")),
    *(("id", "text", "label", "date"), ("label", "id", "text", "date")),
)


def _mangled(number):
    """The bytes of a file by its number, its kind, and how it was spoiled."""
    draw = random.Random(number)
    kind = FORMATS[number % len(FORMATS)]
    data = to_bytes(make_rows(draw, draw.randint(1, 30)), kind)
    names = draw.choices(list(MANGLINGS), k=draw.choice((1, 1, 1, 2)))
    for name in names:
        data = MANGLINGS[name](draw, data) if data else data
    return data, kind, names


def _read(path, data, **options):
    """What the loader gives, or None where it refuses the file in one line."""
    path.write_bytes(data)
    try:
        return read_labeled_file(path, **options)
    except InputError as error:
        message = str(error)
        assert message
        assert len(message.splitlines()) == 1, message
        assert len(message) < 2_000, message[:200]
        return None


def _joined_rows(dataset, data):
    """Cells with the marks of two rows that stand in no one line of the file."""
    lines = data.replace(b"\r", b"\n").replace(b"\0", b"").split(b"\n")
    lines = [{*MARK.findall(line.decode("latin-1"))} for line in lines]
    for cell in (*dataset.texts, *dataset.labels):
        marks = {*MARK.findall(cell)}
        if len(marks) > 1 and not any(marks <= line for line in lines):
            yield cell


@pytest.mark.parametrize("start", range(0, FILES, CHUNK))
def test_a_spoiled_file_is_read_or_refused_in_one_line(tmp_path, start):
    for number in range(start, start + CHUNK):
        data, kind, names = _mangled(number)
        what = f"file {number}: {kind}, {names}"
        try:
            dataset = _read(tmp_path / f"{number}.{kind}", data)
        except Exception as error:
            pytest.fail(f"{what}: {type(error).__name__}: {error}")
        if dataset is None:
            continue
        notes = " ".join(dataset.notes)
        joined = list(_joined_rows(dataset, data))
        # A note on line breaks is no excuse: whole files have texts with some.
        assert not joined or ABOUT_JOINED in notes, (
            f"{what} joins {joined[:1]}; {notes}"
        )
        if kind != "parquet":
            there = {*MARK.findall(data.decode("latin-1"))}
            read = {*MARK.findall(" ".join((*dataset.texts, *dataset.labels)))}
            said = any(words in notes for words in ABOUT_LOSS)
            assert there <= read or said, f"{what} loses {there - read}; {notes}"


@pytest.mark.parametrize("layout", LAYOUTS, ids=" ".join)
@pytest.mark.parametrize("kind", ["csv", "tsv"])
def test_two_quotes_that_join_rows_are_told_or_refused(tmp_path, kind, layout):
    """Well-formed files whose rows between two stray quotes are one."""
    num_told = 0
    for number in range(50):
        draw = random.Random(number)
        data, first, last = join_rows(draw, layout, "\t" if kind == "tsv" else ",")
        dataset = _read(tmp_path / f"{number}.{kind}", data)
        joined = [text for text in dataset.texts if len(MARK.findall(text)) > 1]
        notes = " ".join(dataset.notes)
        if not joined:  # a TSV that reads well without quoting has none
            assert "taken as ordinary characters" in notes
            assert len(dataset) == 12
            continue
        num_told += 1
        assert [MARK.findall(text) for text in joined] == [
            [f"q{i:04d}q" for i in range(first, last + 1)]
        ]
        # Row i stands in line i + 2; the joined one begins where its first one did.
        told = f"1 row with a line inside quotes that {ABOUT_JOINED} (line {first + 2})"
        assert told in notes, f"file {number}: {notes}"
    assert num_told == (50 if kind == "csv" else 0)


@pytest.mark.parametrize("kind", FORMATS)
def test_whole_files_of_the_same_kinds_are_read_whole(tmp_path, kind):
    """So that the files above are refused for what was done to them."""
    rows = make_rows(random.Random(kind), 40)
    dataset = _read(tmp_path / f"a.{kind}", to_bytes(rows, kind))
    marks = [MARK.findall(text) for text in dataset.texts]
    assert marks == [MARK.findall(text) for text, _ in rows]
    assert list(dataset.labels) == [label for _, label in rows]
    if kind != "txt":  # where a line break would end the row
        assert list(dataset.texts) == [text for text, _ in rows]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="../shared/data/raw_samples is absent")
def test_spoiled_real_files_are_read_or_refused_in_one_line(tmp_path):
    draw = random.Random(0)
    for path in sorted(SAMPLES.glob("*.*")):
        for number in range(20):
            name = draw.choice(list(MANGLINGS))
            data = MANGLINGS[name](draw, path.read_bytes())
            try:
                _read(tmp_path / f"{number}{path.name}", data)
            except Exception as error:
                pytest.fail(f"{path.name}, {name}: {type(error).__name__}: {error}")
