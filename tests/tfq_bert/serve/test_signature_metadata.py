import pytest

from tfq_bert.serve.signature_metadata import read_signatures


def test_signatures_are_as_tensorflow_serving_tells_them(tiny_export):
    default = read_signatures(tiny_export / "saved_model.pb")["serving_default"]
    assert default["method_name"] == "tensorflow/serving/predict"
    assert default["inputs"] == {
        "text": {
            "dtype": "DT_STRING",
            "tensor_shape": {
                "dim": [{"size": "-1", "name": ""}],
                "unknown_rank": False,
            },
            "name": "serving_default_text:0",
        }
    }


def test_names_and_types_are_those_of_the_loaded_graph(served):
    """By the other way: TensorFlow's loader."""
    types = {"string": "DT_STRING", "float32": "DT_FLOAT"}
    for name in served.signatures:
        outputs = served.exported.signatures[name].structured_outputs
        told = served.metadata[name]["outputs"]
        assert set(told) == set(outputs)
        for output, spec in outputs.items():
            shape = [-1 if size is None else size for size in spec.shape]
            dims = told[output]["tensor_shape"]["dim"]
            assert [int(dim["size"]) for dim in dims] == shape
            assert told[output]["dtype"] == types[spec.dtype.name]


def test_a_file_without_the_tag_is_refused(tmp_path):
    (tmp_path / "saved_model.pb").write_bytes(b"")
    with pytest.raises(ValueError, match=r"must have a graph with the tag 'serve'\.$"):
        read_signatures(tmp_path / "saved_model.pb")
