import numpy as np
import pandas as pd
import pytest
import tensorflow as tf

from tfq_bert.models.examples import as_rows, read_examples

TEXTS = ["one", "two", "three", "four"]
NAMES = ["ham", "spam"]


def _read(x=TEXTS, y=("ham", "spam", "spam", "ham"), sample_weight=None):
    return read_examples(x, y, sample_weight, NAMES, 3)


@pytest.mark.parametrize(
    "labels",
    [
        ["ham", "spam", "spam", "ham"],
        ("ham", "spam ", "spam", " ham"),
        [0, 1, 1, 0],
        ["ham", 1, "spam", 0],
        np.array([0, 1, 1, 0]),
        np.array(["ham", "spam", "spam", "ham"]),
        np.array([[0], [1], [1], [0]]),
        pd.Series(["ham", "spam", "spam", "ham"], index=[9, 8, 8, 7]),
        tf.constant([0, 1, 1, 0]),
        tf.constant(["ham", "spam", "spam", "ham"]),
    ],
    ids=[
        "names",
        "spaces",
        "indices",
        "mixed",
        "array",
        "names array",
        "column",
        "series",
        "tensor",
        "names tensor",
    ],
)
def test_labels_in_all_forms_are_class_indices(labels):
    assert _read(y=labels).ids.tolist() == [0, 1, 1, 0]


@pytest.mark.parametrize("label", ["spam", 1, np.int64(1), tf.constant(1)], ids=str)
def test_one_text_takes_one_label(label):
    examples = _read("one text", label)
    assert (examples.rows, examples.ids.tolist()) == (["one text"], [1])


def test_a_dataset_of_pairs_needs_no_labels():
    dataset = tf.data.Dataset.from_tensor_slices(
        (TEXTS, ["ham", "spam", "spam", "ham"])
    )
    examples = _read(dataset.batch(3), None)
    assert (examples.rows, examples.ids.tolist()) == (TEXTS, [0, 1, 1, 0])


def test_features_stand_in_for_texts():
    features = np.arange(12).reshape(4, 3)
    examples = _read({"features": features})
    assert examples.rows.dtype == np.float32
    np.testing.assert_array_equal(examples.rows, features)


@pytest.mark.parametrize(
    ("x", "received"),
    [
        (
            {"features": np.zeros((4, 2))},
            "keys ['features'], features of shape (4, 2).",
        ),
        ({"text": TEXTS}, "keys ['text'], features of shape (0,)."),
    ],
)
def test_features_of_another_shape_are_refused(x, received):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        as_rows(x, 3)
    assert str(caught.value) == (
        f'`x` must be texts or {{"features": rows}} of width 3. Received: {received}'
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"y": None},
            "`y` must hold the labels of the texts. Received: y=None.",
        ),
        (
            {"y": ["ham"]},
            "`x`, `y` and `sample_weight` must be of equal length. Received: lengths "
            "[4, 1].",
        ),
        (
            {"sample_weight": [1.0, 2.0]},
            "`x`, `y` and `sample_weight` must be of equal length. Received: lengths "
            "[4, 4, 2].",
        ),
        (
            {"x": [], "y": []},
            "`x` must hold at least one text. Received: none.",
        ),
        (
            {"y": np.eye(2)[[0, 1, 1, 0]]},
            "`labels` must be one class a row, shape (num_rows,). Received: shape "
            "(4, 2). For one-hot rows, use `labels.argmax(axis=-1)`.",
        ),
        (
            {"y": ["ham", "spam", "eggs", "ham"]},
            "Every label must be one of the known classes. Received: 'eggs' in row 3. "
            "Known: 'ham', 'spam'. Case counts.",
        ),
    ],
    ids=["no labels", "too few", "weights", "empty", "one-hot", "unknown"],
)
def test_labels_that_do_not_fit_are_refused(arguments, message):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        _read(**arguments)
    assert str(caught.value) == message


def test_balanced_weights_are_those_of_the_formula():
    """Three ham, one spam: 4 / (2 * 3) and 4 / (2 * 1)."""
    examples = _read(y=[0, 0, 0, 1]).with_class_weight("balanced", NAMES)
    np.testing.assert_allclose(examples.sample_weight, [2 / 3, 2 / 3, 2 / 3, 2.0])


@pytest.mark.parametrize(
    "given", [{"ham": 1.0, "spam": 3.0}, {0: 1.0, 1: 3.0}, {"spam": 3.0}], ids=str
)
def test_class_weights_multiply_sample_weights(given):
    examples = _read(sample_weight=[1.0, 2.0, 3.0, 4.0]).with_class_weight(given, NAMES)
    assert examples.sample_weight.tolist() == [1.0, 6.0, 9.0, 4.0]


def _many():
    """Forty-eight ham and thirty-two spam; each text stands twice, once in capitals."""
    texts = [f"text number {i // 2}" for i in range(80)]
    texts = [text.upper() if i % 2 else text for i, text in enumerate(texts)]
    weight = np.arange(80, dtype=np.float32)
    return read_examples(texts, [0] * 48 + [1] * 32, weight, NAMES, 3)


def test_a_split_is_stratified_seeded_and_keeps_repeats_together():
    examples = _many()
    kept, held = examples.split(0.25, seed=0)
    assert np.bincount(kept.ids).tolist() == [36, 24]
    assert np.bincount(held.ids).tolist() == [12, 8]
    lowered = [{text.lower() for text in part.rows} for part in (kept, held)]
    assert not lowered[0] & lowered[1]
    assert examples.split(0.25, seed=0)[1].rows == held.rows
    assert examples.split(0.25, seed=1)[1].rows != held.rows


def test_rows_labels_and_weights_stay_together_in_a_split():
    examples = _many()
    for part in examples.split(0.25, seed=3):
        for text, label, weight in zip(
            part.rows, part.ids, part.sample_weight, strict=True
        ):
            row = examples.rows.index(text)
            assert (label, weight) == (examples.ids[row], row)


def test_equal_features_stay_together_in_a_split():
    features = np.repeat(np.random.default_rng(0).normal(size=(20, 3)), 2, axis=0)
    examples = read_examples({"features": features}, [0, 1] * 20, None, NAMES, 3)
    kept, held = examples.split(0.3, seed=0)
    rows = [{tuple(row) for row in part.rows} for part in (kept, held)]
    assert not rows[0] & rows[1]
    assert len(rows[0]) + len(rows[1]) == 20


@pytest.mark.parametrize("share", [-0.1, 1.0, 1.5])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        _many().split(share, seed=0)
    assert str(caught.value) == (
        "`validation_split` must be above 0 and below 1. Received: "
        f"validation_split={share}."
    )
