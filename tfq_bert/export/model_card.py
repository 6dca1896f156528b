"""The page beside an export that says what it is and how to load it.

Does not compute anything: it words what the caller measured.
"""

from circuits import CircuitSpec

_LOADING = """```python
import tensorflow as tf
{text_import}
model = tf.saved_model.load("saved_models/mine")  # the path of this folder
answer = model.signatures["serving_default"](text=tf.constant(["a text"]))
answer["probabilities"]  # float32, (1, {num_classes})
answer["label"]          # string, (1,)
```

Two more signatures take the same `text`: `expectations`, the values that the circuit
gives (float32, one a row and output), and `features`, the vector of BERT that the head
reads (float32, `hidden_dim` wide)."""

_TEXT_IMPORT = (
    "import tensorflow_text  # registers the tokenizer's ops; the one import that is "
    "needed\n"
)

_TFQ_NOTE = (
    'This export was made with `engine="tfq"`, so its graph holds TensorFlow Quantum '
    "ops as well: load it with `tfq_bert.load_exported`, which registers them.\n"
)


def model_card(config, circuit, metrics) -> str:
    """Words an export's configuration and metrics as Markdown.

    Args:
        config: dict from `export_config`.
        circuit: The trained `cirq.Circuit`.
        metrics: dict from `classification_metrics`, or None.

    Returns:
        str. The text of `MODEL_CARD.md`.
    """
    names = config["class_names"]
    parameters = config["num_parameters"]
    spec = CircuitSpec.from_dict(config["circuit"])
    text_import = "" if config.get("ops") == "core" else _TEXT_IMPORT
    loading = _LOADING.format(num_classes=len(names), text_import=text_import)
    diagram = circuit.to_text_diagram(precision=2)
    parts = [
        "# A text classifier with a quantum circuit in its head",
        f"Made by tfq-bert {config['tfq_bert_version']}. A text goes in, the "
        f"probabilities of {len(names)} classes come out: "
        + ", ".join(f"`{name}`" for name in names)
        + f". Texts over {config['sequence_length']} tokens are cut.",
        "## How to load it",
        loading,
    ]
    if config.get("ops") == "core":
        parts.append("It needs TensorFlow alone; no other import.")
    if config["engine"] == "tfq":
        parts.append(_TFQ_NOTE)
    parts += [
        "## What is inside",
        f"BERT with {parameters['backbone']:,} parameters, "
        f"{config['pooling']} pooling, and a head of {parameters['head']:,}: a Dense "
        f"layer to {spec.num_data_symbols} angles, the circuit below "
        f"({_parts(spec)}, {len(config['weights'])} trained angles), and a Dense layer "
        f"to the classes. {_simulation(config)}",
        f"```text\n{diagram}\n```",
        "## How good it is",
        _scores(metrics),
        *_quantization(metrics),
        "## Limits",
        "It knows the classes of its training data and no others; a text of another "
        "kind gets a probability all the same. Scores hold for texts drawn like the "
        "test rows. The circuit is small enough for a laptop to simulate, so no "
        "advantage of quantum hardware is claimed.",
    ]
    return "\n\n".join(parts) + "\n"


def _parts(spec: CircuitSpec) -> str:
    if spec.own_circuit is not None:
        return "of the author's own"
    repeated = ", repeated before each block" if spec.reupload else ""
    return (
        f"encoder `{spec.encoder}`{repeated}, ansatz `{spec.ansatz}`, depth "
        f"{spec.depth}"
    )


def _simulation(config) -> str:
    shots, noise = config.get("shots"), config.get("noise")
    if shots is None and noise is None:
        return "The circuit is simulated exactly."
    values = "exact values"
    if shots is not None:
        values = f"averages of {shots:,} samples, other ones each time"
    way = "without noise" if noise is None else "with noise"
    return f"The circuit is simulated {way}; its outputs are {values}."


def _scores(metrics) -> str:
    if not metrics or "accuracy" not in metrics:
        return "No metrics were given at export."
    rows = ["| metric | value | 95% interval |", "|---|---|---|"]
    for key in ("accuracy", "macro_f1", "mcc"):
        m = metrics[key]
        rows.append(f"| {key} | {m['value']:.3f} | {m['low']:.3f} to {m['high']:.3f} |")
    baseline = metrics["majority_baseline"]
    return (
        f"On {metrics['num_rows']:,} test rows; always answering "
        f"`{baseline['class']}` would have an accuracy of "
        f"{baseline['accuracy']:.3f}.\n\n" + "\n".join(rows)
    )


def _quantization(metrics) -> list[str]:
    """Words what storing BERT in few bits changed, if it was."""
    change = (metrics or {}).get("quantization")
    if change is None:
        return []
    source = f" of {change['source']}" if change.get("source") else ""
    return [
        f"These scores are of the model before its export. BERT's matrices are stored "
        f"as {change['stored_as']}: on {change['num_rows']:,} rows{source}, "
        f"accuracy was {change['accuracy_before']:.4f} before and "
        f"{change['accuracy_after']:.4f} after, {change['num_other_labels']:,} of them "
        "got another label, and no probability moved by more than "
        f"{change['max_probability_change']:.4f}."
    ]
