import json
import shutil

import pytest

from tests.tiny_runs import labeled_texts, write_csv


def test_scores_are_those_of_counting_right_answers(run_cli, tiny_run, tiny_csv):
    """By a second route: `predict` on the same texts, compared one by one."""
    done = run_cli("evaluate", tiny_run, "--data", tiny_csv, "--json")
    content = json.loads(done.out)
    assert (done.code, done.err, content["format_version"]) == (0, "", 1)
    texts, labels = zip(*labeled_texts(), strict=True)
    answers = json.loads(run_cli("predict", tiny_run, *texts, "--json").out)["rows"]
    right = sum(a["label"] == label for a, label in zip(answers, labels, strict=True))
    assert content["metrics"]["accuracy"]["value"] == pytest.approx(right / 90)
    assert content["metrics"]["num_rows"] == 90


def test_people_see_intervals_beside_the_majority_class(run_cli, tiny_run, tmp_path):
    rows = [row for row in labeled_texts() if row[1] == "good"][:20]
    rows += [row for row in labeled_texts() if row[1] == "bad"][:5]
    data = write_csv(tmp_path / "a.csv", rows)
    done = run_cli("evaluate", tiny_run, "--data", data)
    assert done.code == 0
    assert "always 'good'" in done.out
    accuracy = next(line for line in done.out.splitlines() if "accuracy" in line)
    assert accuracy.split()[-1] == "0.800"  # 20 of 25
    assert " to " in accuracy
    assert max(map(len, done.out.splitlines()[2:])) <= 80


def test_a_label_unseen_in_training_is_refused_with_its_row(
    refused, tiny_run, tmp_path
):
    rows = [("a film", "good"), ("a plot", "ugly")]
    data = write_csv(tmp_path / "a.csv", rows)
    assert refused("evaluate", tiny_run, "--data", data) == (
        "Every label must be one of the known classes. Received: 'ugly' in row 2. "
        "Known: 'bad', 'good'. Case counts."
    )


def test_a_folder_that_is_no_run_is_refused(refused, tiny_csv, tmp_path):
    message = refused("evaluate", tmp_path, "--data", tiny_csv)
    assert "must be a run folder, which holds model.keras" in message


def test_a_damaged_run_is_refused(refused, tiny_run, tiny_csv, tmp_path):
    run = shutil.copytree(tiny_run, tmp_path / "run")
    (run / "model.keras").write_bytes(b"PK broken")
    message = refused("evaluate", run, "--data", tiny_csv)
    assert "must be a whole model" in message


def test_data_without_a_labelled_text_is_refused(refused, tiny_run, tmp_path):
    data = write_csv(tmp_path / "a.csv", [("a film", "")])
    message = refused("evaluate", tiny_run, "--data", data)
    assert "1 row without a label was dropped (line 2)." in message
