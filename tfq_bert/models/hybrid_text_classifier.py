"""BERT with a quantum circuit in its head, as one Keras model.

Does not read data files or write exports; `data` and `export` do.
"""

import random
import shutil
from dataclasses import replace
from functools import partial

import numpy as np

from circuits import CircuitSpec
from tfq_bert._quiet import keras, keras_nlp
from tfq_bert.layers import MaskedPooling
from tfq_bert.models.arguments import (
    check_arguments,
    check_cache_features,
    check_keywords,
)
from tfq_bert.models.batches import (
    collect,
    make_batches,
    ordered_batches,
    run_by_length,
)
from tfq_bert.models.examples import as_rows, read_examples, read_fit_data
from tfq_bert.models.head import build_head, run_options
from tfq_bert.models.losses import fill_compile
from tfq_bert.models.order import RowOrder, follow_epochs, row_lengths
from tfq_bert.models.text_reader import TextReader
from tfq_bert.models.traced_step import TracedStep
from tfq_bert.text.backbone import load_backbone, rest_idle_weights
from tfq_bert.text.inputs import as_one_text, as_texts
from tfq_bert.text.preprocessing import HybridPreprocessor


@keras.saving.register_keras_serializable(package="tfq_bert")
class HybridTextClassifier(keras_nlp.models.TextClassifier):
    """Classifies text with BERT, a Dense reduction, a quantum circuit and a Dense.

    `probabilities = softmax(Dense(PQC(pi/2 * tanh(Dense(pool(BERT(text)))))))`.

    Args:
        backbone: `keras_nlp.models.BertBackbone`.
        class_names: sequence of str, at least two. Column `i` of the output is the
            probability of `class_names[i]`.
        preprocessor: `HybridPreprocessor` (or any layer from strings to the
            backbone's input), or None.
        circuit: `circuits.CircuitSpec` of the head, which takes `num_data_symbols`
            angles. Defaults to the paper's circuit on 4 qubits, depth 4.
        pooling: `"mean"` over the tokens, or `"cls"`, BERT's pooler output.
        trainable_backbone: bool. False keeps BERT's weights, runs it without dropout,
            and lets `fit` compute its output once. Defaults to False.
        activation: `"softmax"`, or None: then the outputs are logits.
        engine: As in `PQC`: `"statevector"` or `"tfq"`.
        shots: As in `PQC`: samples of each value, in training too. None for exact ones.
        noise: As in `PQC`, in training too. None for no noise.
        compile: bool. Whether to compile with the defaults of `compile()`.
        **kwargs: Passed to `keras_nlp.models.TextClassifier` (`name`).

    Input shape:
        dict of `token_ids`, `segment_ids` and `padding_mask`, each
        `(batch_size, length)`; or `{"features": (batch_size, hidden_dim)}`. `fit`,
        `evaluate` and `predict` take strings.

    Output shape:
        `(batch_size, len(class_names))`, float32.

    Raises:
        ValueError: If fewer than two classes are named or a name is doubled, `pooling`
            is unknown, or `preprocessor.sequence_length` exceeds the backbone's
            position table.

    Example:
    >>> classifier = HybridTextClassifier.from_preset(
    ...     "minilm_l6_en", class_names=["ham", "spam"], load_weights=False)
    >>> classifier.predict(["win a prize", "see you at eight"]).shape
    (2, 2)

    Reference:
        Masum et al. 2025, "A Hybrid Classical-Quantum Fine Tuned BERT for Text
        Classification" (https://arxiv.org/abs/2511.17677). Differs: mean pooling and
        cross-entropy by default.
    """

    backbone_cls = keras_nlp.models.BertBackbone
    preprocessor_cls = HybridPreprocessor
    _build_head = staticmethod(build_head)  # a comparison puts other heads here

    def __init__(
        self,
        backbone,
        class_names,
        preprocessor=None,
        circuit=None,
        pooling="mean",
        trainable_backbone=False,
        activation="softmax",
        engine="statevector",
        shots=None,
        noise=None,
        compile=True,
        **kwargs,
    ):
        class_names = list(map(str, class_names))
        check_arguments(backbone, class_names, preprocessor, pooling, activation)
        check_keywords(kwargs)
        if circuit is None or isinstance(circuit, dict):
            circuit = CircuitSpec.from_dict(circuit) if circuit else CircuitSpec()

        self.backbone = backbone
        backbone.trainable = trainable_backbone
        options = (activation, engine, shots, noise)
        self.head = self._build_head(circuit, len(class_names), *options)

        outputs = backbone(backbone.input)
        pooled = outputs["pooled_output"]
        if pooling == "mean":
            self.pooler = MaskedPooling(name="pooling", dtype="float32")
            mask = backbone.input["padding_mask"]
            pooled = self.pooler(outputs["sequence_output"], mask)
        self.head.build(pooled.shape)
        outputs = pooled
        for layer in self.head.layers:  # one by one, so that `summary` shows each
            outputs = layer(outputs)
        super().__init__(
            inputs=backbone.input, outputs=outputs, compile=False, **kwargs
        )
        # Only now: it waits for its vocabulary, and Keras warns of layers not built.
        self.preprocessor = preprocessor

        self.class_names = class_names
        self.num_classes = len(class_names)
        self.circuit_spec = circuit
        self.pooling = pooling
        self.activation = keras.activations.get(activation)
        self.input_spec = None  # `call` takes features as well as tokens.
        self._pool_step = TracedStep()
        self._reader = TextReader()
        if compile:
            self.compile()

    @property
    def trainable_backbone(self):
        """Whether BERT is trained, as `backbone.trainable`; compile after a change."""
        return self.backbone.trainable

    @classmethod
    def from_preset(
        cls,
        preset,
        class_names=("negative", "positive"),
        sequence_length=128,
        load_weights=True,
        dtype=None,
        **kwargs,
    ):
        """Makes a classifier on pretrained weights.

        Args:
            preset: `"minilm_l6_en"`, a local folder, or any name that
                `keras_nlp.models.BertBackbone.from_preset` takes.
            class_names: As in the constructor.
            sequence_length: int. Longest sequence of tokens, [CLS] and [SEP] included.
            load_weights: bool. False gives the architecture with random weights.
            dtype: dtype or policy of the backbone; the head is float32.
            **kwargs: Passed to the constructor.

        Returns:
            `HybridTextClassifier`, compiled.

        Raises:
            InputError: If the preset cannot be found or is not BERT.
        """
        options = {"load_weights": load_weights} | ({"dtype": dtype} if dtype else {})
        backbone, tokenizer, lowercase = load_backbone(preset, **options)
        preprocessor = HybridPreprocessor(tokenizer, sequence_length, lowercase)
        return cls(backbone, class_names, preprocessor, **kwargs)

    def call(self, inputs, training=None, **_):
        if not isinstance(inputs, dict) or "features" not in inputs:
            features = self.pool(inputs, training)
        else:
            features = inputs["features"]
        return self.head(features, training=training)

    def pool(self, inputs, training=False):
        """Returns the pooled output of the backbone on tokens, as the head reads it."""
        training = training if self.trainable_backbone else False
        outputs = self.backbone(inputs, training=training)
        if self.pooling == "cls":
            return outputs["pooled_output"]
        return self.pooler(outputs["sequence_output"], inputs["padding_mask"])

    def compile(self, optimizer="auto", loss="auto", *, metrics="auto", **kwargs):
        """Compiles the model; "auto" picks what works.

        Args:
            optimizer: Keras optimizer. "auto" is AdamW, learning rate 2e-3 for a
                frozen backbone and 1e-4 for a trained one.
            loss: Keras loss on class indices. "auto" is cross-entropy.
            metrics: List of Keras metrics. "auto" is the accuracy.
            **kwargs: Passed to `keras.Model.compile`. `jit_compile` defaults to False.
        """
        loss, metrics = fill_compile(loss, metrics, self.activation)
        if optimizer == "auto":
            rate = 1e-4 if self.trainable_backbone else 2e-3
            optimizer = keras.optimizers.AdamW(rate)
        rest_idle_weights(self.backbone, self.pooling)
        kwargs.setdefault("jit_compile", False)
        self._pool_step = TracedStep()  # traced anew, as Keras does with its own
        super().compile(optimizer=optimizer, loss=loss, metrics=metrics, **kwargs)

    def compile_from_config(self, config):
        self.compile(**keras.saving.deserialize_keras_object(config))
        if self.built:
            self.optimizer.build(self.trainable_variables)

    def fit(
        self,
        x=None,
        y=None,
        batch_size=32,
        epochs=1,
        *,
        sample_weight=None,
        class_weight=None,
        validation_data=None,
        validation_split=0.0,
        cache_features=None,
        seed=None,
        initial_batch=0,
        share=(0, 1),
        **kwargs,
    ):
        """Trains on texts, in a new order each epoch; `row_order` holds the order.

        Args:
            x: Texts in any form of `as_texts`, a finite data set of (text, label), or
                `{"features": rows}` with what `features` returned.
            y: Labels: class names or class indices.
            batch_size: int.
            epochs: int.
            sample_weight: `(rows,)`, float, or None.
            class_weight: "balanced", or a dict from class name or index to weight.
            validation_data: `(texts, labels)` or a data set of (text, label).
            validation_split: Share to validate on: stratified, seeded, grouped by text.
            cache_features: Whether to keep a frozen backbone's output. None: yes.
            seed: int. Of the batches and the validation split. None draws one from
                the generator that `keras.utils.set_random_seed` seeds.
            initial_batch: int. Batches to leave out of `initial_epoch`, the only one.
            share: As in `RowOrder`, of every batch, those to validate on as well.
            **kwargs: Passed to `keras.Model.fit` (`callbacks`, `verbose`, ...).

        Returns:
            `keras.callbacks.History`.
        """
        seed = random.randrange(2**31) if seed is None else seed
        given, split = (x, y, sample_weight, class_weight), (validation_split, seed)
        examples, held = read_fit_data(self._examples, given, validation_data, split)
        frozen = not self.trainable_backbone
        if cache_features or (cache_features is None and frozen):
            examples = self._with_features(examples, batch_size)
            held = held and self._with_features(held, batch_size)
        self.row_order = order = RowOrder(
            len(examples.rows),
            batch_size,
            seed if kwargs.pop("shuffle", True) else None,
            lengths=None if frozen else row_lengths(examples.rows),
            first=(kwargs.get("initial_epoch", 0), initial_batch),
            share=share,
        )
        held = held and ordered_batches(held, batch_size, self._read, share)
        callbacks = [follow_epochs(order), *(kwargs.pop("callbacks", None) or ())]
        # Past keras-hub's own `fit`, which would preprocess a second time.
        return keras.Model.fit(
            self,
            make_batches(examples, order, self._read),
            epochs=epochs,
            shuffle=False,  # the batches are shuffled already
            validation_data=held,
            callbacks=callbacks,
            **kwargs,
        )

    def _examples(self, x, y, weight=None, class_weight=None):
        sizes = (self.class_names, self.backbone.hidden_dim)
        return read_examples(x, y, weight, *sizes, class_weight)

    def _with_features(self, examples, batch_size):
        """Returns the examples with the backbone's output in place of the texts."""
        check_cache_features(self.trainable_backbone)
        if isinstance(examples.rows, np.ndarray):
            return examples
        features = self.features(examples.rows, batch_size=max(batch_size or 0, 64))
        return replace(examples, rows=features)

    def _read(self, text):
        return self._reader(self.preprocessor, text)

    def evaluate(self, x=None, y=None, batch_size=32, *, sample_weight=None, **kwargs):
        """Returns the loss and metrics on labeled texts; forms as in `fit`."""
        if kwargs.pop("_use_cached_eval_dataset", False):  # called by `fit`
            return keras.Model.evaluate(self, x, **kwargs)
        examples = self._examples(x, y, sample_weight)
        batches = ordered_batches(examples, batch_size, self._read)
        return keras.Model.evaluate(self, batches, **kwargs)

    def predict(self, x, batch_size=32, verbose=0, **kwargs):
        """Returns class probabilities (logits without softmax), `(rows, num_classes)`.

        Args:
            x: Texts in any form of `as_texts` (one bare string gives one row), or
                `{"features": rows}`.
            batch_size: int.
            verbose: As in `keras.Model.predict`.
            **kwargs: Passed to `keras.Model.predict`.
        """
        rows = as_rows(x, self.backbone.hidden_dim)
        run = partial(keras.Model.predict, self, verbose=verbose, **kwargs)
        return run_by_length(rows, batch_size, self.num_classes, self._read, run)

    def predict_labels(self, x, batch_size=32):
        """Returns the most probable class name of each text, a list of str."""
        best = self.predict(x, batch_size).argmax(axis=1)
        return [self.class_names[i] for i in best]

    def features(self, x, batch_size=64, progress=None):
        """Returns the pooled output of the backbone, `(rows, hidden_dim)`, float32.

        Args:
            x: Texts in any form of `as_texts`.
            batch_size: int.
            progress: Function called with the number of rows done after each batch.
        """
        width = self.backbone.hidden_dim
        run = collect(partial(self._pool_step, self.pool, "pool"), progress)
        return run_by_length(as_texts(x), batch_size, width, self._read, run)

    def expectations(self, x, batch_size=64):
        """Returns the circuit's expectation values, `(rows, num_outputs)`, float32."""
        hidden = as_rows(x, self.backbone.hidden_dim)
        if not isinstance(hidden, np.ndarray):
            hidden = self.features(hidden, batch_size)
        angles, quantum, _ = self.head.layers
        run = collect(lambda batch: quantum(angles(batch["features"])))
        size = self.circuit_spec.num_outputs
        return run_by_length(hidden, batch_size, size, None, run)

    def summary(self, line_length=None, **kwargs):
        """Prints the layers, at most as wide as the terminal."""
        width = min(shutil.get_terminal_size().columns, 108)
        super().summary(line_length=line_length or width, **kwargs)

    @property
    def quantum_layer(self):
        """The `PQC` layer of the head."""
        return self.head.get_layer("quantum")

    def circuit(self, text=None, resolved=False):
        """Returns a copy of the circuit, with trained weights and one text's angles."""
        layer, angles = self.quantum_layer, None
        if text is not None:
            angles = self.head.get_layer("angles")(self.features(as_one_text(text)))[0]
        elif not resolved:
            return layer.model_circuit.unfreeze()
        return layer.resolved_circuit(angles)

    def circuit_weights(self):
        """Returns the circuit's weights, `{symbol name: radians}`."""
        return self.quantum_layer.weights_by_name()

    def export(self, filepath, **options):
        """Writes a SavedModel that takes strings; see `export.export_classifier`."""
        from tfq_bert.export import export_classifier

        return export_classifier(self, filepath, **options)

    def hardware_report(self, target="sycamore", placement=None):
        """Compiles the trained circuit for a device; see `tfq_bert.hardware`."""
        from tfq_bert.hardware import hardware_report

        return hardware_report(self, target, placement)

    def get_config(self):
        return {
            **super().get_config(),
            "class_names": list(self.class_names),
            "circuit": self.circuit_spec.to_dict(),
            "pooling": self.pooling,
            "trainable_backbone": self.trainable_backbone,
            "activation": keras.activations.serialize(self.activation),
            **run_options(self.quantum_layer),
        }

    @classmethod
    def from_config(cls, config):
        return super().from_config(dict(config))
