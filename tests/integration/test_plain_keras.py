"""Our layers in a model that a user writes in plain Keras, and our models in files.

What needs a new process shares two of them.
"""

import json

import numpy as np
import pytest
import tensorflow as tf

from circuits import CircuitSpec, build_circuit
from tfq_bert._quiet import keras
from tfq_bert.layers import PQC

TEXTS = ["good film", "bad plot", "the film was great", "awful"]
LABELS = ["good", "bad", "good", "bad"]

LOAD = """
import json, sys
import tfq_bert, keras
folder = sys.argv[1]
given = json.load(open(folder + "/given.json"))
loaded = {name: keras.saving.load_model(f"{folder}/{name}.keras", safe_mode=True)
          for name in ("plain", "statevector", "tfq")}
tokens = {n: keras.ops.array(v, "int32") for n, v in given["tokens"].items()}
predictions = {"plain": loaded["plain"](tokens)}
for name in ("statevector", "tfq"):
    predictions[name] = loaded[name].predict(given["texts"])
    assert loaded[name].predict_labels(given["texts"]) == given["labels"][name]
    loaded[name].fit(given["texts"], given["labels"][name], verbose=0)
weights = {name: {w.path: keras.ops.convert_to_numpy(w).tolist() for w in model.weights}
           for name, model in loaded.items()}
print(json.dumps({
    "predictions": {n: keras.ops.convert_to_numpy(p).tolist()
                    for n, p in predictions.items()},
    "paths": {n: sorted(w) for n, w in weights.items()},
    "plain_weights": weights["plain"],
}))
"""

SERVE = """
import json, sys
import tensorflow as tf
folder = sys.argv[1]
given = json.load(open(folder + "/given.json"))
tokens = {name: tf.constant(value, tf.int32) for name, value in given["tokens"].items()}
served = tf.saved_model.load(folder + "/plain")
rows = [served.serve({n: t[:k] for n, t in tokens.items()}).numpy().tolist()
        for k in (0, 1, 4)]
loaded = [n for n in ("tfq_bert", "tensorflow_quantum", "cirq") if n in sys.modules]
print(json.dumps({"rows": rows, "loaded": loaded}))
"""


def _plain_model(backbone):
    """The ten lines of our user: BERT, Dense, PQC, Dense."""
    built = build_circuit(CircuitSpec(num_qubits=2, depth=1))
    pooled = backbone(backbone.input)["pooled_output"]
    angles = keras.layers.Dense(2, activation="tanh")(pooled)
    quantum = PQC(
        built.circuit, list(built.observables), data_symbols=built.data_symbols
    )(angles)
    outputs = keras.layers.Dense(2, activation="softmax")(quantum)
    model = keras.Model(backbone.input, outputs)
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


@pytest.fixture(scope="module")
def written(tiny_backbone, tiny_preprocessor, tiny_classifier, tmp_path_factory):
    """Trains, saves and exports; returns the folder, the models and what went in."""
    folder = tmp_path_factory.mktemp("plain")
    tokens = tiny_preprocessor()(tf.constant(TEXTS))
    tokens = {name: np.array(value, "int32") for name, value in tokens.items()}
    models = {"plain": _plain_model(tiny_backbone())}
    layer = next(x for x in models["plain"].layers if isinstance(x, PQC))
    before = np.array(layer.parameters)
    models["plain"].fit(tokens, np.array([1, 0, 1, 0]), epochs=2, verbose=0)
    assert not np.array_equal(before, layer.parameters)
    for engine in ("statevector", "tfq"):
        models[engine] = tiny_classifier(engine=engine)
        models[engine].fit(TEXTS, LABELS, epochs=2, verbose=0)
    for name, model in models.items():
        model.save(folder / f"{name}.keras")
    given = {
        "tokens": {name: value.tolist() for name, value in tokens.items()},
        "texts": TEXTS,
        "labels": {n: models[n].predict_labels(TEXTS) for n in ("statevector", "tfq")},
    }
    (folder / "given.json").write_text(json.dumps(given), encoding="utf-8")
    models["plain"].export(str(folder / "plain"), verbose=False)
    return folder, models, tokens


@pytest.mark.slow
def test_saved_models_load_in_a_new_process_with_nothing_but_two_imports(
    written, run_python
):
    """Weights by name, predictions, labels, training."""
    folder, models, tokens = written
    done = run_python(LOAD, folder)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    expected = {"plain": models["plain"](tokens)}
    expected |= {n: models[n].predict(TEXTS) for n in ("statevector", "tfq")}
    for name, value in expected.items():
        np.testing.assert_allclose(
            result["predictions"][name], value, rtol=1e-6, atol=1e-6
        )
        assert result["paths"][name] == sorted(w.path for w in models[name].weights)
    for weight in models["plain"].weights:
        np.testing.assert_array_equal(
            np.float32(result["plain_weights"][weight.path]), np.array(weight)
        )


@pytest.mark.slow
def test_plain_keras_exports_to_a_process_with_nothing_but_tensorflow(
    written, run_python
):
    """0, 1 and 4 rows."""
    folder, models, tokens = written
    done = run_python(SERVE, folder, TF_CPP_MIN_LOG_LEVEL="3")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["loaded"] == []
    expected = np.array(models["plain"](tokens))
    for rows, count in zip(result["rows"], (0, 1, 4), strict=True):
        np.testing.assert_allclose(
            np.reshape(rows, (count, 2)), expected[:count], rtol=1e-6, atol=1e-6
        )


def test_every_weight_is_equal_by_name_after_loading_here(written):
    folder, models, _ = written
    for name in ("statevector", "tfq"):
        loaded = keras.saving.load_model(folder / f"{name}.keras")
        ours = {w.path: np.array(w) for w in models[name].weights}
        theirs = {w.path: np.array(w) for w in loaded.weights}
        assert ours.keys() == theirs.keys()
        for path, value in ours.items():
            np.testing.assert_array_equal(value, theirs[path], err_msg=path)


def test_the_graph_of_the_statevector_engine_holds_no_op_of_tfq(written):
    folder, _, _ = written
    assert b"Tfq" not in (folder / "plain/saved_model.pb").read_bytes()
