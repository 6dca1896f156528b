import json

from tests.small_corpus import make_objects, write_lines
from tfq_bert.data.features_folder import read_features


def test_features_are_made_of_a_preset_and_trained_on(
    run_cli, refused, tiny_preset, tiny_result, tmp_path
):
    """Preset, pooling and sequence length come from the folder."""
    rows = [*make_objects(90), {"id": 90, "text": "no label"}]
    data = write_lines(tmp_path / "rows.jsonl", rows)
    folder, run = tmp_path / "features", tmp_path / "run"
    words = ("--label-column", "label", "--sequence-length", 16, "--output", folder)
    done = run_cli("features", tiny_preset, "--input", data, *words)
    assert done.code == 0
    assert "91 rows read, 90 answered, 1 failed" in done.out
    assert f"tfq-bert train --features {folder}" in done.out
    assert "1 of 91 rows was not answered" in done.err
    assert len(read_features(folder).texts) == 90

    words = ("--qubits", 2, "--depth", 1, "--epochs", 4, "--learning-rate", 0.05)
    done = run_cli("train", "--features", folder, *words, "--output", run, "--json")
    assert (done.code, done.err) == (0, "")
    metrics = json.loads(done.out)["metrics"]
    assert metrics["accuracy"] == tiny_result.metrics["accuracy"]
    config = json.loads((run / "config.json").read_text())
    assert (config["preset"], config["sequence_length"]) == (str(tiny_preset), 16)

    words = ("train", "--features", folder, "--output", tmp_path / "no")
    line = refused(*words, "--recipe", "paper", "--pooling", "mean")
    assert line.startswith("`sequence_length` must be that of the features")
    assert "sequence_length=25. Give --sequence-length 16, or make" in line
    line = refused(*words, "--preset", "minilm_l6_en")
    assert line.startswith("`preset` must be that of the features")


def test_what_cannot_be_is_said_in_one_line(refused, tiny_export, tmp_path):
    data = write_lines(tmp_path / "rows.jsonl", make_objects(9))
    out = ("--output", tmp_path / "out")
    line = refused("features", tiny_export, "--input", tmp_path / "none*", *out)
    assert line.startswith("`--input` must name files.")
    line = refused("features", tiny_export, "--input", data, "--output", "gs://b/x")
    assert line.startswith("`--output` must be a folder that all workers share")
    line = refused("features", tiny_export, "--input", data, *out, "--engine", "x")
    assert line.startswith("`engine` must be one of local, beam.")
    words = ("--label-column", "stars")
    line = refused("features", tiny_export, "--input", data, *out, *words, "--json")
    assert "mostly 'no label'. Name the column of the labels" in line
    words = ("--features", tmp_path, "--data", data)
    line = refused("train", *words, "--output", tmp_path / "run")
    assert line.startswith("`--data` must be left out with --features")
