import json


def test_a_run_is_trained_and_its_scores_printed(
    run_script, tiny_csv, tiny_preset, tmp_path
):
    run = tmp_path / "run"
    code, out, err = run_script(
        *("train.py", tiny_csv, run, "--preset", tiny_preset, "--qubits", 2),
        *("--depth", 1, "--epochs", 1, "--sequence-length", 8),
    )
    assert (code, err) == (0, "")
    printed = json.loads(out)
    metrics = json.loads((run / "metrics.json").read_text())
    assert printed["accuracy"] == metrics["accuracy"]
    assert (printed["format_version"], printed["run"]) == (1, str(run))


def test_bad_input_ends_with_2(run_script, tmp_path):
    code, _, err = run_script("train.py", "none.csv", tmp_path / "run")
    assert code == 2
    assert "The file must exist. Received: 'none.csv'" in err
