import numpy as np
import sympy
import tensorflow as tf

from circuits import make_polynomials
from tfq_bert.layers.statevector.angles import evaluate_polynomials


def test_polynomials_evaluate_to_their_expressions():
    """Each kind of table (all symbols, some, scaled, shifted, products) at a point."""
    a, b, c = symbols = sympy.symbols("a b c")
    point = {a: 0.3, b: -1.2, c: 2.5}
    rows = tf.constant([[0.3, 0.0], [-1.2, 0.0], [2.5, 0.0]])
    for expressions in ([a, b, c], [c, a], [2 * b, a - c], [a + 1], [a * b, c**2 + 3]):
        table = make_polynomials(expressions, symbols)
        expected = [
            [float(e.subs(p)) for p in (point, dict.fromkeys(symbols, 0))]
            for e in expressions
        ]
        np.testing.assert_allclose(
            evaluate_polynomials(table, rows), expected, rtol=1e-6, atol=1e-6
        )


def test_powers_of_differences_keep_their_digits_in_single_precision():
    """Multiplied out, (a - b)**12 has terms of 10**8 here, and cancels to 0.5**12."""
    a, b = sympy.symbols("a b")
    rows = tf.constant([[3.0], [2.5]])
    table = make_polynomials([(a - b) ** 12], [a, b])
    with tf.GradientTape() as tape:
        tape.watch(rows)
        value = evaluate_polynomials(table, rows)
    assert value.dtype == tf.float32
    np.testing.assert_allclose(value, [[0.5**12]], rtol=0, atol=1e-6)
    slope = 12 * 0.5**11
    np.testing.assert_allclose(
        tape.gradient(value, rows), [[slope], [-slope]], rtol=0, atol=1e-5
    )


def test_second_derivatives_of_products_are_finite_at_zero():
    """Of a b + a**2 at zero: by a and a 2, by a and b 1."""
    a, b = sympy.symbols("a b")
    rows = tf.zeros((2, 1))
    table = make_polynomials([a * b + a**2], [a, b])
    with tf.GradientTape() as outer:
        outer.watch(rows)
        with tf.GradientTape() as inner:
            inner.watch(rows)
            value = evaluate_polynomials(table, rows)
        by_a = inner.gradient(value, rows)[0]
    np.testing.assert_allclose(outer.gradient(by_a, rows), [[2.0], [1.0]])
