from pathlib import Path

from tfq_bert.cli.tuning_summary import (
    print_kept,
    print_tuning,
    search_lines,
    trial_line,
)
from tfq_bert.training import LogRange, TuneResult, TuningSpace

VALUES = {"learning_rate": 0.000921, "depth": 12, "qubits": 8, "encoder": "dense_angle"}
GOOD = {"number": 10, "values": VALUES, "loss": 0.0546, "accuracy": 0.9835}
GOOD |= {"epochs": 20, "seconds": 261.44}
FAILED = {"number": 2, "values": VALUES | {"qubits": 1}, "failed": "no number."}
FAILED |= {"seconds": 1.0}
SCORE = {"value": 0.98, "low": 0.9, "high": 1.0}
SCORES = {"accuracy": SCORE, "macro_f1": SCORE, "mcc": SCORE}
MAJORITY = {"accuracy": 0.5, "macro_f1": 0.3, "mcc": 0.0, "class": "ham"}


def test_the_search_is_told_with_its_values_and_how_many_there_are():
    space = TuningSpace(LogRange(1e-4, 1e-2), (1, 2), (4,), ("zz",))
    choice = {"search": "grid", "objective": "accuracy", "max_trials": 5}
    assert search_lines(space, choice) == [
        "grid, 5 trials of 6 combinations, ranked by validation accuracy",
        "learning rate: 0.0001, 0.001, 0.01",
        "depth: 1, 2",
        "qubits: 4",
        "encoder: zz",
    ]
    choice = {"search": "random", "objective": "loss", "max_trials": None}
    lines = search_lines(space, choice)
    assert lines[0] == "random, 12 trials, ranked by validation loss"
    assert lines[1] == "learning rate: 0.0001 to 0.01"


def test_a_trial_is_a_line():
    assert trial_line(GOOD) == (
        "Trial 10: rate 0.000921, depth 12, 8 qubits, dense_angle: loss 0.0546, "
        "accuracy 0.984"
    )
    assert trial_line(FAILED) == (
        "Trial 2: rate 0.000921, depth 12, 1 qubit, dense_angle: failed"
    )


def test_an_interrupt_says_what_is_kept_and_how_to_go_on(capsys):
    print_kept(0, "tunings/sms")
    assert capsys.readouterr() == ("", "")
    print_kept(3, "tunings/sms")
    assert capsys.readouterr().err == (
        "3 trials kept in tunings/sms.unfinished. Go on with the same command and "
        "--resume.\n"
    )


def test_the_result_is_a_table_that_fits_and_the_test_scores_of_the_best(capsys):
    metrics = {**SCORES, "num_rows": 726, "majority_baseline": MAJORITY}
    metrics["baselines"] = {"logistic_regression": SCORES}
    content = {"objective": "loss", "influence": {"depth": 0.456, "encoder": 0.0}}
    folder = Path("tunings/sms")
    print_tuning(TuneResult(folder, [GOOD, FAILED], None, metrics, content))
    out = capsys.readouterr().out
    lines = out.splitlines()
    assert max(map(len, lines)) <= 80
    table = [" ".join(line.split()) for line in lines]
    assert "dense_angle 0.000921 12 8 0.0546 0.984 261.4 10" in table
    assert "dense_angle 0.000921 12 1 failed 1.0 2" in table
    assert "Failed trial 2: no number." in table
    text = " ".join(table)
    assert "Matters depth 46%, encoder 0% of the order of 1 trial" in text
    assert "Trial 10 on 726 test rows, with 95% intervals" in text
    assert "The test rows had no part in the choice" in text
    assert "  tfq-bert export tunings/sms/best saved_models/sms" in lines
