import numpy as np
import tensorflow as tf

from tests.small_steps import STEPS, draw_unitaries
from tfq_bert.layers.statevector.steps import run_steps


def test_matrices_act_on_their_qubits_first_is_most_significant():
    rng = np.random.default_rng(0)
    one, two, per_row = draw_unitaries(rng)
    state = rng.normal(size=(8, 5)) + 1j * rng.normal(size=(8, 5))
    expected = np.kron(np.eye(4), one) @ state
    expected = STEPS[1].phases[:, None] * expected[STEPS[1].source]
    expected = np.kron(two, np.eye(2)) @ expected
    for row in range(5):
        expected[:, row] = np.kron(per_row[:, :, row], np.eye(4)) @ expected[:, row]
    result = run_steps(STEPS, tf.constant(state), [one, two, per_row])
    np.testing.assert_allclose(result, expected, atol=1e-12)
