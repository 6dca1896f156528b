import numpy as np
import pytest
import tensorflow as tf

from tests.small_steps import STEPS, draw_unitaries
from tfq_bert.layers.statevector.evolution import evolve
from tfq_bert.layers.statevector.steps import Multiply, run_steps


@pytest.mark.parametrize("keep_states", [True, False])
def test_the_gradient_is_that_of_tensorflow_through_the_plain_steps(keep_states):
    rng = np.random.default_rng(1)
    matrices = draw_unitaries(rng)
    state = tf.constant(rng.normal(size=(8, 5)) + 1j * rng.normal(size=(8, 5)))
    cotangent = tf.constant(rng.normal(size=(8, 5)) + 1j * rng.normal(size=(8, 5)))
    results = []
    for run in (run_steps, lambda *a: evolve(*a, keep_states=keep_states)):
        with tf.GradientTape() as tape:
            tape.watch([state, *matrices])
            final = run(STEPS, state, matrices)
        results.append([final, *tape.gradient(final, [state, *matrices], cotangent)])
    for ours, expected in zip(results[1], results[0], strict=True):
        np.testing.assert_allclose(ours, expected, atol=1e-12)


@pytest.mark.parametrize("turns", [1, 5, 6, 9])
def test_repeated_steps_give_the_same_in_a_loop(turns):
    """The move is one object in every turn; the last step stands alone."""
    rng = np.random.default_rng(2)
    steps, matrices = [], []
    for _ in range(turns):
        one, two, per_row = draw_unitaries(rng)
        count = len(matrices)
        steps += [Multiply(count, 2, 1), STEPS[1], Multiply(count + 1, 0, 2)]
        steps.append(Multiply(count + 2, 0, 1, per_row=True))
        matrices += [one, two, per_row]
    steps.append(Multiply(len(matrices), 1, 1))
    matrices.append(draw_unitaries(rng)[0])
    state = tf.constant(rng.normal(size=(8, 5)) + 1j * rng.normal(size=(8, 5)))

    def gradients(run):
        with tf.GradientTape() as tape:
            tape.watch([state, *matrices])
            final = run(steps, state, matrices)
        return [final, *tape.gradient(final, [state, *matrices], tf.ones_like(state))]

    @tf.function
    def traced():
        return gradients(lambda *a: evolve(*a, keep_states=False))

    for ours, expected in zip(traced(), gradients(run_steps), strict=True):
        np.testing.assert_allclose(ours, expected, atol=1e-12)
