"""BERT's pooled output for files of texts, in a folder of Parquet files.

Does not train on them; `tfq-bert train --features` does.
"""

from collections.abc import Sequence
from pathlib import Path

from tfq_bert.corpora.predict_corpus import describe_export
from tfq_bert.corpora.run_shards import CorpusResult, Plan, run_shards
from tfq_bert.corpora.source_file import Wanted, find_sources
from tfq_bert.corpora.work import FEATURES
from tfq_bert.data.dataset import natural_key
from tfq_bert.data.features_folder import FORMAT_VERSION
from tfq_bert.data.row_notes import tidy_labels
from tfq_bert.errors import InputError
from tfq_bert.files import read_json, write_json
from tfq_bert.version import __version__

SEQUENCE_LENGTH, POOLING = 64, "mean"


def extract_features(
    model: str | Path,
    patterns: Sequence[str],
    output: str | Path,
    *,
    wanted: Wanted | None = None,
    sequence_length: int | None = None,
    pooling: str | None = None,
    progress=None,
    **how,
) -> CorpusResult:
    """Computes the features of all rows of files and writes a folder.

    `features-NNNNN-of-NNNNN.parquet` have `id`, `text`, `label` and `features`
    (float32) of a row, in the order of the input; `config.json` says of which BERT they
    are. Rows that fail go where those of `predict_corpus` go.

    Args:
        model: Folder of an export, or a preset as `from_preset` takes it.
        patterns: As in `predict_corpus`.
        output: The folder to make.
        wanted: `Wanted` columns; with a label column, a row without a label fails.
        sequence_length: int. Tokens of a text, with a preset. Defaults to 64.
        pooling: "mean" or "cls", with a preset. Defaults to "mean".
        progress: As in `predict_corpus`.
        **how: As in `predict_corpus`.

    Returns:
        `CorpusResult`.

    Raises:
        InputError: As `predict_corpus`; if the preset is not there, or options of a
            preset are given with an export.
    """
    wanted = wanted or Wanted()
    sources = find_sources(patterns, wanted)
    is_export = Path(model, "saved_model.pb").is_file()
    if is_export:
        folder = Path(model).resolve()
        _check_export(folder, sequence_length, pooling)
        identity = {"preset": None, **_read_identity(folder)}
        settings = {"model": describe_export(folder)}
    else:
        identity = {
            "preset": str(model),
            "sequence_length": sequence_length or SEQUENCE_LENGTH,
            "pooling": pooling or POOLING,
        }
        settings = {"model": str(model), **identity}

    def make_model(unfinished: Path) -> Path:
        return folder if is_export else _export_preset(identity, unfinished / "model")

    def finish(new: Path, result: CorpusResult) -> None:
        content = {
            "format_version": FORMAT_VERSION,
            "tfq_bert_version": __version__,
            "model": Path(model).name,
            **identity,
            "hidden_dim": _width(new / result.files[0]),
            "label_column": wanted.label_column,
            "class_names": _class_names(result.labels),
            "rows": result.rows,
            "input_sha256": result.sha256,
            "files": list(result.files),
        }
        write_json(new / "config.json", content)

    plan = Plan(FEATURES, str(output), settings, **how)
    return run_shards(plan, sources, make_model, finish, progress)


def _check_export(folder: Path, sequence_length, pooling) -> None:
    given = {"sequence-length": sequence_length, "pooling": pooling}
    found = [f"--{name} {value}" for name, value in given.items() if value is not None]
    if found:
        raise InputError(
            f"`{found[0].split()[0]}` must be left out with an export, which has its "
            f"own. Received: {' '.join(found)}."
        )
    signatures = read_json(folder / "config.json", 99).get("signatures", {})
    if "features" not in signatures:
        raise InputError(
            f"{str(folder)!r} must have the signature 'features'. Received: an export "
            "of an earlier version, without it. Export the run again."
        )


def _read_identity(folder: Path) -> dict:
    config = read_json(folder / "config.json", 99)
    return {name: config[name] for name in ("sequence_length", "pooling")}


def _export_preset(identity: dict, folder: Path) -> Path:
    """Makes an export of a preset, with a head that nobody asks."""
    if (folder / "saved_model.pb").is_file():  # by a run that was stopped
        return folder
    from tfq_bert.models import HybridTextClassifier

    try:
        model = HybridTextClassifier.from_preset(
            identity["preset"],
            sequence_length=identity["sequence_length"],
            pooling=identity["pooling"],
        )
    except ValueError as error:
        raise InputError(str(error)) from error
    return model.export(folder, overwrite=True)


def _class_names(labels: Sequence[str]) -> list[str]:
    """Returns the names that `train --features` will give them."""
    tidy, _ = tidy_labels(labels, range(len(labels)), "label")
    return sorted({*tidy}, key=natural_key)


def _width(path: Path) -> int:
    from pyarrow import parquet

    return parquet.read_schema(path).field("features").type.list_size
