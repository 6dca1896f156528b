"""Tests of what the page answers, with the real model behind it."""

import asyncio
import base64
import csv
import io
import re
import threading

import pytest

from tfq_bert.data import read_texts
from tfq_bert.serve.batcher import Batcher, QueueFullError
from tfq_bert.serve.limits import Limits
from tfq_bert.serve.page.answers import MOST_FILE_ROWS, PageAnswers

OUTPUTS = ("qubit 0", "qubit 1")


@pytest.fixture
def asked():
    """What was run, in order."""
    return []


@pytest.fixture
def answers(served, asked):
    """The page's answers of the tiny model."""

    async def run(signature, texts):
        asked.append((signature, texts))
        return served.run(signature, texts)

    return PageAnswers(run, served.class_names, OUTPUTS, Limits())


def texts_of(answers, typed):
    return asyncio.run(answers.classify_texts(typed))


def file_of(answers, *arguments):
    return asyncio.run(answers.classify_file(*arguments))


def downloaded(found):
    """The name and the rows of the file that the page offers."""
    link = r'download="([^"]+)" href="data:[^,]+,([^"]+)"'
    name, data = re.search(link, found).groups()
    return name, list(csv.DictReader(io.StringIO(base64.b64decode(data).decode())))


def test_a_text_shows_the_models_answer_and_its_qubits(answers, served):
    found = texts_of(answers, "the film was good")
    probabilities = served.exported.predict(["the film was good"])[0]
    label = served.exported.predict_labels(["the film was good"])[0]
    assert f"<h3>{label}</h3>" in found
    for value in probabilities:
        assert f">{value:.1%}<" in found
    for value in served.exported.expectations(["the film was good"])[0]:
        assert f">{value:+.3f}<" in found


def test_words_that_mattered_are_those_whose_loss_changes_most(answers, served):
    """By hand: the model asked without each word."""
    words = ["the", "film", "was", "good"]
    without = [" ".join(w for w in words if w != word) for word in words]
    whole = served.exported.predict([" ".join(words)])[0]
    lost = whole.max() - served.exported.predict(without)[:, whole.argmax()]
    most = abs(lost).argmax()
    found = texts_of(answers, " ".join(words))
    listed = re.search(r"<li><b>(\w+)</b> ([-+][\d.]+) points", found)
    assert listed[1] == words[most]
    assert abs(float(listed[2]) - 100 * lost[most]) < 0.06


def test_all_of_it_is_one_batch_and_one_of_the_circuit(answers, asked):
    texts_of(answers, "good film\n\n  bad  \n")
    assert asked == [
        ("serving_default", ["good film", "bad", "film", "good", ""]),
        ("expectations", ["good film", "bad"]),
    ]


def test_later_texts_have_bars_alone(answers):
    found = texts_of(answers, "\n".join(["good film"] * 7))
    assert found.count('class="tq-card"') == 7
    assert found.count("What the qubits say") == 5
    assert "Words and qubits: of the first 5 texts." in found


def test_hostile_text_is_shown_and_not_run(answers):
    found = texts_of(answers, "<script>alert(1)</script>\ud800")
    assert "<script" not in found
    assert "&lt;script&gt;alert(1)&lt;/script&gt;?" in found


def test_a_line_ends_where_it_was_ended(answers, asked):
    texts_of(answers, "good\u2028film\x85\r\nso\rbad\n")
    assert asked[1] == ("expectations", ["good\u2028film", "so", "bad"])


def test_words_that_were_not_tried_are_told(answers):
    note = "The first 64 words were tried."
    assert note in texts_of(answers, "film " * 65)
    assert note not in texts_of(answers, "film " * 64)


def test_words_of_a_text_are_run_a_request_at_a_time(served):
    """With the room of one request, the page answers all the same."""

    async def story():
        limits = Limits(rows=16, waiting_rows=16)
        batcher = Batcher(served.run, 4, limits.waiting_rows)
        page = PageAnswers(batcher.submit, served.class_names, OUTPUTS, limits)
        found = await page.classify_texts("the film was good " * 10)
        await batcher.close()
        return found

    assert "What speaks for" in asyncio.run(story())


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Type a text first."),
        (None, "Type a text first."),
        (" \n\t", "Type a text first."),
        ("a\n" * 201, "At most 200 texts can be typed; these are 201."),
        ("a" * 20_001, "A text has at most 20,000 characters; one has 20,001."),
    ],
)
def test_what_cannot_be_answered_is_told(answers, asked, typed, message):
    assert message in texts_of(answers, typed)
    assert asked == []


def test_a_busy_server_is_told(served, tmp_path):
    async def refuse(*_):
        raise QueueFullError("9 rows wait already")

    busy = PageAnswers(refuse, served.class_names, OUTPUTS, Limits())
    (tmp_path / "a.csv").write_text("text\ngood\n")
    for found in (texts_of(busy, "a"), file_of(busy, str(tmp_path / "a.csv"))):
        assert "The server is busy. Try again." in found


def test_a_file_is_given_up_when_the_server_is_about_to_stop(served, tmp_path):
    async def run(signature, texts):
        asked.append(len(texts))
        return served.run(signature, texts)

    asked = []
    ending = PageAnswers(
        run, served.class_names, OUTPUTS, Limits(), lambda: len(asked) == 2
    )
    (tmp_path / "a.csv").write_text("text\n" + "good\n" * 900)
    found = file_of(ending, str(tmp_path / "a.csv"))
    assert found.endswith(' role="alert">The server is about to stop.</p>')
    assert asked == [256, 256]
    assert texts_of(ending, "good") == found


def test_an_export_without_expectations_shows_no_qubits(served):
    async def run(signature, texts):
        return served.run(signature, texts)

    old = PageAnswers(run, served.class_names, (), Limits())
    assert "What the qubits say" not in texts_of(old, "good film")


def test_a_file_is_answered_row_by_row(answers, served, tmp_path):
    texts = ["good film", "", "so bad", "<b>plot</b>"] * 40
    with open(tmp_path / "my.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("id", "text"), *enumerate(texts)])
    found = file_of(answers, str(tmp_path / "my.csv"))
    assert "<h3>my.csv: 160 rows</h3>" in found
    assert "40 blank rows" in found
    assert found.count("<tr>") == 1 + 100
    assert "<b>plot" not in found
    name, rows = downloaded(found)
    assert (name, len(rows)) == ("my_answers.csv", 160)
    expected = served.exported.predict(texts)
    for row, text, wanted in zip(rows, texts, expected, strict=True):
        assert row["text"] == text
        if not text:
            assert (row["label"], row["probability_good"]) == ("", "")
            continue
        assert row["label"] == served.class_names[wanted.argmax()]
        assert abs(float(row["probability_good"]) - wanted[1]) < 2e-6


def test_a_column_can_be_named(answers, tmp_path):
    (tmp_path / "a.csv").write_text("one,two\ngood,bad\nfilm,plot\n")
    path = str(tmp_path / "a.csv")
    problem = file_of(answers, path)
    assert 'role="alert"' in problem
    assert "Fill in the field Column." in problem
    assert "--" not in problem
    assert str(tmp_path) not in problem
    assert "a.csv: 2 rows" in file_of(answers, path, " two ")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"text\n" + b"good\n" * (MOST_FILE_ROWS + 1), "A file has at most 5,000 rows"),
        ("text\ngood\n".encode("utf-16"), "does; save it as UTF-8."),
        (
            "text\ngood\n".encode("utf-16-le"),
            "(the first in line 1). Save it as UTF-8",
        ),
        ("text\nschön\n".encode("latin-1"), "at offset 8. Save it as UTF-8."),
        (b"text\n \n", "The file has no text in it."),
        (b"text\n\xff\xfe\xfd\n", "a.csv"),
        (b"", "a.csv"),
    ],
    ids=["rows", "UTF-16", "no mark", "Latin-1", "blank", "bytes", "empty"],
)
def test_a_file_that_cannot_be_answered_is_told(
    answers, asked, tmp_path, content, message
):
    (tmp_path / "a.csv").write_bytes(content)
    found = file_of(answers, str(tmp_path / "a.csv"))
    assert 'role="alert"' in found
    assert message in found
    assert asked == []


def test_a_file_is_read_beside_the_event_loop_and_only_if_it_may_fit(
    answers, tmp_path, monkeypatch
):
    readers, path = [], tmp_path / "a.csv"

    def read(*arguments, **options):
        readers.append(threading.current_thread())
        return read_texts(*arguments, **options)

    monkeypatch.setattr("tfq_bert.serve.page.answers.read_texts", read)
    path.write_text("text\n" + "good\n" * 3 * MOST_FILE_ROWS)
    told = "A file has at most 5,000 rows here; this one has 15,002 lines."
    assert told in file_of(answers, str(path))
    assert readers == []
    # Lines inside quotes are no rows.
    path.write_text('text\n"good' + "\n" * 3 * MOST_FILE_ROWS + 'film"\n')
    assert "a.csv: 1 row<" in file_of(answers, str(path))
    assert len(readers) == 1
    assert readers[0] is not threading.main_thread()


@pytest.mark.parametrize("name", ["a.parquet", "a.jsonl", "a.pkl", "a"])
def test_a_file_of_another_kind_is_told(answers, tmp_path, name):
    (tmp_path / name).write_text("text\ngood\n")
    found = file_of(answers, str(tmp_path / name))
    assert "The file must be one of .csv, .tsv, .txt. Received: &#x27;a" in found
    assert str(tmp_path) not in found


def test_a_long_text_of_a_file_is_cut_for_the_model_alone(served, tmp_path):
    asked = []

    async def run(signature, texts):
        asked.extend(texts)
        return served.run(signature, texts)

    limits = Limits(text_characters=9)
    page = PageAnswers(run, served.class_names, OUTPUTS, limits)
    (tmp_path / "a.csv").write_text("text\ngood film and more\ngood film\n")
    found = file_of(page, str(tmp_path / "a.csv"))
    assert asked == ["good film", "good film"]
    assert "; 1 row read to character 9 alone" in found
    rows = downloaded(found)[1]
    assert [row["text"] for row in rows] == ["good film and more", "good film"]


def test_no_file_is_told(answers):
    assert "Drop a file first." in file_of(answers, None)
