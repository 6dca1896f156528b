import pytest

from tfq_bert.layers.statevector.memory import free_memory, make_memory_plan

STATE = 8 * 2**20  # bytes of 20 qubits in complex64


@pytest.mark.parametrize(
    ("differentiator", "stored_rows", "rows"),
    [("auto", 5, 12), ("stored", 5, 5), ("adjoint", 0, 12)],
)
def test_rows_are_counted_by_the_states_that_they_need(
    differentiator, stored_rows, rows
):
    """100 states fit; a row takes 8, and 12 more where those are kept."""
    plan = make_memory_plan(20, 12, 8, differentiator, budget=100 * STATE)
    assert plan.bytes_per_row == 20 * STATE
    assert plan.bytes_per_row_adjoint == 8 * STATE
    assert (plan.stored_rows, plan.rows) == (stored_rows, rows)


def test_one_row_runs_at_any_budget():
    assert make_memory_plan(20, 12, 8, "auto", budget=1).rows == 1


def test_the_budget_is_a_quarter_of_the_free_memory_by_default():
    before = free_memory()
    budget = make_memory_plan(4, 1, 4, "auto").budget
    assert 0.5 * before < 4 * budget < 2 * before
