import json

import numpy as np
import pytest
import tensorflow as tf

from tfq_bert._quiet import keras, keras_nlp
from tfq_bert.text.preprocessing import HybridPreprocessor

CLS, SEP, UNK = 2, 3, 1


def _ids(preprocessor, texts):
    return preprocessor(tf.constant(texts))["token_ids"].numpy().tolist()


def test_a_text_is_its_words_between_cls_and_sep(tiny_preprocessor, tiny_vocabulary):
    word = {name: i for i, name in enumerate(tiny_vocabulary)}
    result = tiny_preprocessor()(tf.constant(["The film was GREAT", "cafes", "xyz"]))
    expected = [
        [CLS, word["the"], word["film"], word["was"], word["great"], SEP],
        [CLS, word["cafe"], word["##s"], SEP, 0, 0],
        [CLS, UNK, SEP, 0, 0, 0],
    ]
    assert result["token_ids"].numpy().tolist() == expected
    assert result["padding_mask"].numpy().tolist() == (np.array(expected) != 0).tolist()
    assert not result["segment_ids"].numpy().any()


def test_the_padding_all_rows_share_is_cut(tiny_preprocessor):
    preprocessor = tiny_preprocessor(sequence_length=12)
    assert preprocessor(tf.constant(["film", "a film"]))["token_ids"].shape == (2, 4)
    assert preprocessor(tf.constant(["film"]))["token_ids"].shape == (1, 3)


def test_a_long_text_is_cut_at_the_end_and_keeps_its_sep(tiny_preprocessor):
    ids = _ids(tiny_preprocessor(sequence_length=5), ["good good bad bad bad"])
    assert ids == [[CLS, 5, 5, 6, SEP]]


@pytest.mark.parametrize("blank", ["", "\t\n", "  ", "\u00a0", "\0"])
def test_a_blank_text_is_cls_and_sep_and_leaves_its_neighbours_alone(
    tiny_preprocessor, blank
):
    preprocessor = tiny_preprocessor()
    ids = _ids(preprocessor, ["good film", blank, "bad"])
    assert ids[1] == [CLS, SEP, 0, 0]
    assert [ids[0], ids[2]] == _ids(preprocessor, ["good film", "bad"])


def test_accents_are_stripped_in_all_spellings(tiny_preprocessor):
    """Composed, decomposed, capitals."""
    texts = ["café", "cafe\u0301", "CAFÉ"]
    assert _ids(tiny_preprocessor(), texts) == [[CLS, 14, SEP]] * 3


def test_a_cased_vocabulary_keeps_case_and_accents(tiny_preprocessor):
    preprocessor = tiny_preprocessor(lowercase=False)
    assert _ids(preprocessor, ["Film", "café"]) == [[CLS, UNK, SEP]] * 2


def test_special_tokens_that_a_user_writes_are_ordinary_words(tiny_preprocessor):
    """Exactly one SEP, at the end."""
    preprocessor = tiny_preprocessor(sequence_length=16)
    ids = _ids(preprocessor, ["hello [SEP] world", "[MASK] [CLS] [PAD]"])
    assert ids[0] == [CLS, 15, 20, 17, 21, 16, SEP, *[0] * (len(ids[0]) - 7)]
    for row in ids:
        assert (row.count(SEP), row.count(CLS), row.count(4)) == (1, 1, 0)
        assert row[0] == CLS


def test_no_texts_give_no_rows(tiny_preprocessor):
    tokens = tiny_preprocessor()(tf.constant([], tf.string))
    assert {name: tuple(t.shape) for name, t in tokens.items()} == dict.fromkeys(
        ("token_ids", "segment_ids", "padding_mask"), (0, 2)
    )


def test_tokens_are_counted_before_the_cut(tiny_preprocessor):
    counts = tiny_preprocessor(sequence_length=4).count_tokens(
        ["good film", "", "cafes the bad plot", "xyz"]
    )
    assert counts.tolist() == [4, 2, 7, 3]


def test_it_gives_the_same_inside_a_graph(tiny_preprocessor):
    preprocessor = tiny_preprocessor()
    texts = tf.constant(["The café", "", "good good good good good good good"])
    eager = preprocessor(texts)
    graph = tf.function(preprocessor)(texts)
    for name in eager:
        np.testing.assert_array_equal(eager[name], graph[name])
    batch = next(iter(tf.data.Dataset.from_tensors(texts).map(preprocessor)))
    np.testing.assert_array_equal(eager["token_ids"], batch["token_ids"])


def test_labels_and_weights_pass_through(tiny_preprocessor):
    tokens, labels, weights = tiny_preprocessor()(
        tf.constant(["good"]), tf.constant([1]), tf.constant([0.5])
    )
    assert tokens["token_ids"].shape == (1, 3)
    assert (labels.numpy().tolist(), weights.numpy().tolist()) == ([1], [0.5])


def test_the_configuration_is_json_and_complete(tiny_preprocessor, tiny_vocabulary):
    preprocessor = tiny_preprocessor(sequence_length=9, lowercase=True)
    config = preprocessor.get_config()
    copy = json.loads(json.dumps(config))
    assert (config["sequence_length"], config["lowercase"]) == (9, True)
    rebuilt = HybridPreprocessor.from_config(config)
    assert copy == json.loads(json.dumps(config))  # not modified
    assert rebuilt.get_config() == preprocessor.get_config()
    rebuilt.tokenizer.set_vocabulary(tiny_vocabulary)
    texts = ["The CAFÉ", "bad"]
    assert _ids(rebuilt, texts) == _ids(preprocessor, texts)
    assert keras.saving.get_registered_name(HybridPreprocessor) == (
        "tfq_bert>HybridPreprocessor"
    )


def test_lowercase_defaults_to_what_the_tokenizer_says(tiny_vocabulary):
    for lowercase in (True, False):
        tokenizer = keras_nlp.models.BertTokenizer(tiny_vocabulary, lowercase=lowercase)
        assert HybridPreprocessor(tokenizer).lowercase is lowercase


@pytest.mark.parametrize("sequence_length", [2, 0, -1])
def test_a_length_without_room_for_a_word_is_refused(
    tiny_preprocessor, sequence_length
):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        tiny_preprocessor(sequence_length=sequence_length)
    assert str(caught.value) == (
        "`sequence_length` must be at least 3, because [CLS] and [SEP] take two "
        f"places. Received: sequence_length={sequence_length}."
    )


def test_lengths_are_multiples_or_the_longest_and_the_rest_is_padding(
    tiny_preprocessor,
):
    """Four, two and nine tokens with their marks; at most eight are read."""
    texts = ["good film", "", "the plot was good the plot was"]
    short, padded = tiny_preprocessor(), tiny_preprocessor(length_multiple=3)
    for text, length in zip(texts, (6, 3, 8), strict=True):
        expected, found = short([text]), padded([text])
        count = expected["token_ids"].shape[1]
        assert found["token_ids"].shape == (1, length)
        for name, value in expected.items():
            assert found[name].numpy()[0, :count].tolist() == value.numpy()[0].tolist()
        assert not found["padding_mask"].numpy()[0, count:].any()
    rebuilt = type(padded).from_config(padded.get_config())
    assert rebuilt.length_multiple == 3
    with pytest.raises(ValueError, match="^`length_multiple` must be at least 1. "):
        tiny_preprocessor(length_multiple=0)
