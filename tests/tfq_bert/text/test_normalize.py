"""Compares our text path with Hugging Face tokenizers, which shares no code with it.

Two kinds of text differ, both outside the vocabulary, and each has its test here:
characters that Unicode gained or moved after version 8, whose tables the reference
uses; and words of more than 100 bytes but at most 100 characters, which keras-hub's
WordPiece takes for unknown, because it counts bytes.
"""

import csv
import random
import time
import unicodedata
from pathlib import Path

import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from tfq_bert._quiet import keras_nlp, tf
from tfq_bert.errors import InputError
from tfq_bert.text.normalize import normalize_text
from tfq_bert.text.presets import embedded_preset_folder

DATA = Path(__file__).parents[3].parent / "shared" / "data"
ROWS_PER_FILE = 150

HOSTILE = [
    *(
        "",
        " ",
        "\t\n",
        "\u200b",
        "\u0301",
        "\ufffd",
        "[SEP]",
        "[MASK] x [CLS]",
        "##ing",
    ),
    *(
        "hello\u00a0world",
        "a\u2028b\u3000c\u1680d",
        "a\vb\fc\x85d\x1ce",
        "x\ufeffy\u00adz",
    ),
    *("café", "cafe\u0301", "CAFÉ", "straße", "STRASSE ẞ", "İstanbul ıI", "ΟΔΥΣΣΕΥΣ Σ"),
    *(
        "ﬁne ① Ⅷ ｆｕｌｌ",
        "ǅungla",
        "Ångström",
        "ệ ợ ị",
        "한국어 텍스트",
        "日本語とkana",
    ),
    *("汉字混合abc", "\U00020000\U0002f800", "मराठी", "ภาษาไทย", "العربية", "עברית"),
    *("😀 ok 👍🏽", "👨\u200d👩\u200d👧", "“quoted” — dash…", "$5^2`~<a>|b", "a" * 100),
    *("a" * 101, "é" * 100, "é" * 101, "it\x92s £5", "\ue000private\U000f0000"),
    *("\u202eright-to-left", "a\u0345\u0300\u0301b", "Z͑ͫ̓ͪ̂ͫ̽͏a̴l̙͖̥͍g̝̩o", "\U0001d400bold"),
]


@pytest.fixture(scope="module")
def vocabulary():
    try:
        path = embedded_preset_folder() / "vocab.txt"
    except InputError as error:
        pytest.skip(str(error))
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")


@pytest.fixture(scope="module")
def ids(vocabulary):
    """The ids of our path: `normalize_text`, then keras-hub's tokenizer."""
    tokenizer = keras_nlp.tokenizers.BertTokenizer(
        vocabulary=vocabulary, lowercase=False
    )

    def encode(texts):
        found = tokenizer(normalize_text(tf.constant(texts, tf.string)))
        return [[int(i) for i in row] for row in found]

    return encode


@pytest.fixture(scope="module")
def reference_ids(vocabulary):
    """The reference, told of no special token, so that `[SEP]` is a text."""
    table = {word: i for i, word in enumerate(vocabulary)}
    reference = Tokenizer(WordPiece(table, unk_token="[UNK]"))
    reference.normalizer = BertNormalizer()
    reference.pre_tokenizer = BertPreTokenizer()
    return lambda texts: [found.ids for found in reference.encode_batch(texts)]


def normalized(texts, **options):
    found = normalize_text(tf.constant(texts, tf.string), **options)
    return [text.decode("utf-8") for text in found.numpy().tolist()]


def is_newer_than_the_reference(char):
    """Unicode 8 may lack it (Python's only old table is 3.2), or sorts it elsewhere."""
    code = ord(char)
    return (
        char in "\u1734\u1885\u1886"  # moved to Mc in version 14, to Mn in 9
        # The reference begins this block of CJK at 2B920, a slip of a digit.
        or 0x2B820 <= code < 0x2B920
        or unicodedata.category(char) == "Cn"
        or unicodedata.ucd_3_2_0.category(char) == "Cn"
    )


@pytest.mark.parametrize(
    "options", [{}, {"lowercase": False}, {"strip_accents": False}]
)
def test_every_character_is_normalized_as_in_the_reference(options):
    reference = BertNormalizer(
        lowercase=options.get("lowercase", True),
        strip_accents=options.get("strip_accents"),
    )
    chars = [chr(c) for c in range(0x30000) if not 0xD800 <= c < 0xE000]
    texts = [f"a{char}B" for char in chars]
    differing = [
        char
        for char, text, found in zip(
            chars, texts, normalized(texts, **options), strict=True
        )
        if found != reference.normalize_str(text)
    ]
    assert [hex(ord(c)) for c in differing if not is_newer_than_the_reference(c)] == []
    # Few enough that a change of rules cannot hide among them.
    assert len(differing) < 900


def test_hostile_texts_get_the_ids_of_the_reference(ids, reference_ids):
    assert ids(HOSTILE) == reference_ids(HOSTILE)


def test_random_mixtures_get_the_ids_of_the_reference(ids, reference_ids):
    draw = random.Random(0)
    pool = [*"aB1é \t.,'-[]#", *(text for text in HOSTILE if len(text) < 20)]
    texts = ["".join(draw.choices(pool, k=draw.randint(1, 8))) for _ in range(3000)]
    short = [
        text
        for text in texts
        if max(map(len, text.encode("utf-8").split()), default=0) <= 60
    ]
    assert len(short) > 2000
    assert ids(short) == reference_ids(short)


@pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is absent")
def test_real_texts_get_the_ids_of_the_reference(ids, reference_ids):
    texts = []
    for path in sorted(DATA.glob("*.csv")):
        with open(path, newline="", encoding="utf-8") as file:
            rows = [row["text"] for row in csv.DictReader(file)]
        texts += random.Random(0).sample(rows, min(ROWS_PER_FILE, len(rows)))
    assert len(texts) > 2000
    assert ids(texts) == reference_ids(texts)


def test_long_words_in_wide_letters_are_unknown_by_bytes(
    ids, reference_ids, vocabulary
):
    """Known: 51 Cyrillic letters are 102 bytes, over keras-hub's limit of 100."""
    words = ["ж" * 50, "ж" * 51]
    assert [len(row) for row in reference_ids(words)] == [50, 51]
    assert [len(row) for row in ids(words)] == [50, 1]
    assert ids(words)[1] == [vocabulary.index("[UNK]")]


def test_accents_composed_decomposed_and_capital_give_one_id(ids, vocabulary):
    cafe = [vocabulary.index("cafe")]
    assert ids(["café", "cafe\u0301", "CAFÉ", "cafe"]) == [cafe] * 4


def test_special_tokens_typed_by_a_user_are_ordinary_text(vocabulary):
    preprocessor = keras_nlp.models.BertTextClassifierPreprocessor(
        keras_nlp.tokenizers.BertTokenizer(vocabulary=vocabulary, lowercase=False),
        sequence_length=12,
    )
    text = normalize_text(tf.constant(["hello [SEP] world", "", "\t\n", "[MASK][CLS]"]))
    found = preprocessor(text)
    rows = [[vocabulary[i] for i in row] for row in found["token_ids"].numpy()]
    pad = ["[PAD]"]
    assert rows[0] == ["[CLS]", "hello", "[", "sep", "]", "world", "[SEP]", *pad * 5]
    assert rows[1] == rows[2] == ["[CLS]", "[SEP]", *pad * 10]
    assert rows[3].count("[MASK]") == 0
    assert rows[3].count("[CLS]") == 1
    assert found["padding_mask"].numpy().sum(axis=1).tolist() == [7, 2, 2, 9]


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
    texts = tf.constant(HOSTILE)
    expected = normalize_text(texts).numpy().tolist()
    assert loaded.serve(texts).numpy().tolist() == expected
    assert loaded.serve(tf.constant([], tf.string)).shape == (0,)
    ops = {
        node.type
        for node in module.serve.get_concrete_function().graph.get_operations()
    }
    ours = {op for op in ops if not hasattr(tf.raw_ops, op)}
    assert ours == {"NormalizeUTF8"}  # of tensorflow-text


def test_five_thousand_messages_take_well_under_a_second():
    text = "Go until jurong point, crazy.. Available only in bugis n great world"
    texts = tf.constant([f"{text} {i} £5" for i in range(5000)])
    normalize_text(texts)
    start = time.perf_counter()
    normalize_text(texts)
    assert time.perf_counter() - start < 1
