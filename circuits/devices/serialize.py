"""What the engine's format can hold of a circuit, and what it cannot.

The format is Cirq's own `cirq_google.CIRCUIT_SERIALIZER`, which is asked. What the
chip takes is another question: see `violations.py`.
"""

import contextlib
import warnings
from collections.abc import Iterator

import cirq
import sympy

from circuits.devices.google import import_cirq_google


def strange_symbol(operation: cirq.Operation) -> str | None:
    """Names what the engine's format cannot hold of an operation's symbols.

    Args:
        operation: `cirq.Operation`.

    Returns:
        A function or number, such as "'sin' of a symbol"; None if all can be held.

    Example:
    >>> a = sympy.Symbol("a")
    >>> strange_symbol(cirq.rx(sympy.sin(a)).on(cirq.q(0)))
    "'sin' of a symbol"
    >>> strange_symbol(cirq.rx(2 * a**2 + sympy.pi).on(cirq.q(0)))
    """
    gate = operation.gate
    if gate is None or not cirq.is_parameterized(gate):
        return None
    for value in _values(gate):
        if not _is_held(value):
            return next(
                f"'{type(part).__name__}' of a symbol"
                for part in sympy.postorder_traversal(value)
                if not _is_held(part)
            )
    return None


def why_unserializable(
    circuit: cirq.AbstractCircuit | cirq.Operation,
) -> str | None:
    """Tries to write a circuit, or one operation, in the engine's format.

    Args:
        circuit: `cirq.AbstractCircuit` or `cirq.Operation`.

    Returns:
        The engine's own words why it cannot; None if it can.

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
            cirq_google.CIRCUIT_SERIALIZER.serialize(cirq.Circuit(circuit))
        # Whatever a gate's own code raises when it is written.
        except Exception as error:
            return " ".join(str(error).split())
    return None


def _values(gate: cirq.Gate) -> Iterator[sympy.Basic]:
    """The expressions in a gate; those of a duration in picoseconds."""
    written: dict[str, object] = {}
    # A gate's own code may raise, or give nothing: then there is nothing to name.
    with contextlib.suppress(Exception):
        written = dict(getattr(gate, "_json_dict_", dict)() or {})
    for value in written.values():
        if isinstance(value, cirq.Duration):
            value = value.total_picos()
        if isinstance(value, sympy.Basic):
            yield value


def _is_held(value: sympy.Basic) -> bool:
    import_cirq_google()
    from cirq_google.serialization import arg_func_langs

    try:
        arg_func_langs.float_arg_to_proto(value)
    except ValueError:
        return False
    return True
