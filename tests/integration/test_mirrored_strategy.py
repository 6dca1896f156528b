"""Several devices of one host: TensorFlow's own strategy around the model."""

import pytest

CODE = """
import contextlib
import numpy as np
import tfq_bert
import tensorflow as tf
from tests.small_workers import labeled_rows, make_model
from tfq_bert.training import ScaledAdamW
cpu = tf.config.list_physical_devices("CPU")[0]
two = [tf.config.LogicalDeviceConfiguration()] * 2
tf.config.set_logical_device_configuration(cpu, two)
strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
assert strategy.num_replicas_in_sync == 2
def fit(scope, rows):
    texts, labels = labeled_rows(rows)
    with scope:
        model = make_model(True)
        model.compile(ScaledAdamW(1e-4, {"embedding": 0.5}, epsilon=1e-6))
    model.fit(texts, labels, batch_size=8, epochs=3, seed=0, verbose=0)
    return [np.array(w) for w in model.weights]
for rows in (16, 24):
    one = fit(contextlib.nullcontext(), rows)
    both = fit(strategy.scope(), rows)
    print(rows, max(float(np.abs(a - b).max()) for a, b in zip(one, both)))
"""


@pytest.mark.slow
def test_a_mirrored_model_ends_as_one_on_one_device(run_python):
    """Batches of 8, which two devices share evenly, and no clipping.

    Keras 3.15 clips each device's own gradient, and takes the mean over devices for
    that over rows: a last batch of 3 and 2 rows moved a weight by 1e-4.
    """
    done = run_python(CODE)
    assert done.returncode == 0, done.stderr
    worst = [float(line.split()[1]) for line in done.stdout.splitlines()]
    assert len(worst) == 2
    assert max(worst) < 1e-6, worst
