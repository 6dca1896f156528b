"""The route that shares no code with ours: `cirq.Simulator` in double precision."""

import cirq
import numpy as np
import sympy


def simulate(circuit, observables, values, qubits=None):
    """Returns the expectation values at one point, `(num_observables,)`, float64.

    Args:
        circuit: cirq.Circuit.
        observables: list of Pauli strings and sums.
        values: dict from symbol name to radians.
        qubits: All qubits; defaults to those of the circuit and the observables.
    """
    used = {q for o in observables for q in o.qubits} | circuit.all_qubits()
    qubits = sorted(used) if qubits is None else qubits
    padded = circuit + cirq.Moment(cirq.I.on_each(set(qubits) - circuit.all_qubits()))
    return np.real(
        cirq.Simulator(dtype=np.complex128).simulate_expectation_values(
            padded,
            [cirq.PauliSum.wrap(o) for o in observables],
            param_resolver=values,
            qubit_order=qubits,
            permit_terminal_measurements=True,
        )
    )


def parameter_shift(circuit, observables, values, name):
    """Returns the exact derivatives by one symbol, `(num_observables,)`.

    For symbols that stand alone in one RX, RY or RZ:
    `f'(a) = (f(a + pi/2) - f(a - pi/2)) / 2`.

    Reference:
        Schuld et al. 2019 (https://arxiv.org/abs/1811.11184), section II.
    """
    up = simulate(circuit, observables, {**values, name: values[name] + np.pi / 2})
    down = simulate(circuit, observables, {**values, name: values[name] - np.pi / 2})
    return (up - down) / 2


def central_difference(circuit, observables, values, name, step=1e-4):
    """Returns the derivatives by one symbol that may stand anywhere.

    In double precision the error is about 1e-8.
    """
    up = simulate(circuit, observables, {**values, name: values[name] + step})
    down = simulate(circuit, observables, {**values, name: values[name] - step})
    return (up - down) / (2 * step)


def gate_matrix(gate, values):
    """Sums the terms of a planned `circuits.Gate` at a point.

    Args:
        gate: circuits.Gate.
        values: dict from sympy symbol to radians.

    Returns:
        `sum_k f_k(angle) * matrices[k]`, as the class states it.
    """
    if gate.angle is None:
        return gate.matrices[0]
    angle = float(sympy.sympify(gate.angle).subs(values))
    functions = {"one": lambda _: 1.0, "cos": np.cos, "sin": np.sin}
    return sum(
        functions[kind](speed * angle) * matrix
        for (kind, speed), matrix in zip(gate.functions, gate.matrices, strict=True)
    )


ONE_QUBIT = (
    cirq.H,
    cirq.T,
    cirq.S**-1,
    cirq.X**0.3,
    cirq.ZPowGate(exponent=0.7, global_shift=-0.5),
    cirq.PhasedXPowGate(phase_exponent=0.2, exponent=0.6),
)
ROTATIONS = (cirq.rx, cirq.ry, cirq.rz)
TWO_QUBIT = (
    cirq.CNOT,
    cirq.CZ,
    cirq.SWAP,
    cirq.ISWAP,
    cirq.ISWAP**0.5,
    cirq.CNOT**0.4,
    cirq.FSimGate(0.3, 0.8),
    cirq.XX**0.2,
)
TWO_QUBIT_POWERS = (
    cirq.CZPowGate,
    cirq.CXPowGate,
    cirq.ISwapPowGate,
    cirq.SwapPowGate,
    cirq.ZZPowGate,
    cirq.XXPowGate,
    cirq.YYPowGate,
)


def random_circuit(rng, num_qubits, num_gates, names):
    """Draws a circuit over all kinds of gates; each symbol drives gates of its own.

    Angles are `scale * symbol + offset` or products of two symbols.
    """
    qubits = cirq.LineQubit.range(num_qubits)
    symbols = sympy.symbols(names)

    def angle():
        a, b = rng.choice(len(symbols), 2)
        kind = rng.integers(4)
        if kind == 0:
            return symbols[a]
        if kind == 1:
            return float(rng.choice([-1.0, 2.0, 0.5])) * symbols[a] + 0.25
        return symbols[a] - symbols[b] / 3 if kind == 2 else symbols[a] * symbols[b]

    operations = [cirq.ry(symbol)(qubits[0]) for symbol in symbols]
    for _ in range(num_gates):
        kind = rng.integers(6)
        one = qubits[rng.integers(num_qubits)]
        two = [qubits[i] for i in rng.permutation(num_qubits)[:2]]
        if kind == 0:
            operations.append(ONE_QUBIT[rng.integers(len(ONE_QUBIT))](one))
        elif kind == 1 or num_qubits == 1:
            operations.append(ROTATIONS[rng.integers(3)](angle())(one))
        elif kind == 2:
            power = (cirq.X, cirq.Y, cirq.Z, cirq.H)[rng.integers(4)] ** angle()
            operations.append(power(one))
        elif kind == 3:
            gate = TWO_QUBIT_POWERS[rng.integers(len(TWO_QUBIT_POWERS))]
            operations.append(gate(exponent=angle())(*two))
        elif kind == 4 and num_qubits > 2:
            three = [qubits[i] for i in rng.permutation(num_qubits)[:3]]
            operations.append((cirq.CCX, cirq.CSWAP)[rng.integers(2)](*three))
        else:
            operations.append(TWO_QUBIT[rng.integers(len(TWO_QUBIT))](*two))
    return cirq.Circuit(operations)


def random_observables(rng, num_qubits, count):
    """Draws Pauli sums over X, Y and Z, each with a constant."""
    qubits = cirq.LineQubit.range(num_qubits)
    observables = []
    for _ in range(count):
        total = cirq.PauliSum() + float(rng.normal())
        for _ in range(rng.integers(1, 4)):
            string = cirq.PauliString(
                {
                    q: (cirq.X, cirq.Y, cirq.Z)[rng.integers(3)]
                    for q in qubits
                    if rng.random() < 0.6
                },
                coefficient=float(rng.normal()),
            )
            total += string
        observables.append(total)
    return observables
