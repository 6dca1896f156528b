import json
import sys
from pathlib import Path

import cirq
import numpy as np
import pytest

from tests.tiny_runs import labeled_texts, run_process
from tfq_bert._quiet import tf
from tfq_bert.errors import InputError
from tfq_bert.export import export_classifier, small_weights
from tfq_bert.export.saved_model import export_config
from tfq_bert.hardware import read_circuit

_FRESH = """
import json, sys
import tensorflow as tf
import tensorflow_text
model = tf.saved_model.load(sys.argv[1])
serve = model.signatures["serving_default"]
found = {}
for rows in json.loads(sys.argv[2]):
    answer = serve(text=tf.constant(rows, tf.string, shape=(len(rows),)))
    found[len(rows)] = [
        answer["probabilities"].numpy().tolist(),
        [label.decode() for label in answer["label"].numpy()],
        list(answer["probabilities"].shape),
    ]
heavy = "keras_nlp keras_hub tf_keras tensorflow_quantum cirq tfq_bert circuits"
print(json.dumps([found, [n for n in heavy.split() if n in sys.modules]]))
"""


@pytest.mark.slow
def test_the_export_runs_where_there_is_only_tensorflow_and_its_text_ops(
    tiny_export, tiny_result
):
    """Values equal to `predict` in batches of 1, 3, 32 and 0 rows."""
    words = ["a good film", "", "\xfcber plot", "hello " * 40]
    batches = [[words[i % 4] for i in range(n)] for n in (1, 3, 32, 0)]
    done = run_process(
        *("python", "-c", _FRESH, tiny_export, json.dumps(batches)),
        TF_CPP_MIN_LOG_LEVEL="3",
    )
    assert done.returncode == 0, done.stderr
    found, heavy = json.loads(done.stdout)
    assert heavy == []
    model = tiny_result.model
    for rows in batches:
        probabilities, labels, shape = found[str(len(rows))]
        assert shape == [len(rows), 2]
        np.testing.assert_allclose(
            np.reshape(probabilities, shape), model.predict(rows), rtol=0, atol=1e-6
        )
        assert labels == (model.predict_labels(rows) if rows else [])


def test_the_graph_of_the_statevector_engine_has_no_tfq_op(tiny_export):
    graph = (tiny_export / "saved_model.pb").read_bytes()
    assert b"Tfq" not in graph
    assert b"serving_default" in graph


def test_the_export_is_hardly_larger_than_the_weights(tiny_export, tiny_result):
    """The graph alone has some hundred kB, so only the weights are compared here."""
    size = sum(p.stat().st_size for p in (tiny_export / "variables").iterdir())
    assert size <= 1.1 * 4 * tiny_result.model.count_params() + 10_000


def test_the_circuit_has_its_trained_weights_and_free_data(tiny_export, tiny_result):
    circuit = read_circuit(tiny_export / "circuit.json")
    names = cirq.parameter_names(circuit)
    assert names == {str(s) for s in tiny_result.model.quantum_layer.data_symbols}
    angles = np.array([0.3, -0.2])
    bound = cirq.resolve_parameters(
        circuit, dict(zip(sorted(names), angles, strict=True))
    )
    found = cirq.Simulator().simulate_expectation_values(
        bound, [cirq.Z(q) for q in cirq.LineQubit.range(2)]
    )
    layer = tiny_result.model.quantum_layer
    expected = np.asarray(layer(angles[None].astype(np.float32)))[0]
    np.testing.assert_allclose(np.real(found), expected, atol=1e-5)


def test_the_configuration_is_plain_json_that_says_what_goes_in_and_out(
    tiny_export, tiny_result
):
    content = json.loads((tiny_export / "config.json").read_text())
    expected = {**export_config(tiny_result.model), "ops": "text", "quantize": None}
    assert content == json.loads(json.dumps(expected))
    assert content["format_version"] == 2
    assert content["class_names"] == ["bad", "good"]


def test_the_configuration_describes_the_signatures_that_the_file_has(tiny_export):
    """Names, types and shapes, as TensorFlow reads them from the file."""
    described = json.loads((tiny_export / "config.json").read_text())["signatures"]
    signatures = tf.saved_model.load(str(tiny_export)).signatures
    found = {
        name: {
            "inputs": _described(function.structured_input_signature[1]),
            "outputs": _described(function.structured_outputs),
        }
        for name, function in signatures.items()
    }
    assert found == described
    widths = {
        name: spec["shape"][1]
        for signature in found.values()
        for name, spec in signature["outputs"].items()
        if len(spec["shape"]) == 2
    }
    assert widths == {"probabilities": 2, "expectations": 2, "features": 16}


def _described(specs):
    return {
        name: {"dtype": spec.dtype.name, "shape": spec.shape.as_list()}
        for name, spec in specs.items()
    }


def test_no_exported_file_tells_where_it_was_made(tiny_export, tmp_path):
    """Neither the folder for temporary files, nor home, nor the sources."""
    import tfq_bert

    sources = Path(tfq_bert.__file__).parents[1]
    places = [tmp_path.parents[2], Path.home(), sources, sources.parent, sys.prefix]
    for path in tiny_export.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        for place in places:
            assert f"{place}/".encode() not in content, (path, place)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"ops": "tpu"},
            "`ops` must be one of ('text', 'core'). Received: ops='tpu'.",
        ),
        (
            {"quantize": "int4"},
            "`quantize` must be None or one of ('float16', 'int8'). Received: "
            "quantize='int4'.",
        ),
        (
            {"quantize": "int8"},
            "`held_out` must have at least one row if `quantize` is given, because the "
            "change of accuracy is measured. Received: held_out=None. Give (texts, "
            "labels) that were not trained on.",
        ),
        ({"max_drop": 2}, "`max_drop` must be in [0, 1]. Received: max_drop=2."),
    ],
    ids=str,
)
def test_an_argument_out_of_bounds_is_refused(
    tiny_classifier, tmp_path, options, message
):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        export_classifier(tiny_classifier(), tmp_path / "export", **options)
    assert str(caught.value) == message
    assert list(tmp_path.iterdir()) == []


def test_core_ops_are_refused_for_the_engine_with_ops_of_its_own(
    tiny_classifier, tmp_path
):
    with pytest.raises(InputError) as caught:
        export_classifier(
            tiny_classifier(engine="tfq"), tmp_path / "export", ops="core"
        )
    assert str(caught.value) == (
        '`ops` must be "text" with engine "tfq", because the graph then holds '
        'TensorFlow Quantum\'s own ops. Received: ops="core". Train with engine '
        '"statevector", which gives the same values.'
    )
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_lost_too_much_accuracy_is_not_written(
    tiny_result, tmp_path, monkeypatch
):
    """Here by rounding to whole multiples of the largest weight."""
    monkeypatch.setattr(small_weights, "_LARGEST", 1)
    texts = [text for text, _ in labeled_texts()]
    labels = tiny_result.model.predict_labels(texts)
    with pytest.raises(InputError, match=r"must not fall by more than 0\.005 when"):
        export_classifier(
            tiny_result.model,
            tmp_path / "export",
            quantize="int8",
            held_out=(texts, labels),
        )
    assert list(tmp_path.iterdir()) == []


def test_a_model_without_preprocessor_is_refused(tiny_classifier, tmp_path):
    model = tiny_classifier(preprocessor=None)
    with pytest.raises(ValueError, match="must have a preprocessor"):
        export_classifier(model, tmp_path / "export")
    assert list(tmp_path.iterdir()) == []


def test_logits_are_exported_as_probabilities(tiny_classifier, tmp_path):
    from tfq_bert.export import load_exported

    model = tiny_classifier(activation=None)
    export_classifier(model, tmp_path / "export")
    logits = model.predict(["good", "bad film"]).astype(np.float64)
    expected = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    found = load_exported(tmp_path / "export").predict(["good", "bad film"])
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_the_tfq_engine_is_exported_and_loads_through_us(tiny_classifier, tmp_path):
    from tfq_bert.export import load_exported

    model = tiny_classifier(engine="tfq")
    export_classifier(model, tmp_path / "export")
    assert b"Tfq" in (tmp_path / "export/saved_model.pb").read_bytes()
    found = load_exported(tmp_path / "export").predict(["good", "bad film"])
    np.testing.assert_allclose(found, model.predict(["good", "bad film"]), atol=1e-6)


def test_an_old_export_survives_one_that_fails_midway(tiny_classifier, tmp_path):
    """The SavedModel is written by the time that NaN, which JSON lacks, is refused."""
    folder = tmp_path / "export"
    model = tiny_classifier()
    export_classifier(model, folder)
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    broken = {"format_version": 1, "accuracy": float("nan")}
    with pytest.raises(ValueError, match="not JSON compliant"):
        export_classifier(model, folder, overwrite=True, metrics=broken)
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before
    assert [p.name for p in tmp_path.iterdir()] == ["export"]


def test_a_folder_of_another_kind_is_never_replaced(tiny_classifier, tmp_path):
    (tmp_path / "mine").write_text("1")
    with pytest.raises(InputError, match="never replaced"):
        export_classifier(tiny_classifier(), tmp_path, overwrite=True)
    assert (tmp_path / "mine").exists()
