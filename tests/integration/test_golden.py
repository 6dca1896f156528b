"""Files of older formats, as released, must keep loading with the same meaning."""

import json
from pathlib import Path

import numpy as np
import pytest

from circuits import CircuitSpec, CircuitSpecError
from tfq_bert.comparison import CompareConfig
from tfq_bert.comparison.paper import write_table
from tfq_bert.errors import InputError
from tfq_bert.export import load_exported
from tfq_bert.export.model_card import model_card
from tfq_bert.files import read_json, write_json
from tfq_bert.report.comparison import write_comparison_report
from tfq_bert.training import TrainConfig

GOLDEN = Path(__file__).parent.parent / "golden"


def test_a_circuit_spec_of_version_1_loads():
    text = (GOLDEN / "circuit_spec_v1.json").read_text(encoding="utf-8")
    assert CircuitSpec.from_json(text) == CircuitSpec(
        num_qubits=3, depth=2, encoder="angle_ry", ansatz="brick_ry", readout="z"
    )


def test_circuit_specs_of_version_2_load():
    """With all of its fields; and of a circuit of one's own, whose angles keep pi."""
    import cirq
    import sympy

    text = (GOLDEN / "circuit_spec_v2.json").read_text(encoding="utf-8")
    q = cirq.LineQubit.range(2)
    assert CircuitSpec.from_json(text) == CircuitSpec(
        *(2, 3, "zz", "fixed_random"),
        readout=[cirq.Z(q[0]) + 0.5 * cirq.X(q[1])],
        reupload=True,
        trainable_scaling=True,
        seed=7,
    )
    text = (GOLDEN / "circuit_spec_own_v2.json").read_text(encoding="utf-8")
    a, b = sympy.symbols("a b")
    circuit = cirq.Circuit(
        cirq.ry(2 * a + b / 3).on(q[0]), cirq.FSimGate(a * b, sympy.pi / 6).on(*q)
    )
    assert CircuitSpec.from_json(text) == CircuitSpec.from_circuit(circuit, ["a"])


def test_a_run_configuration_of_version_1_loads():
    config = TrainConfig.from_dict(read_json(GOLDEN / "train_config_v1.json"))
    assert (config.data, config.output, config.seed) == ("messages.csv", "runs/mine", 7)
    assert (config.qubits, config.depth, config.recipe) == (6, 2, "paper")
    assert (config.epochs, config.sequence_length, config.pooling) == (5, 25, "cls")


def test_a_run_configuration_with_all_options_of_training_loads_and_writes_the_same():
    content = read_json(GOLDEN / "train_config_v1_full.json")
    config = TrainConfig.from_dict(content)
    assert config.to_dict() == content
    assert [stage.trained for stage in config.stages()] == ["head", 3, "all"]


def test_an_export_of_version_1_is_described_with_its_metrics():
    import cirq

    config = read_json(GOLDEN / "export_config_v1.json")
    metrics = read_json(GOLDEN / "metrics_v1.json")
    assert config["class_names"] == metrics["class_names"] == ["ham", "spam"]
    assert len(config["weights"]) == 16
    card = model_card(config, cirq.Circuit(), metrics)
    matrix = np.array(metrics["confusion_matrix"])
    accuracy = np.trace(matrix) / matrix.sum()
    assert f"| accuracy | {accuracy:.3f} |" in card


@pytest.mark.parametrize("name", ["export_v1", "export_v2"])
def test_an_export_of_each_version_loads_and_answers_as_it_did(name):
    """Version 1 with tensorflow-text's ops; 2 with core ops, and stored as int8."""
    exported = load_exported(GOLDEN / name)
    answers = read_json(GOLDEN / name / "answers.json")
    texts = answers["texts"]
    assert exported.class_names == ("ham", "spam")
    for output in ("probabilities", "expectations", "features"):
        if output in answers:
            run = exported.predict if output == "probabilities" else None
            found = (run or getattr(exported, output))(texts)
            np.testing.assert_allclose(found, answers[output], rtol=0, atol=1e-6)


def test_an_export_of_version_1_has_no_features_to_give():
    exported = load_exported(GOLDEN / "export_v1")
    for run in (exported.expectations, exported.features):
        with pytest.raises(InputError) as caught:
            run(["a text"])
        assert str(caught.value) == (
            f"the export must have the signature {run.__name__!r}. Received: an export "
            "of tfq-bert 0.1.0 with 'serving_default'. Export the run again."
        )


def test_a_comparison_of_version_1_is_shown_and_configures_another(tmp_path):
    """By its report, by the paper's table, and by the settings in it."""
    content = read_json(GOLDEN / "comparison_v1.json")
    page = write_comparison_report(content, tmp_path / "report.html")
    assert "too few pairs (1 of at least 9)" in page.read_text(encoding="utf-8")
    place = tmp_path / "frozen/sms"
    place.mkdir(parents=True)
    write_json(place / "comparison.json", content)
    hybrid = content["runs"][0]["scores"]["macro_f1"]["value"]
    assert f"| SMS spam, 1 seed | {hybrid:.3f} |" in write_table(tmp_path)
    settings = dict(content["settings"])
    sources = settings.pop("sources")
    config = CompareConfig.from_dict({**settings, "data": sources})
    assert (config.qubits, config.noise, config.epochs) == ((2,), (0.01,), 3)


@pytest.mark.parametrize("name", sorted(p.name for p in GOLDEN.glob("*.json")))
def test_a_newer_version_is_refused(name, tmp_path):
    content = json.loads((GOLDEN / name).read_text(encoding="utf-8"))
    content["format_version"] = 3
    path = tmp_path / name
    path.write_text(json.dumps(content), encoding="utf-8")
    if name.startswith("circuit_spec"):
        with pytest.raises(CircuitSpecError, match="format_version"):
            CircuitSpec.from_json(path.read_text(encoding="utf-8"))
    else:
        with pytest.raises(InputError, match="format_version=3"):
            read_json(path)
