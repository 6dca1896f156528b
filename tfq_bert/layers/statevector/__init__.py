"""The statevector engine: a planned circuit in plain TensorFlow."""

from tfq_bert.layers.statevector.angles import (
    evaluate_polynomials as evaluate_polynomials,
)
from tfq_bert.layers.statevector.engine import StatevectorEngine as StatevectorEngine
