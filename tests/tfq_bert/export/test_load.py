import json
import shutil

import cirq
import numpy as np
import pytest

from tfq_bert.errors import InputError
from tfq_bert.export import load_exported
from tfq_bert.hardware import read_circuit

TEXTS = ["a good film", "", "the plot was awful and more words than are read " * 3]


def test_an_export_answers_as_the_model_does(tiny_export, tiny_result):
    exported = load_exported(tiny_export)
    assert exported.class_names == ("bad", "good")
    expected = tiny_result.model.predict(TEXTS)
    np.testing.assert_allclose(exported.predict(TEXTS), expected, atol=1e-6)
    assert exported.predict_labels(TEXTS) == tiny_result.model.predict_labels(TEXTS)


def test_an_export_gives_the_models_expectations_and_features(tiny_export, tiny_result):
    exported, model = load_exported(tiny_export), tiny_result.model
    assert exported.expectations(TEXTS, batch_size=2).shape == (3, 2)
    for name in ("expectations", "features"):
        found, expected = getattr(exported, name)(TEXTS), getattr(model, name)(TEXTS)
        assert (found.shape, found.dtype) == (expected.shape, np.float32)
        np.testing.assert_allclose(found, expected, atol=1e-6)


def test_the_expectations_are_those_of_the_circuit_beside_the_graph(
    tiny_export, tiny_result
):
    """From the export's features by hand: Dense, tanh, and Cirq's simulator."""
    features = load_exported(tiny_export).features(TEXTS)
    kernel, bias = tiny_result.model.head.get_layer("angles").get_weights()
    angles = np.pi / 2 * np.tanh(features @ kernel + bias)
    circuit = read_circuit(tiny_export / "circuit.json")
    names = sorted(cirq.parameter_names(circuit))
    readout = [cirq.Z(q) for q in cirq.LineQubit.range(2)]
    expected = [
        np.real(
            cirq.Simulator(dtype=np.complex128).simulate_expectation_values(
                circuit, readout, param_resolver=dict(zip(names, row, strict=True))
            )
        )
        for row in angles.astype(float)
    ]
    found = load_exported(tiny_export).expectations(TEXTS)
    np.testing.assert_allclose(found, expected, atol=1e-5)


@pytest.mark.parametrize("batch_size", [1, 2, 100])
def test_rows_keep_their_order_in_any_batch(tiny_export, batch_size):
    exported = load_exported(tiny_export)
    alone = np.concatenate([exported.predict(text) for text in TEXTS])
    found = exported.predict(TEXTS, batch_size=batch_size)
    np.testing.assert_allclose(found, alone, atol=1e-6)


def test_no_text_gives_no_row(tiny_export):
    found = load_exported(tiny_export).predict([])
    assert (found.shape, found.dtype) == ((0, 2), np.float32)
    assert load_exported(tiny_export).features([]).shape == (0, 16)


def test_a_folder_that_is_no_export_is_bad_input(tmp_path):
    with pytest.raises(InputError, match=r"Received: a folder without it\."):
        load_exported(tmp_path)
    with pytest.raises(InputError, match=r"Received: no such folder\."):
        load_exported(tmp_path / "none")


def test_a_damaged_or_newer_export_is_bad_input(tiny_export, tmp_path):
    folder = shutil.copytree(tiny_export, tmp_path / "export")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "format_version": 3}))
    with pytest.raises(InputError, match=r"Received: format_version=3\. Update"):
        load_exported(folder)
    less = {key: value for key, value in config.items() if key != "circuit"}
    (folder / "config.json").write_text(json.dumps(less))
    with pytest.raises(InputError, match=r"Received: no circuit\. Export"):
        load_exported(folder)
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "variables/variables.index").unlink()
    with pytest.raises(InputError, match="must be a whole export"):
        load_exported(folder)
