"""One file per engine, each loaded by a worker in the environment that holds it.

A file has one function, `build(num_qubits, depth, formulation)`, which returns two:
`load(array)` makes a float32 NumPy array the engine's own, and
`step(angles, weights, cotangent)` returns, when all is computed, the expectation values
`(batch, num_qubits)` of the paper's circuit and the gradients of
`sum(values * cotangent)` to the angles and to the weights.
"""
