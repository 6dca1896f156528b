"""Measures labeled texts: repeats within and between sources, lengths, unknown words.

Does not read files and does not print.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from tfq_bert.data.dataset import TextDataset
from tfq_bert.data.repeats import repeat_groups


def repeat_report(datasets: Sequence[TextDataset]) -> dict[str, Any]:
    """Counts texts that repeat others, within each source and between sources.

    Args:
        datasets: sequence of `TextDataset`.

    Returns:
        dict of plain JSON: `"sources"`, one dict a source with `"name"`, `"rows"`,
        `"classes"`, `"repeats"` (rows whose text repeats an earlier one, as
        `repeat_groups` compares) and `"contradictions"` (different texts that stand
        with two labels); and `"leaks"`, one dict for each pair of sources, with
        `"first"`, `"second"` and `"rows"` of the second whose text the first holds.
    """
    texts = [text for dataset in datasets for text in dataset.texts]
    ends = np.cumsum([len(dataset) for dataset in datasets])
    groups = np.split(repeat_groups(texts), ends[:-1])
    sources = []
    for dataset, ids in zip(datasets, groups, strict=True):
        pairs = set(zip(ids.tolist(), dataset.labels, strict=True))
        sources.append(
            {
                "name": dataset.name,
                "rows": len(dataset),
                "classes": dict(dataset.counts),
                "repeats": dataset.num_repeats,
                "contradictions": _contradictions(pairs),
            }
        )
    leaks = [
        {
            "first": datasets[i].name,
            "second": datasets[j].name,
            "rows": int(np.isin(groups[j], groups[i]).sum()),
        }
        for i in range(len(datasets))
        for j in range(i + 1, len(datasets))
    ]
    return {"sources": sources, "leaks": leaks}


def leak_notes(datasets: Sequence[TextDataset]) -> list[str]:
    """Says in a line each how many rows of a source stand in an earlier one.

    Args:
        datasets: sequence of `TextDataset`.

    Returns:
        list of str; empty where no text stands in two of them.
    """
    return [
        f"{leak['rows']:,} of {leak['second']} "
        f"{'repeats' if leak['rows'] == 1 else 'repeat'} a text of {leak['first']}."
        for leak in repeat_report(datasets)["leaks"]
        if leak["rows"]
    ]


def _contradictions(pairs: set[tuple[int, str]]) -> int:
    """Counts the texts that stand with more than one label."""
    labels = Counter(group for group, _ in pairs)
    return sum(count > 1 for count in labels.values())


def length_report(
    lengths: np.ndarray, unknown: np.ndarray, sequence_length: int
) -> dict[str, Any]:
    """Sums up how long texts are and how much of them the vocabulary knows.

    Args:
        lengths: `(rows,)`, int. Tokens of each text, `[CLS]` and `[SEP]` included.
        unknown: `(rows,)`, int. How many of them are `[UNK]`.
        sequence_length: int. Where texts are cut.

    Returns:
        dict of plain JSON: `"median"`, `"percentile_95"` and `"longest"` tokens,
        `"sequence_length"`, `"truncated"` rows, and `"unknown_share"` of the tokens,
        without the two marks.

    Example:
    >>> import numpy as np
    >>> report = length_report(np.array([4, 12]), np.array([1, 0]), 10)
    >>> report["truncated"], report["unknown_share"]
    (1, 0.0833)
    """
    words = int((lengths - 2).sum())
    return {
        "median": int(np.median(lengths)),
        "percentile_95": int(np.percentile(lengths, 95)),
        "longest": int(lengths.max()),
        "sequence_length": sequence_length,
        "truncated": int((lengths > sequence_length).sum()),
        "unknown_share": round(int(unknown.sum()) / words, 4) if words else 0.0,
    }
