"""What the engine's format can hold of a circuit, and what it cannot.

The format is Cirq's own `cirq_google.CIRCUIT_SERIALIZER`, which is asked. What the
chip takes is another question: see `violations.py`.
"""

import warnings

import cirq
import sympy

from circuits.devices.gate_values import gate_values
from circuits.devices.google import import_cirq_google
from circuits.devices.shown import show_error


def strange_symbol(operation: cirq.Operation) -> str | None:
    """Names what the engine's format cannot hold of an operation's symbols.

    Args:
        operation: `cirq.Operation`.

    Returns:
        A function such as "'sin' of a symbol", or a number; None if all can be held.

    Example:
    >>> a = sympy.Symbol("a")
    >>> strange_symbol(cirq.rx(sympy.sin(a)).on(cirq.q(0)))
    "'sin' of a symbol"
    >>> strange_symbol(cirq.rx(2 * a**2 + sympy.pi).on(cirq.q(0)))
    """
    gate = operation.gate
    if gate is None or not _is_parameterized(gate):
        return None
    for _, value in gate_values(gate):
        if isinstance(value, sympy.Basic) and not _is_held(value):
            return _strange_part(value)
    return None


def why_unserializable(
    circuit: cirq.AbstractCircuit | cirq.Operation,
) -> str | None:
    """Tries to write a circuit, or one operation, in the engine's format.

    Args:
        circuit: `cirq.AbstractCircuit` or `cirq.Operation`.

    Returns:
        The engine's own words why it cannot, cut; None if it can.

    Example:
    >>> why_unserializable(cirq.X(cirq.q(0)))
    >>> print(why_unserializable(cirq.CNOT(cirq.q(0), cirq.q(1))))
    Cannot serialize op cirq.CNOT(cirq.LineQubit(0), cirq.LineQubit(1)) of type ...
    """
    cirq_google = import_cirq_google()
    with warnings.catch_warnings():
        # A tag that the format has no word for is left out, which changes nothing.
        warnings.simplefilter("ignore")
        try:
            if isinstance(circuit, cirq.Operation):
                circuit = cirq.Circuit([cirq.Moment(circuit)])
            cirq_google.CIRCUIT_SERIALIZER.serialize(circuit)
        # Whatever a gate's own code raises when it is written.
        except Exception as error:
            return show_error(error)
    return None


def _is_parameterized(gate: cirq.Gate) -> bool:
    try:
        return cirq.is_parameterized(gate)
    # A gate's own code: what it does not tell has no name.
    except Exception:
        return False


def _strange_part(value: sympy.Basic) -> str:
    try:
        parts = sympy.postorder_traversal(value)
        name = next(type(part).__name__ for part in parts if not _is_held(part))
        return f"'{name}' of a symbol" if value.free_symbols else f"'{name}'"
    except RecursionError:
        return "an expression as deep as this"


def _is_held(value: sympy.Basic) -> bool:
    import_cirq_google()
    from cirq_google.serialization import arg_func_langs

    try:
        arg_func_langs.float_arg_to_proto(value)
    # It says ValueError for a no; sympy says what it likes.
    except Exception:
        return False
    return True
