"""A frozen BERT's output of all rows, kept as it is made, so that none is made twice.

Does not train.
"""

from pathlib import Path

import numpy as np

from tfq_bert.files import new_file

# Rows of a file: what a kill can cost.
_ROWS = 2048


def compute_features(model, parts, progress, folder: Path | None = None) -> list[dict]:
    """Computes the features of each part of the data.

    Args:
        model: `HybridTextClassifier`.
        parts: sequence of `TextDataset`.
        progress: Function of (stage, done, total, detail); rows of all parts count
            towards one total.
        folder: Path of a folder that keeps them, or None. What is there is not
            computed again.

    Returns:
        list of `{"features": (rows, hidden_dim)}`, one a part.
    """
    total, done = sum(map(len, parts)), 0
    progress("features", 0, total, "")
    if folder is not None:
        folder.mkdir(exist_ok=True)
    results = []
    for number, part in enumerate(parts):
        slices = []
        for start in range(0, len(part), _ROWS):
            texts = list(part.texts[start : start + _ROWS])
            path = folder and folder / f"{number}_{start:09d}.npy"
            slices.append(_one_slice(model, texts, path, done, total, progress))
            done += len(texts)
        results.append({"features": np.concatenate(slices)})
    return results


def _one_slice(model, texts, path, done, total, progress):
    if path is not None and path.is_file():
        progress("features", done + len(texts), total, "")
        return np.load(path, allow_pickle=False)
    features = model.features(
        texts, progress=lambda rows: progress("features", done + rows, total, "")
    )
    if path is not None:
        with new_file(path) as temporary:
            np.save(temporary, features)
    return features
