import pytest

from circuits import CircuitSpec, build_circuit
from tfq_bert.export.model_card import model_card

CONFIG = {
    "tfq_bert_version": "1.2.3",
    "class_names": ["ham", "spam"],
    "sequence_length": 64,
    "pooling": "mean",
    "engine": "statevector",
    "shots": None,
    "noise": None,
    "circuit": CircuitSpec(num_qubits=2, depth=1).to_dict(),
    "weights": {"w_0000": 0.1, "w_0001": 0.2},
    "num_parameters": {"backbone": 12345, "head": 67},
}
METRICS = {
    "num_rows": 726,
    **{
        key: {"value": 0.9, "low": 0.85, "high": 0.95}
        for key in ("accuracy", "macro_f1", "mcc")
    },
    "majority_baseline": {"class": "ham", "accuracy": 0.868},
}


@pytest.fixture
def circuit():
    return build_circuit(CircuitSpec(num_qubits=2, depth=1)).circuit


def test_the_card_names_the_one_import_and_the_classes(circuit):
    card = model_card(CONFIG, circuit, METRICS)
    assert "import tensorflow_text" in card
    assert "`ham`, `spam`" in card
    assert "12,345" in card
    assert "tfq_bert.load_exported" not in card


def test_the_card_has_scores_with_intervals_beside_the_majority(circuit):
    card = model_card(CONFIG, circuit, METRICS)
    assert "0.900 | 0.850 to 0.950" in card
    assert "0.868" in card
    assert "726" in card


def test_without_scores_the_card_says_so(circuit):
    for metrics in (None, {"format_version": 1}):
        assert "No metrics were given" in model_card(CONFIG, circuit, metrics)


def test_the_other_engine_needs_another_way_to_load(circuit):
    card = model_card({**CONFIG, "engine": "tfq"}, circuit, METRICS)
    assert "tfq_bert.load_exported" in card


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "The circuit is simulated exactly."),
        ({"noise": 0.1}, "is simulated with noise; its outputs are exact values."),
        ({"shots": 1000}, "simulated without noise; its outputs are averages of 1,000"),
    ],
    ids=str,
)
def test_the_card_says_how_the_circuit_is_simulated(circuit, options, words):
    assert words in model_card({**CONFIG, **options}, circuit, METRICS)


def test_the_circuit_is_drawn(circuit):
    assert "Ry(x_0000)" in model_card(CONFIG, circuit, METRICS)


def test_the_card_of_core_ops_names_no_import(circuit):
    card = model_card({**CONFIG, "ops": "core"}, circuit, METRICS)
    assert "tensorflow_text" not in card
    assert "It needs TensorFlow alone; no other import." in card


def test_the_card_says_what_storing_in_few_bits_changed(circuit):
    change = {
        "stored_as": "int8",
        "source": "rows.csv",
        "num_rows": 726,
        "accuracy_before": 0.9793,
        "accuracy_after": 0.978,
        "num_other_labels": 1,
        "max_probability_change": 0.0562,
    }
    card = model_card(CONFIG, circuit, {**METRICS, "quantization": change})
    assert (
        "BERT's matrices are stored as int8: on 726 rows of rows.csv, accuracy was "
        "0.9793 before and 0.9780 after, 1 of them got another label, "
        "and no probability moved by more than 0.0562."
    ) in card
    del change["source"]
    card = model_card(CONFIG, circuit, {**METRICS, "quantization": change})
    assert "stored as int8: on 726 rows, accuracy was" in card
    assert "few bits" not in model_card(CONFIG, circuit, METRICS)
