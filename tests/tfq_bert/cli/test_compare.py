import json

import pytest


@pytest.fixture
def words(tiny_csv, tiny_preset, tmp_path):
    return [
        *("compare", "--data", tiny_csv, "--preset", tiny_preset, "--epochs", 2),
        *("--sequence-length", 8, "--output", tmp_path / "compared", "--depth", 1),
        *("--qubits", 2, "--seeds", 2, "--tries", 1, "--workers", 1),
        *("--arms", "hybrid,matched,tfidf,majority", "--target", "none"),
    ]


def test_arms_are_compared_and_the_report_is_written(run_cli, words, tmp_path):
    done = run_cli(*words)
    assert done.code == 0, done
    folder = tmp_path / "compared"
    assert {path.name for path in folder.iterdir()} == {
        *("command.txt", "comparison.json", "predictions", "report.html", "runs.csv"),
    }
    text = " ".join(done.out.split())
    assert "8 trainings: 4 arms, 2 seeds, 2 qubits" in text
    assert (
        "texts, 2 qubits: mean macro-F1 of 2 seeds, and the hybrid's minus it" in text
    )
    assert "too few" in text
    assert f"{folder}/report.html" in text
    starts = {line.split()[0] for line in done.err.splitlines()}
    assert starts == {"Features:", "Comparing:"}
    prose = [line for line in done.out.splitlines() if "/" not in line]
    assert max(map(len, prose)) <= 80, max(prose, key=len)


def test_json_is_one_document_and_a_stopped_comparison_goes_on(
    run_cli, refused, words, tmp_path, monkeypatch
):
    """Interrupted, as by Ctrl+C, before the third training."""
    import sys

    from tfq_bert.comparison import compare  # noqa: F401

    module = sys.modules["tfq_bert.comparison.compare"]
    original, count = module.run_job, []

    def stop_at_the_third(*arguments):
        count.append(arguments)
        if len(count) == 3:
            raise KeyboardInterrupt
        return original(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(module, "run_job", stop_at_the_third)
        done = run_cli(*words, "--json")
    assert done.code == 130
    assert done.err.startswith(
        f"What is done is kept in {tmp_path / 'compared'}.unfinished. Go on with the "
        "same command and --resume."
    )
    assert "Use --resume to go on with it" in refused(*words)
    assert "begun with 'macro_f1'" in refused(*words, "--resume", "--metric", "mcc")
    done = run_cli(*words, "--json", "--resume")
    assert (done.code, done.err) == (0, "")
    content = json.loads(done.out)
    assert content == json.loads((tmp_path / "compared/comparison.json").read_text())
    assert len(content["runs"]) == 8


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ("--seeds", "many"),
            "`--seeds` must be how many, such as 10, or which, such as 3,7. Received: "
            "--seeds 'many'.",
        ),
        (
            ("--data", "b.csv", "--test-data", "c.csv"),
            "`--validation-data` and `--test-data` must be left out with several data "
            "sets. Received: 2 times --data. Compare them one by one.",
        ),
        (
            ("--arms", "linear"),
            "`arms` must be hybrid and others of matched, dense, linear, "
            "frozen_circuit, no_entanglement, tfidf, majority. Received: "
            "arms=['linear'].",
        ),
        (
            ("--engine", "slurm"),
            "`engine` must be one of local, ray. Received: engine='slurm'.",
        ),
    ],
)
def test_bad_options_are_one_line(refused, words, options, message):
    assert refused(*words, *options) == message
