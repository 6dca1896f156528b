import pytest

from circuits import ANSATZE, ENCODERS, CircuitSpec
from tfq_bert.circuit_names import CIRCUITS, circuit_parts, make_spec
from tfq_bert.errors import InputError


def test_a_name_stands_for_its_encoder_and_ansatz():
    assert circuit_parts("paper") == {"encoder": "angle_ry", "ansatz": "brick_ry"}
    assert circuit_parts("su2") == {"encoder": "angle_ry", "ansatz": "su2"}
    assert circuit_parts("zz+tree") == {"encoder": "zz", "ansatz": "tree"}


def test_every_name_of_the_table_is_a_circuit_of_the_library():
    for parts in CIRCUITS.values():
        assert parts["encoder"] in ENCODERS
        assert parts["ansatz"] in ANSATZE


def test_a_spec_is_made_of_a_name_or_of_its_own_dict():
    spec = CircuitSpec(3, 2, "zz", "su2")
    assert make_spec("zz+su2", 3, 2, 5) == spec
    assert make_spec(spec.to_dict(), 9, 9, 9) == spec


def test_the_seed_counts_where_angles_are_drawn_from_it():
    assert make_spec("fixed_random", 2, 1, 5).seed == 5


@pytest.mark.parametrize("name", ["parer", "zz+", "zz+x", "x+su2", ""])
def test_an_unknown_name_is_refused_with_all_that_are_known(name):
    with pytest.raises(InputError) as found:
        circuit_parts(name)
    assert str(found.value) == (
        "`circuit` must be one of paper, no_entanglement, ANSATZ or ENCODER+ANSATZ. "
        f"Received: circuit={name!r}. Ansaetze: {', '.join(ANSATZE)}. Encoders: "
        f"{', '.join(ENCODERS)}."
    )


def test_a_size_that_no_circuit_has_is_bad_input():
    with pytest.raises(
        InputError, match=r"^`num_qubits` must be from 1 to 20, .*num_qubits=21\.$"
    ):
        make_spec("paper", 21, 1, 0)


def test_the_names_load_no_tensorflow(run_python):
    code = (
        "import sys; sys.argv = ['tfq-bert']; import tfq_bert.circuit_names;"
        "print('tensorflow' in sys.modules)"
    )
    assert run_python(code).stdout == "False\n"
