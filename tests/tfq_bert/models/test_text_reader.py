import pytest
import tensorflow as tf

from tfq_bert.models.text_reader import TextReader


def test_a_text_reads_as_by_the_preprocessor_itself(tiny_preprocessor):
    preprocessor = tiny_preprocessor()
    texts = tf.constant(["good film", "", "bad"])
    read = TextReader()(preprocessor, texts)
    for name, value in preprocessor(texts).items():
        assert read[name].numpy().tolist() == value.numpy().tolist()


def test_a_change_of_a_setting_or_of_the_preprocessor_is_seen(tiny_preprocessor):
    preprocessor = tiny_preprocessor()
    reader = TextReader()
    texts = tf.constant(["good bad great awful film plot"])
    lengths = [reader(preprocessor, texts)["token_ids"].shape[1]]
    preprocessor.sequence_length = 5
    lengths.append(reader(preprocessor, texts)["token_ids"].shape[1])
    preprocessor.length_multiple = 4
    lengths.append(reader(preprocessor, texts[:0])["token_ids"].shape[1])
    other = tiny_preprocessor(sequence_length=4)
    lengths.append(reader(other, texts)["token_ids"].shape[1])
    assert lengths == [8, 5, 4, 4]


def test_without_a_preprocessor_strings_are_refused():
    with pytest.raises(ValueError, match="^`preprocessor` must be set to read strings"):
        TextReader()(None, tf.constant(["a"]))
