"""Runs the data sets of the paper over 2 to 8 qubits and prints the table.

With `--recipe full` it trains for hours; it goes on where it was stopped.
"""

import argparse

from tfq_bert import InputError
from tfq_bert.cli.progress import ProgressReport
from tfq_bert.comparison import PAPER_SETS, reproduce_paper


def main() -> None:
    """Parses, compares, prints the table, of which `OUTPUT/table.md` is a copy."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", help="folder of the CSV files, or tfds")
    parser.add_argument("output", help="folder of the comparisons")
    parser.add_argument("--recipe", choices=("frozen", "full"), default="frozen")
    parser.add_argument("--sets", nargs="+", choices=PAPER_SETS, default=PAPER_SETS)
    parser.add_argument("--seeds", type=int, help="default: 10, or 3 with full")
    parser.add_argument("--tries", type=int, help="default: 3, or 1 with full")
    given = vars(parser.parse_args())
    seeds = given.pop("seeds")
    if seeds is not None:
        given["seeds"] = range(seeds)
    try:
        with ProgressReport() as progress:
            print(reproduce_paper(**given, progress=progress))
    except InputError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
