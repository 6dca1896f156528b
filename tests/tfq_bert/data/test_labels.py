import numpy as np
import pandas as pd
import pytest
from sklearn.utils.class_weight import compute_class_weight

from tfq_bert.data.labels import class_weights, encode_labels

NAMES = ["ham", "spam"]


@pytest.mark.parametrize(
    "labels",
    [
        ["spam", "ham", " spam "],
        ("spam", "ham", "spam"),
        np.array(["spam", "ham", "spam"]),
        np.array([b"spam", b"ham", b"spam"]),
        pd.Series(["spam", "ham", "spam"], index=[7, 8, 9]),
        pd.Categorical(["spam", "ham", "spam"]),
        [1, 0, 1],
        np.array([1, 0, 1], dtype=np.int64),
        np.array([1.0, 0.0, 1.0]),
        [np.uint8(1), False, True],
        np.array([[1], [0], [1]]),
        iter(["spam", 0, 1]),
    ],
)
def test_every_form_of_label_gives_the_same_indices(labels):
    ids = encode_labels(labels, NAMES)
    assert ids.tolist() == [1, 0, 1]
    assert ids.dtype == np.int32


def test_numbers_name_classes_whose_names_are_numbers():
    assert encode_labels([5, 1, "5"], ["1", "5"]).tolist() == [1, 0, 1]
    assert encode_labels([-1, 1], ["-1", "1"]).tolist() == [0, 1]
    assert encode_labels([1, 0], ["0", "1"]).tolist() == [1, 0]


def test_booleans_name_classes_called_true_and_false():
    assert encode_labels([True, False], ["False", "True"]).tolist() == [1, 0]
    assert encode_labels([True, np.False_], ["True", "False"]).tolist() == [0, 1]


def test_no_label_gives_no_index():
    assert encode_labels([], NAMES).shape == (0,)


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("eggs", "'eggs'"),
        ("Spam", "'Spam'"),
        ("", "''"),
        ("1", "'1'"),
        (2, "2"),
        (0.5, "0.5"),
        (float("inf"), "inf"),
    ],
)
def test_an_unknown_label_is_named_with_its_row_and_the_known(error_of, label, shown):
    assert error_of(encode_labels, ["ham", label], NAMES) == (
        f"Every label must be one of the known classes. Received: {shown} in row 2. "
        "Known: 'ham', 'spam'. Case counts."
    )


def test_one_hot_rows_are_not_labels(error_of):
    assert error_of(encode_labels, np.eye(2), NAMES) == (
        "`labels` must be one class a row, shape (num_rows,). Received: shape (2, 2). "
        "For one-hot rows, use `labels.argmax(axis=-1)`."
    )


def test_a_number_that_names_no_class_is_unknown(error_of):
    assert error_of(encode_labels, [0], ["1", "5"]).startswith(
        "Every label must be one of the known classes. Received: 0 in row 1."
    )


def test_a_negative_label_points_to_the_validation_split(error_of):
    assert error_of(encode_labels, np.array([0, -1]), NAMES) == (
        "Labels must not be negative, because -1 marks a row without a label. "
        "Received: -1 in row 2. Test splits often have no labels: use the validation "
        "split."
    )


@pytest.mark.parametrize(("label", "shown"), [(None, "None"), (float("nan"), "nan")])
def test_a_missing_label_is_named_with_its_row(error_of, label, shown):
    assert error_of(encode_labels, ["ham", label], NAMES) == (
        f"Every row must have a label. Received: {shown} in row 2. Drop such rows."
    )


def test_sms_weights_are_those_of_the_balanced_rule():
    """5572 / (2 * 4825) and 5572 / (2 * 747)."""
    weights = class_weights([0] * 4825 + [1] * 747, 2)
    assert weights == pytest.approx({0: 0.577409, 1: 3.729585}, abs=1e-6)


def test_weights_agree_with_scikit_learn():
    ids = np.random.default_rng(0).integers(0, 4, 97)
    expected = compute_class_weight("balanced", classes=np.arange(4), y=ids)
    assert class_weights(ids, 4) == pytest.approx(dict(enumerate(expected)))


def test_a_class_without_rows_weighs_one():
    assert class_weights([0, 0, 2, 2], 3) == pytest.approx({0: 2 / 3, 1: 1, 2: 2 / 3})


@pytest.mark.parametrize(
    ("ids", "found"), [([], "no row"), ([0, 2], "0 to 2"), ([-1, 1], "-1 to 1")]
)
def test_weights_need_indices_of_the_classes(error_of, ids, found):
    assert error_of(class_weights, ids, 2) == (
        f"`ids` must be class indices from 0 to 1. Received: {found}."
    )
