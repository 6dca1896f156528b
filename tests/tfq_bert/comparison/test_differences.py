"""Tests of whole comparisons: planted lifts are found, equal heads not told apart."""

import json

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier

from tfq_bert.comparison import (
    compare_scores,
    differences,
    holm,
    paired_difference,
    verdict,
)

ARMS = (
    "matched",
    "dense",
    "linear",
    "frozen_circuit",
    "no_entanglement",
    "tfidf",
    "majority",
)


def _verdicts(scores):
    return {arm: entry["verdict"] for arm, entry in compare_scores(scores).items()}


def _clear(words):
    return words in ("better", "worse")


def test_a_lift_of_four_points_over_seven_arms_is_found_in_20_of_20():
    """Ten seeds, noise of 0.01 on both arms."""
    for repeat in range(20):
        rng = np.random.default_rng(repeat)
        scores = {arm: rng.normal(0.90, 0.01, 10) for arm in ARMS}
        scores["hybrid"] = rng.normal(0.94, 0.01, 10)
        assert set(_verdicts(scores).values()) == {"better"}, repeat


def test_a_lift_over_one_arm_of_seven_is_found_for_that_arm():
    for repeat in range(20):
        rng = np.random.default_rng(100 + repeat)
        scores = {arm: rng.normal(0.94, 0.01, 10) for arm in ("hybrid", *ARMS)}
        scores["dense"] = scores["dense"] - 0.04
        assert _verdicts(scores)["dense"] == "better", repeat


def test_a_drop_is_called_worse():
    rng = np.random.default_rng(0)
    found = _verdicts(
        {"hybrid": rng.normal(0.90, 0.01, 10), "dense": rng.normal(0.94, 0.01, 10)}
    )
    assert found == {"dense": "worse"}


@pytest.mark.parametrize("first_seed", [0, 1000, 2000, 3000])
def test_equal_arms_get_a_verdict_in_at_most_10_of_100_repeats(first_seed):
    """Scores from one distribution; 3.4 of 100 in 2,000 repeats."""
    verdicts = 0
    for repeat in range(first_seed, first_seed + 100):
        rng = np.random.default_rng(repeat)
        hybrid, other = rng.binomial(836, 0.97, (2, 10)) / 836
        verdicts += _clear(_verdicts({"hybrid": hybrid, "other": other})["other"])
    assert verdicts <= 10


def test_equal_arms_get_any_verdict_among_seven_in_at_most_10_of_100_repeats():
    """Holm keeps the chance of any false verdict in the family at that of one."""
    verdicts = 0
    for repeat in range(100):
        rng = np.random.default_rng(5000 + repeat)
        scores = {arm: rng.normal(0.9, 0.01, 10) for arm in ("hybrid", *ARMS)}
        verdicts += any(map(_clear, _verdicts(scores).values()))
    assert verdicts <= 10


def _head_accuracies(num_splits, num_heads):
    """Test accuracies `(num_splits, num_heads)` of small heads of different seeds."""
    rng = np.random.default_rng(0)
    features = rng.normal(size=(900, 6))
    labels = (features[:, 0] * features[:, 1] + 0.5 * rng.normal(size=900) > 0).astype(
        int
    )
    scores = np.empty((num_splits, num_heads))
    for split in range(num_splits):
        order = np.random.default_rng(split).permutation(900)
        train, test = order[:300], order[300:]
        for head in range(num_heads):
            model = MLPClassifier(
                (4,), learning_rate_init=0.05, batch_size=100, random_state=head
            )
            for _ in range(15):
                model.partial_fit(features[train], labels[train], classes=[0, 1])
            scores[split, head] = model.score(features[test], labels[test])
    return scores


@pytest.mark.slow
def test_one_head_trained_from_two_seeds_is_not_told_apart():
    """Ten splits, on each two of thirty trained heads under different names."""
    scores = _head_accuracies(num_splits=10, num_heads=30)
    assert scores.std(axis=1).min() > 0.005  # the seeds do matter
    verdicts = 0
    for repeat in range(100):
        rng = np.random.default_rng(repeat)
        drawn = np.stack([rng.choice(row, 2, replace=False) for row in scores])
        found = _verdicts({"hybrid": drawn[:, 0], "other": drawn[:, 1]})
        verdicts += _clear(found["other"])
    assert verdicts <= 10


def test_a_missing_score_leaves_its_pair_out_and_is_counted():
    hybrid = [0.9, 0.8, None, 0.7, None]
    other = [0.8, float("nan"), 0.5, 0.65, None]
    found = compare_scores({"hybrid": hybrid, "dense": other}, metric="mcc")["dense"]
    alone = paired_difference([0.9, 0.7], [0.8, 0.65])
    assert (found["pairs"], found["left_out"]) == (2, 2)
    assert (found["mean"], found["low"]) == (alone.mean, alone.low)
    assert found["verdict"] == "too few pairs (2 of at least 9)"


def test_an_arm_without_any_pair_has_no_entry():
    scores = {"hybrid": [0.9, None], "dense": [None, 0.8], "linear": [0.5, 0.5]}
    assert list(compare_scores(scores)) == ["linear"]
    assert compare_scores({"hybrid": [0.9]}) == {}


def test_entries_are_corrected_over_the_arms():
    rng = np.random.default_rng(1)
    scores = {arm: rng.normal(0.9, 0.02, 10) for arm in ("hybrid", "a", "b", "c")}
    found = compare_scores(scores, metric="macro_f1")
    plain = [paired_difference(scores["hybrid"], scores[arm]) for arm in "abc"]
    corrected = holm([difference.p for difference in plain])
    assert [entry["p"] for entry in found.values()] == [d.p for d in plain]
    assert [entry["p_holm"] for entry in found.values()] == corrected
    assert [entry["verdict"] for entry in found.values()] == [
        verdict(*pair) for pair in zip(plain, corrected, strict=True)
    ]
    assert list(found["a"]) == [
        "arm",
        "metric",
        "pairs",
        "left_out",
        "mean",
        "low",
        "high",
        "p",
        "p_holm",
        "effect",
        "verdict",
    ]


def test_another_arm_can_be_the_baseline():
    scores = {"hybrid": [0.5, 0.6], "linear": [0.8, 0.9]}
    found = compare_scores(scores, baseline="linear")
    assert found["hybrid"]["mean"] == pytest.approx(0.3, abs=1e-12)


def test_scores_that_cannot_be_compared_are_refused():
    with pytest.raises(
        ValueError,
        match=r"^`baseline` must be one of the arms \['dense'\]\. "
        r"Received: baseline='hybrid'\.$",
    ):
        compare_scores({"dense": [1.0]})
    with pytest.raises(
        ValueError,
        match=r"^`scores` must hold as many scores for every arm, because they are "
        r"compared in pairs\. Received: \{'hybrid': 1, 'dense': 2\}\. Put None where "
        r"one is missing\.$",
    ):
        compare_scores({"hybrid": [1.0], "dense": [1.0, 2.0]})


def _run(data, arm, qubits, seed, value, fraction=1.0):
    return {
        "data": data,
        "arm": arm,
        "qubits": qubits,
        "seed": seed,
        "fraction": fraction,
        "scores": {
            "num_rows": 10,
            "mcc": {"value": value, "low": 0.0, "high": 1.0},
            "log_loss": {"value": 1 - value, "low": 0.0, "high": 1.0},
        },
    }


def _runs(lifts, data=("sms", "reviews"), seeds=range(10), fractions=(1.0,)):
    """Runs of the hybrid and arms; `lifts` maps an arm and a width to its score."""
    rng = np.random.default_rng(0)
    return [
        _run(name, arm, qubits, seed, score + rng.normal(0, 0.001), fraction)
        for name in data
        for fraction in fractions
        for (arm, qubits), score in lifts.items()
        for seed in seeds
    ]


def _by_place(entries):
    return {
        (e["data"], e["qubits"], e["fraction"], e["arm"]): round(e["mean"], 2)
        for e in entries
    }


def test_each_arm_is_compared_with_the_hybrid_of_its_width_or_of_each():
    runs = _runs(
        {
            ("hybrid", 2): 0.80,
            ("hybrid", 4): 0.90,
            ("dense", 2): 0.70,
            ("dense", 4): 0.60,
            ("linear", None): 0.50,
        },
        data=["sms"],
    )
    assert _by_place(differences(runs, "mcc")) == {
        ("sms", 2, 1.0, "dense"): 0.1,
        ("sms", 2, 1.0, "linear"): 0.3,
        ("sms", 4, 1.0, "dense"): 0.3,
        ("sms", 4, 1.0, "linear"): 0.4,
    }


def test_fractions_are_compared_apart():
    runs = _runs({("hybrid", 4): 0.9, ("dense", 4): 0.8}, ["sms"], fractions=[1.0])
    runs += _runs({("hybrid", 4): 0.7, ("dense", 4): 0.5}, ["sms"], fractions=[0.1])
    assert _by_place(differences(runs, "mcc")) == {
        ("sms", 4, 1.0, "dense"): 0.1,
        ("sms", 4, 0.1, "dense"): 0.2,
    }


def test_several_data_sets_are_compared_apart_and_together():
    runs = _runs({("hybrid", 4): 0.9, ("dense", 4): 0.8}, ["sms"])
    runs += _runs({("hybrid", 4): 0.9, ("dense", 4): 0.6}, ["reviews"])
    found = differences(runs, "mcc")
    assert _by_place(found) == {
        ("sms", 4, 1.0, "dense"): 0.1,
        ("reviews", 4, 1.0, "dense"): 0.3,
        (None, 4, 1.0, "dense"): 0.2,
    }
    assert [entry["pairs"] for entry in found] == [10, 10, 20]


def test_less_of_a_loss_is_better():
    runs = _runs({("hybrid", 4): 0.9, ("dense", 4): 0.8}, ["sms"])
    [found] = differences(runs, "log_loss")
    assert found["mean"] == pytest.approx(-0.1, abs=0.01)
    assert found["verdict"] == "better"


def test_each_family_is_corrected_by_itself():
    lifts = {("hybrid", 4): 0.9, ("dense", 4): 0.9, ("linear", None): 0.9}
    for data in ("sms", "reviews", None):
        family = [e for e in differences(_runs(lifts), "mcc") if e["data"] == data]
        corrected = holm([entry["p"] for entry in family])
        assert [entry["p_holm"] for entry in family] == corrected


def test_missing_runs_and_undefined_scores_are_left_out_and_counted():
    runs = _runs({("hybrid", 4): 0.9, ("dense", 4): 0.8}, ["sms"])
    runs[3]["scores"]["mcc"]["value"] = None  # the hybrid's seed 3
    runs[14]["scores"] = None  # dense, seed 4
    del runs[15]  # dense, seed 5
    [found] = differences(runs, "mcc")
    assert (found["pairs"], found["left_out"]) == (7, 3)
    assert found["verdict"] == "too few pairs (7 of at least 9)"


def test_the_order_of_the_runs_changes_no_number():
    runs = _runs({("hybrid", 4): 0.9, ("dense", 4): 0.8, ("linear", None): 0.7})
    backward = differences(runs[::-1], "mcc")

    def by_place(entries):
        return sorted(entries, key=lambda entry: (str(entry["data"]), entry["arm"]))

    assert by_place(backward) == by_place(differences(runs, "mcc"))


def test_entries_are_plain_json_and_begin_with_their_place():
    runs = _runs({("hybrid", 4): 0.9, ("dense", 4): 0.8}, ["sms"])
    found = differences(runs, "mcc")
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert list(found[0])[:4] == ["data", "qubits", "fraction", "arm"]


def test_no_runs_and_runs_of_the_hybrid_alone_have_no_differences():
    assert differences([], "mcc") == []
    assert differences(_runs({("hybrid", 4): 0.9}), "mcc") == []


def test_runs_that_cannot_be_compared_are_refused():
    runs = [_run("sms", "hybrid", 4, 0, 0.9)]
    with pytest.raises(
        ValueError,
        match=r"^`runs` must hold one run for each data set, arm, width, fraction and "
        r"seed\. Received: two of data='sms', arm='hybrid', qubits=4, fraction=1\.0, "
        r"seed=0\.$",
    ):
        differences(runs * 2, "mcc")
    with pytest.raises(
        ValueError,
        match=r"^`metric` must be a score of the runs, one of \['mcc', 'log_loss'\]\. "
        r"Received: metric='f1'\.$",
    ):
        differences(runs, "f1")
