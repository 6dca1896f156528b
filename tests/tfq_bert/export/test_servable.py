"""What a server finds in the file, read from the protocol buffer and its ops."""

import shutil
import string

import numpy as np
import pytest
from tensorflow.core.protobuf.saved_model_pb2 import SavedModel
from tensorflow.python.framework import op_def_registry

from tests.tiny_runs import labeled_texts, run_process
from tfq_bert._quiet import tf
from tfq_bert.export import load_exported
from tfq_bert.export.servable import signatures

TEXTS = ["the film was GOOD", "", "a café \U0001f600 plot", "so awful " * 20, "[SEP]"]


@pytest.fixture(scope="module")
def core_export(tiny_result, tmp_path_factory):
    folder = tmp_path_factory.mktemp("export") / "core"
    return tiny_result.model.export(folder, metrics=tiny_result.metrics, ops="core")


@pytest.fixture(scope="module", params=["text", "core"])
def any_export(request, tiny_export, core_export):
    return {"text": tiny_export, "core": core_export}[request.param]


def read_graph(folder):
    content = SavedModel()
    content.ParseFromString((folder / "saved_model.pb").read_bytes())
    (meta_graph,) = content.meta_graphs
    return meta_graph


def ops_of(graph_def):
    """The op of each node, and of each node in the functions of the graph."""
    nodes = [*graph_def.node]
    for function in graph_def.library.function:
        nodes += function.node_def
    names = {function.signature.name for function in graph_def.library.function}
    return {node.op for node in nodes} - names


def test_both_ops_give_the_same(tiny_export, core_export, tiny_result):
    text, core = load_exported(tiny_export), load_exported(core_export)
    assert core.config["ops"] == "core"
    for way in ("predict", "expectations", "features"):
        expected = getattr(text, way)(TEXTS)
        np.testing.assert_allclose(getattr(core, way)(TEXTS), expected, atol=1e-6)
    np.testing.assert_allclose(
        core.predict(TEXTS), tiny_result.model.predict(TEXTS), atol=1e-6
    )
    assert core.predict([]).shape == (0, 2)


def test_core_ops_are_tensorflows_own(core_export, tiny_export):
    """Those of its wheel, by the list that TensorFlow made of itself."""
    own = set(dir(tf.raw_ops))
    assert ops_of(read_graph(core_export).graph_def) - own == set()
    foreign = ops_of(read_graph(tiny_export).graph_def) - own
    assert {name for name in foreign if op_def_registry.get(name)} == foreign
    assert any(name.startswith("TFText") for name in foreign)
    assert any("FastWordpiece" in name for name in foreign)


def test_the_folder_is_what_tensorflow_serving_takes(any_export, tmp_path):
    """NAME/1/saved_model.pb: a version is a folder of digits; the tag is `serve`."""
    served = tmp_path / "spam"
    shutil.copytree(any_export, served / "1")
    versions = [path.name for path in served.iterdir()]
    assert all(set(name) <= set(string.digits) for name in versions)
    assert (served / "1/variables/variables.index").is_file()
    graph = read_graph(served / "1")
    assert [*graph.meta_info_def.tags] == ["serve"]
    found = {
        name: signature
        for name, signature in graph.signature_def.items()
        if not name.startswith("__")
    }
    text = {"text": (tf.string, [-1])}
    expected = {
        "serving_default": {
            "label": (tf.string, [-1]),
            "probabilities": (tf.float32, [-1, 2]),
        },
        "expectations": {"expectations": (tf.float32, [-1, 2])},
        "features": {"features": (tf.float32, [-1, 16])},
    }
    assert found.keys() == expected.keys()
    for name, signature in found.items():
        assert signature.method_name == "tensorflow/serving/predict"
        assert described(signature.inputs) == text
        assert described(signature.outputs) == expected[name]


def described(tensors):
    return {
        name: (
            tf.dtypes.as_dtype(info.dtype),
            [dim.size for dim in info.tensor_shape.dim],
        )
        for name, info in tensors.items()
    }


def test_signatures_are_described_by_the_model(tiny_result):
    found = signatures(tiny_result.model)
    assert list(found) == ["serving_default", "expectations", "features"]
    assert found["features"]["outputs"] == {
        "features": {"dtype": "float32", "shape": [None, 16]}
    }


_ALONE = """
import json, sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("tfq_bert", "circuits", "tensorflow_text", "cirq"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Hidden())
import tensorflow as tf
model = tf.saved_model.load(sys.argv[1])
answer = model.signatures["serving_default"](text=tf.constant(json.loads(sys.argv[2])))
print(json.dumps(answer["probabilities"].numpy().tolist()))
"""


@pytest.mark.slow
def test_a_moved_core_export_runs_where_our_sources_cannot_be_found(
    core_export, tiny_result, tmp_path
):
    import json

    moved = shutil.move(shutil.copytree(core_export, tmp_path / "a"), tmp_path / "b")
    done = run_process(
        *("python", "-c", _ALONE, moved, json.dumps(TEXTS)), TF_CPP_MIN_LOG_LEVEL="3"
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    expected = tiny_result.model.predict(TEXTS)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6)


def test_loading_says_nothing(any_export, caplog, capfd):
    """No warning of gradients that are not saved, which nobody needs here."""
    load_exported(any_export).predict(TEXTS)
    assert (caplog.text, *capfd.readouterr()) == ("", "", "")


def test_core_ops_and_few_bits_go_together(tiny_result, tmp_path):
    texts, labels = zip(*labeled_texts(), strict=True)
    folder = tmp_path / "export"
    tiny_result.model.export(
        folder, ops="core", quantize="int8", held_out=(texts, labels), max_drop=1
    )
    assert ops_of(read_graph(folder).graph_def) - set(dir(tf.raw_ops)) == set()
    expected = tiny_result.model.predict(TEXTS)
    np.testing.assert_allclose(load_exported(folder).predict(TEXTS), expected, atol=0.1)
