"""`tfq-bert analyse`: what circuits can express, entangle and learn, before training.

TensorFlow is never loaded, of a run folder no weights are read.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tfq_bert.cli import options
from tfq_bert.cli.output import print_json, waiting
from tfq_bert.errors import InputError

if TYPE_CHECKING:
    from circuits import CircuitSpec


@options.command(
    "tfq-bert analyse paper no_entanglement",
    "tfq-bert analyse su2 zz+su2 spec.json runs/sms --qubits 6 --depth 2",
    "tfq-bert analyse paper su2 --plateau --output pictures",
    after="How to read each number: docs/analysis.md.",
)
def analyse(
    specs: Annotated[
        list[str],
        typer.Argument(
            metavar="SPEC",
            help="Circuits: paper, no_entanglement, ANSATZ or ENCODER+ANSATZ (see "
            "tfq-bert circuits), a CircuitSpec as JSON, or a run folder.",
        ),
    ],
    qubits: Annotated[
        int, typer.Option(metavar="N", help="Qubits of the circuits with a name.")
    ] = 4,
    depth: Annotated[
        int, typer.Option(metavar="N", help="Blocks of the circuits with a name.")
    ] = 4,
    pairs: Annotated[
        int,
        typer.Option(
            min=2, metavar="N", help="Pairs of states for the expressibility."
        ),
    ] = 5000,
    samples: Annotated[
        int,
        typer.Option(
            min=20,
            metavar="N",
            help="Random parameters for each other number; the effective dimension "
            "takes a tenth of them, with 100 inputs each.",
        ),
    ] = 1000,
    seed: Annotated[
        int, typer.Option(min=0, metavar="N", help="Of the random parameters.")
    ] = 0,
    plateau: Annotated[
        bool,
        typer.Option(
            "--plateau",
            help="Also measure the gradient on 2 to 8 qubits, at depths 1, 4 and 16.",
        ),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Folder to make for pictures, as PNG and SVG."
        ),
    ] = None,
    overwrite: options.Overwrite = False,
    as_json: options.AsJson = False,
) -> None:
    """Measure circuits without data: what they can express, entangle and learn."""
    from tfq_bert.files import check_new_folder

    if output is not None:
        check_new_folder(output, overwrite=overwrite, replaces=_MARKER)
    with waiting("Loading Cirq"):
        from tfq_bert.cli import analysis_summary as summary
    circuits = {name: _read(name, qubits, depth, seed) for name in dict.fromkeys(specs)}
    found = {}
    for name, spec in circuits.items():
        with waiting(f"Measuring {name}"):
            found[name] = summary.measure(spec, pairs, samples, seed, plateau)
    files = [] if output is None else _draw(found, output, overwrite)
    if as_json:
        content: dict[str, Any] = {"seed": seed, "pairs": pairs, "samples": samples}
        content["circuits"] = [
            {"name": name, **summary.as_json(measured)}
            for name, measured in found.items()
        ]
        print_json(content | {"pictures": files})
        return
    summary.print_measures(found)
    if output is not None:
        print(f"\nDrew {len(files)} pictures into {output}")


# The picture that marks a folder of ours, which --overwrite may replace.
_MARKER = "fidelities.png"


def _read(name: str, qubits: int, depth: int, seed: int) -> "CircuitSpec":
    """Returns the circuit of a run folder, a file, or a name."""
    from tfq_bert.circuit_names import make_spec
    from tfq_bert.files import read_json
    from tfq_bert.hardware import read_spec

    path = Path(name)
    if path.is_dir():
        config = read_json(path / "config.json")
        try:
            parts = [config[key] for key in ("circuit", "qubits", "depth", "seed")]
        except KeyError as error:
            raise InputError(
                f"{name!r} must be a run folder, made by tfq-bert train. Received: a "
                f"config.json without {error}."
            ) from error
        return make_spec(*parts)
    if path.suffix == ".json" or path.is_file():
        return read_spec(path)
    return make_spec(name, qubits, depth, seed)


def _draw(found: dict[str, Any], output: Path, overwrite: bool) -> list[str]:
    """Draws what was measured; returns the files."""
    from tfq_bert.files import new_folder
    from tfq_bert.report import draw_fidelities, draw_plateaus, draw_spectra

    kinds: dict[str, tuple[Any, str]] = {
        "fidelities": (draw_fidelities, "expressibility"),
        "spectra": (draw_spectra, "spectrum"),
        "plateaus": (draw_plateaus, "plateau"),
    }
    files = []
    with new_folder(output, overwrite=overwrite, replaces=_MARKER) as folder:
        for kind, (draw, field) in kinds.items():
            values = {name: getattr(one, field) for name, one in found.items()}
            drawn = {name: value for name, value in values.items() if value is not None}
            for suffix in (".png", ".svg") if drawn else ():
                draw(drawn, folder / f"{kind}{suffix}")
                files.append(str(output / f"{kind}{suffix}"))
    return files
