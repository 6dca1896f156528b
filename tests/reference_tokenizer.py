"""The second route of the text path: Hugging Face tokenizers, in Rust."""

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def reference_ids(vocabulary, texts, lowercase=True):
    """Finds the ids of texts, without [CLS] and [SEP].

    These are the parts of `BertWordPieceTokenizer`. That class itself reads a `[SEP]`
    that a user typed as the special token; these parts, told of no special token, read
    it as the ordinary text that it is.
    """
    table = {word: i for i, word in enumerate(vocabulary)}
    reference = Tokenizer(WordPiece(table, unk_token="[UNK]"))
    reference.normalizer = BertNormalizer(lowercase=lowercase)
    reference.pre_tokenizer = BertPreTokenizer()
    return [found.ids for found in reference.encode_batch_fast(texts)]


def character_vocabulary(characters):
    """Makes a vocabulary in which every character is a word and a piece of a word.

    BERT's own takes most rare characters for unknown, and so hides what was done to
    them; here each one that is kept, dropped, split off or changed shows in the ids.
    """
    characters = sorted(set(characters) - {"\0"})  # tensorflow-text cannot hold NUL
    return (*SPECIAL, *characters, *(f"##{char}" for char in characters))
