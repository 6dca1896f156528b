import numpy as np
import pandas as pd
import pytest
import tensorflow as tf

from tfq_bert.text.inputs import as_texts, as_texts_and_labels

TEXTS = ["first", "zweite ü", "", "four\nlines"]
FORMS = (
    "texts must be a string, or a list, tuple, NumPy array, pandas Series, tensor or "
    "tf.data.Dataset of strings. Received: "
)


def _dataset(values):
    return tf.data.Dataset.from_tensor_slices(values)


@pytest.mark.parametrize(
    "form",
    [
        list,
        tuple,
        np.array,
        lambda x: np.array(x, object),
        lambda x: np.array([t.encode() for t in x]),
        lambda x: np.array(x)[:, None],
        lambda x: pd.Series(x, index=[7, 3, 3, 1]),
        lambda x: pd.DataFrame({"text": x}),
        lambda x: pd.Series(x, dtype="string"),
        tf.constant,
        lambda x: tf.constant(x)[:, None],
        _dataset,
        lambda x: _dataset(x).batch(3),
        lambda x: _dataset((x, [0, 1, 0, 1])).batch(3),
        lambda x: _dataset(x).filter(lambda _: True),  # of unknown length
    ],
    ids=[
        "list",
        "tuple",
        "str",
        "object",
        "bytes",
        "column",
        "series",
        "frame",
        "strings",
        "tensor",
        "tensor column",
        "dataset",
        "batches",
        "pairs",
        "unknown",
    ],
)
def test_all_forms_give_the_same_list(form):
    assert as_texts(form(TEXTS)) == TEXTS


@pytest.mark.parametrize(
    "one",
    ["hi", b"hi", np.str_("hi"), np.array("hi"), tf.constant("hi"), np.bytes_(b"hi")],
    ids=lambda value: type(value).__name__,
)
def test_one_bare_string_is_one_text_and_not_its_letters(one):
    assert as_texts(one) == ["hi"]


@pytest.mark.parametrize(
    "empty",
    [
        [],
        (),
        np.array([], str),
        pd.Series([], dtype=object),
        tf.constant([], tf.string),
    ],
    ids=lambda value: type(value).__name__,
)
def test_no_texts_are_an_empty_list(empty):
    assert as_texts(empty) == []


def test_two_texts_in_a_tuple_are_two_texts_and_not_a_pair():
    assert as_texts(("one", "two")) == ["one", "two"]


def test_the_given_list_is_not_modified():
    given = [b"bytes", "text"]
    assert as_texts(given) == ["bytes", "text"]
    assert given == [b"bytes", "text"]


def test_bytes_that_are_not_utf8_and_lone_surrogates_are_replaced():
    assert as_texts([b"\xe9t\xe9", "a\ud800b"]) == ["\ufffdt\ufffd", "a?b"]


@pytest.mark.parametrize("value", [None, 3, float("nan"), ["nested"]])
def test_what_is_no_string_is_refused_with_its_row(value):
    with pytest.raises(TypeError) as caught:
        as_texts(["fine", value])
    assert str(caught.value) == (
        f"every text must be a string. Received: {value!r} of type "
        f"{type(value).__name__} in row 2. Drop the row, or use an empty string."
    )


@pytest.mark.parametrize(
    ("value", "received"),
    [
        (3, "type <class 'int'>."),
        (None, "type <class 'NoneType'>."),
        ({"text": ["a"]}, "type <class 'dict'>."),
        (np.array([["a", "b"]]), "shape (1, 2)."),
    ],
    ids=["int", "None", "dict", "pairs"],
)
def test_other_forms_are_refused(value, received):
    with pytest.raises(TypeError) as caught:
        as_texts(value)
    assert str(caught.value) == FORMS + received


@pytest.mark.parametrize(
    ("labels", "expected"),
    [([1, 0, 1, 1], [1, 0, 1, 1]), (["b", "a", "b", "ü"], ["b", "a", "b", "ü"])],
    ids=["indices", "names"],
)
@pytest.mark.parametrize("batch_size", [None, 3])
def test_a_dataset_of_pairs_gives_texts_and_labels(labels, expected, batch_size):
    dataset = _dataset((TEXTS, labels))
    dataset = dataset if batch_size is None else dataset.batch(batch_size)
    assert as_texts_and_labels(dataset) == (TEXTS, expected)


def test_a_dataset_of_texts_has_no_labels():
    assert as_texts_and_labels(_dataset(TEXTS)) == (TEXTS, None)


def test_an_infinite_dataset_is_refused():
    with pytest.raises(TypeError) as caught:
        as_texts(_dataset(TEXTS).repeat())
    assert str(caught.value) == (
        "a tf.data.Dataset of texts must be finite, because every epoch sees every "
        "text. Received: an infinite one. Use `.take(n)`."
    )


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({"text": ["a"]}, "{'text': b'a'}"),
        ((["a"], [1], [0.5]), "(b'a', np.int32(1), np.float32(0.5))"),
        ([3], "np.int32(3)"),
        ((["a"], [[0, 1]]), "(b'a', array([0, 1], dtype=int32))"),
    ],
    ids=["dict", "triple", "number", "one-hot"],
)
def test_elements_of_another_form_are_refused(values, shown):
    shown = (
        shown
        if np.__version__ >= "2"
        else shown.replace("np.int32(1)", "1")
        .replace("np.float32(0.5)", "0.5")
        .replace("np.int32(3)", "3")
    )
    with pytest.raises(TypeError) as caught:
        as_texts_and_labels(_dataset(values))
    assert str(caught.value) == (
        "elements of a tf.data.Dataset must be `text` or `(text, label)`, strings and "
        f"one class each. Received: {shown}."
    )
