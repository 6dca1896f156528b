"""`tfq-bert circuits`: what circuits there are, what they cost, how they look.

TensorFlow is never loaded. Trains nothing and knows no chip.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from tfq_bert.cli import options
from tfq_bert.cli.output import console, counted, print_json, print_section, waiting


@options.command(
    "tfq-bert circuits --qubits 6",
    "tfq-bert circuits --encoder zz --ansatz su2 --qubits 3 --depth 1",
    "tfq-bert circuits --ansatz brick_cz --output circuit.json",
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
    with waiting("Loading Cirq"):
        from circuits import CircuitSpec, build_circuit
    names = {"encoder": encoder, "ansatz": ansatz, "readout": readout}
    spec = CircuitSpec(
        num_qubits=qubits,
        depth=depth,
        reupload=reupload,
        trainable_scaling=trainable_scaling,
        **{key: name for key, name in names.items() if name is not None},
    )
    if not (any(names.values()) or reupload or output):
        listing = _listing(qubits, depth)
        print_json(listing) if as_json else _print_listing(listing)
        return
    built = build_circuit(spec)
    if output is not None:
        write_text(output, built.to_json() + "\n")
    diagram = built.circuit.to_text_diagram()
    if as_json:
        place = None if output is None else str(output)
        content = {"spec": spec.to_dict(), **_counts(spec), "diagram": diagram}
        print_json({**content, "output": place})
        return
    print_section("Circuit", _describe(spec))
    print()
    screen = console()
    width = screen.width if screen.is_terminal else 0  # a file keeps whole lines
    print("\n\n".join(break_diagram(diagram, width)))
    if output is not None:
        print(f"\nWrote the circuit to {output}")


def break_diagram(diagram: str, width: int) -> list[str]:
    """Breaks a circuit's diagram between gates, so that no line is too long.

    Args:
        diagram: str. As Cirq draws it.
        width: int. Columns; 0 leaves it whole.

    Returns:
        list of str. Pieces; each starts with the qubits' names. A gate wider than
        `width` is not broken.
    """
    lines = diagram.splitlines()
    size = max(map(len, lines))
    if not width or size <= width:
        return [diagram]
    lines = [line.ljust(size) for line in lines]
    names = min(line.find("─") for line in lines if "─" in line)
    # Between gates a wire is a line, and nothing joins it to another.
    free = ["─" if line[names] == "─" else " ─" for line in lines]
    between = [
        i
        for i in range(names, size)
        if all(line[i] in allowed for line, allowed in zip(lines, free, strict=True))
    ]
    pieces, start = [], names
    while start < size:
        fits = [i for i in between if start < i <= start + width - names]
        end = size if size - start <= width - names else max(fits, default=None)
        if end is None:
            end = min((i for i in between if i > start), default=size)
        pieces.append([line[:names] + line[start:end] for line in lines])
        start = end
    return ["\n".join(line.rstrip() for line in piece) for piece in pieces]


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
    print("Draw one with: tfq-bert circuits --encoder NAME --ansatz NAME")


def _print_parts(
    title: str, header: Iterable[str], parts: list[dict[str, Any]]
) -> None:
    print(f"{title:<36}" + "".join(f"{word:>11}" for word in header))
    for part in parts:
        name, summary, *counts = part.values()
        print(f"  {name:<34}" + "".join(f"{count:>11,}" for count in counts))
        print(f"      {summary}")
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
