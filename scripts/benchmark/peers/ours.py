"""The public `PQC` layer of this project, as its constructor gives it."""

from circuits import CircuitSpec, build_circuit
from tfq_bert._quiet import tf
from tfq_bert.layers import PQC


def build(num_qubits, depth, formulation):
    """Returns `load` and `step`; see the package. There is one formulation."""
    del formulation
    spec = CircuitSpec(num_qubits=num_qubits, depth=depth)
    built = build_circuit(spec)
    layer = PQC(built.circuit, built.observables, data_symbols=built.data_symbols)

    @tf.function
    def differentiate(angles, cotangent):
        with tf.GradientTape() as tape:
            tape.watch(angles)
            values = layer(angles)
        sources = [angles, layer.parameters.value]
        return values, *tape.gradient(values, sources, output_gradients=cotangent)

    graphs, loaded = {}, {}

    def step(angles, weights, cotangent):
        if loaded.get("weights") is not weights:
            layer.parameters.assign(weights)
            loaded["weights"] = weights
        rows = angles.shape[0]
        if rows not in graphs:
            graphs[rows] = differentiate.get_concrete_function(angles, cotangent)
        # Without TensorFlow's search for the graph, which takes longer than 4 qubits.
        return graphs[rows](angles, cotangent)

    return tf.constant, step
