"""Compares normalization with Hugging Face tokenizers, which shares no code with it.

What becomes of the texts after it, up to ids: tests/integration.
"""

import pytest
from tokenizers.normalizers import BertNormalizer

from tests.hostile_texts import hostile_texts
from tests.tokenizer_differences import differing_characters
from tfq_bert._quiet import tf
from tfq_bert.text.normalize import normalize_text


def normalized(texts, **options):
    found = normalize_text(tf.constant(texts, tf.string), **options)
    return [text.decode("utf-8") for text in found.numpy().tolist()]


RULES = [
    {"lowercase": True},
    {"lowercase": False},
    {"lowercase": True, "strip_accents": False},
    {"lowercase": False, "strip_accents": True},
]


@pytest.mark.parametrize("rules", RULES)
def test_every_character_is_normalized_as_in_the_reference_but_those_listed(rules):
    reference = BertNormalizer(**rules)
    chars = [chr(c) for c in range(0x34000) if not 0xD800 <= c < 0xE000]
    texts = [f"a{char}B" for char in chars]
    found = zip(chars, texts, normalized(texts, **rules), strict=True)
    differing = {c for c, text, ours in found if ours != reference.normalize_str(text)}
    assert differing == differing_characters(**rules, split=False)


@pytest.mark.parametrize("rules", RULES)
def test_hostile_texts_are_normalized_as_in_the_reference(rules):
    reference = BertNormalizer(**rules)
    texts = [text for texts in hostile_texts().values() for text in texts]
    listed = differing_characters(**rules, split=False)
    found = zip(texts, normalized(texts, **rules), strict=True)
    differing = [text for text, ours in found if ours != reference.normalize_str(text)]
    assert len(texts) > 10_000
    assert differing == [text for text in texts if listed & set(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"\xe9t\xe9 ok", "t ok"),
        (b"\xff\xfe\x80", ""),
        (b"cut \xf0\x9f", "cut "),
        (b"surrogate \xed\xa0\x80!", "surrogate !"),
        (b"nul \x00 goes on", "nul  goes on"),
    ],
)
def test_bytes_that_are_not_text_are_dropped(text, expected):
    assert normalized([text]) == [expected]


def test_a_cased_vocabulary_keeps_case_and_accents():
    assert normalized(["Café\u00a0X\x00"], lowercase=False) == ["Café X"]
    assert normalized(["Café"], lowercase=False, strip_accents=True) == ["Cafe"]
    assert normalized(["CAFÉ"], strip_accents=False) == ["café"]


@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 2)])
def test_any_shape_is_kept(shape):
    found = normalize_text(tf.fill(shape, "É"))
    assert found.shape == shape
    assert set(found.numpy().ravel().tolist() if shape else [found.numpy()]) <= {b"e"}


def test_a_saved_graph_gives_the_same_and_holds_plain_ops_only(tmp_path):
    module = tf.Module()
    module.serve = tf.function(
        normalize_text, input_signature=[tf.TensorSpec([None], tf.string)]
    )
    tf.saved_model.save(module, str(tmp_path))
    loaded = tf.saved_model.load(str(tmp_path))
    texts = tf.constant(hostile_texts()["mixtures"])
    expected = normalize_text(texts).numpy().tolist()
    assert loaded.serve(texts).numpy().tolist() == expected
    assert loaded.serve(tf.constant([], tf.string)).shape == (0,)
    ops = {
        node.type
        for node in module.serve.get_concrete_function().graph.get_operations()
    }
    ours = {op for op in ops if not hasattr(tf.raw_ops, op)}
    assert ours == {"NormalizeUTF8"}  # of tensorflow-text
