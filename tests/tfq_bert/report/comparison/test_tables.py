"""Tests of the tables against the content that they are made of."""

import numpy as np
from scipy import stats

from tfq_bert.report.comparison import tables
from tfq_bert.report.comparison.reading import Reading


def test_table_of_arms_has_means_and_differences_of_the_content(full, full_reading):
    scores = [
        run["scores"]["macro_f1"]["value"]
        for run in full["runs"]
        if (run["data"], run["arm"], run["qubits"], run["fraction"])
        == ("news", "dense", 8, 1.0)
    ]
    table = next(
        t for t in tables.arm_tables(full_reading) if t.caption == "news, 8 qubits"
    )
    row = next(row for row in table.rows if row[0] == "dense head")
    found = full_reading.difference("news", "dense", 8)
    assert row[1] == f"{np.mean(scores):.3f}"
    assert row[3] == "10"
    assert row[4] == f"{found['mean']:.3f}"
    assert row[-1] == found["verdict"]
    assert len(row) == len(table.head)


def test_every_set_and_width_has_a_table_and_all_sets_have_one_a_width(full_reading):
    captions = [table.caption for table in tables.arm_tables(full_reading)]
    assert captions == [
        *("sms_spam, 4 qubits", "sms_spam, 8 qubits"),
        *("news, 4 qubits", "news, 8 qubits"),
        *("All data sets together, 4 qubits", "All data sets together, 8 qubits"),
    ]


def test_mcnemar_rows_are_summed_in_the_note(full, full_reading):
    rows = [
        row
        for row in full["mcnemar"]
        if (row["data"], row["qubits"]) == ("sms_spam", 4)
    ]
    ours = sum(row["hybrid_only_right"] for row in rows)
    theirs = sum(row["arm_only_right"] for row in rows)
    few = sum(row["p"] < 0.05 for row in rows)
    assert tables.arm_tables(full_reading)[0].note == (
        f"Row by row against the matched head: the hybrid alone is right on {ours} "
        f"rows, the other alone on {theirs}, summed over 10 seeds; McNemar's p is "
        f"below 0.05 in {few} of them."
    )


def test_costs_have_one_row_an_arm_and_width(full_reading):
    table = tables.cost_tables(full_reading)[0]
    places = [(row[0], row[1]) for row in table.rows]
    assert len(places) == len(set(places)) == 5 * 2 + 3
    assert table.rows[0][:5] == ["hybrid", "4", "1,566", "16", "3,902"]
    assert {len(row) for row in table.rows} == {len(table.head)}


def test_kept_learning_rates_are_counted_with_those_at_an_end():
    """Tried 1, 2, 3; kept 2 twice, 3 once: one of three at an end."""
    tried = [{"learning_rate": r, "validation_loss": 0.1} for r in (1, 2, 3)]
    run = {"data": "d", "arm": "a", "qubits": None, "fraction": 1.0, "scores": {}}
    runs = [
        run | {"seed": seed, "learning_rate": rate, "tried": tried}
        for seed, rate in enumerate((2, 3, 2))
    ]
    (table,) = tables.rate_tables(Reading({"runs": runs}))
    assert table.rows == [["a", "–", "1, 2, 3", "2 (2), 3 (1)", "1 of 3"]]


def test_penalties_of_tfidf_are_counted_by_their_loss():
    tried = [
        {"penalty": p, "validation_loss": loss} for p, loss in ((1, 0.2), (2, 0.1))
    ]
    run = {"data": "d", "arm": "tfidf", "qubits": None, "fraction": 1.0, "scores": {}}
    reading = Reading({"runs": [run | {"seed": 0, "tried": tried}]})
    (table,) = tables.rate_tables(reading)
    assert table.rows == [["tfidf", "–", "penalty 1, 2", "2 (1)", "1 of 1"]]


def test_all_scores_have_their_means_and_intervals(full, full_reading):
    """Over seeds Student's interval; of one seed, the one that its run has."""
    table = tables.score_tables(full_reading)[0]
    assert table.head == [
        *("Arm", "macro-F1", "accuracy", "MCC", "AUROC", "ECE", "log loss"),
    ]
    values = [
        run["scores"]["mcc"]["value"]
        for run in full["runs"]
        if (run["data"], run["arm"], run["qubits"], run["fraction"])
        == ("sms_spam", "hybrid", 4, 1.0)
    ]
    low, high = stats.t.interval(
        0.95, len(values) - 1, np.mean(values), stats.sem(values)
    )
    assert table.rows[0][3] == f"{np.mean(values):.3f} ({low:.3f} to {high:.3f})"
    score = {"value": 0.8, "low": 0.7, "high": 0.9}
    run = {"data": "d", "arm": "a", "qubits": None, "fraction": 1.0, "seed": 0}
    reading = Reading({"runs": [run | {"scores": {"mcc": score, "auroc": None}}]})
    (one,) = tables.score_tables(reading)
    assert one.rows == [["a", "–", "–", "0.800 (0.700 to 0.900)", "–", "–", "–"]]


def test_arm_without_a_learning_rate_or_costs_has_dashes_or_no_row():
    run = {"data": "d", "arm": "a", "qubits": None, "fraction": 1.0, "scores": {}}
    reading = Reading({"runs": [run | {"seed": 0, "learning_rate": None}]})
    assert tables.rate_tables(reading) == []
    assert tables.cost_tables(reading)[0].rows == [["a", *"––––––"]]


def test_data_and_versions_are_listed(small):
    (data,) = tables.data_table(Reading(small))
    (versions,) = tables.version_table(Reading(small))
    assert data.rows == [
        ["sms_spam", "sms_spam.csv", "5,574", "ham 4,827, spam 747", "48.2"]
    ]
    assert ["tensorflow", "2.18.1"] in versions.rows


def test_small_p_is_not_written_as_zero(small):
    row = {**small["differences"][0], "p_holm": 0.0004}
    table = tables.arm_tables(Reading({**small, "differences": [row]}))[0]
    assert table.rows[1][6] == "< 0.001"


def test_nothing_gives_no_table(empty):
    reading = Reading(empty)
    assert tables.arm_tables(reading) == tables.cost_tables(reading) == []
    assert tables.rate_tables(reading) == tables.data_table(reading) == []
    assert tables.version_table(reading) == []
