"""Options of the training, with one wording each.

Their defaults come from the recipe.
"""

from pathlib import Path
from typing import Annotated, Any

import typer

from tfq_bert.errors import InputError


def _option(metavar: str, words: str):
    return typer.Option(metavar=metavar, help=words)


Features = Annotated[
    Path | None,
    _option(
        "FOLDER",
        "What tfq-bert features made, in place of --data: the head is trained without "
        "running BERT. Not with a recipe that trains BERT.",
    ),
]
_RECIPE = "Default: from the recipe."
ValidationData = Annotated[
    str | None,
    _option("SOURCE", "Rows to validate on. Default: 15% of --data."),
]
TestData = Annotated[
    str | None, _option("SOURCE", "Rows to test on. Default: 15% of --data.")
]
Circuit = Annotated[
    str,
    _option(
        "NAME|FILE.json",
        "Circuit of the head: paper, no_entanglement (the same without CNOT gates), "
        "ANSATZ or ENCODER+ANSATZ (see tfq-bert circuits), or a CircuitSpec as JSON, "
        "which has its own qubits and depth.",
    ),
]
Qubits = Annotated[
    int | None, _option("N", "Qubits of the circuit, 1 to 20. Default: 4.")
]
Depth = Annotated[
    int | None, _option("N", "Blocks of the circuit, 0 or more. Default: 4.")
]
Recipe = Annotated[
    str,
    _option(
        "NAME",
        "Settings of the training: frozen (BERT as it is, the head trained until it "
        "stops getting better), full (all of BERT trained), gradual (the head, then "
        "BERT's last blocks, then all), or paper (what Masum et al. 2025 do).",
    ),
]
Epochs = Annotated[
    int | None,
    _option(
        "N",
        "Passes over the training rows, at most; of the last stage in the recipe "
        f"gradual, as the next three. {_RECIPE}",
    ),
]
LearningRate = Annotated[
    float | None, _option("RATE", f"Highest rate of AdamW. {_RECIPE}")
]
Warmup = Annotated[
    float | None,
    _option(
        "SHARE",
        "Share of the steps in which the rate rises; then it falls to 0. With 0 it "
        f"stays. {_RECIPE}",
    ),
]
Patience = Annotated[
    int | None,
    _option(
        "N",
        "Epochs without a better validation loss before it stops and goes back to the "
        f"best weights; 0 never stops. {_RECIPE}",
    ),
]
BatchSize = Annotated[int | None, _option("N", f"Rows of a step. {_RECIPE}")]
Loss = Annotated[
    str | None,
    _option("NAME", f"cross_entropy or mean_squared_error. {_RECIPE}"),
]
LabelSmoothing = Annotated[
    float | None,
    _option("SHARE", f"Share of the target that all classes get alike. {_RECIPE}"),
]
ClassWeight = Annotated[
    str | None,
    _option(
        "NAME", f"balanced, so that rare classes count as much, or none. {_RECIPE}"
    ),
]
LayerDecay = Annotated[
    float | None,
    _option(
        "FACTOR",
        f"Factor of the rate from one block of BERT to the one below. {_RECIPE}",
    ),
]
WeightDecay = Annotated[float | None, _option("RATE", f"Of AdamW. {_RECIPE}")]
ClipNorm = Annotated[
    float | None,
    _option("NORM", f"Longest gradient of all weights together; 0 for any. {_RECIPE}"),
]
TopBlocks = Annotated[
    int | None,
    _option("N", "Blocks of BERT that the recipe gradual trains first. Default: 2."),
]
Pooling = Annotated[
    str | None,
    _option(
        "NAME",
        f"What of BERT's output is read: mean (over the tokens) or cls. {_RECIPE}",
    ),
]
SequenceLength = Annotated[
    int | None,
    _option(
        "N",
        "Tokens of a text that are read, two of them marks; the rest is cut off. "
        f"{_RECIPE}",
    ),
]
Precision = Annotated[
    str,
    _option(
        "NAME",
        "Arithmetic of BERT: float32, mixed_bfloat16 or mixed_float16; its weights and "
        "the head stay float32.",
    ),
]
Xla = Annotated[bool, typer.Option("--xla", help="Compile the training step with XLA.")]
Engine = Annotated[
    str,
    _option(
        "NAME",
        "Simulator of the circuit: statevector (plain TensorFlow) or tfq (TensorFlow "
        "Quantum).",
    ),
]
Seed = Annotated[int, _option("N", "Seed of the split, the weights and the batches.")]
Resume = Annotated[
    bool,
    typer.Option(
        "--resume",
        help="Go on with the unfinished run of that name, with its settings; without "
        "one, start.",
    ),
]


def read_head(circuit: str, **sizes) -> dict[str, Any]:
    """Returns the settings of a head's circuit, with its sizes where they are given.

    Args:
        circuit: str. A name, or a file that holds a `CircuitSpec`.
        **sizes: `qubits` and `depth`, None where not given.

    Raises:
        InputError: If a file cannot be read, or sizes are given beside it.
    """
    given = {name: size for name, size in sizes.items() if size is not None}
    if not circuit.endswith(".json"):
        return {"circuit": circuit, **given}
    if given:
        raise InputError(
            f"--{' and --'.join(given)} must be left out with a CircuitSpec, which "
            f"has its own. Received: --circuit {circuit}."
        )
    from tfq_bert.hardware import read_spec

    return {"circuit": read_spec(circuit).to_dict()}
