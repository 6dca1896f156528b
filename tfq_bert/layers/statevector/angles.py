"""Evaluates the polynomials of a circuit's angles on tensors of symbol values.

Does not collect the coefficients: `circuits.make_polynomials` does.
"""

import functools

import numpy as np

from tfq_bert._quiet import tf


def evaluate_polynomials(table, rows, num_columns=None):
    """Evaluates polynomials on symbol values.

    Args:
        table: What `circuits.make_polynomials` returned.
        rows: `(num_symbols, batch)`, real.
        num_columns: How many of the table's symbols `rows` holds, where the others
            have no part; None for all.

    Returns:
        `(num_polynomials, batch)`, the dtype of `rows`; computed in float64 if there
        are products.
    """
    if len(table.products) and rows.dtype != tf.float64:
        # Monomials may cancel: (a - b)**12, multiplied out, has no digit in float32.
        exact = evaluate_polynomials(table, tf.cast(rows, tf.float64), num_columns)
        return tf.cast(exact, rows.dtype)
    linear = table.linear[:, :num_columns]
    if np.array_equal(linear, np.eye(*linear.shape)) and len(linear) == rows.shape[0]:
        values = rows
    elif np.all((linear == 1).sum(axis=1) == 1) and np.all(np.isin(linear, (0, 1))):
        values = tf.gather(rows, linear.argmax(axis=1))
    else:
        values = tf.matmul(tf.constant(linear, rows.dtype), rows)
    if np.any(table.constant):
        values += tf.constant(table.constant[:, None], rows.dtype)
    if len(table.products):
        monomials = []
        for exponents in table.products:
            # No powers and `reduce_prod`: their second derivatives divide by factors.
            factors = [rows[s] for s, e in enumerate(exponents) for _ in range(e)]
            monomials.append(functools.reduce(tf.multiply, factors))
        coefficients = tf.constant(table.product_coefficients, rows.dtype)
        values += tf.matmul(coefficients, tf.stack(monomials))
    return values
