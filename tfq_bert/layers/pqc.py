"""The quantum layer: `tfq.layers.PQC` on Keras 3, in the middle of a network.

Does not build circuits (see `circuits`) and does not run them (see `engines`).
"""

from functools import cached_property

import cirq
import sympy

from circuits import bind_symbols
from tfq_bert._quiet import import_tfq, keras, tf
from tfq_bert.layers.arguments import (
    as_circuit,
    as_operators,
    as_rows,
    as_symbols,
    find_qubits,
    find_weight_symbols,
)
from tfq_bert.layers.engine_options import EngineOptions
from tfq_bert.layers.engines import FinalStates, Program, make_engine
from tfq_bert.layers.input_kinds import (
    as_angles,
    check_angles_as_input,
    check_are_circuits,
    check_has_data_symbols,
    check_serialized,
)
from tfq_bert.layers.saved_options import (
    check_can_be_saved,
    circuit_to_config,
    int_to_config,
    noise_from_config,
    noise_to_config,
)
from tfq_bert.layers.statevector import StatevectorEngine

tfq = import_tfq()


@keras.saving.register_keras_serializable(package="tfq_bert")
class PQC(tfq.layers.PQC):
    """Computes expectation values of a trainable circuit fed with angles.

    `outputs[b, k] = <0| U(x_b, w)^H O_k U(x_b, w) |0>`, with the row `x_b` of the input
    bound to `data_symbols` and the trained `w` to all other symbols. Differentiable in
    both. Without `data_symbols` the layer is its parent: its input is a batch of
    serialized circuits, to each of which `model_circuit` is appended.

    Args:
        model_circuit: `cirq.Circuit` of unitary gates (with `noise`, also of channels,
            resets and measurements). The layer keeps a copy; terminal measurements are
            left out.
        operators: `cirq.PauliString`, `cirq.PauliSum`, or a list of them: the
            observables, one output column each. Real coefficients. They may stand on
            qubits without gates, which are in `|0>`.
        data_symbols: Symbols (or names) that the columns of the input fill, in this
            order; `[]` for a circuit without data. None for the parent's circuits as
            input.
        weight_symbols: Symbols (or names) in the order of the weight vector. Defaults
            to all symbols that are not data, in natural order (w2 before w10).
        engine: `"statevector"`, plain TensorFlow, or `"tfq"`, the C++ simulator of
            TensorFlow Quantum: exact values, or with `shots` sampled and noisy ones.
        differentiator: How the statevector engine makes gradients: `"stored"` keeps
            the states, `"adjoint"` takes them back step by step, in memory that does
            not grow with depth, and `"auto"` keeps them while they fit. Circuits as
            input: a differentiator object of TFQ.
        precision: `"single"` or `"double"`, of the statevector engine's arithmetic. The
            weights and the output stay float32.
        memory_budget: Bytes that one call may take, by estimate; a larger batch runs in
            chunks. Defaults to a quarter of what is free. `layer.memory_plan` tells it.
        shots: int. Estimates expectation values from so many samples a basis of
            measurement, with parameter-shift gradients. None for exact values.
        noise: Depolarizing probability after each moment on each qubit, a one-qubit
            channel in its place, or a `cirq.NoiseModel`. Up to 8 qubits. 0.0 for no
            noise but what the circuit holds. None for pure states.
        sampler: `cirq.Sampler` that runs the circuit, with `shots`. Such a layer cannot
            be saved.
        seed: int. With `shots`, makes the sequence of samples repeatable.
        initializer: Keras initializer of the weights, radians. Defaults to uniform in
            `[0, 2 pi)`, as in the parent.
        regularizer: Keras regularizer of the weights, or None.
        constraint: Keras constraint of the weights, or None.
        repetitions: Circuits as input only: shots, see `tfq.layers.PQC`.
        backend: Circuits as input only: see `tfq.layers.PQC`.
        **kwargs: Passed to `keras.layers.Layer` (`name`, `dtype`, `trainable`).

    Input shape:
        `(batch_size, len(data_symbols))`, float of any width, radians where the
        circuit's gates are rotations. Or `(batch_size,)`, string, without
        `data_symbols`.

    Output shape:
        `(batch_size, len(operators))`, float32, whatever the input or the policy.

    Raises:
        TypeError: If an argument is of another type.
        ValueError: If a symbol is missing or doubled, an operation is not unitary, an
            observable is not real, options contradict each other, or (at build) the
            input has another width.

    Example:
    >>> import cirq, sympy
    >>> a, w = sympy.symbols("a w")
    >>> q = cirq.LineQubit(0)
    >>> circuit = cirq.Circuit(cirq.ry(a)(q), cirq.ry(w)(q))
    >>> layer = PQC(circuit, cirq.Z(q), data_symbols=[a], initializer="zeros")
    >>> [round(float(v[0]), 4) for v in layer(tf.constant([[0.3], [0.0]]))]
    [0.9553, 1.0]
    >>> layer.weights_by_name(), layer.probabilities([0.0]).numpy().tolist()
    ({'w': 0.0}, [[1.0, 0.0]])

    With noise, a layer of the same circuit: here `<Z> = (1 - 4p/3)**2` at angle 0.

    >>> noisy = PQC(
    ...     circuit, cirq.Z(q), data_symbols=[a], noise=0.03, initializer="zeros"
    ... )
    >>> round(float(noisy(tf.constant([[0.0]]))[0, 0]), 4)
    0.9216

    Reference:
        Broughton et al. 2020, "TensorFlow Quantum" (https://arxiv.org/abs/2003.02989).
        Differs: floats as input, symbols bound by name, complete configuration.
    """

    def __init__(
        self,
        model_circuit,
        operators,
        *,
        data_symbols=None,
        weight_symbols=None,
        engine="statevector",
        differentiator="auto",
        precision="single",
        memory_budget=None,
        shots=None,
        noise=None,
        sampler=None,
        seed=None,
        initializer=None,
        regularizer=None,
        constraint=None,
        repetitions=None,
        backend="noiseless",
        **kwargs,
    ):
        # The float32 of the circuit does not follow a mixed-precision policy.
        kwargs.setdefault("autocast", False)
        if initializer is None:
            initializer = keras.initializers.RandomUniform(0.0, 6.283185307179586)
        differentiator = "auto" if differentiator is None else differentiator
        circuit, observables = as_circuit(model_circuit), as_operators(operators)
        options = {
            "engine": engine,
            "differentiator": differentiator,
            "precision": precision,
            "memory_budget": memory_budget,
            "shots": shots,
            "noise": noise,
            "sampler": sampler,
            "seed": seed,
        }
        weight_options = {
            "initializer": initializer,
            "regularizer": regularizer,
            "constraint": constraint,
        }
        parents = {"repetitions": repetitions, "backend": backend}
        if data_symbols is None:
            check_serialized(circuit, options, weight_symbols)
            super().__init__(
                circuit.unfreeze(),
                observables,
                differentiator=None if differentiator == "auto" else differentiator,
                **parents,
                **weight_options,
                **kwargs,
            )
            self._executor.dtype_policy = "float32"  # of any policy, as ours
            self.data_symbols = None
            self.weight_symbols = tuple(self.symbols)
        else:
            check_angles_as_input(repetitions, backend)
            # The parent's constructor would make a weight of every symbol and refuse
            # circuits that its serializer does not know.
            super(tfq.layers.PQC, self).__init__(**kwargs)
            self._options = EngineOptions(**options)
            self.data_symbols = as_symbols("data_symbols", data_symbols)
            self.weight_symbols = find_weight_symbols(
                circuit, self.data_symbols, weight_symbols
            )
            self._symbols_list = list(self.weight_symbols)
            self.qubits = find_qubits(circuit, observables)
            self._program = Program(
                circuit,
                observables,
                self.data_symbols,
                self.weight_symbols,
                self.qubits,
            )
            self._engine = make_engine(self._program, self._options)
            self._add_parameters(**weight_options)
        self.model_circuit, self.operators = circuit, observables
        for name, value in {**options, **parents}.items():
            setattr(self, name, value)
        # XLA knows no operation of TFQ, and none of Python.
        is_plain = data_symbols is not None and sampler is None
        self.supports_jit = is_plain and engine == "statevector"

    def _add_parameters(self, initializer, regularizer, constraint):
        self.initializer = keras.initializers.get(initializer)
        self.regularizer = keras.regularizers.get(regularizer)
        self.constraint = keras.constraints.get(constraint)
        self.parameters = self.add_weight(
            name="parameters",
            shape=(len(self.weight_symbols),),
            initializer=self.initializer,
            regularizer=self.regularizer,
            constraint=self.constraint,
            dtype="float32",
            autocast=False,
            # Keras would warn of a weight without gradient, of which there are none.
            trainable=bool(self.weight_symbols),
        )

    def add_weight(self, *args, **kwargs):
        # The parent passes the name first, which Keras 3 reads as the shape.
        if args and isinstance(args[0], str):
            kwargs["name"], args = args[0], args[1:]
        kwargs["shape"] = tuple(kwargs["shape"])
        return super().add_weight(*args, **kwargs)

    def build(self, input_shape):
        self._check_width(input_shape)
        self.built = True

    def _check_width(self, input_shape):
        """Refuses an input without one column a data symbol."""
        if self.data_symbols is None:
            return
        shape = tuple(input_shape or ())
        width = shape[-1] if len(shape) == 2 else None
        wanted = len(self.data_symbols)
        if width != wanted:
            remedy = f"Put a Dense({wanted}) before the layer."
            if not wanted:
                remedy = "Give an input of shape (batch_size, 0)."
            raise ValueError(
                "the input must have one column a data symbol. Received: input of "
                f"shape {input_shape}, so width {width}, for {wanted} data symbols. "
                f"{remedy}"
            )

    def call(self, inputs, training=None):
        if self.data_symbols is not None:
            angles = as_angles(inputs, self.precision)
            self._check_width(angles.shape)
            # A graph for inference holds no custom gradient, which TensorFlow would
            # warn of whenever the export is loaded.
            is_exact = isinstance(self._engine, StatevectorEngine)
            options = {"is_inference": True} if is_exact and training is False else {}
            values = self._engine.expectations(angles, self._weights(), **options)
            # A batch in chunks comes back without a shape.
            values.set_shape((angles.shape[0], len(self.operators)))
            return values
        check_are_circuits(inputs)
        # As in the parent, whose `tf.tile([self.parameters])` fails on Keras 3.
        batch = tf.shape(inputs)[0]
        arguments = {
            "symbol_names": self._symbols,
            "symbol_values": tf.tile(self._weights()[None], (batch, 1)),
            "operators": tf.tile(self._operators, (batch, 1)),
        }
        if not self._analytic:
            arguments["repetitions"] = tf.tile(self._repetitions, (batch, 1))
        model = tf.tile(self._model_circuit, [batch])
        return self._executor(self._append_layer(inputs, append=model), **arguments)

    @property
    def memory_plan(self):
        """How many rows run at once; None but for the statevector engine."""
        return getattr(getattr(self, "_engine", None), "memory", None)

    def _weights(self):
        return tf.convert_to_tensor(self.parameters)

    def weights_by_name(self):
        """Returns the trained weights, `{symbol name: radians}`."""
        values = keras.ops.convert_to_numpy(self.parameters)
        return {
            str(s): float(v) for s, v in zip(self._symbols_list, values, strict=True)
        }

    def symbol_values(self):
        """Returns `{sympy.Symbol: value}` of the weights, as the parent does."""
        return {sympy.Symbol(name): v for name, v in self.weights_by_name().items()}

    def resolved_circuit(self, angles=None):
        """Returns a copy of the circuit with the trained weights put in.

        Args:
            angles: `(num_data_symbols,)`, one row of input; None keeps the symbols.

        Raises:
            ValueError: If there is not one finite number a symbol.
        """
        weights = list(self.weights_by_name().values())
        data = self.data_symbols or ()
        return bind_symbols(
            self.model_circuit, data, self.weight_symbols, angles, weights
        )

    def state(self, angles):
        """Returns the exact final states, up to a global phase.

        Args:
            angles: `(batch_size, num_data_symbols)`, or one row of it.

        Returns:
            `(batch_size, 2**len(layer.qubits))`, complex64; `layer.qubits[0]` is the
            most significant bit of the index. One row gives a batch of one.

        Raises:
            ValueError: If the angles are not finite or of another shape, or the layer
                has noise, hence no pure state.
        """
        rows = self._rows(angles)
        return self._states.states(rows, self._weights())

    def probabilities(self, angles):
        """Returns how likely each bit string is, exactly, whatever `shots` is.

        With `noise` it is the diagonal of the density matrix. A `sampler` has no part
        in it: these are the probabilities of the circuit as it is written.

        Args:
            angles: `(batch_size, num_data_symbols)`, or one row of it.

        Returns:
            `(batch_size, 2**len(layer.qubits))`, float32; in the order of `state`.

        Raises:
            ValueError: If the angles are not finite or of another shape.
        """
        rows = self._rows(angles)
        return self._states.probabilities(rows, self._weights())

    @cached_property
    def _states(self):
        return FinalStates(self._program, self._options)

    def _rows(self, angles):
        """Returns one row or a batch of them as a batch."""
        check_has_data_symbols(self.data_symbols)
        return as_angles(as_rows(angles, len(self.data_symbols)), self.precision)

    def compute_output_spec(self, inputs, training=None):
        del training
        return keras.KerasTensor((inputs.shape[0], len(self.operators)), "float32")

    def compute_output_shape(self, input_shape):
        return (input_shape[0], len(self.operators))

    def get_config(self):
        check_can_be_saved(self.backend, self.differentiator, self.sampler)
        names = weights = None
        if self.data_symbols is not None:
            names = [str(s) for s in self.data_symbols]
            weights = [str(s) for s in self.weight_symbols]
        return {
            **super().get_config(),
            "model_circuit": circuit_to_config(self.model_circuit),
            "operators": cirq.to_json(self.operators, indent=None),
            "data_symbols": names,
            "weight_symbols": weights,
            "engine": self.engine,
            "differentiator": self.differentiator,
            "precision": self.precision,
            "memory_budget": int_to_config(self.memory_budget),
            "shots": int_to_config(self.shots),
            "noise": noise_to_config(self.noise, self.model_circuit),
            "sampler": None,
            "seed": int_to_config(self.seed),
            "initializer": keras.initializers.serialize(self.initializer),
            "regularizer": keras.regularizers.serialize(self.regularizer),
            "constraint": keras.constraints.serialize(self.constraint),
            "repetitions": int_to_config(self.repetitions),
            "backend": self.backend,
        }

    @classmethod
    def from_config(cls, config):
        config = dict(config)
        for key in ("model_circuit", "operators"):
            if isinstance(config[key], str):
                config[key] = cirq.read_json(json_text=config[key])
        config["noise"] = noise_from_config(config.get("noise"))
        return cls(**config)
