r"""Brings text into the form that a BERT vocabulary was made for, inside the graph.

Does the first half of what the reference BERT tokenizer does (clean, space CJK, strip
accents, lower-case) with string ops of TensorFlow and tensorflow-text only, so that it
travels in a SavedModel. Does not split words or look up ids: that is the tokenizer's
job, which must be told not to lower-case again (`lowercase=False`), because its own
lower-casing is NFKC case folding and turns "ß" into "ss".

The ids that follow are those of Hugging Face tokenizers on every real and hostile text
that we tried, but for characters younger than Unicode 8 (we strip, drop and split by
Unicode 15) and 256 rare ideographs. BERT's uncased vocabulary holds none of them;
tests/tokenizer_differences.py lists all.
"""

from tfq_bert._quiet import tf, tf_text

# Control, format and private-use characters. Tab and line breaks are white space.
_DROPPED = r"[^\PC\t\n\r]|\x{FFFD}"
# What Unicode calls White_Space, less the controls that are dropped above.
_SPACE = (
    r"[\t\n\r\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}]"
)
# CJK ideographs, as in the reference BERT tokenizer.
_CJK = (
    r"[\x{4E00}-\x{9FFF}\x{3400}-\x{4DBF}\x{20000}-\x{2A6DF}\x{2A700}-\x{2B73F}"
    r"\x{2B740}-\x{2B81F}\x{2B820}-\x{2CEAF}\x{F900}-\x{FAFF}\x{2F800}-\x{2FA1F}]"
)


def normalize_text(
    text: tf.Tensor, lowercase: bool = True, strip_accents: bool | None = None
) -> tf.Tensor:
    r"""Normalizes strings as the reference BERT tokenizer does before it splits words.

    In this order: bytes that are not UTF-8 are dropped, and so are NUL, control,
    format and private-use characters; all white space becomes a space; a CJK
    ideograph gets a space on each side; with `strip_accents`, text is decomposed
    (NFD) and non-spacing marks are dropped; with `lowercase`, letters are lower-cased
    one by one. Vertical tab, form feed and U+0085 are control characters here, as in
    the reference.

    Args:
        text: tf.Tensor of string, any shape. UTF-8.
        lowercase: bool. True for an uncased vocabulary.
        strip_accents: bool or None. Defaults to `lowercase`, as in the reference.

    Returns:
        tf.Tensor of string, same shape.

    Example:
    >>> normalize_text(tf.constant(["\u00c9t\u00e9\u00a0OK\0!"])).numpy().tolist()
    [b'ete ok!']

    Reference:
        Devlin et al. 2018, "BERT" (https://arxiv.org/abs/1810.04805), and
        `BertNormalizer` of Hugging Face tokenizers, against which it is tested.
    """
    strip_accents = lowercase if strip_accents is None else strip_accents
    return fold_text(clean_text(text), lowercase, strip_accents)


def clean_text(text: tf.Tensor) -> tf.Tensor:
    """Drops what is no text, makes white space a space, and sets ideographs apart.

    The first half of `normalize_text`, with ops of TensorFlow alone.

    Args:
        text: tf.Tensor of string, any shape. UTF-8.

    Returns:
        tf.Tensor of string, same shape.
    """
    text = tf.strings.unicode_transcode(text, "UTF-8", "UTF-8", errors="ignore")
    text = tf.strings.regex_replace(text, _DROPPED, "")
    text = tf.strings.regex_replace(text, _SPACE, " ")
    return tf.strings.regex_replace(text, _CJK, r" \0 ")


def fold_text(text: tf.Tensor, lowercase: bool, strip_accents: bool) -> tf.Tensor:
    """Strips accents and lower-cases, each if asked to.

    The second half of `normalize_text`, which needs an op of tensorflow-text.

    Args:
        text: tf.Tensor of string, any shape, from `clean_text`.
        lowercase: bool.
        strip_accents: bool.

    Returns:
        tf.Tensor of string, same shape.
    """
    if strip_accents:
        text = tf_text.normalize_utf8(text, "NFD")
        text = tf.strings.regex_replace(text, r"\p{Mn}", "")
    if lowercase:
        # ASCII first: the Unicode op follows the machine's locale (Turkish I).
        # The final sigma too: the reference lower-cases letter by letter.
        text = tf.strings.lower(text)
        text = tf.strings.regex_replace(text, "Σ", "σ")
        text = tf.strings.lower(text, encoding="utf-8")
    return text
