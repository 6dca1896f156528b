"""`tfq-bert circuits`: what circuits there are, what they cost, how they look.

TensorFlow is never loaded. Trains nothing and knows no chip.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from tfq_bert.cli import options
from tfq_bert.cli.diagram import break_diagram
from tfq_bert.cli.output import (
    console,
    counted,
    print_filled,
    print_json,
    print_section,
    waiting,
)
from tfq_bert.errors import InputError


@options.command(
    "tfq-bert circuits --qubits 6",
    "tfq-bert circuits --encoder zz --ansatz su2 --qubits 3 --depth 1",
    "tfq-bert circuits --ansatz brick_cz --output circuit.json",
    "tfq-bert circuits --ansatz su2 --reupload --spec spec.json",
    after="Counts are those of the circuit as it is built; for a chip's, see tfq-bert "
    "validate. With nothing but --qubits and --depth, all parts are listed.",
)
def circuits(
    encoder: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="How angles enter. Default: angle_ry."),
    ] = None,
    ansatz: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Blocks with weights. Default: brick_ry."),
    ] = None,
    readout: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="What is measured. Default: z."),
    ] = None,
    qubits: Annotated[int, typer.Option(metavar="N", help="Qubits, 1 to 20.")] = 4,
    depth: Annotated[int, typer.Option(metavar="N", help="Blocks, 0 or more.")] = 4,
    reupload: Annotated[
        bool, typer.Option("--reupload", help="Repeat the encoder before each block.")
    ] = False,
    trainable_scaling: Annotated[
        bool,
        typer.Option(
            "--trainable-scaling",
            help="With --reupload: scale the data of each block by weights.",
        ),
    ] = False,
    seed: Annotated[
        int,
        typer.Option(
            min=0, metavar="N", help="Of the angles of the ansatz fixed_random."
        ),
    ] = 0,
    spec_file: Annotated[
        Path | None,
        typer.Option(
            "--spec",
            metavar="FILE.json",
            help="Write the circuit as a CircuitSpec, which tfq-bert train --circuit "
            "and tfq-bert validate read; the file is replaced if it is there.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.json",
            help="Write the circuit as Cirq JSON; the file is replaced if it is there.",
        ),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """List the parts a circuit is made of, or draw one circuit."""
    from tfq_bert.files import check_output_file, write_text

    check_output_file(output)
    check_output_file(spec_file, "--spec")
    if output is not None and output == spec_file:
        raise InputError(
            f"`--spec` and `--output` must be two files. Received: '{output}' twice."
        )
    with waiting("Loading Cirq"):
        from circuits import CircuitSpec, build_circuit
    names = {"encoder": encoder, "ansatz": ansatz, "readout": readout}
    spec = CircuitSpec(
        num_qubits=qubits,
        depth=depth,
        reupload=reupload,
        trainable_scaling=trainable_scaling,
        seed=seed,
        **{key: name for key, name in names.items() if name is not None},
    )
    if not (any(names.values()) or reupload or seed or output or spec_file):
        listing = _listing(qubits, depth)
        print_json(listing) if as_json else _print_listing(listing)
        return
    built = build_circuit(spec)
    if output is not None:
        write_text(output, built.to_json() + "\n")
    if spec_file is not None:
        write_text(spec_file, spec.to_json() + "\n")
    diagram = built.circuit.to_text_diagram()
    if as_json:
        content = {"spec": spec.to_dict(), **_counts(spec), "diagram": diagram}
        content["output"] = None if output is None else str(output)
        content["spec_file"] = None if spec_file is None else str(spec_file)
        print_json(content)
        return
    print_section("Circuit", _describe(spec))
    _print_diagram(diagram)
    if output is not None:
        print(f"\nWrote the circuit to {output}")
    if spec_file is not None:
        print(f"\nWrote the spec to {spec_file}")


def _print_diagram(diagram: str) -> None:
    screen = console()
    width = screen.width if screen.is_terminal else 0  # a file keeps whole lines
    for piece in break_diagram(diagram, width):
        print("\n" + piece.strip("\n"))  # no wire has a blank line of its own


def _listing(num_qubits: int, depth: int) -> dict[str, Any]:
    """Gives names, lines and counts of all parts as plain JSON."""
    from circuits import ANSATZE, ENCODERS, READOUTS

    def part(name: str, summary: str, **counts: int) -> dict[str, Any]:
        return {"name": name, "summary": summary, **counts}

    encoders = []
    for name, encoder in ENCODERS.items():
        symbols, moments, gates = encoder.counts(num_qubits)
        counts = {"num_data_symbols": symbols, "num_moments": moments}
        encoders.append(
            part(name, encoder.summary, **counts, num_two_qubit_gates=gates)
        )
    ansaetze = []
    for name, ansatz in ANSATZE.items():
        blocks = [ansatz.counts(num_qubits, index) for index in range(depth)]
        counts = {
            "num_weights": ansatz.is_trained * sum(b.symbols for b in blocks),
            "num_moments": sum(b.moments for b in blocks),
            "num_two_qubit_gates": sum(b.two_qubit_gates for b in blocks),
        }
        ansaetze.append(part(name, ansatz.summary, **counts))
    readouts = [
        part(name, readout.summary, num_outputs=readout.num_outputs(num_qubits))
        for name, readout in READOUTS.items()
    ]
    return {
        "num_qubits": num_qubits,
        "depth": depth,
        "encoders": encoders,
        "ansaetze": ansaetze,
        "readouts": readouts,
    }


def _print_listing(listing: dict[str, Any]) -> None:
    qubits = counted(listing["num_qubits"], "qubit")
    cost = ("moments", "two-qubit")
    _print_parts(f"Encoders, {qubits}", ("angles", *cost), listing["encoders"])
    title = f"Ansaetze, {qubits}, depth {listing['depth']}"
    _print_parts(title, ("weights", *cost), listing["ansaetze"])
    _print_parts(f"Readouts, {qubits}", ("outputs",), listing["readouts"])
    print_filled("Draw one with: tfq-bert circuits --encoder NAME --ansatz NAME")


def _print_parts(
    title: str, header: Sequence[str], parts: list[dict[str, Any]]
) -> None:
    """Prints parts with their counts, and below each what it is, filled."""
    column = 10
    first = 2 + max(len(part["name"]) for part in parts)
    if len(title) + column * len(header) <= console().width:
        first = max(first, len(title))
    else:
        print(title)
        title = ""
    print(f"{title:<{first}}" + "".join(f"{word:>{column}}" for word in header))
    for part in parts:
        name, summary, *counts = part.values()
        name = f"  {name}".ljust(first)
        print(name + "".join(f"{count:>{column},}" for count in counts))
        print_filled(f"      {summary}", hang=0)
    print()


def _counts(spec) -> dict[str, int]:
    return {
        "num_data_symbols": spec.num_data_symbols,
        "num_weights": spec.num_weights,
        "num_outputs": spec.num_outputs,
        "num_moments": spec.num_moments,
        "num_two_qubit_gates": spec.num_two_qubit_gates,
    }


def _describe(spec) -> list[str]:
    parts = f"encoder {spec.encoder}, ansatz {spec.ansatz}, readout {spec.readout}"
    if spec.reupload:
        parts += ", data uploaded again before each block"
    if spec.trainable_scaling:
        parts += ", scaled by weights"
    return [
        parts,
        f"{counted(spec.num_qubits, 'qubit')}, depth {spec.depth}: "
        f"{counted(spec.num_data_symbols, 'angle')} in, "
        f"{counted(spec.num_weights, 'weight')}, "
        f"{counted(spec.num_outputs, 'output')}",
        f"{counted(spec.num_moments, 'moment')}, "
        f"{counted(spec.num_two_qubit_gates, 'two-qubit gate')}, as built",
    ]
