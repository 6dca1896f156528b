"""TensorFlow Quantum's expectation op with its adjoint differentiator."""

import cirq
import numpy as np
import sympy

from scripts.benchmark.work import pairs
from tfq_bert._quiet import import_tfq, tf

tfq = import_tfq()


def build(num_qubits, depth, formulation):
    """Returns `load` and `step`; see the package. There is one formulation."""
    del formulation
    qubits = cirq.GridQubit.rect(1, num_qubits)
    # Padded, since TFQ sorts symbols as text.
    names = [f"x{i:04d}" for i in range(num_qubits)]
    names += [f"y{i:04d}" for i in range(depth * num_qubits)]
    symbols = iter(sympy.symbols(names))
    circuit = cirq.Circuit(cirq.H.on_each(qubits))
    circuit += [cirq.ry(next(symbols))(q) for q in qubits]
    for _ in range(depth):
        circuit += [cirq.CNOT(qubits[c], qubits[t]) for c, t in pairs(num_qubits)]
        circuit += [cirq.ry(next(symbols))(q) for q in qubits]
    program = tfq.convert_to_tensor([circuit])
    operators = tfq.convert_to_tensor([[cirq.Z(q) for q in qubits]])
    expectation = tfq.differentiators.Adjoint().generate_differentiable_op(
        analytic_op=tfq.get_expectation_op()
    )

    rows = tf.TensorSpec((None, num_qubits))
    shared = tf.TensorSpec((depth * num_qubits,))

    @tf.function(input_signature=[rows, shared, rows])
    def differentiate(angles, weights, cotangent):
        batch = tf.shape(angles)[0]
        with tf.GradientTape() as tape:
            tape.watch((angles, weights))
            rows = tf.tile(weights[None], (batch, 1))
            values = expectation(
                tf.tile(program, [batch]),
                tf.constant(names),
                tf.concat([angles, rows], axis=1),
                tf.tile(operators, (batch, 1)),
            )
        sources = (angles, weights)
        return values, *tape.gradient(values, sources, output_gradients=cotangent)

    step = differentiate.get_concrete_function()
    return lambda array: tf.constant(np.asarray(array)), step
