import json

import pytest

from tfq_bert._quiet import keras, keras_nlp, tf
from tfq_bert.text.tokenizer import HybridTokenizer

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
LETTERS = ["a", "é", "ก", "😀"]  # one to four bytes each
VOCABULARY = [*SPECIAL, *LETTERS, *(f"##{letter}" for letter in LETTERS), "film"]
UNKNOWN = 1


def make(**kwargs):
    return HybridTokenizer(VOCABULARY, strip_accents=False, **kwargs)


def own():
    return keras_nlp.models.BertTokenizer(VOCABULARY, strip_accents=False)


@pytest.mark.parametrize("letter", LETTERS)
def test_a_word_may_have_a_hundred_characters_of_any_width(letter):
    first = VOCABULARY.index(letter)
    rest = VOCABULARY.index(f"##{letter}")
    texts = [letter * 100, letter * 101, f"film {letter * 101} film"]
    assert make()(texts) == [
        [first] + [rest] * 99,
        [UNKNOWN],
        [VOCABULARY.index("film"), UNKNOWN, VOCABULARY.index("film")],
    ]


def test_keras_hub_s_own_limit_is_in_bytes():
    """Delete the tokenizer when this fails: keras-hub counts characters then."""
    assert [len(row) for row in own()(["ก" * 33, "ก" * 34])] == [33, 1]


def test_shorter_words_are_those_of_keras_hub():
    texts = ["film aaé film!", "", "xyz", "[UNK] [SEP] film", "a" * 100]
    assert make()(texts) == own()(texts)


def test_ids_become_text_again():
    tokenizer = make()
    assert tokenizer.detokenize(tokenizer(["film aé"])) == ["film aé"]


def test_words_that_were_split_before_have_the_same_limit():
    words = tf.constant([["film", "ก" * 101], ["ก", "film"]])
    film, thai = VOCABULARY.index("film"), VOCABULARY.index("ก")
    assert make(split=False)(words) == [[film, UNKNOWN], [thai, film]]


def test_a_single_text_is_a_row():
    assert make()("film") == [VOCABULARY.index("film")]


def test_it_is_rebuilt_from_json_and_its_vocabulary(tmp_path):
    tokenizer = make(lowercase=True)
    config = json.loads(json.dumps(keras.saving.serialize_keras_object(tokenizer)))
    assert config["registered_name"] == "tfq_bert>HybridTokenizer"
    rebuilt = keras.saving.deserialize_keras_object(config)
    assert (type(rebuilt), rebuilt.vocabulary) == (HybridTokenizer, None)
    tokenizer.save_assets(str(tmp_path))
    rebuilt.load_assets(str(tmp_path))
    text = ["FILM " + "ก" * 100]
    assert rebuilt(text) == tokenizer(text)
    assert len(rebuilt(text)[0]) == 101


@pytest.mark.parametrize(
    "kind", [HybridTokenizer, keras_nlp.models.BertTokenizer], ids=["ours", "keras-hub"]
)
def test_a_saved_preset_keeps_the_limit(kind, tiny_backbone, tmp_path):
    """Under both names, as `BertTokenizer` is what a user of keras-hub asks for."""
    tiny_backbone().save_to_preset(tmp_path)
    make().save_to_preset(tmp_path)
    loaded = kind.from_preset(str(tmp_path))
    assert isinstance(loaded, HybridTokenizer)
    assert loaded.get_vocabulary() == VOCABULARY
    assert [len(row) for row in loaded(["ก" * 100])] == [100]


def test_a_vocabulary_may_be_a_file(tmp_path):
    path = tmp_path / "vocab.txt"
    path.write_text("\n".join(VOCABULARY) + "\n", encoding="utf-8")
    tokenizer = HybridTokenizer(str(path), strip_accents=False)
    assert tokenizer.get_vocabulary() == VOCABULARY
    texts = ["film " + "ก" * 100, "ก" * 101]
    assert tokenizer(texts) == make()(texts)
