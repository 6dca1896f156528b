"""A folder of features as `tfq-bert features` writes it."""

from tfq_bert.corpora.rows import Row
from tfq_bert.corpora.work import encode_features
from tfq_bert.files import write_json


def write_features(folder, texts, labels, values, *, rows_per_file=1000, **config):
    """Writes the rows, ids from 0, into a new folder; returns it."""
    folder.mkdir()
    starts = range(0, len(texts), rows_per_file)
    names = [
        f"features-{i:05d}-of-{len(starts):05d}.parquet" for i in range(len(starts))
    ]
    for name, start in zip(names, starts, strict=True):
        part = slice(start, start + rows_per_file)
        rows = [
            Row(start + i, text, label)
            for i, (text, label) in enumerate(
                zip(texts[part], labels[part], strict=True)
            )
        ]
        (folder / name).write_bytes(encode_features(rows, values[part], ()))
    content = {"preset": None, "pooling": "mean", "sequence_length": 16}
    content |= {"hidden_dim": values.shape[1], "files": names, **config}
    write_json(folder / "config.json", {"format_version": 1, **content})
    return folder
