import numpy as np
import tensorflow as tf

from tfq_bert.layers.statevector.steps import Multiply, make_move, run_steps

# Three qubits: a matrix on the last, a permutation with phases, one on the first two.
STEPS = [
    Multiply(0, 2, 1),
    make_move(
        np.array([3, 0, 1, 2, 7, 4, 6, 5], np.int32), np.exp(1j * np.arange(8.0))
    ),
    Multiply(1, 0, 2),
    Multiply(2, 0, 1, per_row=True),
]


def _unitaries(rng):
    def draw(*shape):
        matrix = rng.normal(size=shape) + 1j * rng.normal(size=shape)
        return np.linalg.qr(matrix)[0]

    per_row = np.stack([draw(2, 2) for _ in range(5)], axis=2)
    return [tf.constant(m) for m in (draw(2, 2), draw(4, 4), per_row)]


def test_matrices_act_on_their_qubits_first_is_most_significant():
    rng = np.random.default_rng(0)
    one, two, per_row = _unitaries(rng)
    state = rng.normal(size=(8, 5)) + 1j * rng.normal(size=(8, 5))
    expected = np.kron(np.eye(4), one) @ state
    expected = STEPS[1].phases[:, None] * expected[STEPS[1].source]
    expected = np.kron(two, np.eye(2)) @ expected
    for row in range(5):
        expected[:, row] = np.kron(per_row[:, :, row], np.eye(4)) @ expected[:, row]
    result = run_steps(STEPS, tf.constant(state), [one, two, per_row])
    np.testing.assert_allclose(result, expected, atol=1e-12)
