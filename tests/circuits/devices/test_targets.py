"""Targets: the facts of a chip."""

import subprocess
import sys
import warnings

import cirq
import networkx as nx
import numpy as np
import pytest
import sympy

from circuits import Target, get_target, list_targets


def test_sycamore_has_54_qubits_and_88_couplers():
    target = get_target("sycamore")
    assert isinstance(target, Target)
    assert len(target.qubits) == 54
    assert target.graph.number_of_edges() == 88
    assert nx.is_connected(target.graph)
    assert list(target.qubits) == sorted(target.qubits)


def test_names_are_read_in_any_case():
    assert get_target("SYCAMORE", "Sqrt_iSWAP") is get_target("sycamore", "sqrt_iswap")


@pytest.mark.parametrize("gateset", ["syc", "sqrt_iswap"])
def test_the_gateset_rewrites_a_cz_in_the_gate_of_its_name(gateset):
    target = get_target("sycamore", gateset)
    q0, q1 = cirq.GridQubit.rect(1, 2, 4, 5)
    native = {"syc": cirq.FSimGate(np.pi / 2, np.pi / 6), "sqrt_iswap": cirq.SQRT_ISWAP}
    with warnings.catch_warnings():
        # Cirq 1.5's gatesets trip its notice on `use_repetition_ids`.
        warnings.simplefilter("ignore", FutureWarning)
        tree = target.gateset.decompose_to_target_gateset(cirq.CZ(q0, q1), 0)
    pairs = [op for op in cirq.flatten_to_ops(tree) if len(op.qubits) == 2]
    assert pairs
    for pair in pairs:
        cirq.testing.assert_allclose_up_to_global_phase(
            cirq.unitary(pair), cirq.unitary(native[gateset]), atol=1e-8
        )


def test_durations_are_those_of_the_device():
    target = get_target("sycamore")
    q0, q1 = cirq.GridQubit.rect(1, 2, 4, 5)
    assert target.duration_ns(cirq.SQRT_ISWAP(q0, q1)) == 32.0
    assert target.duration_ns(cirq.ry(sympy.Symbol("a")).on(q0)) == 25.0
    assert target.duration_ns(cirq.Z(q0)) == 0.0
    assert target.duration_ns(cirq.CNOT(q0, q1)) is None
    assert target.duration_ns(cirq.FSimGate(sympy.Symbol("a"), 0)(q0, q1)) is None


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(
        ValueError,
        match=r"^`name` must be a known name\. Received: name='condor'\. "
        rf"Known: {', '.join(list_targets())}\.$",
    ):
        get_target("condor")
    with pytest.raises(
        ValueError,
        match=r"^`gateset` must be a known name\. Received: gateset='cz'\. "
        r"Known: sqrt_iswap, syc\.$",
    ):
        get_target("sycamore", "cz")
    with pytest.raises(
        TypeError, match=r"^`name` must be a string\. Received: name=3\.$"
    ):
        get_target(3)


def test_the_first_target_loads_with_warnings_as_errors():
    code = "import circuits; print(circuits.get_target('sycamore').name)"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.stderr, done.returncode) == ("sycamore", "", 0)
