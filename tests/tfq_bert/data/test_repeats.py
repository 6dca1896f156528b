import re
import string

import numpy as np
import pytest

from tfq_bert.data import load_dataset
from tfq_bert.data.repeats import repeat_groups
from tfq_bert.errors import InputError


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Call now!", "call  NOW"),
        ("café", "cafe\u0301"),
        ("don’t", "dont"),
        ("STRASSE", "straße"),
        ("a\u00a0b", "a b"),
        ("$5 <now>", "5 now"),
    ],
)
def test_texts_that_say_the_same_share_a_group(one, other):
    assert repeat_groups([one, "between", other]).tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("one", "other"),
    [("call me", "call you"), (":)", ":("), ("good 😀", "good 😡"), ("!", "")],
)
def test_texts_that_differ_do_not(one, other):
    assert repeat_groups([one, other]).tolist() == [0, 1]


def test_no_text_gives_no_group():
    groups = repeat_groups([])
    assert groups.shape == (0,)
    assert groups.dtype == np.int64


def test_the_sms_repeats_agree_with_a_plain_count():
    """ASCII punctuation and white space dropped by a regular expression."""
    try:
        data = load_dataset("embedded:sms_spam")
    except InputError as error:
        pytest.skip(str(error))
    dropped = re.compile(rf"[\s{re.escape(string.punctuation)}]+")
    keys = {dropped.sub("", text.lower()) or text for text in data.texts}
    # Marks such as ‘ and £ are all that the two rules see differently.
    assert data.num_repeats == pytest.approx(len(data) - len(keys), abs=3)
