import cirq
import numpy as np
import pytest
import sympy

from tfq_bert.layers.arguments import (
    as_circuit,
    as_operators,
    as_rows,
    as_symbols,
    find_qubits,
    find_weight_symbols,
)

A, B, U, V = sympy.symbols("a b u v")
Q = cirq.LineQubit.range(3)
KINDS = "a cirq.PauliString, a cirq.PauliSum or a list of them"


def _message(error, function, *arguments):
    with pytest.raises(error) as caught:
        function(*arguments)
    assert type(caught.value) is error
    return str(caught.value)


def _circuit():
    return cirq.Circuit(cirq.ry(s)(Q[0]) for s in (A, B, U, V))


# --- circuits ---


def test_a_circuit_is_kept_as_it_was_when_it_was_given():
    circuit = _circuit()
    kept = as_circuit(circuit)
    circuit.append(cirq.X(Q[1]))
    assert kept == _circuit()
    assert as_circuit(kept) == kept


@pytest.mark.parametrize("value", [None, "circuit", 3, cirq.Circuit, cirq.X])
def test_what_is_no_circuit_is_refused(value):
    assert _message(TypeError, as_circuit, value) == (
        "`model_circuit` must be a cirq.Circuit. Received: "
        f"model_circuit={value!r} of type {type(value)}."
    )


@pytest.mark.parametrize(
    "value", [cirq.X(Q[0]), cirq.Moment(cirq.X(Q[0])), [cirq.X(Q[0])]], ids=str
)
def test_operations_that_are_no_circuit_are_refused_with_the_way_out(value):
    assert _message(TypeError, as_circuit, value) == (
        "`model_circuit` must be a cirq.Circuit. Received: "
        f"model_circuit={value!r} of type {type(value)}. Wrap it: cirq.Circuit(...)."
    )


# --- observables ---


def test_one_observable_is_a_list_of_one_and_a_list_keeps_its_order():
    z, x = cirq.Z(Q[0]), 2.0 * cirq.X(Q[1])
    assert as_operators(z) == [z]
    assert as_operators(z + x) == [z + x]
    for listed in ([x, z], (x, z)):
        assert as_operators(listed) == [x, z]
    sums = [cirq.PauliSum.wrap(x), cirq.PauliSum.wrap(z)]
    array = np.empty(2, object)
    array[:] = sums
    assert as_operators(array) == sums


def test_a_sum_is_kept_as_it_was_when_it_was_given():
    total = cirq.Z(Q[0]) + cirq.X(Q[1])
    kept = as_operators(total)
    total += cirq.Y(Q[0])
    assert kept == [cirq.Z(Q[0]) + cirq.X(Q[1])]


@pytest.mark.parametrize(
    "value",
    [None, "Z", [], cirq.Z, [cirq.Z], [[cirq.Z(Q[0])]], {cirq.Z(Q[0])}, 3, ["Z"]],
    ids=str,
)
def test_what_is_no_observable_is_refused(value):
    assert _message(TypeError, as_operators, value) == (
        f"`operators` must be {KINDS}. Received: operators={value!r} of type "
        f"{type(value)}."
    )


@pytest.mark.parametrize(
    ("operator", "received"),
    [
        (1j * cirq.Z(Q[0]), "1j*Z(q(0)) with coefficient 1j"),
        (
            cirq.X(Q[0]) + 1j * cirq.Y(Q[0]),
            "1.0*X(q(0))+1.0j*Y(q(0)) with coefficient 1j",
        ),
        (
            cirq.PauliString(cirq.Z(Q[0]), coefficient=A),
            "1.0*a*Z(q(0)) with coefficient a symbol",
        ),
        (
            cirq.PauliString(cirq.Z(Q[0]), coefficient=float("nan")),
            "(nan+nanj)*Z(q(0)) with coefficient (nan+nanj)",
        ),
    ],
    ids=["string", "sum", "symbol", "nan"],
)
def test_an_observable_that_is_not_real_is_refused(operator, received):
    assert _message(ValueError, as_operators, [operator]) == (
        "`operators` must have real, finite coefficients, because an expectation "
        f"value is real. Received: {received}."
    )


# --- symbols ---


def test_names_and_symbols_become_symbols_in_the_given_order():
    expected = (B, A)
    for values in (["b", "a"], (B, "a"), np.array(["b", "a"])):
        assert as_symbols("data_symbols", values) == expected
    real = sympy.Symbol("b", real=True)
    assert as_symbols("data_symbols", [real, A]) == expected


@pytest.mark.parametrize("value", ["ab", A, {A}, [2 * A], [None], 3, [["a"]]], ids=str)
def test_what_is_no_list_of_symbols_is_refused(value):
    assert _message(TypeError, as_symbols, "data_symbols", value) == (
        "`data_symbols` must be a list of symbols or names, because its order counts. "
        f"Received: data_symbols={value!r} of type {type(value)}."
    )


def test_a_symbol_that_stands_twice_is_refused():
    assert _message(ValueError, as_symbols, "data_symbols", ["a", "b", A]) == (
        "`data_symbols` must be distinct. Received: ['a'] more than once."
    )


def test_the_weights_are_what_is_not_data_in_natural_order():
    names = ["w10", "w2", "x"]
    circuit = cirq.Circuit(cirq.ry(sympy.Symbol(n))(Q[0]) for n in names)
    found = find_weight_symbols(circuit, [sympy.Symbol("x")], None)
    assert [str(s) for s in found] == ["w2", "w10"]
    given = find_weight_symbols(circuit, [sympy.Symbol("x")], ["w10", "w2"])
    assert [str(s) for s in given] == ["w10", "w2"]


def test_data_that_the_circuit_does_not_have_are_refused():
    data = [A, sympy.Symbol("x")]
    assert _message(ValueError, find_weight_symbols, _circuit(), data, None) == (
        "`data_symbols` must stand in the circuit, because a column without a gate has "
        "no effect. Received: ['x'], the circuit has ['a', 'b', 'u', 'v']."
    )


@pytest.mark.parametrize("given", [["u"], [], ["u", "v", "a"], ["u", "v", "x"]])
def test_weights_that_are_not_all_others_are_refused(given):
    assert _message(ValueError, find_weight_symbols, _circuit(), [A, B], given) == (
        "`weight_symbols` must be all symbols that are not data. Received: "
        f"{given}, expected ['u', 'v']."
    )


# --- qubits and angles ---


def test_qubits_of_observables_count_and_all_stand_in_natural_order():
    named = [cirq.NamedQubit(f"q{k}") for k in (2, 10)]
    circuit = cirq.Circuit(cirq.X(named[1]))
    assert find_qubits(circuit, [cirq.Z(named[0])]) == tuple(named)


def test_no_qubit_at_all_is_refused():
    empty = cirq.Circuit()
    assert _message(ValueError, find_qubits, empty, [cirq.PauliString()]) == (
        "`model_circuit` and `operators` must act on at least one qubit. "
        "Received: none."
    )


def test_one_row_is_a_batch_of_one():
    np.testing.assert_array_equal(as_rows([0.1, 0.2], 2), [[0.1, 0.2]])
    np.testing.assert_array_equal(as_rows([[0.1], [0.2]], 1), [[0.1], [0.2]])
    assert as_rows([], 0).shape == (1, 0)
    assert as_rows(np.zeros((3, 0)), 0).shape == (3, 0)


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (1, 2, 2)])
def test_angles_of_another_shape_are_refused(shape):
    assert _message(ValueError, as_rows, np.zeros(shape), 2) == (
        "`angles` must have shape (2,) or (batch_size, 2), one column a data symbol. "
        f"Received: angles.shape={shape}."
    )


def test_angles_that_are_not_finite_are_refused():
    assert _message(ValueError, as_rows, [0.5, np.nan], 2) == (
        "`angles` must be finite. Received: angles=[[0.5, nan]]."
    )


@pytest.mark.parametrize("angles", [["north"], [[0.1], [0.2, 0.3]], [1j, 0.0]])
def test_angles_that_are_no_rows_of_real_numbers_are_refused(angles):
    assert _message(TypeError, as_rows, angles, 2) == (
        "`angles` must be real numbers, rows of one length. Received: "
        f"angles={angles!r}."
    )
