"""Tests of what `compare` prints, for a content that is made up."""

from tests.comparison_content import full_content, small_content
from tfq_bert.cli.comparison_summary import plan_lines, print_comparison
from tfq_bert.comparison import CompareConfig


def test_every_arm_has_a_line_with_its_mean_and_verdict(capsys):
    content = small_content()
    print_comparison(content, "compared")
    out = capsys.readouterr().out
    for arm in content["arms"]:
        assert f"\n{arm['title']} " in out
    runs = [run for run in content["runs"] if run["arm"] == "hybrid"]
    mean = sum(run["scores"]["macro_f1"]["value"] for run in runs) / len(runs)
    assert f"{mean:.3f}" in out
    assert "compared/report.html" in out


def test_several_data_sets_get_verdicts_over_all(capsys):
    content = full_content()
    print_comparison(content, "compared")
    out = " ".join(capsys.readouterr().out.split())
    assert "Over all data sets, the hybrid's macro-F1 beside each arm:" in out
    for each in content["differences"]:
        if (each["data"], each["fraction"]) == (None, 1.0):
            assert each["verdict"] in out


def test_plan_counts_trainings_and_names_fractions():
    config = CompareConfig(
        ["a.csv"], "out", seeds=range(3), fractions=[0.05, 1], arms=["hybrid", "linear"]
    )
    assert plan_lines(config) == [
        "12 trainings: 2 arms, 3 seeds, 4 qubits",
        "recipe frozen, 3 learning rates for each head and seed, chosen by validation "
        "loss",
        "on 5%, 100% of the rows to train and to validate on",
    ]
