import json

import pytest

from tfq_bert.training import load_run


@pytest.fixture
def words(tiny_csv, tiny_preset, tmp_path):
    return [
        *("tune", "--data", tiny_csv, "--preset", tiny_preset, "--epochs", 1),
        *("--sequence-length", 8, "--output", tmp_path / "tuning", "--depth", 1),
        *("--qubits", "1,2", "--encoder", "angle_ry", "--learning-rate", "0.01:0.1"),
    ]


def test_trials_are_run_ranked_and_written_without_the_tuners_own_words(
    run_cli, words, tmp_path
):
    done = run_cli(*words, "--trials", 2)
    assert done.code == 0
    folder = tmp_path / "tuning"
    assert {path.name for path in folder.iterdir()} == {
        *("best", "trials.csv", "tuning.json", "tuning.png", "tuning.svg"),
    }
    text = " ".join(done.out.split())
    assert "Search random, 2 trials, ranked by validation loss" in text
    assert "learning rate: 0.01 to 0.1 depth: 1 qubits: 1, 2 encoder: angle_ry" in text
    assert "Trials, the best first" in text
    assert "test rows, with 95% intervals" in text
    assert f"tfq-bert export {folder}/best saved_models/tuning" in text
    starts = {line.split()[0] for line in done.err.splitlines()}
    assert starts == {"Features:", "Trial", "Tuning:"}
    assert "\x1b" not in done.out + done.err
    prose = [line for line in done.out.splitlines() if "/" not in line]
    assert max(map(len, prose)) <= 80
    run = load_run(folder / "best")
    assert run.config.circuit == "angle_ry+brick_ry"


def test_a_file_without_a_header_is_tuned_by_the_numbers_of_its_columns(
    run_cli, words, tiny_csv, tmp_path
):
    """The winner's settings say so too, so that it reads the same rows."""
    bare = tmp_path / "bare.csv"
    bare.write_text("".join(tiny_csv.read_text().splitlines(keepends=True)[1:]))
    words[words.index(tiny_csv)] = bare
    words += ["--trials", 1, "--no-header", "--text-column", 1, "--label-column", 2]
    assert run_cli(*words).code == 0
    config = load_run(tmp_path / "tuning" / "best").config
    assert config.no_header
    assert (config.text_column, config.label_column) == ("1", "2")


def test_json_is_one_document_and_a_resumed_tuning_may_have_more_trials(
    run_cli, refused, words, tmp_path, monkeypatch
):
    """Interrupted, as by Ctrl+C, when the second trial begins."""
    from tfq_bert.training.trial_runs import TrialRuns

    train = TrialRuns._train
    words = [*words, "--search", "grid", "--json"]

    def stops_at_the_second(self, number, *arguments):
        if number == 2:
            raise KeyboardInterrupt
        return train(self, number, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(TrialRuns, "_train", stops_at_the_second)
        done = run_cli(*words, "--trials", 2)
    kept = f"1 trial kept in {tmp_path / 'tuning'}.unfinished. Go on with the same "
    assert done.code == 130
    assert done.err.startswith(kept)
    assert "Use --resume to go on with it" in refused(*words)
    assert "begun with 'loss'" in refused(*words, "--resume", "--objective", "accuracy")
    done = run_cli(*words, "--trials", 3, "--resume")
    assert (done.code, done.err) == (0, "")
    content = json.loads(done.out)
    assert content == json.loads((tmp_path / "tuning/tuning.json").read_text())
    assert sorted(trial["number"] for trial in content["trials"]) == [1, 2, 3]
    # The grid of a range: its ends and its middle, the last setting turned first.
    by_number = sorted(content["trials"], key=lambda trial: trial["number"])
    rates = [trial["values"]["learning_rate"] for trial in by_number]
    assert rates == [0.01, 0.01, 0.0316]
    assert [trial["values"]["qubits"] for trial in by_number] == [1, 2, 1]
    assert "Use --overwrite" in refused(*words)


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        (("--depth", "1;2"), "`--depth` must be whole numbers such as 1,2,4."),
        (("--qubits", "21"), "num_qubits"),
        (("--encoder", "none"), "Encoders: angle_rx"),
        (("--learning-rate", "1:0.1"), "a range must be LOW:HIGH"),
        (("--search", "best"), "`search` must be one of random, bayesian, grid."),
        (("--objective", "f1"), "`objective` must be one of loss, accuracy."),
        (("--trials", "0"), "`max_trials` must be at least 1."),
    ],
)
def test_bad_options_are_refused_in_a_line(refused, words, tmp_path, extra, message):
    assert message in refused(*words, *extra)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_no_tuning_is_not_touched(refused, words, tmp_path):
    (tmp_path / "tuning").mkdir()
    (tmp_path / "tuning/mine.txt").write_text("mine")
    assert "because it has no tuning.json" in refused(*words, "--overwrite")
    assert (tmp_path / "tuning/mine.txt").read_text() == "mine"
