"""Tests of what is forgotten of a model when its training is over."""

import gc
import weakref

import numpy as np
import pytest

from circuits import CircuitSpec, build_circuit
from tfq_bert._quiet import keras, tf
from tfq_bert.layers import PQC
from tfq_bert.training.one_of_many import one_of_many


def _trace_one():
    """Traces a small circuit; returns a reference that does not hold its graph."""
    built = build_circuit(CircuitSpec(2, 1))
    quantum = PQC(built.circuit, built.observables, data_symbols=built.data_symbols)
    quantum(np.ones((4, 2), np.float32))
    step = tf.function(lambda angles: quantum(angles))
    graph = step.get_concrete_function(tf.TensorSpec((4, 2))).graph
    return weakref.ref(graph)


def _is_free(reference):
    keras.utils.clear_session()
    gc.collect()
    return reference() is None


def test_a_graph_is_free_after_the_block():
    """Outside of it TensorFlow keeps the graph, and what the graph holds."""
    outside = _trace_one()
    with one_of_many():
        inside = _trace_one()
    assert (_is_free(outside), _is_free(inside)) == (False, True)


def test_gradients_of_before_the_block_are_kept():
    """A function that was traced before can be differentiated after."""

    @tf.custom_gradient
    def square(x):
        return x * x, lambda g: 2 * x * g

    traced = tf.function(square)
    x = tf.constant(3.0)
    traced(x)
    with one_of_many():
        _trace_one()
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = traced(x)
    assert float(tape.gradient(y, x)) == pytest.approx(6)


def test_no_word_of_tracing_again_and_others_are_let_through(caplog, monkeypatch):
    """Each trial has a model of its own, whose functions are new."""
    logger = tf.get_logger()
    monkeypatch.setattr(logger, "propagate", True)

    with one_of_many():
        logger.warning("5 out of the last 5 calls to f triggered tf.function retracing")
        logger.warning("another matter")
    logger.warning("6 calls triggered tf.function retracing")
    assert [record.getMessage()[:7] for record in caplog.records] == [
        "another",
        "6 calls",
    ]
