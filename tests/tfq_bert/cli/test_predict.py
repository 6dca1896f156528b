import csv
import io
import json
import shutil

import numpy as np
import pytest

from tests.tiny_runs import write_csv

TEXTS = ("a good film", "the plot was awful")


def read_csv(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_run_and_its_export_answer_alike(run_cli, tiny_run, tiny_export, tiny_result):
    """Both as the model in memory does."""
    expected = tiny_result.model.predict(list(TEXTS))
    for folder in (tiny_run, tiny_export):
        done = run_cli("predict", folder, *TEXTS, "--json")
        content = json.loads(done.out)
        assert (done.code, done.err, content["format_version"]) == (0, "", 1)
        assert content["class_names"] == ["bad", "good"]
        assert [row["text"] for row in content["rows"]] == list(TEXTS)
        found = [list(row["probabilities"].values()) for row in content["rows"]]
        np.testing.assert_allclose(found, expected, atol=1e-6)
        labels = [content["class_names"][i] for i in expected.argmax(axis=1)]
        assert [row["label"] for row in content["rows"]] == labels


def test_the_table_has_a_column_a_class_and_fits_80_columns(run_cli, tiny_export):
    done = run_cli("predict", tiny_export, "a good film", "the plot " * 40)
    assert (done.code, done.err) == (0, "")
    header, _, first, second = done.out.splitlines()[:4]
    assert header.split() == ["text", "label", "bad", "good"]
    assert len(second) <= 80
    assert "…" in second
    assert sum(map(float, first.split()[-2:])) == pytest.approx(1, abs=2e-3)


def test_a_blank_row_stays_in_place_marked_and_counted(run_cli, tiny_export, tmp_path):
    data = write_csv(tmp_path / "a.csv", [["a good film"], [" "], ["bad"]], ["text"])
    out = tmp_path / "answers.csv"
    done = run_cli("predict", tiny_export, "--input", data, "--output", out)
    assert done.code == 0
    assert done.err == "1 blank text of 3 got no label.\n"
    rows = read_csv(out)
    assert list(rows[0]) == ["text", "label", "probability_bad", "probability_good"]
    assert [row["text"] for row in rows] == ["a good film", " ", "bad"]
    assert rows[1] == {
        "text": " ",
        "label": "",
        "probability_bad": "",
        "probability_good": "",
    }
    for row in (rows[0], rows[2]):
        p = [float(row["probability_bad"]), float(row["probability_good"])]
        assert sum(p) == pytest.approx(1, abs=2e-6)
        assert row["label"] == ["bad", "good"][p.index(max(p))]
    assert {path.name for path in tmp_path.iterdir()} == {"a.csv", "answers.csv"}


def test_a_blank_text_is_marked_in_the_table_and_in_json(run_cli, tiny_export):
    assert "(no text)" in run_cli("predict", tiny_export, "").out
    content = json.loads(run_cli("predict", tiny_export, "", "good", "--json").out)
    assert content["num_blank"] == 1
    assert content["rows"][0] == {
        "text": "",
        "label": None,
        "probabilities": None,
        "note": "blank text",
    }


def test_line_breaks_and_quotes_in_a_text_survive_the_csv(
    run_cli, tiny_export, tmp_path
):
    out = tmp_path / "answers.csv"
    text = 'a "good"\nfilm\rand, plot'
    assert run_cli("predict", tiny_export, text, "--output", out).code == 0
    rows = read_csv(out)
    assert [row["text"] for row in rows] == [text]


@pytest.mark.parametrize("how", [["-"], ["--input", "-"]])
def test_standard_input_is_one_text_a_line(run_cli, tiny_export, monkeypatch, how):
    lines = io.TextIOWrapper(io.BytesIO("good\r\n\xfcber bad\n".encode()))
    monkeypatch.setattr("sys.stdin", lines)
    content = json.loads(run_cli("predict", tiny_export, *how, "--json").out)
    assert [row["text"] for row in content["rows"]] == ["good", "\xfcber bad"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "standard input must hold at least one line. Received: none."),
        (b"\xfcber\n", "standard input must be utf-8 text. Received: 'utf-8' codec"),
    ],
)
def test_standard_input_that_is_no_text_is_refused(
    refused, tiny_export, monkeypatch, data, words
):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert refused("predict", tiny_export, "-").startswith(words)


def test_no_text_is_refused(refused, tiny_export):
    assert refused("predict", tiny_export) == (
        "at least one text must be given. Received: none. Type it after the folder, "
        "or name a file with --input."
    )


def test_texts_from_two_places_are_refused(refused, tiny_export, tiny_csv):
    message = refused("predict", tiny_export, "good", "--input", tiny_csv)
    assert message.startswith("texts must come from one place. Received: 1 TEXT and")


def test_a_folder_that_is_neither_is_refused(refused, tmp_path):
    assert "must be an export" in refused("predict", tmp_path, "good")
    message = refused("predict", tmp_path / "none", "good")
    assert "Received: no such folder." in message


def test_a_damaged_export_is_refused(refused, tiny_export, tmp_path):
    folder = shutil.copytree(tiny_export, tmp_path / "export")
    (folder / "saved_model.pb").write_bytes(b"broken")
    assert "must be a whole export" in refused("predict", folder, "good")


def test_an_output_that_cannot_be_written_is_refused(refused, tiny_export, tmp_path):
    for place in (tmp_path, tmp_path / "none" / "a.csv", "/proc/a.csv"):
        refused("predict", tiny_export, "good", "--output", place)


def test_an_input_file_that_is_missing_is_refused(refused, tiny_export):
    assert "must exist" in refused("predict", tiny_export, "--input", "none.csv")
