"""Features that `tfq-bert features` computed before, in place of a frozen BERT's work.

Refuses those of another BERT than the run's. Does not compute more than a few.
"""

from collections.abc import Sequence

import numpy as np

from tfq_bert.data.features_folder import (
    SCHEME,
    read_features,
    read_features_config,
)
from tfq_bert.errors import InputError

# Texts whose features are computed again, and how far they may be off: arithmetic in
# other batches gives 1e-6, a BERT that was trained or rounded to 16 bits 1e-2.
_CHECKED_ROWS, _TOLERANCE = 16, 1e-3


def features_folders(config) -> list[str]:
    """Returns the folders of features that a run reads; none for a run on texts.

    Args:
        config: `TrainConfig`.

    Raises:
        InputError: If only some of its sources are such folders, the recipe trains
            BERT, or a folder is of other settings than the run.
    """
    sources = (config.data, config.validation_data, config.test_data)
    sources = [source for source in sources if source is not None]
    folders = [s[len(SCHEME) + 1 :] for s in sources if s.startswith(f"{SCHEME}:")]
    if not folders:
        return []
    if len(folders) < len(sources):
        other = next(s for s in sources if not s.startswith(f"{SCHEME}:"))
        raise InputError(
            f"all data of a run must be features, or none. Received: {other!r} beside "
            f"{SCHEME}:{folders[0]}. Make features of it as well."
        )
    stages = config.stages()
    if any(stage.trained != "head" for stage in stages):
        raise InputError(
            "`recipe` must leave BERT as it is with features, because they are those "
            f"of a BERT that is not trained. Received: recipe={config.recipe!r}. Use "
            "frozen, or train on the texts."
        )
    for folder in folders:
        _check_settings(config.filled(), folder)
    return folders


def _check_settings(config, folder: str) -> None:
    found = read_features_config(folder)
    for name in ("preset", "sequence_length", "pooling"):
        wanted = getattr(config, name)
        if found[name] is not None and found[name] != wanted:
            raise InputError(
                f"`{name}` must be that of the features in {folder!r}, {found[name]!r}."
                f" Received: {name}={wanted!r}. Give --{name.replace('_', '-')} "
                f"{found[name]}, or make features with {wanted!r}."
            )


def given_features(folders: Sequence[str], model, parts) -> list[dict]:
    """Finds the features of each part of the data.

    Args:
        folders: sequence of str. What `features_folders` returned.
        model: `HybridTextClassifier`, of which a few features are computed to compare.
        parts: sequence of `TextDataset`, read from the folders.

    Returns:
        list of `{"features": (rows, hidden_dim)}`, one a part.

    Raises:
        InputError: If the features are not those of the model.
    """
    rows: dict[str, np.ndarray] = {}
    for folder in folders:
        found = read_features(folder)
        _check_model(found, model)
        rows.update(zip(found.texts, found.features, strict=True))
    return [{"features": np.stack([rows[t] for t in part.texts])} for part in parts]


def _check_model(found, model) -> None:
    width = model.backbone.hidden_dim
    if found.config["hidden_dim"] != width:
        reason = f"{found.config['hidden_dim']} numbers a row, where it has {width}"
    else:
        step = max(1, len(found.texts) // _CHECKED_ROWS)
        texts = found.texts[::step][:_CHECKED_ROWS]
        given = found.features[::step][:_CHECKED_ROWS]
        off = float(np.abs(model.features(texts) - given).max())
        if off <= _TOLERANCE * max(1.0, float(np.abs(given).max())):
            return
        reason = f"values that differ by {off:.2g}"
    raise InputError(
        f"the features in {str(found.folder)!r} must be those of the run's BERT. "
        f"Received: {reason}. Name their BERT with --preset; those of an export whose "
        "BERT was trained or quantized cannot be trained on."
    )
