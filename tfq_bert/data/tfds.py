"""Reads a TensorFlow Datasets text set from its local copy, without a connection.

Downloads only when told to. TensorFlow is imported inside the functions.
"""

import contextlib
import io
import os
import re
from pathlib import Path

import numpy as np

from tfq_bert.data.columns import choose_columns, join_cells
from tfq_bert.data.dataset import TextDataset, build_dataset, natural_key
from tfq_bert.errors import InputError

# What `tfq_bert.data.tfds_builders` makes of files that the user brings.
OWN_SETS = ("airline_tweets", "sms_spam")
_WHOLE_TYPES = ("i", "u", "b", "O")  # NumPy's kinds of integer, boolean and string


def load_tfds(
    name: str,
    *,
    text_column: str | None = None,
    label_column: str | None = None,
    split: str | None = None,
    data_dir: str | os.PathLike | None = None,
    download: bool = False,
) -> TextDataset:
    """Reads one split of a prepared TFDS set with string features.

    Args:
        name: str. `"imdb_reviews"`, `"glue/sst2"` or `"glue/sst2:2.0.0"`.
        text_column: str or None. A string feature; chosen by name by default.
        label_column: str or None. A ClassLabel, integer or string feature.
        split: str or None. Defaults to `"train"`.
        data_dir: str, path or None. By default the variable `TFDS_DATA_DIR`, else
            `~/tensorflow_datasets`.
        download: bool. Whether a missing copy may be downloaded and prepared.

    Returns:
        A `TextDataset`.

    Raises:
        InputError: If there is no local copy (the message has the path looked for),
            no such split or feature, or the split's labels are -1.
    """
    root = Path(data_dir or os.environ.get("TFDS_DATA_DIR", "~/tensorflow_datasets"))
    root = root.expanduser()
    folder = _find_copy(name, root)
    if folder is None and name in OWN_SETS:
        _prepare_own(name, root)
        folder = _find_copy(name, root)
    if folder is None and download:
        _download(name, root)
        folder = _find_copy(name, root)
    if folder is None:
        raise InputError(
            f"The TFDS set must have a local copy. Received: {name!r}, looked for "
            f"{str(_base(name, root))!r}. Name its folder with `--data-dir`, or make "
            f"it where there is a network: `tfq_bert.load_dataset('tfds:{name}', "
            f"data_dir={str(root)!r}, download=True)`."
        )
    tfds = _import_tfds()
    builder = tfds.builder_from_directory(str(folder))
    split = split or "train"
    source = f"tfds:{name} [{split}]"
    if re.split(r"[\[+]", split)[0] not in builder.info.splits:
        raise InputError(
            f"`--split` must be a split of tfds:{name}. Received: {split!r}. Known: "
            f"{', '.join(sorted(builder.info.splits))}."
        )
    texts, labels, note = _read(builder, tfds, source, split, text_column, label_column)
    places = range(1, len(texts) + 1)
    return build_dataset(source, texts, labels, places, [note], place_word="row")


def _prepare_own(name: str, root: Path) -> None:
    """Makes a set of ours from the files in the manual directory, as TFDS names it."""
    tfds = _import_tfds()
    from tfq_bert.data.tfds_builders import BUILDERS, find_manual_file

    kind = BUILDERS[name]
    find_manual_file(kind.FILES, root / "downloads" / "manual", kind.HOMEPAGE)
    tfds.disable_progress_bar()
    with contextlib.redirect_stdout(io.StringIO()):  # TFDS prints what it does
        kind(data_dir=str(root)).download_and_prepare()


def _base(name: str, root: Path) -> Path:
    return root.joinpath(*name.split(":")[0].split("/"))


def _find_copy(name: str, root: Path) -> Path | None:
    """Finds `root/name[/config]/version`, the newest version if none is named."""
    base, _, version = _base(name, root), *name.partition(":")[1:]
    infos = base.glob(f"{version or '*'}/dataset_info.json")
    found = [info.parent for info in infos]
    if not found:
        configs = sorted(
            {i.parents[1].name for i in base.glob("*/*/dataset_info.json")}
        )
        if len(configs) > 1:
            raise InputError(
                f"The TFDS name must have one of its configs. Received: {name!r}. "
                f"Local copies: {', '.join(f'{name}/{c}' for c in configs)}."
            )
        if configs:
            found = [
                i.parent for i in base.glob(f"*/{version or '*'}/dataset_info.json")
            ]
    return max(found, key=lambda path: natural_key(path.name), default=None)


def _import_tfds():
    from tfq_bert._quiet import quiet_import

    with quiet_import():
        import tensorflow_datasets as tfds
    if not hasattr(tfds, "load"):
        # tensorflow-metadata from 1.21 on needs protobuf 6; TensorFlow 2.18 needs 5.
        raise InputError(
            "tensorflow_datasets must import whole, which it does not with this "
            "tensorflow-metadata. Received: a module without `load`. Install the "
            "pinned versions: pip install --require-hashes -r requirements.lock"
        )
    return tfds


def _download(name: str, root: Path) -> None:
    tfds = _import_tfds()
    try:
        tfds.builder(name, data_dir=str(root)).download_and_prepare()
    except Exception as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise InputError(
            f"The TFDS set could not be downloaded. Received: {name!r}, looked for "
            f"{str(_base(name, root))!r}. Cause: {reason}"
        ) from error


def _read(builder, tfds, source, split, text_column, label_column):
    features = builder.info.features
    columns = list(features)
    chosen, label, note = choose_columns(source, columns, text_column, label_column)
    chosen, label = [columns[i] for i in chosen], columns[label]
    _check_features(source, features, chosen, label)
    names = getattr(features[label], "names", None)
    texts, labels, negative = [], [], 0
    for row in _rows(builder, tfds, source, split):
        texts.append(join_cells([row[c].decode("utf-8", "replace") for c in chosen]))
        value = row[label]
        if isinstance(value, bytes):
            labels.append(value.decode("utf-8", "replace"))
            continue
        negative += int(value) < 0
        # A boolean stays True or False, an integer without names its digits.
        labels.append(names[int(value)] if names else str(value))
    if negative:
        raise InputError(
            f"Labels must not be negative, because -1 marks a row without a label. "
            f"Received: {source}, where {negative} of {len(texts)} labels are. "
            f"{_other_splits(builder.info.splits, split)}"
        )
    return texts, labels, note


def _other_splits(splits, split: str) -> str:
    if "validation" in splits:
        return "Use the validation split: `--split validation`."
    others = sorted(name for name in splits if name not in split)
    return f"Use another split: {', '.join(others)}."


def _rows(builder, tfds, source: str, split: str):
    """Yields the rows of a split; a copy that cannot be read is one line."""
    try:
        dataset = builder.as_dataset(split=split, shuffle_files=False)
        yield from tfds.as_numpy(dataset)
    except Exception as error:  # TensorFlow and TFDS raise many kinds
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise InputError(
            "The local copy of the TFDS set must be whole, and its split one that "
            f"TFDS can slice. Received: {source} ({reason}). Prepare the copy again, "
            "or mend `--split`."
        ) from error


def _check_features(source, features, texts: list[str], label: str) -> None:
    wrong = None
    if wrong_texts := [t for t in texts if not _is_scalar(features[t], "O")]:
        wrong = ("text", wrong_texts[0], "a string")
    elif not _is_scalar(features[label], _WHOLE_TYPES):
        wrong = ("label", label, "a class label, an integer, a boolean or a string")
    if wrong:
        role, name, kind = wrong
        raise InputError(
            f"The {role} feature must be {kind}. Received: {name!r} of {source}, which "
            f"is {type(features[name]).__name__}. Pass `--{role}-column`."
        )


def _is_scalar(feature, kinds) -> bool:
    # A group of features has dicts for its shape and type.
    return feature.shape == () and np.dtype(feature.np_dtype).kind in kinds
