"""What to do about a gate that a target does not take.

Says what helps, and does not try it.
"""

import cirq

from circuits.devices.targets import Target

# Cirq may run a gate on a state of all its qubits to tell whether it is unitary.
_MAX_QUBITS = 10


def unsupported_remedy(operation: cirq.Operation, target: Target) -> str:
    """Says how to do without an operation that a target does not take.

    Args:
        operation: `cirq.Operation`.
        target: `Target`.

    Returns:
        A sentence or two.

    Example:
    >>> from circuits.devices.targets import get_target
    >>> cnot = cirq.CNOT(*cirq.LineQubit.range(2))
    >>> print(unsupported_remedy(cnot, get_target("willow")))
    Try `compile_for_target` first, which rewrites gates. Native on two qubits: CZ...
    """
    size = len(operation.qubits)
    if isinstance(operation.untagged, cirq.CircuitOperation):
        return (
            "Write it out with `cirq.unroll_circuit_op`; for that, it needs a known "
            "number of `repetitions`, no `repeat_until`, and values that fit its gates."
        )
    if size == 0:
        return (
            "Take it out, which changes no measurement; `compile_for_target` leaves "
            "global phases out, too."
        )
    if not _may_compile(operation):
        return (
            "Take it out, or run the circuit on a simulator: `compile_for_target` "
            "rewrites unitary gates on qubits only, so no reset, noise or classical "
            "control."
        )
    if size > 2:
        return (
            "Try `compile_for_target` first, which takes gates apart. Native gates act "
            "on one or two qubits."
        )
    native = ", ".join(_native_gates(target, size))
    return (
        "Try `compile_for_target` first, which rewrites gates. Native on "
        f"{'one qubit' if size == 1 else 'two qubits'}: {native}."
    )


def _may_compile(operation: cirq.Operation) -> bool:
    """Whether there is hope that `compile_for_target` takes an operation."""
    try:
        if cirq.control_keys(operation) or set(cirq.qid_shape(operation)) - {2}:
            return False
        if len(operation.qubits) > _MAX_QUBITS or cirq.is_parameterized(operation):
            return True
        return cirq.has_unitary(operation)
    # A gate's own code: compiling would run it, too.
    except Exception:
        return False


def _native_gates(target: Target, num_qubits: int) -> list[str]:
    """Short names of the gates of that size, as someone would write them."""
    names: list[str] = []
    for family in target.metadata.gateset.gates:
        if type(family) is not cirq.GateFamily:
            # Cirq's FSim families repeat a gate that is listed by itself.
            continue
        gate = family.gate
        if isinstance(gate, cirq.Gate):
            size, name = cirq.num_qubits(gate), str(gate)
        else:
            # The chips we know list gates by type for one qubit only.
            size, name = 1, gate.__name__.replace("PowGate", "**t")
        if size == num_qubits:
            names.append(name.removesuffix("Gate"))
    return sorted(dict.fromkeys(names))
