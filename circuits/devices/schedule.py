"""What each qubit of a compiled circuit does, and for how long it does nothing.

Counts and times. Error rates are for `estimate.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import cirq

from circuits.devices.durations import make_duration_lookup
from circuits.devices.pair_gates import pair_family
from circuits.devices.targets import Target
from circuits.final_measurements import is_plain_measurement
from circuits.unroll import unroll


@dataclass
class Schedule:
    """Operations of a circuit by what they cost, and its times.

    Args:
        one_qubit: list of `cirq.Operation`. Those that take time and turn a qubit.
        two_qubit: list of `cirq.Operation`.
        measured: list of `cirq.Qid`, in order of measurement; each once, also where
            it is measured again.
        idle_ns: dict. Qubit to the time in which nothing is done to it, from its
            first gate to its readout or the end of the circuit.
        duration_ns: float. All but the readout.
        duration_with_readout_ns: float.
    """

    one_qubit: list[cirq.Operation] = field(default_factory=list)
    two_qubit: list[cirq.Operation] = field(default_factory=list)
    measured: list[cirq.Qid] = field(default_factory=list)
    idle_ns: dict[cirq.Qid, float] = field(default_factory=dict)
    duration_ns: float = 0.0
    duration_with_readout_ns: float = 0.0


def make_schedule(circuit: cirq.AbstractCircuit, target: Target) -> Schedule:
    """Runs through a circuit moment by moment.

    Args:
        circuit: `cirq.AbstractCircuit`. In the target's gates; its circuit
            operations are written out.
        target: `Target`.

    Returns:
        The schedule.

    Raises:
        ValueError: If an operation is not one of the target's, uses another
            two-qubit gate than `target.gateset_name`, or takes an unknown time.

    Example:
    >>> from circuits.devices.targets import get_target
    >>> q0, q1 = cirq.GridQubit.rect(1, 2, 6, 6)
    >>> circuit = cirq.Circuit(cirq.CZ(q0, q1), cirq.X(q0), cirq.measure(q0, q1))
    >>> make_schedule(circuit, get_target("willow")).idle_ns
    {cirq.GridQubit(6, 6): 0.0, cirq.GridQubit(6, 7): 25.0}
    """
    duration_of = _checked_lookup(target)
    schedule = Schedule()
    for moment in unroll(circuit):
        busy: dict[cirq.Qid, float] = {}
        length = readout = 0.0
        for operation in moment:
            duration = duration_of(operation)
            if is_plain_measurement(operation):
                readout = max(readout, duration)
                schedule.measured.extend(
                    q for q in operation.qubits if q not in schedule.measured
                )
                continue
            length = max(length, duration)
            # A Z that takes no time is a change of the frame, and no gate.
            if duration and not _is_idle(operation):
                busy.update(dict.fromkeys(operation.qubits, duration))
                is_pair = len(operation.qubits) == 2
                gates = schedule.two_qubit if is_pair else schedule.one_qubit
                gates.append(operation)
        schedule.duration_ns += length
        schedule.duration_with_readout_ns += max(length, readout)
        for qubit in busy:
            schedule.idle_ns.setdefault(qubit, 0.0)
        for qubit in schedule.idle_ns.keys() - set(schedule.measured):
            schedule.idle_ns[qubit] += length - busy.get(qubit, 0.0)
    return schedule


def _checked_lookup(target: Target) -> Callable[[cirq.Operation], float]:
    """Looks durations up, and refuses what the target has no word for."""
    lookup = make_duration_lookup(target)
    own_pair = pair_family(target.gateset_name)
    own: dict[cirq.Gate | None, bool] = {}

    def duration_of(operation: cirq.Operation) -> float:
        gate = operation.gate
        free = is_plain_measurement(operation) or _is_idle(operation)
        if len(operation.qubits) > 1 and not free:
            if gate not in own:
                own[gate] = gate is not None and _is_of(operation, own_pair)
            if not own[gate]:
                raise ValueError(
                    f"`circuit` must have '{target.gateset_name}' as its only gate on "
                    f"more than one qubit, as its target '{target.name}' has. "
                    f"Received: {operation}. Try `compile_for_target` first."
                )
        duration = lookup(operation)
        if duration is None:
            raise ValueError(
                f"`circuit` must hold gates only whose duration '{target.name}' "
                f"states. Received: {operation}. {_way_out(operation, target)}"
            )
        return duration

    return duration_of


def _way_out(operation: cirq.Operation, target: Target) -> str:
    others = [name for name in target.gatesets if name != target.gateset_name]
    if len(operation.qubits) == 2 and others:
        return f"Compile to another gate: get_target('{target.name}', '{others[0]}')."
    if cirq.is_parameterized(operation):
        return "Bind its symbols."
    return "Try `compile_for_target` first."


def _is_of(operation: cirq.Operation, family: cirq.GateFamily) -> bool:
    try:
        return operation in family
    # cirq 1.5 raises this for an FSim with symbols in place of a no.
    except AttributeError:
        return False


def _is_idle(operation: cirq.Operation) -> bool:
    return isinstance(operation.gate, cirq.WaitGate | cirq.IdentityGate)
