import json

import cirq
import numpy as np
import pandas as pd
import pytest
import sympy
import tensorflow as tf

from circuits import CircuitSpec
from tests.second_route import simulate
from tfq_bert import HybridTextClassifier
from tfq_bert._quiet import keras, keras_nlp
from tfq_bert.errors import InputError

TEXTS = ["good film", "bad plot", "the film was great", "awful", "a good plot"]


@pytest.fixture(scope="module")
def classifier(tiny_classifier):
    """One for the tests that only ask it something."""
    return tiny_classifier()


# --- what it computes ---


@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_probabilities_are_those_of_the_formula(tiny_classifier, pooling):
    """BERT by keras-hub; pooling, Dense layers, softmax by NumPy; circuit by Cirq."""
    classifier = tiny_classifier(pooling=pooling)
    tokens = classifier.preprocessor(tf.constant(TEXTS))
    outputs = classifier.backbone(tokens)
    mask = np.array(tokens["padding_mask"])[..., None]
    pooled = np.array(outputs["pooled_output"], float)
    if pooling == "mean":
        sequence = np.array(outputs["sequence_output"], float)
        pooled = (sequence * mask).sum(axis=1) / mask.sum(axis=1)
    np.testing.assert_allclose(classifier.features(TEXTS), pooled, atol=1e-5)
    angles, quantum, logits = classifier.head.layers
    kernel, bias = (np.array(w, float) for w in angles.weights)
    expectations = [
        simulate(quantum.resolved_circuit(row), quantum.operators, {})
        for row in np.pi / 2 * np.tanh(pooled @ kernel + bias)
    ]
    np.testing.assert_allclose(classifier.expectations(TEXTS), expectations, atol=1e-5)
    kernel, bias = (np.array(w, float) for w in logits.weights)
    powers = np.exp(expectations @ kernel + bias)
    expected = powers / powers.sum(axis=1, keepdims=True)
    result = classifier.predict(TEXTS)
    assert result.dtype == np.float32
    np.testing.assert_allclose(result, expected, atol=1e-5)


def test_both_engines_give_the_same_and_no_activation_gives_logits(tiny_classifier):
    ours = tiny_classifier()
    theirs = tiny_classifier(engine="tfq", activation=None)
    theirs.set_weights(ours.get_weights())
    logits = theirs.predict(TEXTS)
    powers = np.exp(logits)
    np.testing.assert_allclose(
        ours.predict(TEXTS), powers / powers.sum(axis=1, keepdims=True), atol=1e-5
    )


@pytest.mark.parametrize("engine", ["statevector", "tfq"])
def test_noise_and_shots_are_the_layers_own(tiny_classifier, engine):
    """Depolarizing noise by `cirq.DensityMatrixSimulator`, within the samples."""
    exact = tiny_classifier(noise=0.1)
    shots = 4000
    noisy = tiny_classifier(engine=engine, shots=shots, noise=0.1)
    noisy.set_weights([w for w in exact.get_weights() if w.dtype.kind == "f"])
    features = exact.features(TEXTS)
    angles = exact.head.get_layer("angles")(features)
    circuit = exact.quantum_layer.resolved_circuit(angles[0])
    state = cirq.DensityMatrixSimulator().simulate(
        circuit.with_noise(cirq.depolarize(0.1)),
        qubit_order=exact.quantum_layer.qubits,
    )
    order = {qubit: i for i, qubit in enumerate(exact.quantum_layer.qubits)}
    expected = [
        cirq.PauliSum.wrap(o)
        .expectation_from_density_matrix(state.final_density_matrix, order)
        .real
        for o in exact.quantum_layer.operators
    ]
    np.testing.assert_allclose(exact.expectations(TEXTS)[0], expected, atol=1e-5)
    np.testing.assert_allclose(
        noisy.expectations(TEXTS)[0], expected, atol=5 / np.sqrt(shots)
    )


@pytest.mark.parametrize(
    "options",
    [
        {"shots": 50},
        {"noise": 0.05},
        {"noise": cirq.amplitude_damp(0.1), "shots": 50, "engine": "tfq"},
    ],
    ids=["shots", "noise", "tfq"],
)
def test_a_model_with_noise_or_shots_trains_and_comes_back(
    tiny_classifier, options, tmp_path
):
    model = tiny_classifier(**options)
    before = model.quantum_layer.get_weights()[0]
    model.fit(["good", "bad"] * 2, [1, 0] * 2, epochs=1, verbose=0)
    assert (model.quantum_layer.get_weights()[0] != before).any()
    model.save(tmp_path / "model.keras")
    restored = keras.models.load_model(tmp_path / "model.keras")
    assert restored.quantum_layer.noise == options.get("noise")
    assert restored.quantum_layer.shots == options.get("shots")
    np.testing.assert_array_equal(
        restored.quantum_layer.get_weights()[0], model.quantum_layer.get_weights()[0]
    )


def test_labels_are_the_names_of_the_most_probable_classes(tiny_classifier):
    classifier = tiny_classifier(["eins", "zwei", "drei"])
    best = classifier.predict(TEXTS).argmax(axis=1)
    assert classifier.predict_labels(TEXTS) == [
        ["eins", "zwei", "drei"][i] for i in best
    ]


@pytest.mark.parametrize(
    "form",
    [tuple, np.array, pd.Series, tf.constant, tf.data.Dataset.from_tensor_slices],
    ids=["tuple", "array", "series", "tensor", "dataset"],
)
def test_texts_are_taken_in_all_forms(classifier, form):
    """Every form is in the tests of `as_texts`."""
    expected = classifier.predict(TEXTS[:2])
    np.testing.assert_array_equal(classifier.predict(form(TEXTS[:2])), expected)


def test_every_row_is_its_own_whatever_the_batch(classifier):
    """1, 5 and 0 rows; a bare string is one row."""
    together = classifier.predict(TEXTS, batch_size=2)
    assert together.shape == (5, 2)
    alone = [classifier.predict(text) for text in TEXTS]
    assert {row.shape for row in alone} == {(1, 2)}
    np.testing.assert_allclose(together, np.concatenate(alone), atol=1e-6)
    for method, width in (("predict", 2), ("features", 8), ("expectations", 2)):
        empty = getattr(classifier, method)([])
        assert (empty.shape, empty.dtype) == ((0, width), np.float32)
    assert classifier.predict_labels([]) == []


@pytest.mark.parametrize("blank", ["", "\t\n "])
def test_a_blank_text_has_finite_probabilities_and_disturbs_nobody(classifier, blank):
    with_blank = classifier.predict([TEXTS[0], blank, TEXTS[2]])
    assert np.isfinite(with_blank).all()
    np.testing.assert_allclose(with_blank.sum(axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(
        with_blank[[0, 2]], classifier.predict([TEXTS[0], TEXTS[2]]), atol=1e-6
    )


def test_a_frozen_backbone_runs_without_dropout_and_a_trained_one_with(
    tiny_classifier,
):
    for trainable in (False, True):
        classifier = tiny_classifier(dropout=0.5, trainable_backbone=trainable)
        tokens = classifier.preprocessor(tf.constant(TEXTS))
        runs = [classifier(tokens, training=True) for _ in range(2)]
        assert np.allclose(*runs) is not trainable


def test_the_trained_circuit_has_the_weights_and_a_texts_angles(classifier):
    bound = classifier.circuit(TEXTS[1])
    assert not cirq.is_parameterized(bound)
    operators = classifier.quantum_layer.operators
    np.testing.assert_allclose(
        simulate(bound, operators, {}),
        classifier.expectations(TEXTS[1])[0],
        atol=1e-5,
    )
    open_circuit = classifier.circuit(resolved=True)
    assert cirq.parameter_names(open_circuit) == {"x_0000", "x_0001"}
    plain = classifier.circuit()
    assert plain == classifier.quantum_layer.model_circuit.unfreeze()
    assert isinstance(plain, cirq.Circuit)
    with pytest.raises(ValueError, match="must be one text. Received: 5 texts"):
        classifier.circuit(TEXTS)


def test_a_misspelt_argument_is_refused(tiny_classifier):
    with pytest.raises(TypeError, match="takes no argument 'shot'. Received: shot=5"):
        tiny_classifier(shot=5)


# --- configuration and saving ---


def test_the_configuration_is_json_and_is_not_modified(tiny_classifier):
    classifier = tiny_classifier(
        circuit=CircuitSpec(num_qubits=3, depth=2),
        pooling="cls",
        trainable_backbone=True,
        activation=None,
        engine="tfq",
    )
    config = classifier.get_config()
    text = json.dumps(config)
    rebuilt = HybridTextClassifier.from_config(config)
    assert json.dumps(config) == text
    assert json.loads(text) == config
    assert rebuilt.circuit_spec == classifier.circuit_spec
    for name in (
        "class_names",
        "circuit",
        "pooling",
        "trainable_backbone",
        "activation",
        "engine",
    ):
        assert config[name] == rebuilt.get_config()[name]
    assert [w.shape for w in rebuilt.weights] == [w.shape for w in classifier.weights]


def own_circuit():
    """Three angles and two weights on two qubits of a grid, read by a Pauli sum."""
    q = cirq.GridQubit.rect(1, 2, 3, 3)
    a, b, c, w2, w10 = sympy.symbols("a b c w2 w10")
    circuit = cirq.Circuit(
        cirq.ry(2 * a + w10 / 3).on(q[0]),
        cirq.FSimGate(b * w2, sympy.pi / 6).on(*q),
        cirq.rx(c).on(q[1]),
    )
    observables = [cirq.Z(q[0]) + 0.5 * cirq.X(q[1]), cirq.Z(q[0]) * cirq.Z(q[1])]
    return CircuitSpec.from_circuit(circuit, [c, a, b], observables)


LIBRARY = {
    "two angles a qubit": CircuitSpec(2, 1, "dense_angle", "brick_syc"),
    "amplitudes": CircuitSpec(2, 1, "amplitude", "su2", "z_parity"),
    "scaled": CircuitSpec(2, 2, "zz", "qcnn", reupload=True, trainable_scaling=True),
    "own": own_circuit(),
}


@pytest.mark.parametrize("name", LIBRARY)
def test_any_circuit_gets_as_many_angles_as_it_takes_and_is_saved_whole(
    tiny_classifier, tmp_path, name
):
    """Expectation values by Cirq, from the angles of the Dense layer."""
    spec = LIBRARY[name]
    classifier = tiny_classifier(circuit=spec)
    angles = np.array(classifier.head.get_layer("angles")(classifier.features(TEXTS)))
    assert angles.shape == (len(TEXTS), spec.num_data_symbols)
    quantum = classifier.quantum_layer
    expected = [
        simulate(quantum.resolved_circuit(row), quantum.operators, {}, spec.qubits)
        for row in angles
    ]
    found = classifier.expectations(TEXTS)
    assert found.shape == (len(TEXTS), spec.num_outputs)
    np.testing.assert_allclose(found, expected, atol=1e-5)
    classifier.fit(TEXTS, ["good", "bad", "good", "bad", "good"], verbose=0)
    classifier.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert loaded.circuit_spec == spec
    np.testing.assert_allclose(
        loaded.predict(TEXTS), classifier.predict(TEXTS), rtol=1e-6, atol=1e-6
    )
    assert not cirq.is_parameterized(loaded.circuit(TEXTS[0]))


def test_a_circuit_without_data_is_refused(tiny_classifier):
    circuit = cirq.Circuit(cirq.rx(sympy.Symbol("w")).on(cirq.q(0)))
    with pytest.raises(
        InputError, match=r"^`circuit` must have at least one data symbol, because "
    ):
        tiny_classifier(circuit=CircuitSpec.from_circuit(circuit, []))


def test_a_local_preset_gives_its_backbone_and_vocabulary(
    tiny_backbone, tiny_vocabulary, tiny_classifier, tmp_path
):
    backbone = tiny_backbone()
    backbone.save_to_preset(tmp_path)
    keras_nlp.models.BertTokenizer(tiny_vocabulary, lowercase=True).save_to_preset(
        tmp_path
    )
    classifier = HybridTextClassifier.from_preset(
        tmp_path, ["a", "b", "c"], sequence_length=7, pooling="cls"
    )
    assert classifier.preprocessor.sequence_length == 7
    assert classifier.predict("Good").shape == (1, 3)
    assert not classifier.trainable_backbone
    reference = tiny_classifier(pooling="cls")
    reference.backbone.set_weights(backbone.get_weights())
    np.testing.assert_allclose(
        classifier.features(["Good film"]), reference.features(["good film"]), atol=1e-6
    )


def test_the_summary_shows_the_parts_and_their_parameters(tiny_classifier):
    """2 layers of BERT; head: 8*2 + 2 angles, 2 weights, 2*2 + 2 logits."""
    lines = []
    tiny_classifier().summary(print_fn=lambda line, **_: lines.append(line))
    text = "\n".join(lines)
    for part in ("bert_backbone", "pooling", "angles", "quantum", "logits", "26"):
        assert part in text
