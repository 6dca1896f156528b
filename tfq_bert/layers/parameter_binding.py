"""Binds data and weights to the parameters of single gates, as tensors.

Does not rewrite circuits: `circuits.separate_parameters` does.
"""

from circuits import make_polynomials
from tfq_bert._quiet import tf
from tfq_bert.layers.statevector import evaluate_polynomials


def make_binding(expressions, data_symbols, weight_symbols):
    """Makes the function from data and weights to all parameters of a circuit.

    Args:
        expressions: One a parameter, polynomials of the symbols.
        data_symbols: Symbols that the columns of the data fill, in order.
        weight_symbols: Symbols that the weights fill, in order.

    Returns:
        A function from `(batch, num_data_symbols)` and `(num_weight_symbols,)` to
        `(batch, num_parameters)`, float32, differentiable in both.

    Raises:
        CircuitSpecError: If an expression is not a polynomial of the symbols.
    """
    table = make_polynomials(expressions, (*data_symbols, *weight_symbols))

    def bind(data, weights):
        rows = tf.tile(weights[:, None], (1, tf.shape(data)[0]))
        rows = tf.concat([tf.transpose(data), rows], axis=0)
        return tf.transpose(evaluate_polynomials(table, rows))

    return bind
