"""Tells arguments for angles as input of a `PQC` from those for circuits as input.

Does not check their values.
"""

import cirq

from circuits import without_final_measurements
from tfq_bert._quiet import tf
from tfq_bert.layers.engine_options import ENGINES, EngineOptions


def as_angles(inputs, precision: str) -> tf.Tensor:
    """Casts angles to the width in which an engine computes with them.

    Args:
        inputs: Tensor or array.
        precision: `"single"` or `"double"`.

    Returns:
        Dense tensor, float32 or float64.

    Raises:
        TypeError: If it is sparse or ragged, or its dtype is neither real nor boolean.
    """
    if isinstance(inputs, tf.SparseTensor | tf.RaggedTensor):
        raise TypeError(
            "the input must be a dense tensor, because each row has as many angles. "
            f"Received: a {type(inputs).__name__}. Use tf.sparse.to_dense(...) or "
            "`.to_tensor()`."
        )
    dtype = tf.as_dtype(inputs.dtype)
    if not (dtype.is_floating or dtype.is_integer or dtype.is_bool):
        raise TypeError(
            "the input must be angles, which are real numbers. Received: input of "
            f"dtype {dtype.name}. For circuits as input, leave `data_symbols` out."
        )
    return tf.cast(inputs, tf.float64 if precision == "double" else tf.float32)


def check_are_circuits(inputs) -> None:
    """Refuses an input of numbers where circuits are the input.

    Args:
        inputs: Tensor.

    Raises:
        TypeError: If its dtype is another than string.
    """
    dtype = tf.as_dtype(inputs.dtype)
    if dtype != tf.string:
        raise TypeError(
            "the input must be circuits as strings, from tfq.convert_to_tensor, when "
            f"`data_symbols` is None. Received: input of dtype {dtype.name}. For "
            "angles as input, give `data_symbols`."
        )


def check_has_data_symbols(data_symbols) -> None:
    """Refuses states of a layer that takes circuits as input.

    Args:
        data_symbols: tuple or None.

    Raises:
        ValueError: If it is None.
    """
    if data_symbols is None:
        raise ValueError(
            "`data_symbols` must be given for states and probabilities, because "
            "circuits as input have states of their own. Received: data_symbols=None. "
            "Give data_symbols=[] for a circuit without data."
        )


def check_serialized(circuit, options: dict, weight_symbols) -> None:
    """Refuses what is for angles as input where circuits are the input.

    Args:
        circuit: `cirq.AbstractCircuit`.
        options: dict of `EngineOptions` by name; a differentiator may be an object.
        weight_symbols: What the user gave.

    Raises:
        ValueError: If one is given, or the circuit measures before its end.
    """
    for operation in without_final_measurements(circuit).all_operations():
        if cirq.is_measurement(operation):
            raise ValueError(
                "`model_circuit` must measure at its end only, because TensorFlow "
                f"Quantum leaves measurements out. Received: {operation}. Give "
                "`data_symbols` and noise=0.0, which keep it."
            )
    given = {"weight_symbols": weight_symbols, **options}
    for name, value in given.items():
        default = None if name == "weight_symbols" else EngineOptions.default(name)
        is_parents = name == "engine" and value in ENGINES
        is_parents |= name == "differentiator" and not isinstance(value, str)
        if not is_parents and value is not default and value != default:
            raise ValueError(
                f"`{name}` must come with `data_symbols`, because it is for angles as "
                f"input. Received: {name}={value!r}, data_symbols=None. Give "
                "data_symbols=[] for a circuit without data."
            )


def check_angles_as_input(repetitions, backend) -> None:
    """Refuses what is for circuits as input where angles are the input.

    Args:
        repetitions: int or None.
        backend: str or object.

    Raises:
        ValueError: If one is given.
    """
    is_default = backend is None or (
        isinstance(backend, str) and backend == "noiseless"
    )
    if repetitions is not None or not is_default:
        raise ValueError(
            "`repetitions` and `backend` belong to circuits as input, without "
            f"`data_symbols`. Received: repetitions={repetitions}, "
            f"backend={backend!r}. For samples, give `shots`, and `sampler` for a "
            "simulator or device of Cirq."
        )
