import numpy as np
import pytest

from circuits import CircuitSpec, build_circuit
from scripts.benchmark.work import Work, pairs


def test_the_pairs_are_those_of_the_papers_circuit():
    """In the library's own circuit, block by block."""
    circuit = build_circuit(CircuitSpec(num_qubits=5, depth=1)).circuit
    gates = [op.qubits for op in circuit.all_operations() if len(op.qubits) == 2]
    assert pairs(5) == [(c.x, t.x) for c, t in gates]


def test_the_arrays_are_float32_and_repeatable():
    first, second = Work(3, 4, 2).draw(), Work(3, 4, 2).draw()
    assert [a.shape for a in first] == [(4, 3), (6,), (4, 3)]
    assert {a.dtype for a in first} == {np.dtype(np.float32)}
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)


def test_only_checked_rows_have_a_cotangent():
    work = Work(2, 5)
    kept = work.check_cotangent().any(axis=1)
    assert work.checked_rows() == [0, 4]
    assert list(np.flatnonzero(kept)) == [0, 4]
    assert Work(2, 1).checked_rows() == [0]


def test_a_size_below_one_is_refused():
    with pytest.raises(ValueError, match=r"^`depth` must be at least 1\. Received"):
        Work(2, 3, 0)
