import numpy as np
import pytest
import sympy

from circuits.errors import CircuitSpecError
from circuits.polynomials import make_polynomials

A, B, C = sympy.symbols("a b c")


def _evaluate(table, values):
    """`linear @ s + constant + coefficients @ monomials`, as the class states it."""
    values = np.asarray(values, float)
    monomials = np.array([np.prod(values**powers) for powers in table.products])
    return (
        table.linear @ values + table.constant + table.product_coefficients @ monomials
    )


@pytest.mark.parametrize(
    "expression",
    [
        A,
        -A / 3,
        2 * A + 1,
        A * B,
        A * B * C - 2 * A**2 + B / sympy.pi + sympy.sqrt(2),
        (A + B) ** 2,
        A**2.0 * B,
        (A + B**3.0) ** 2.0,
        (A + B) ** 2 - A**2 - 2 * A * B - B**2 + C,
        A - A,
        sympy.Float(0.25),
        1.5,
        2,
    ],
    ids=str,
)
def test_a_polynomial_has_the_expressions_value(expression):
    table = make_polynomials([expression], [A, B, C])
    point = {A: 0.3, B: -1.2, C: 2.5}
    expected = float(sympy.sympify(expression).subs(point))
    np.testing.assert_allclose(_evaluate(table, list(point.values())), [expected])


def test_rows_are_expressions_and_columns_are_symbols_in_the_given_order():
    """Row 0: 3 b; row 1: a + 2 a b; with columns (b, a)."""
    table = make_polynomials([3 * B, A + 2 * A * B], [B, A])
    assert table.linear.tolist() == [[3.0, 0.0], [0.0, 1.0]]
    assert table.constant.tolist() == [0.0, 0.0]
    assert table.products.tolist() == [[1, 1]]
    assert table.product_coefficients.tolist() == [[0.0], [2.0]]


def test_equal_monomials_share_a_column():
    table = make_polynomials([A * B, 2 * B * A, A**2], [A, B])
    assert table.products.tolist() == [[1, 1], [2, 0]]
    assert table.product_coefficients.tolist() == [[1, 0], [2, 0], [0, 1]]


@pytest.mark.parametrize("symbols", ["plain", "real"])
def test_symbols_with_assumptions_are_matched_by_name(symbols):
    """Row 0: a; row 1: 2 a + 3 a b + 1, by hand."""
    a, b = sympy.Symbol("a", real=True), sympy.Symbol("b", positive=True)
    columns = [A, B] if symbols == "plain" else [a, B]
    table = make_polynomials([a, A + a + 3 * A * b + 1], columns)
    assert table.linear.tolist() == [[1, 0], [2, 0]]
    assert table.constant.tolist() == [0, 1]
    assert table.products.tolist() == [[1, 1]]
    assert table.product_coefficients.tolist() == [[0], [3]]


def test_radians_survive_the_way_through_half_turns():
    """Cirq keeps RY(a) as the power a/pi; times pi it must be a again."""
    table = make_polynomials([np.pi * (A / sympy.pi)], [A])
    np.testing.assert_allclose(table.linear, [[1.0]], atol=1e-15)


def test_no_expressions_and_no_symbols_give_empty_tables():
    assert make_polynomials([], []).linear.shape == (0, 0)
    assert make_polynomials([], [A]).linear.shape == (0, 1)
    assert make_polynomials([0.5], []).constant.tolist() == [0.5]


@pytest.mark.parametrize(
    "expression", [sympy.sin(A), 1 / A, sympy.sqrt(A), sympy.I * A, A * C], ids=str
)
@pytest.mark.parametrize("symbols", [[A, B], []], ids=["symbols", "none"])
def test_anything_else_is_refused_by_name(expression, symbols):
    """C is not among the symbols, so it is no number either."""
    with pytest.raises(CircuitSpecError) as caught:
        make_polynomials([expression], symbols)
    assert str(caught.value) == (
        "an angle must be a real polynomial of the circuit's symbols, because its "
        f"gradient is taken in closed form. Received: angle={expression}. Give the "
        "function's value as a symbol of its own."
    )
