import cirq
import pytest
import tensorflow as tf

from tfq_bert.layers.input_kinds import (
    as_angles,
    check_angles_as_input,
    check_are_circuits,
    check_has_data_symbols,
    check_serialized,
)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("weight_symbols", []),
        ("shots", 3),
        ("noise", 0.0),
        ("sampler", cirq.Simulator()),
        ("seed", 0),
        ("precision", "double"),
        ("memory_budget", 1000),
        ("differentiator", "adjoint"),
        ("engine", "qsim"),
    ],
)
def test_what_is_for_angles_is_refused_with_circuits_as_input(name, value):
    options = {} if name == "weight_symbols" else {name: value}
    weights = value if name == "weight_symbols" else None
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        check_serialized(cirq.Circuit(), options, weights)
    assert str(caught.value) == (
        f"`{name}` must come with `data_symbols`, because it is for angles as input. "
        f"Received: {name}={value!r}, data_symbols=None. Give data_symbols=[] for a "
        "circuit without data."
    )


def test_defaults_engines_and_differentiator_objects_go_with_circuits_as_input():
    for options in (
        {},
        {"engine": "tfq", "shots": None, "differentiator": "auto"},
        {"differentiator": object()},
    ):
        check_serialized(cirq.Circuit(), options, None)


@pytest.mark.parametrize(
    ("repetitions", "backend"), [(5, "noiseless"), (None, "noisy"), (None, [])]
)
def test_what_is_for_circuits_is_refused_with_angles_as_input(repetitions, backend):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        check_angles_as_input(repetitions, backend)
    assert str(caught.value) == (
        "`repetitions` and `backend` belong to circuits as input, without "
        f"`data_symbols`. Received: repetitions={repetitions}, backend={backend!r}. "
        "For samples, give `shots`, and `sampler` for a simulator or device of Cirq."
    )


def test_the_parents_defaults_go_with_angles_as_input():
    check_angles_as_input(None, "noiseless")
    check_angles_as_input(None, None)


def test_circuits_as_input_have_no_states():
    check_has_data_symbols(())
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        check_has_data_symbols(None)
    assert str(caught.value) == (
        "`data_symbols` must be given for states and probabilities, because circuits "
        "as input have states of their own. Received: data_symbols=None. Give "
        "data_symbols=[] for a circuit without data."
    )


@pytest.mark.parametrize("dtype", [tf.string, tf.complex64])
def test_texts_and_complex_numbers_are_refused_as_angles(dtype):
    """TensorFlow would drop imaginary parts."""
    with pytest.raises(TypeError) as caught:
        as_angles(tf.zeros((2, 1), dtype), "single")
    assert str(caught.value) == (
        "the input must be angles, which are real numbers. Received: input of dtype "
        f"{dtype.name}. For circuits as input, leave `data_symbols` out."
    )


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float64", "int32", "bool"])
def test_real_numbers_of_any_width_are_angles(dtype):
    for precision, expected in (("single", tf.float32), ("double", tf.float64)):
        assert as_angles(tf.zeros((2, 1), dtype), precision).dtype == expected


@pytest.mark.parametrize(
    "inputs",
    [tf.sparse.from_dense([[0.3]]), tf.ragged.constant([[0.3], [0.1]])],
    ids=["SparseTensor", "RaggedTensor"],
)
def test_what_is_not_dense_is_refused_as_angles(inputs):
    with pytest.raises(TypeError, match=r"dense tensor.* a \w+Tensor\. Use"):
        as_angles(inputs, "single")


def test_numbers_are_refused_where_circuits_are_the_input():
    check_are_circuits(tf.constant(["a circuit"]))
    with pytest.raises(TypeError, match=r"circuits as strings, .* dtype float32\. For"):
        check_are_circuits(tf.zeros((2, 1)))


def test_a_measurement_that_tfq_would_leave_out_is_refused():
    q = cirq.q(0)
    check_serialized(cirq.Circuit(cirq.X(q), cirq.measure(q, key="m")), {}, None)
    circuit = cirq.Circuit(cirq.H(q), cirq.measure(q, key="m"), cirq.H(q))
    with pytest.raises(ValueError, match="must measure at its end only, because"):
        check_serialized(circuit, {}, None)
