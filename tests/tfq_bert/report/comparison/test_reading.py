"""Tests of what is found in a comparison, against its plain lists."""

from tfq_bert.report.comparison.reading import Reading, score_of


def test_values_are_those_of_the_runs_in_the_order_of_seeds(full):
    shuffled = {**full, "runs": full["runs"][::-1]}
    expected = [
        run["scores"]["macro_f1"]["value"]
        for run in full["runs"]
        if (run["data"], run["arm"], run["qubits"], run["fraction"])
        == ("news", "dense", 8, 0.1)
    ]
    assert Reading(shuffled).values("news", "dense", 8, 0.1) == expected
    assert len(expected) == 10


def test_lists_of_names_and_sizes_are_complete_and_ordered(full_reading):
    assert full_reading.data == ["sms_spam", "news"]
    assert full_reading.widths == [4, 8]
    assert full_reading.fractions == [0.01, 0.1, 0.3, 1.0]
    assert full_reading.arms[:2] == ["hybrid", "matched"]
    assert full_reading.class_names("sms_spam") == ["ham", "spam"]


def test_run_without_a_width_stands_at_every_width(full_reading):
    assert full_reading.runs("news", "tfidf", 4) == full_reading.runs(
        "news", "tfidf", 8
    )
    assert len(full_reading.runs("news", "tfidf", 4)) == 10


def test_details_are_of_the_width_of_the_circuit(full):
    settings = {**full["settings"], "circuit": {"num_qubits": 8}}
    assert Reading({**full, "settings": settings}).width == 8
    settings = {**full["settings"], "circuit": {"num_qubits": 5}}
    assert Reading({**full, "settings": settings}).width == 4


def test_difference_is_of_the_largest_fraction_and_the_compared_score(full_reading):
    row = full_reading.difference(None, "tfidf", 8)
    assert (row["data"], row["arm"], row["qubits"]) == (None, "tfidf", 8)
    assert (row["fraction"], row["metric"]) == (1.0, "macro_f1")
    assert full_reading.difference("elsewhere", "tfidf", 8) is None


def test_null_scores_are_left_out():
    runs = [
        {
            "data": "d",
            "arm": "a",
            "qubits": None,
            "seed": seed,
            "fraction": 1.0,
            "scores": {"macro_f1": score},
        }
        for seed, score in enumerate([{"value": 0.9}, {"value": None}, None])
    ]
    reading = Reading({"runs": runs})
    assert reading.values("d", "a", None) == [0.9]
    assert score_of(runs[2], "macro_f1") is None


def test_missing_and_null_lists_are_empty():
    reading = Reading({"runs": None, "robustness": None, "settings": None})
    assert (reading.data, reading.arms, reading.widths) == ([], [], [None])
    assert reading.fraction is None
    assert reading.listed("robustness") == reading.listed("device") == []


def test_arms_of_one_title_are_told_apart_by_their_names():
    arms = [{"name": name, "title": "head"} for name in ("a", "b")]
    reading = Reading({"arms": [*arms, {"name": "c", "title": "other"}]})
    assert [reading.title(a) for a in "abcd"] == ["head (a)", "head (b)", "other", "d"]


def test_score_that_is_better_when_lower_is_known_as_such():
    assert Reading({"settings": {"metric": "ece"}}).less_is_better
    reading = Reading({"settings": {"metric": "own_score"}})
    assert (reading.metric_words, reading.less_is_better) == ("own score", False)
    assert Reading({}).axis_words == "Macro-F1 (0 to 1)"


def test_width_is_named_only_where_there_are_several(full_reading, small):
    assert full_reading.where("news", 8) == "news, 8 qubits"
    assert Reading(small).where("sms_spam", 4) == "sms_spam"
