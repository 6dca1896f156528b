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
