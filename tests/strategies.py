"""Hypothesis strategies: circuits over the whole list of gates, and observables.

Nothing here computes an expectation value.
"""

import math
from dataclasses import dataclass

import cirq
import numpy as np
import sympy
from hypothesis import strategies as st

DATA = sympy.symbols("x1 x2 x10")
WEIGHTS = sympy.symbols("w1 w2 w10 v")
EXPRESSIONS = (
    lambda a, *_: a,
    lambda a, *_: a,
    lambda a, *_: 2 * a + 1,
    lambda a, *_: -a / 3,
    lambda a, *_: sympy.pi * a / 2,
    lambda a, *_: a / sympy.pi,
    lambda a, *_: sympy.pi / 3 + a,
    lambda a, b, _: a * b,
    lambda a, *_: a**2,
    lambda a, b, c: a + b * c,
    lambda a, b, _: a - b,
    lambda a, b, c: a * b * c - 0.5 * a,
    # Cancels, but only once it is multiplied out.
    lambda a, b, c: (a + b) ** 2 - a**2 - 2 * a * b - b**2 + c,
)
NUMBERS = (-1.0, -0.7, -0.5, -0.25, 0.0, 0.125, 0.3, 0.5, 1.0, 1.7, 2.0)
SHIFTS = (0.0, 0.0, 0.0, -0.5, 0.3)
POWERS = {
    1: (cirq.XPowGate, cirq.YPowGate, cirq.ZPowGate, cirq.HPowGate),
    2: (
        cirq.CXPowGate,
        cirq.CZPowGate,
        cirq.SwapPowGate,
        cirq.ISwapPowGate,
        cirq.XXPowGate,
        cirq.YYPowGate,
        cirq.ZZPowGate,
    ),
    3: (cirq.CCXPowGate, cirq.CCZPowGate),
}
GATES = {
    1: (
        lambda d: cirq.rx(d.angle()),
        lambda d: cirq.ry(d.angle()),
        lambda d: cirq.rz(d.angle()),
        lambda d: cirq.PhasedXPowGate(exponent=d.angle(), phase_exponent=d.angle()),
        lambda d: cirq.PhasedXZGate(
            x_exponent=d.angle(), z_exponent=d.angle(), axis_phase_exponent=d.angle()
        ),
        lambda d: d.pick((cirq.H, cirq.T, cirq.S**-1, cirq.X, cirq.Y, cirq.Z, cirq.I)),
        lambda d: cirq.MatrixGate(d.matrix(2)),
        lambda d: cirq.DiagonalGate(d.numbers(2)),
        lambda d: d.pick(cirq.SingleQubitCliffordGate.all_single_qubit_cliffords),
        lambda d: cirq.WaitGate(cirq.Duration(nanos=d.pick((0, 5)))),
    ),
    2: (
        lambda d: cirq.FSimGate(d.angle(), d.angle()),
        lambda d: cirq.PhasedFSimGate(*(d.angle() for _ in range(5))),
        lambda d: cirq.PhasedISwapPowGate(exponent=d.angle(), phase_exponent=d.angle()),
        lambda d: cirq.givens(d.angle()),
        lambda d: cirq.ms(d.angle()),
        lambda d: d.pick((cirq.CNOT, cirq.CZ, cirq.SWAP, cirq.ISWAP, cirq.SQRT_ISWAP)),
        lambda d: cirq.MatrixGate(d.matrix(4)),
        lambda d: cirq.TwoQubitDiagonalGate(d.numbers(4)),
        lambda d: Turned(d.angle()),
        lambda d: Opaque(d.seed()),
        lambda d: cirq.PauliInteractionGate(
            d.pauli(), d.flag(), d.pauli(), d.flag(), exponent=d.angle()
        ),
        lambda d: Applied(d.pick(NUMBERS)),
        lambda d: cirq.ParallelGate(cirq.ry(d.angle()), 2),
        lambda d: cirq.PhaseGradientGate(num_qubits=2, exponent=d.angle()),
        lambda d: cirq.BooleanHamiltonianGate("ab", ["a ^ b", "a"], d.pick(NUMBERS)),
    ),
    3: (
        lambda d: d.pick((cirq.CCX, cirq.CCZ, cirq.CSWAP, cirq.IdentityGate(3))),
        lambda d: cirq.MatrixGate(d.matrix(8)),
        lambda d: cirq.ThreeQubitDiagonalGate(d.numbers(8)),
        lambda d: cirq.QubitPermutationGate(d.shuffled(range(3))),
        lambda d: cirq.QuantumFourierTransformGate(3, without_reverse=d.flag()),
        lambda d: cirq.ParallelGate(d.pick(POWERS[1])(exponent=d.angle()), 3),
    ),
}


@dataclass(repr=False)
class Problem:
    """One drawn question: which expectation values, and which gradients?

    Attributes:
        circuit: What the user gives, perhaps with measurements at its end.
        unitary: The same circuit without measurements and subcircuits.
        observables: list of Pauli strings and sums.
        data_symbols: Those of `DATA` that stand in the circuit.
        weight_symbols: Those of `WEIGHTS` that stand in the circuit.
        seed: int, for values and directions.
    """

    circuit: cirq.Circuit
    unitary: cirq.Circuit
    observables: list
    data_symbols: list
    weight_symbols: list
    seed: int

    def __repr__(self):
        try:
            drawn = str(self.circuit)
        except TypeError:  # Cirq 1.5 draws no global phase with a symbol.
            drawn = repr(self.circuit)
        return (
            f"\n{drawn}\n{[str(o) for o in self.observables]} of "
            f"{self.data_symbols}, {self.weight_symbols}, seed {self.seed}"
        )


class Mute(cirq.Gate):
    """A gate of the user's own that tells Cirq its parts, not its symbols."""

    def __init__(self, angle):
        self.angle = angle

    def _num_qubits_(self):
        return 2

    def _decompose_(self, qubits):
        yield cirq.ry(self.angle)(qubits[0])
        yield cirq.CNOT(*qubits)
        yield cirq.rz(2 * self.angle)(qubits[1])
        yield cirq.CNOT(*qubits)


class Turned(Mute):
    """One with all that Cirq asks of a gate with symbols."""

    def _is_parameterized_(self):
        return cirq.is_parameterized(self.angle)

    def _parameter_names_(self):
        return cirq.parameter_names(self.angle)

    def _resolve_parameters_(self, resolver, recursive):
        return Turned(resolver.value_of(self.angle, recursive))


class Opaque(cirq.Gate):
    """A gate of the user's own, with a matrix and nothing else."""

    def __init__(self, seed):
        self.seed = seed

    def _num_qubits_(self):
        return 2

    def _unitary_(self):
        return cirq.testing.random_unitary(4, random_state=self.seed)


class Applied(cirq.Gate):
    """A gate of the user's own that is told by what it does to a state."""

    def __init__(self, exponent):
        self.exponent = exponent

    def _num_qubits_(self):
        return 2

    def _apply_unitary_(self, args):
        return cirq.apply_unitary(cirq.CX**self.exponent, args)


class _Drawer:
    """Draws the arguments of gates."""

    def __init__(self, draw, symbols):
        self._draw, self._symbols = draw, symbols

    def pick(self, items):
        return self._draw(st.sampled_from(items))

    def flag(self):
        return self._draw(st.booleans())

    def count(self, low, high):
        return self._draw(st.integers(low, high))

    def seed(self):
        return self._draw(st.integers(0, 2**20))

    def shuffled(self, items):
        """One draw is a permutation's number: quicker than one an item."""
        left, number = list(items), self._draw(st.integers(0, math.factorial(12) - 1))
        shuffled = []
        while left:
            number, place = divmod(number, len(left))
            shuffled.append(left.pop(place))
        return shuffled

    def pauli(self):
        return self.pick((cirq.X, cirq.Y, cirq.Z))

    def matrix(self, size):
        return cirq.testing.random_unitary(size, random_state=self.seed())

    def numbers(self, size):
        return np.random.default_rng(self.seed()).uniform(-2, 2, size).tolist()

    def angle(self):
        """A number one time in four, else a polynomial of symbols."""
        if not self._symbols or self.count(0, 3) == 0:
            return self.pick(NUMBERS)
        size = len(self._symbols)
        number, form = divmod(
            self.count(0, len(EXPRESSIONS) * size**3 - 1), len(EXPRESSIONS)
        )
        a, b, c = (self._symbols[number // size**i % size] for i in range(3))
        return EXPRESSIONS[form](a, b, c)


def _gate(d, size):
    """Draws a gate on `size` qubits, 1 to 3."""
    if d.flag():
        return d.pick(POWERS[size])(exponent=d.angle(), global_shift=d.pick(SHIFTS))
    return d.pick(GATES[size])(d)


# What Cirq makes of a gate with parts and no power of its own, run backwards.
_Inverse = type(cirq.inverse(cirq.PhasedFSimGate(0.1, 0.2, 0.3, 0.4, 0.5)))


def symbol_names(circuit):
    """Returns the names of a circuit's symbols.

    Cirq 1.5 does not name those of PhasedFSimGate, not even in a subcircuit.
    """
    names = set(cirq.parameter_names(circuit))
    for operation in _written_out(circuit).all_operations():
        gate = operation.gate
        while isinstance(gate, cirq.ControlledGate | _Inverse):
            is_inverse = isinstance(gate, _Inverse)
            gate = gate._original if is_inverse else gate.sub_gate
        if isinstance(gate, cirq.PhasedFSimGate):
            angles = (gate.theta, gate.zeta, gate.chi, gate.gamma, gate.phi)
            names |= set().union(*map(cirq.parameter_names, angles))
    return names


def _written_out(circuit):
    return cirq.unroll_circuit_op(circuit, deep=True, tags_to_check=None)


def _controlled(d, qubits):
    """Draws a gate with one control or more, of any values, perhaps nested."""
    size = d.count(1, min(3, len(qubits) - 1))
    targets, rest = qubits[:size], qubits[size:]
    operation = _gate(d, size)(*targets)
    while rest:
        count = d.count(1, min(3, len(rest)))
        controls, rest = rest[:count], rest[count:]
        values = [d.pick((0, 1, 1, (0, 1))) for _ in controls]
        if count == 2 and d.count(0, 2) == 0:
            values = cirq.SumOfProducts(d.pick([[(0, 1), (1, 0)], [(0, 0)], [(1, 1)]]))
        operation = operation.controlled_by(*controls, control_values=values)
        if d.count(0, 2):
            break
    return operation


def _phasor(d, qubits):
    """Draws a Pauli string that turns its two eigenspaces by angles."""
    used = qubits[: d.count(1, len(qubits))]
    string = cirq.PauliString({q: d.pauli() for q in used}, coefficient=d.pick((1, -1)))
    return cirq.PauliStringPhasor(
        string, exponent_neg=d.angle(), exponent_pos=d.pick((0, d.angle()))
    )


def _is_invertible(circuit):
    try:
        return cirq.inverse(circuit.unfreeze(), None) is not None
    except (TypeError, ValueError):  # What is tagged or in a subcircuit raises.
        return False


def _subcircuit(d, qubits, level):
    """Draws a repeated subcircuit, with other qubits and symbols than it is run on."""
    inner = _operations(d, qubits, d.count(1, 4), level + 1)
    circuit = cirq.FrozenCircuit(inner)
    options = {"repetitions": d.pick((1, 2, 3, -1, -2))}
    if not _is_invertible(circuit):
        options["repetitions"] = abs(options["repetitions"])
    if d.flag():
        options["qubit_map"] = dict(zip(qubits, d.shuffled(qubits), strict=True))
    names = sorted(cirq.parameter_names(circuit))
    if names and d.flag():
        options["param_resolver"] = {
            sympy.Symbol(names[0]): d.pick((0.25, *DATA, *WEIGHTS))
        }
    return cirq.CircuitOperation(circuit, use_repetition_ids=False, **options)


def _whole(d, qubits):
    """Draws what acts on any number of qubits, or on none."""
    kind = d.count(0, 3)
    if kind == 0:
        return cirq.IdentityGate(len(qubits))(*qubits)
    if kind == 1:
        return cirq.PauliString({q: d.pauli() for q in qubits})
    if kind == 2:
        return cirq.QubitPermutationGate(d.shuffled(range(len(qubits))))(*qubits)
    return cirq.global_phase_operation(d.pick((1j, -1, sympy.exp(sympy.I * DATA[0]))))


def _operations(d, qubits, count, level=0):
    operations = []
    for _ in range(count):
        here = d.shuffled(qubits)
        kind = d.count(0, 19)
        if kind < 3 and len(here) > 1:
            made = _controlled(d, here)
        elif kind == 3:
            made = _phasor(d, here)
        elif kind == 4 and level < 2:
            made = _subcircuit(d, here, level)
        elif kind == 5 and not level:
            made = _whole(d, here)
        else:
            size = d.pick([s for s in (1, 1, 1, 2, 2, 2, 3) if s <= len(here)])
            made = _gate(d, size)(*here[:size])
        operations.append(made.with_tags("tag") if d.count(0, 9) == 0 else made)
    return operations


def _qubits(d):
    """Draws 1 to 8 qubits of one kind or several, in any order, with gaps."""
    kinds = (
        cirq.LineQubit,
        lambda i: cirq.GridQubit(i % 3, i // 3),
        lambda i: cirq.NamedQubit(f"q{i}"),
    )
    mixed, kind = d.count(0, 3) == 0, d.pick(kinds)
    indices = d.shuffled(range(12))[: d.count(1, 8)]
    return [d.pick(kinds)(i) if mixed else kind(i) for i in indices]


def _observable(d, qubits):
    """Draws a Pauli string or a sum, with coefficients of at most 2 together."""
    strings = []
    for _ in range(d.count(1, 3)):
        used = d.shuffled(qubits)[: d.count(0, len(qubits))]
        strings.append(cirq.PauliString({q: d.pauli() for q in used}))
    weights = [d.pick((1.0, -1.0, 0.5, -0.25)) for _ in strings]
    total = sum(map(abs, weights)) / d.pick((1.0, 2.0))
    terms = [w / total * s for w, s in zip(weights, strings, strict=True)]
    return terms[0] if len(terms) == 1 else sum(terms[1:], cirq.PauliSum.wrap(terms[0]))


@st.composite
def problems(draw, max_gates=40):
    """Draws a circuit of 1 to 8 qubits and `max_gates` gates, and its observables."""
    d = _Drawer(
        draw, DATA[: draw(st.integers(0, 3))] + WEIGHTS[: draw(st.integers(0, 4))]
    )
    qubits = _qubits(d)
    idle = [cirq.LineQubit(99)] if d.count(0, 4) == 0 else []
    count = min(d.count(1, max_gates), d.count(1, max_gates))  # long ones are slow
    operations = _operations(d, qubits, count)
    if not any(operation.qubits for operation in operations):  # phases alone
        operations.append(cirq.I(qubits[0]))
    strategy = d.pick((cirq.InsertStrategy.EARLIEST, cirq.InsertStrategy.NEW))
    circuit = cirq.Circuit(operations, strategy=strategy)
    if d.flag():
        circuit.insert(d.count(0, len(circuit)), cirq.Moment())
    measured = circuit.copy()
    if d.count(0, 3) == 0:
        ends = d.shuffled(qubits)[: d.count(1, len(qubits))]
        measured.append(cirq.measure(*ends, key="m", invert_mask=(True,)))
    names = symbol_names(circuit)
    return Problem(
        circuit=measured,
        unitary=_written_out(circuit),
        observables=[_observable(d, qubits + idle) for _ in range(d.count(1, 3))],
        data_symbols=[s for s in d.shuffled(DATA) if s.name in names],
        weight_symbols=[s for s in d.shuffled(WEIGHTS) if s.name in names],
        seed=d.seed(),
    )
