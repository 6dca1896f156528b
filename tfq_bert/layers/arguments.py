"""Checks what a `PQC` is given: circuit, observables, symbols.

Keeps copies, so that a user who goes on with his circuit does not change the layer.
Does not look at gates, which the engines judge, or choose an engine.
"""

import math
from collections.abc import Sequence

import cirq
import numpy as np
import sympy

from circuits import natural_order, parameter_names


def as_circuit(model_circuit) -> cirq.FrozenCircuit:
    """Returns a frozen copy of a circuit.

    Args:
        model_circuit: `cirq.Circuit` or `cirq.FrozenCircuit`.

    Raises:
        TypeError: If it is something else.
    """
    if isinstance(model_circuit, cirq.AbstractCircuit):
        return model_circuit.freeze()
    remedy = ""
    if isinstance(model_circuit, cirq.Operation | cirq.Moment | list | tuple):
        remedy = " Wrap it: cirq.Circuit(...)."
    raise TypeError(
        "`model_circuit` must be a cirq.Circuit. Received: "
        f"model_circuit={model_circuit!r} of type {type(model_circuit)}.{remedy}"
    )


def as_operators(operators) -> list:
    """Returns observables as a list of Pauli strings and sums of its own.

    Args:
        operators: `cirq.PauliString`, `cirq.PauliSum`, or a list of them. Real, finite
            coefficients.

    Raises:
        TypeError: If there is none, or one is something else.
        ValueError: If a coefficient is not a real, finite number.
    """
    kinds = cirq.PauliString | cirq.PauliSum
    listed = operators
    if isinstance(operators, kinds):
        listed = [operators]
    is_list = isinstance(listed, list | tuple | np.ndarray)
    if not (is_list and len(listed) and all(isinstance(o, kinds) for o in listed)):
        raise TypeError(
            "`operators` must be a cirq.PauliString, a cirq.PauliSum or a list of "
            f"them. Received: operators={operators!r} of type {type(operators)}."
        )
    for operator in listed:
        for string in cirq.PauliSum.wrap(operator):
            _check_coefficient(operator, string.coefficient)
    # A PauliSum can be changed in place, a PauliString cannot.
    return [o.copy() if isinstance(o, cirq.PauliSum) else o for o in listed]


def _check_coefficient(operator, coefficient):
    wrong = "a symbol"
    if not cirq.is_parameterized(coefficient):
        number = complex(coefficient)
        if math.isfinite(number.real) and abs(number.imag) <= 1e-9:
            return
        wrong = coefficient
    raise ValueError(
        "`operators` must have real, finite coefficients, because an expectation "
        f"value is real. Received: {operator} with coefficient {wrong}."
    )


def as_symbols(argument: str, values) -> tuple[sympy.Symbol, ...]:
    """Returns names or symbols as a tuple of distinct symbols.

    Args:
        argument: str. Name of the argument, for the message.
        values: list, tuple or array of str and `sympy.Symbol`.

    Raises:
        TypeError: If it has no order, or holds something else.
        ValueError: If one stands twice.
    """
    is_listed = isinstance(values, Sequence | np.ndarray) and not isinstance(
        values, str | bytes
    )
    if not is_listed or not all(isinstance(v, str | sympy.Symbol) for v in values):
        raise TypeError(
            f"`{argument}` must be a list of symbols or names, because its order "
            f"counts. Received: {argument}={values!r} of type {type(values)}."
        )
    symbols = tuple(sympy.Symbol(str(value)) for value in values)
    doubled = sorted({str(s) for s in symbols if symbols.count(s) > 1})
    if doubled:
        raise ValueError(
            f"`{argument}` must be distinct. Received: {doubled} more than once."
        )
    return symbols


def find_weight_symbols(
    circuit: cirq.AbstractCircuit, data_symbols: Sequence[sympy.Symbol], given
) -> tuple[sympy.Symbol, ...]:
    """Returns the trained symbols in order: those given, or all that are not data.

    Args:
        circuit: The circuit.
        data_symbols: Symbols of the data.
        given: list of symbols or names, or None for the natural order.

    Raises:
        ValueError: If data or weights do not match the circuit's symbols.
    """
    names = parameter_names(circuit)
    data = {str(s) for s in data_symbols}
    missing = [str(s) for s in data_symbols if str(s) not in names]
    if missing:
        raise ValueError(
            "`data_symbols` must stand in the circuit, because a column without a "
            f"gate has no effect. Received: {missing}, the circuit has "
            f"{[str(s) for s in natural_order(names)]}."
        )
    rest = names - data
    if given is None:
        return natural_order(rest)
    symbols = as_symbols("weight_symbols", given)
    if {str(s) for s in symbols} != rest:
        raise ValueError(
            "`weight_symbols` must be all symbols that are not data. Received: "
            f"{[str(s) for s in symbols]}, expected "
            f"{[str(s) for s in natural_order(rest)]}."
        )
    return symbols


def find_qubits(circuit: cirq.AbstractCircuit, operators) -> tuple[cirq.Qid, ...]:
    """Returns all qubits of a circuit and its observables, in natural order.

    Args:
        circuit: The circuit.
        operators: list of Pauli strings and sums.

    Raises:
        ValueError: If there is none.
    """
    used = {q for operator in operators for q in operator.qubits}
    qubits = tuple(sorted(circuit.all_qubits() | used))
    if not qubits:
        raise ValueError(
            "`model_circuit` and `operators` must act on at least one qubit. "
            "Received: none."
        )
    return qubits


def as_rows(angles, num_columns: int) -> np.ndarray:
    """Returns one row of angles, or a batch of them, as a batch.

    Args:
        angles: `(num_columns,)` or `(batch_size, num_columns)`, radians.
        num_columns: int.

    Returns:
        `(batch_size, num_columns)`, float64.

    Raises:
        TypeError: If they are no real numbers, or rows of several lengths.
        ValueError: If the shape is another or a value is not finite.
    """
    try:
        rows = np.asarray(angles, dtype=np.float64)
    except (TypeError, ValueError):
        raise TypeError(
            "`angles` must be real numbers, rows of one length. Received: "
            f"angles={angles!r}."
        ) from None
    if rows.ndim == 1:
        rows = rows[None]
    if rows.ndim != 2 or rows.shape[1] != num_columns:
        raise ValueError(
            f"`angles` must have shape ({num_columns},) or (batch_size, {num_columns}),"
            f" one column a data symbol. Received: angles.shape={np.shape(angles)}."
        )
    if not np.isfinite(rows).all():
        raise ValueError(f"`angles` must be finite. Received: angles={rows.tolist()}.")
    return rows
