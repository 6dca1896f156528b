import tensorflow as tf

from tfq_bert.models.traced_step import TracedStep


def test_a_function_is_traced_once_a_key():
    traces = []

    def double(x):
        traces.append(x.dtype)
        return 2 * x

    step = TracedStep((tf.TensorSpec((None,), tf.float32),))
    for key in ("a", "a", "b", "b"):
        for size in (1, 2, 3):
            assert step(double, key, tf.ones(size)).numpy().tolist() == [2.0] * size
    assert len(traces) == 2


def test_it_is_not_saved_with_what_holds_it(tmp_path):
    module = tf.Module()
    module.step = TracedStep()
    module.step(tf.square, "key", tf.constant(3.0))
    tf.saved_model.save(module, tmp_path)
    assert not hasattr(tf.saved_model.load(tmp_path), "step")
