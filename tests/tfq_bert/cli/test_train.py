import json
import shutil

import cirq
import pytest
import sympy

from circuits import CircuitSpec
from tests.tiny_runs import labeled_texts, save_preset, write_csv

FILES = {
    *("config.json", "versions.json", "history.csv", "metrics.json", "model.keras"),
    "command.txt",
    *(f"training_curves.{kind}" for kind in ("png", "svg")),
    *(f"confusion_matrix.{kind}" for kind in ("png", "svg")),
    *(f"circuit.{kind}" for kind in ("png", "svg")),
    "logs",
}


@pytest.fixture
def options(tiny_preset, tmp_path):
    return [
        *("--preset", tiny_preset, "--qubits", 2, "--depth", 1, "--epochs", 2),
        *("--sequence-length", 8, "--output", tmp_path / "run"),
    ]


def test_a_run_is_trained_scored_and_written(run_cli, tiny_csv, options, tmp_path):
    done = run_cli("train", "--data", tiny_csv, *options)
    assert done.code == 0
    assert {path.name for path in (tmp_path / "run").iterdir()} == FILES
    words = " ".join(done.out.split())  # a long path moves the ends of lines
    assert "90 rows, 2 classes" in words
    assert "bad: 45 (50.0%), good: 45 (50.0%)" in words
    assert "rows to train" in done.out
    for word in ("accuracy", "macro-F1", "MCC", "logistic regression", "majority"):
        assert word in done.out
    for command in ("export", "predict", "validate"):
        assert f"tfq-bert {command} {tmp_path / 'run'}" in done.out
    metrics = json.loads((tmp_path / "run/metrics.json").read_text())
    score = metrics["accuracy"]
    line = f"{score['value']:.3f} ({score['low']:.3f} to {score['high']:.3f})"
    assert line in done.out
    check_plain(done)


def check_plain(done):
    """No escape codes, a line a quarter of two stages, 80 columns, no blank ends."""
    assert "\x1b" not in done.out + done.err
    assert len(done.err.splitlines()) <= 8
    prose = [line for line in done.out.splitlines() if "/" not in line]
    assert max(map(len, prose)) <= 80
    assert not [line for line in done.out.splitlines() if line != line.rstrip()]


def test_json_is_one_document_with_what_was_cut_and_dropped(run_cli, options, tmp_path):
    """One text has 22 words and two marks; two are blank, one has no label."""
    short = [(text, label) for text, label in labeled_texts() if len(text.split()) < 7]
    rows = [*short, ("the " * 22, "good"), ("  ", "good"), ("the end", ""), ("", "bad")]
    data = write_csv(tmp_path / "a.csv", rows)
    done = run_cli("train", "--data", data, "--json", *options)
    content = json.loads(done.out)
    assert (done.code, done.err, content["format_version"]) == (0, "", 1)
    assert content["run"] == str(tmp_path / "run")
    found = content["data"]
    count, last = len(short) + 1, len(rows) + 1
    assert found["rows"] == count
    assert sum(sum(part.values()) for part in found["splits"].values()) == count
    assert f"{count + 3} rows read, {count} kept." in found["notes"]
    assert (
        f"2 rows with a blank text were dropped (lines {last - 2}, {last})."
        in found["notes"]
    )
    assert f"1 row without a label was dropped (line {last - 1})." in found["notes"]
    assert content["metrics"] == json.loads((tmp_path / "run/metrics.json").read_text())
    assert content["text"] == {
        "rows": count,
        "truncated": 1,
        "sequence_length": 8,
        "longest": 24,
    }


def test_the_paper_recipe_and_the_other_engine_train(run_cli, tiny_csv, options):
    extra = ("--recipe", "paper", "--engine", "tfq", "--circuit", "no_entanglement")
    done = run_cli("train", "--data", tiny_csv, *options, *extra, "--json")
    assert done.code == 0
    assert json.loads(done.out)["metrics"]["num_epochs"] == 2


def test_a_named_ansatz_and_encoder_train(run_cli, tiny_csv, options, tmp_path):
    extra = ("--circuit", "dense_angle+brick_cz", "--json")
    assert run_cli("train", "--data", tiny_csv, *options, *extra).code == 0
    config = json.loads((tmp_path / "run/config.json").read_text())
    assert config["circuit"] == "dense_angle+brick_cz"


def test_a_circuit_spec_in_a_file_trains_exports_and_is_kept(
    run_cli, refused, tiny_csv, tiny_preset, tmp_path
):
    """A circuit of one's own; its file is gone when the run is read."""
    from tfq_bert.training import load_run

    a, b = sympy.symbols("a b")
    q = cirq.LineQubit.range(2)
    turns = cirq.ry(2 * a + b / 3).on(q[0]), cirq.FSimGate(a * b, sympy.pi / 6)(*q)
    spec = CircuitSpec.from_circuit(cirq.Circuit(turns), data_symbols=[a])
    file, run = tmp_path / "spec.json", tmp_path / "run"
    file.write_text(spec.to_json())
    words = ("train", "--data", tiny_csv, "--preset", tiny_preset, "--epochs", 1)
    words = (*words, "--sequence-length", 8, "--output", run, "--circuit", file)
    message = refused(*words, "--qubits", 3)
    assert message.startswith("--qubits must be left out with a CircuitSpec")
    assert run_cli(*words, "--json").code == 0
    file.unlink()
    assert load_run(run).model.circuit_spec == spec
    assert run_cli("export", run, tmp_path / "export").code == 0
    card = " ".join((tmp_path / "export/MODEL_CARD.md").read_text().split())
    assert "layer to 1 angles, the circuit below (of the author's own, 1 " in card


def test_a_circuit_file_that_is_no_spec_is_refused(refused, tiny_csv, tmp_path):
    file = tmp_path / "spec.json"
    words = ("train", "--data", tiny_csv, "--output", tmp_path / "run")
    words = (*words, "--circuit", file)
    assert "Received: No such file or directory. Write one with" in refused(*words)
    file.write_text("{")
    assert "spec.json' must be a CircuitSpec as JSON. Received: " in refused(*words)
    cirq.to_json(cirq.Circuit(cirq.X(cirq.q(0))), file)
    message = refused(*words)
    assert "Received: a Cirq circuit. Make a CircuitSpec of it with " in message
    assert "CircuitSpec.from_circuit(" in message


def test_the_full_recipe_trains_all_of_bert(run_cli, tiny_csv, options, tmp_path):
    done = run_cli("train", "--data", tiny_csv, *options, "--recipe", "full")
    assert done.code == 0
    config = json.loads((tmp_path / "run/config.json").read_text())
    assert (config["recipe"], config["learning_rate"]) == ("full", 1e-4)


def test_a_missing_file_is_refused(refused, options):
    message = refused("train", "--data", "none.csv", *options)
    assert message.startswith("The file must exist. Received: 'none.csv'")


def test_a_missing_column_is_refused_with_those_present(refused, tiny_csv, options):
    message = refused("train", "--data", tiny_csv, "--text-column", "body", *options)
    assert "Received: 'body'. Columns present: 'text', 'label'." in message


def test_an_empty_file_is_refused(refused, options, tmp_path):
    (tmp_path / "a.csv").write_text("")
    message = refused("train", "--data", tmp_path / "a.csv", *options)
    assert message.endswith("which is empty.")


def test_a_file_of_a_header_alone_is_refused(refused, options, tmp_path):
    data = write_csv(tmp_path / "a.csv", [])
    refused("train", "--data", data, *options)


def test_one_class_only_is_refused(refused, options, tmp_path):
    data = write_csv(tmp_path / "a.csv", [(f"text {i}", "ham") for i in range(30)])
    message = refused("train", "--data", data, *options)
    assert "all 30 rows have the label 'ham'" in message


def test_a_file_that_is_not_utf8_is_refused_with_the_offset(refused, options, tmp_path):
    """The header `text,label` and its end are 12 bytes, `ab` two more."""
    rows = [("ab\xe9", "good")]
    data = write_csv(tmp_path / "a.csv", rows, encoding="latin-1")
    message = refused("train", "--data", data, *options)
    assert "byte 0xe9 at offset 14" in message
    assert "`--encoding latin-1`" in message


def test_a_length_above_the_position_table_is_refused(refused, tiny_csv, tmp_path):
    preset = save_preset(tmp_path / "bert", max_sequence_length=16)
    message = refused(
        *("train", "--data", tiny_csv, "--preset", preset, "--sequence-length", 32),
        *("--output", tmp_path / "run"),
    )
    assert message == (
        "`sequence_length` must not exceed the backbone's position table of 16. "
        "Received: sequence_length=32."
    )
    assert not (tmp_path / "run").exists()


def test_a_preset_that_needs_a_network_is_refused_without_one(
    refused, tiny_csv, tmp_path, monkeypatch
):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")  # nothing listens there
    monkeypatch.setenv("KAGGLEHUB_CACHE", str(tmp_path / "cache"))
    message = refused(
        *("train", "--data", tiny_csv, "--preset", "bert_tiny_en_uncased"),
        *("--output", tmp_path / "run"),
    )
    assert message.startswith(
        "The weights of preset 'bert_tiny_en_uncased' could not be fetched"
    )


def test_an_unknown_preset_is_refused(refused, tiny_csv, tmp_path):
    message = refused(
        *("train", "--data", tiny_csv, "--preset", "none"),
        *("--output", tmp_path / "run"),
    )
    assert "Received: preset='none', no such folder. Known names: " in message


def test_a_tfds_name_without_a_copy_is_refused_with_the_path(
    refused, options, tmp_path
):
    message = refused(
        *("train", "--data", "tfds:imdb_reviews", "--data-dir", tmp_path), *options
    )
    assert f"looked for {str(tmp_path / 'imdb_reviews')!r}" in message


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--qubits", 21, "`num_qubits` must be from 1 to 20"),
        ("--depth", -1, "`depth` must be from 0 to"),
        ("--circuit", "x", "`circuit` must be one of paper, no_entanglement, ANSATZ"),
        ("--recipe", "x", "`recipe` must be one of frozen, full, gradual, paper."),
        ("--pooling", "x", "`pooling` must be one of ['mean', 'cls']."),
        ("--engine", "x", "`engine` must be"),
        ("--epochs", 0, "`epochs` must be at least 1."),
        ("--warmup", 2, "`warmup` must be from 0.0 to 1.0."),
        ("--precision", "x", "`precision` must be one of float32, mixed_bfloat16,"),
        ("--top-blocks", 2, "`top_blocks` must be left out but with the recipe"),
        ("--learning-rate", 0, "`learning_rate` must be above 0"),
        ("--learning-rate", "nan", "`learning_rate` must be above 0"),
        ("--qubits", "two", "Invalid value for '--qubits'"),
    ],
)
def test_an_option_out_of_range_is_refused(
    refused, tiny_csv, options, option, value, words
):
    message = refused("train", "--data", tiny_csv, *options, option, value)
    assert message.startswith(words)


def test_a_folder_with_files_is_refused_and_kept(refused, tiny_csv, options, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run/mine.txt").write_text("mine")
    message = refused("train", "--data", tiny_csv, *options, "--overwrite")
    assert "never replaced, because it has no model.keras" in message
    assert (tmp_path / "run/mine.txt").read_text() == "mine"


def test_a_run_is_replaced_only_with_overwrite(
    refused, run_cli, tiny_csv, tiny_run, options, tmp_path
):
    folder = shutil.copytree(tiny_run, tmp_path / "run")
    old = (folder / "model.keras").read_bytes()
    assert "Use --overwrite" in refused("train", "--data", tiny_csv, *options)
    assert (folder / "model.keras").read_bytes() == old
    done = run_cli("train", "--data", tiny_csv, *options, "--overwrite")
    assert done.code == 0
    assert (folder / "model.keras").read_bytes() != old
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_place_below_a_file_is_refused(refused, tiny_csv, options, tmp_path):
    (tmp_path / "file").write_text("")
    below = tmp_path / "file/run"
    message = refused("train", "--data", tiny_csv, *options, "--output", below)
    assert message == (
        f"{str(tmp_path / 'file')!r} must be a folder that can be written to. "
        "Received: a file. Choose another place, or change its permissions."
    )


def test_proc_is_refused(refused, tiny_csv, options):
    """Also for root, whom permissions do not bind."""
    message = refused("train", "--data", tiny_csv, *options, "--output", "/proc/a/b")
    assert "must be a folder that can be written to" in message
