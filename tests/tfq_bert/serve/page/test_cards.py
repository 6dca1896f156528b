"""Tests of the HTML: read with a parser, hostile text included."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from tfq_bert.serve.page import cards
from tfq_bert.serve.page.words import find_words

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>&amp;'


class Reader(HTMLParser):
    """Keeps the tags and the text of HTML."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        assert not [name for name, _ in attributes if name.startswith("on")]

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize(
    "made",
    [
        cards.probability_bars([HOSTILE, "b"], np.array([0.4, 0.6])),
        cards.marked_text(HOSTILE, find_words(HOSTILE), np.array([0.1, 0.2, 0.3])),
        cards.strongest_words(HOSTILE, find_words(HOSTILE), np.array([0.1, 0.2, 0.3])),
        cards.expectation_rows([HOSTILE], np.array([0.5])),
        cards.card(HOSTILE),
        cards.part(HOSTILE, "x"),
        cards.note(HOSTILE, is_error=True),
        cards.table([HOSTILE], [[HOSTILE]]),
    ],
)
def test_text_from_outside_is_never_a_tag(made):
    reader = Reader(made)
    assert not {"script", "img"} & set(reader.tags)
    assert "script>alert(1)" in reader.text


def test_bars_are_as_long_as_probabilities_and_the_best_comes_first():
    made = cards.probability_bars(["a", "b", "c"], np.array([0.125, 0.75, 0.125]))
    assert re.findall(r"width:([\d.]+)%", made) == ["75.00", "12.50", "12.50"]
    assert Reader(made).text == "b75.0%a12.5%c12.5%"


def test_an_expectation_goes_left_or_right_of_the_middle():
    made = cards.expectation_rows(["q0", "q1"], np.array([-0.5, 1.0]))
    places = re.findall(r"margin-left:([\d.]+)%;width:([\d.]+)%", made)
    assert places == [("25.0", "25.0"), ("50.0", "50.0")]
    assert Reader(made).text == "q0-0.500q1+1.000"


def test_marks_keep_the_text_and_color_by_effect():
    text, effects = "good but bad film", np.array([0.2, 0.0, -0.1, 0.05])
    made = cards.marked_text(text, find_words(text), effects)
    assert Reader(made).text == text
    assert re.findall(r'class="(tq-for|tq-against)" style="--w:(\d+)%', made) == [
        ("tq-for", "60"),
        ("tq-for", "0"),
        ("tq-against", "30"),
        ("tq-for", "15"),
    ]


def test_the_strongest_words_are_listed_with_their_points():
    text, effects = "good but bad film", np.array([0.2, 0.0, -0.3, 0.05])
    made = cards.strongest_words(text, find_words(text), effects, most=2)
    assert Reader(made).text == "bad -30.0 pointsgood +20.0 points"
    assert cards.strongest_words(text, find_words(text), np.zeros(4)) == ""


def test_a_card_leaves_blank_parts_out():
    assert cards.card("a", "", cards.part("b", "")) == (
        '<section class="tq-card"><h3>a</h3></section>'
    )
