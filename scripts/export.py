"""Exports a run as a SavedModel. Shows `load_run` and `model.export`; no scoring."""

import argparse

import tfq_bert


def main() -> None:
    """Parses, exports, prints the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", help="folder that scripts/train.py made")
    parser.add_argument("folder", help="folder to make for the export")
    parser.add_argument("--overwrite", action="store_true", help="replace an export")
    arguments = parser.parse_args()
    try:
        run = tfq_bert.training.load_run(arguments.run)
        folder = run.model.export(
            arguments.folder, overwrite=arguments.overwrite, metrics=run.metrics
        )
    except tfq_bert.InputError as error:
        parser.error(str(error))
    print(folder)


if __name__ == "__main__":
    main()
