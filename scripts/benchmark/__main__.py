"""`python -m scripts.benchmark setup|head|step|...`: parse, one call, exit code."""

import argparse
import importlib
import sys
from pathlib import Path

from scripts.benchmark.engines import ENGINES
from scripts.benchmark.point import Effort


def _point(text: str) -> tuple[int, int]:
    """Reads "4,32" as number of qubits and batch size."""
    qubits, _, batch = text.partition(",")
    return int(qubits), int(batch)


def _engines(text: str) -> list:
    """Reads names between commas."""
    names = text.split(",")
    unknown = [name for name in names if name not in ENGINES]
    if unknown:
        raise argparse.ArgumentTypeError(
            f"engines must be among {', '.join(ENGINES)}. Received: {unknown[0]}."
        )
    return [ENGINES[name] for name in names]


def make_parser() -> argparse.ArgumentParser:
    """Makes the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.benchmark", description="Times tfq-bert."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("setup", help="make the environments of the peers (once)")
    head = commands.add_parser("head", help="the quantum layer against its peers")
    head.add_argument("--points", nargs="+", type=_point, metavar="QUBITS,BATCH")
    head.add_argument("--depth", type=int, default=4)
    head.add_argument("--engines", type=_engines, default=list(ENGINES.values()))
    head.add_argument("--visits", type=int, default=Effort.visits)
    head.add_argument(
        "--limit",
        type=float,
        default=Effort.limit_seconds,
        help="seconds for an engine's first call, and for its turns at a point",
    )
    step = commands.add_parser("step", help="a training step against keras-nlp's")
    step.add_argument("--pairs", type=int, default=30)
    step.add_argument("--xla", action="store_true", help="time theirs with XLA too")
    epoch = commands.add_parser("epoch", help="an epoch on features against Dense")
    epoch.add_argument("--epochs", type=int, default=9)
    epoch.add_argument("--rows", type=int, default=8000)
    lengths = commands.add_parser("lengths", help="an epoch by length against padding")
    lengths.add_argument("--rows", type=int, default=4837)
    lengths.add_argument("--visits", type=int, default=1)
    lengths.add_argument("--preset", default="minilm_l6_en")
    accuracy = commands.add_parser("accuracy", help="full training against keras-nlp's")
    accuracy.add_argument("files", nargs=3, metavar=("TRAIN", "VALIDATION", "TEST"))
    accuracy.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    accuracy.add_argument("--preset", default="minilm_l6_en")
    compiling = commands.add_parser("compile", help="compiling against Cirq's route")
    compiling.add_argument("--pairs", type=int, default=20)
    serving = commands.add_parser("serve", help="a server against direct calls")
    serving.add_argument("folder", type=Path, help="an export")
    serving.add_argument("--seconds", type=float, default=60, help="of load in all")
    serving.add_argument("--visits", type=int, default=4)
    serving.add_argument("--clients", type=int, default=32)
    export = commands.add_parser("export", help="core ops and few bits against text")
    export.add_argument("--rows", type=int, default=640)
    export.add_argument("--visits", type=int, default=5)
    export.add_argument("--preset", default="minilm_l6_en")
    corpus = commands.add_parser("corpus", help="a corpus with Beam, against direct")
    corpus.add_argument("--rows", type=int, default=20_000)
    corpus.add_argument("--visits", type=int, default=2)
    corpus.add_argument("--preset", default="minilm_l6_en")
    corpus.add_argument(
        "--options",
        nargs="+",
        default=[""],
        help="options of Beam to try, each in quotes and with a blank in front",
    )
    timed = (head, step, epoch, lengths, accuracy, compiling, serving, export, corpus)
    for command in timed:
        command.add_argument("--output", type=Path, default=Path("runs/benchmark"))
    return parser


def main() -> int:
    """Runs one command; 1 if an engine gave a wrong answer."""
    options = vars(make_parser().parse_args())
    command = options.pop("command")
    # Loaded here: a help page needs neither TensorFlow nor matplotlib.
    if command == "setup":
        importlib.import_module("scripts.benchmark.environments").make_environments()
        return 0
    module = importlib.import_module(f"scripts.benchmark.{command}")
    if command == "head":
        options["points"] = options["points"] or module.POINTS
        visits, limit = options.pop("visits"), options.pop("limit")
        options["effort"] = Effort(visits=visits, limit_seconds=limit)
        return 0 if module.run_head(**options) else 1
    getattr(module, f"run_{command}")(**options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
