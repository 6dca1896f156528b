"""The quantum layer: `tfq.layers.PQC` on Keras 3, in the middle of a network.

Does not build circuits (see `circuits`) and does not sample.
"""

import cirq
import sympy

from circuits import natural_order, parameter_names, plan_circuit
from tfq_bert._quiet import import_tfq, keras, tf
from tfq_bert.layers.statevector import StatevectorEngine
from tfq_bert.layers.tfq_engine import TfqEngine

tfq = import_tfq()

ENGINES = ("statevector", "tfq")


@keras.saving.register_keras_serializable(package="tfq_bert")
class PQC(tfq.layers.PQC):
    """Computes expectation values of a trainable circuit fed with angles.

    `outputs[b, k] = <0| U(x_b, w)^H O_k U(x_b, w) |0>`, with the row `x_b` of the input
    bound to `data_symbols` and the trained `w` to all other symbols. Differentiable in
    both. Without `data_symbols` the layer is its parent: its input is a batch of
    serialized circuits, to each of which `model_circuit` is appended.

    Args:
        model_circuit: `cirq.Circuit` of unitary gates. It is not modified; terminal
            measurements are left out.
        operators: `cirq.PauliString`, `cirq.PauliSum`, or a list of them: the
            observables, one output column each. Real coefficients.
        data_symbols: Symbols (or names) that the columns of the input fill, in this
            order. None for the parent's circuits as input.
        weight_symbols: Symbols (or names) in the order of the weight vector. Defaults
            to all symbols that are not data, in natural order (w2 before w10).
        engine: `"statevector"`, plain TensorFlow, or `"tfq"`, the C++ simulator of
            TensorFlow Quantum with its adjoint gradient.
        initializer: Keras initializer of the weights, radians. Defaults to uniform in
            `[0, 2 pi)`, as in the parent.
        regularizer: Keras regularizer of the weights, or None.
        constraint: Keras constraint of the weights, or None.
        repetitions: Circuits as input only: shots, see `tfq.layers.PQC`.
        backend: Circuits as input only: see `tfq.layers.PQC`.
        differentiator: Circuits as input only: see `tfq.layers.PQC`.
        **kwargs: Passed to `keras.layers.Layer` (`name`, `dtype`, `trainable`).

    Input shape:
        `(batch_size, len(data_symbols))`, float of any width, radians where the
        circuit's gates are rotations. Or `(batch_size,)`, string, without
        `data_symbols`.

    Output shape:
        `(batch_size, len(operators))`, float32, whatever the input or the policy.

    Raises:
        TypeError: If `model_circuit` or `operators` are of another type.
        ValueError: If a symbol is missing or doubled, an operation is not unitary, an
            observable is not real, or (at build) the input has another width.

    Example:
    >>> import cirq, sympy
    >>> a, w = sympy.symbols("a w")
    >>> q = cirq.LineQubit(0)
    >>> circuit = cirq.Circuit(cirq.ry(a)(q), cirq.ry(w)(q))
    >>> layer = PQC(circuit, cirq.Z(q), data_symbols=[a], initializer="zeros")
    >>> [round(float(v[0]), 4) for v in layer(tf.constant([[0.3], [0.0]]))]
    [0.9553, 1.0]

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
        initializer=None,
        regularizer=None,
        constraint=None,
        repetitions=None,
        backend="noiseless",
        differentiator=None,
        **kwargs,
    ):
        # The float32 of the circuit does not follow a mixed-precision policy.
        kwargs.setdefault("autocast", False)
        if initializer is None:
            initializer = keras.initializers.RandomUniform(0.0, 6.283185307179586)
        if engine not in ENGINES:
            raise ValueError(
                f"`engine` must be one of {list(ENGINES)}. Received: engine={engine!r}."
            )
        self.engine = engine
        self.backend = backend
        self.repetitions = repetitions
        self.differentiator = differentiator
        if data_symbols is None:
            super().__init__(
                model_circuit,
                operators,
                repetitions=repetitions,
                backend=backend,
                differentiator=differentiator,
                initializer=initializer,
                regularizer=regularizer,
                constraint=constraint,
                **kwargs,
            )
            self.data_symbols = None
            self.weight_symbols = tuple(self.symbols)
            self.model_circuit, self.operators = model_circuit, _as_list(operators)
            return
        if repetitions is not None or backend != "noiseless" or differentiator:
            raise ValueError(
                "`repetitions`, `backend` and `differentiator` belong to circuits as "
                f"input, without `data_symbols`. Received: repetitions={repetitions}, "
                f"backend={backend!r}, differentiator={differentiator}."
            )
        # The parent's constructor would make a weight of every symbol and refuse
        # circuits that its serializer does not know.
        super(tfq.layers.PQC, self).__init__(**kwargs)
        if not isinstance(model_circuit, cirq.AbstractCircuit):
            raise TypeError(
                "`model_circuit` must be a cirq.Circuit. Received: "
                f"model_circuit={model_circuit!r} of type {type(model_circuit)}."
            )
        self.model_circuit = model_circuit
        self.operators = _as_list(operators)
        self.data_symbols = _symbols("data_symbols", data_symbols)
        self.weight_symbols = self._find_weight_symbols(weight_symbols)
        self._symbols_list = list(self.weight_symbols)
        used = {q for o in self.operators for q in o.qubits}
        self.qubits = tuple(sorted(model_circuit.all_qubits() | used))
        if not self.qubits:
            raise ValueError(
                "`model_circuit` and `operators` must act on at least one qubit. "
                "Received: none."
            )
        plan = plan_circuit(
            model_circuit,
            self.operators,
            self.data_symbols,
            self.weight_symbols,
            self.qubits,
        )
        if engine == "statevector":
            self._engine = StatevectorEngine(plan)
        else:
            self._engine = TfqEngine(
                model_circuit,
                self.operators,
                self.data_symbols,
                self.weight_symbols,
                self.qubits,
            )
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

    def _find_weight_symbols(self, given):
        """Returns the trained symbols in order; checks them against the circuit."""
        names = parameter_names(self.model_circuit)
        data = [str(s) for s in self.data_symbols]
        missing = [name for name in data if name not in names]
        if missing:
            raise ValueError(
                "`data_symbols` must stand in the circuit, because a column without a "
                f"gate has no effect. Received: {missing}, the circuit has "
                f"{[str(s) for s in natural_order(names)]}."
            )
        rest = names - set(data)
        if given is None:
            return natural_order(rest)
        symbols = _symbols("weight_symbols", given)
        if {str(s) for s in symbols} != rest:
            raise ValueError(
                "`weight_symbols` must be all symbols that are not data. Received: "
                f"{[str(s) for s in symbols]}, expected "
                f"{[str(s) for s in natural_order(rest)]}."
            )
        return symbols

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
        if self.data_symbols is not None:
            width = input_shape[-1] if len(input_shape) == 2 else None
            if width != len(self.data_symbols):
                raise ValueError(
                    "the input must have one column a data symbol. Received: input of "
                    f"shape {tuple(input_shape)}, so width {width}, for "
                    f"{len(self.data_symbols)} data symbols. Put a "
                    f"Dense({len(self.data_symbols)}) before the layer."
                )

    def call(self, inputs, training=None):
        if self.data_symbols is not None:
            angles = tf.cast(inputs, tf.float32)
            self._check_width(angles.shape)
            # A graph for inference holds no custom gradient, which TensorFlow would
            # warn of whenever the export is loaded.
            is_inference = training is False and self.engine == "statevector"
            options = {"is_inference": True} if is_inference else {}
            return self._engine.expectations(angles, self._weights(), **options)
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
        """
        values = dict(self.weights_by_name())
        if angles is not None:
            names = map(str, self.data_symbols)
            values |= {n: float(v) for n, v in zip(names, angles, strict=True)}
        return cirq.resolve_parameters(self.model_circuit, values)

    def compute_output_spec(self, inputs):
        return keras.KerasTensor((inputs.shape[0], len(self.operators)), "float32")

    def compute_output_shape(self, input_shape):
        return (input_shape[0], len(self.operators))

    def get_config(self):
        if self.backend != "noiseless" or self.differentiator is not None:
            raise NotImplementedError(
                "a PQC with a backend or differentiator object cannot be saved, "
                "because neither has a configuration. Received: "
                f"backend={self.backend!r}, differentiator={self.differentiator!r}."
            )
        names = None
        if self.data_symbols is not None:
            names = [str(s) for s in self.data_symbols]
        weights = None if names is None else [str(s) for s in self.weight_symbols]
        return {
            **super().get_config(),
            "model_circuit": cirq.to_json(self.model_circuit, indent=None),
            "operators": cirq.to_json(self.operators, indent=None),
            "data_symbols": names,
            "weight_symbols": weights,
            "engine": self.engine,
            "initializer": keras.initializers.serialize(self.initializer),
            "regularizer": keras.regularizers.serialize(self.regularizer),
            "constraint": keras.constraints.serialize(self.constraint),
            "repetitions": self.repetitions,
            "backend": self.backend,
            "differentiator": None,
        }

    @classmethod
    def from_config(cls, config):
        config = dict(config)
        for key in ("model_circuit", "operators"):
            if isinstance(config[key], str):
                config[key] = cirq.read_json(json_text=config[key])
        return cls(**config)


def _as_list(operators):
    """Returns the observables as a list of Pauli strings and sums."""
    if isinstance(operators, cirq.PauliString | cirq.PauliSum):
        operators = [operators]
    operators = list(operators) if isinstance(operators, list | tuple) else operators
    if (
        not isinstance(operators, list)
        or not operators
        or not all(isinstance(o, cirq.PauliString | cirq.PauliSum) for o in operators)
    ):
        raise TypeError(
            "`operators` must be a cirq.PauliString, a cirq.PauliSum or a list of "
            f"them. Received: operators={operators!r} of type {type(operators)}."
        )
    return operators


def _symbols(argument, values):
    """Returns names or symbols as a tuple of distinct symbols."""
    symbols = tuple(sympy.Symbol(str(value)) for value in values)
    doubled = sorted({str(s) for s in symbols if symbols.count(s) > 1})
    if doubled:
        raise ValueError(
            f"`{argument}` must be distinct. Received: {doubled} more than once."
        )
    return symbols
