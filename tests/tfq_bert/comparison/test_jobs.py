"""Tests of the plan of a comparison: each piece once, with a name of its own."""

from tfq_bert.comparison import CompareConfig, plan_jobs
from tfq_bert.comparison.jobs import plan_disturbances


def test_every_training_is_planned_once():
    """2 data sets x 2 fractions x 3 seeds x (5 arms x 2 widths + 3 arms)."""
    config = CompareConfig(
        ["a.csv", "b.csv"], "out", qubits=[2, 4], seeds=range(3), fractions=[0.1, 1]
    )
    keys = [job.key for job in plan_jobs(config)]
    assert len(keys) == len(set(keys)) == 2 * 2 * 3 * (5 * 2 + 3)


def test_fractions_that_are_nearly_equal_have_files_of_their_own():
    config = CompareConfig(
        ["a.csv"], "out", fractions=[0.1234567, 0.1234568], seeds=[0]
    )
    keys = {job.key for job in plan_jobs(config)}
    assert len(keys) == 2 * 8


def test_the_hybrid_on_all_rows_is_disturbed():
    config = CompareConfig(
        *(["a.csv"], "out"),
        seeds=range(3),
        fractions=[0.1, 1],
        shots=[10, 100],
        noise=[0.1],
        processor="weber",
    )
    planned = plan_disturbances(config, plan_jobs(config))
    assert len(planned) == len({each.key for each in planned}) == 3 * 5
    kinds = [each.kind for each in planned[:5]]
    assert kinds == ["exact", "shots", "shots", "noise", "processor"]
    assert {(each.job.arm, each.job.fraction) for each in planned} == {("hybrid", 1)}
