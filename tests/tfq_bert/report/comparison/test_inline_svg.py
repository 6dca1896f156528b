"""Tests of inlined drawings, parsed as XML."""

import re
from xml.etree import ElementTree

import pytest

from tfq_bert.report.comparison.inline_svg import inline_svg
from tfq_bert.report.style import BLUE, INK, open_figure


def _draw(words="words", width=3):
    def draw(path):
        with open_figure(path, width, 2) as figure:
            axes = figure.subplots()
            axes.plot([0, 2], [0, 1], "o-", color=BLUE)
            axes.set(xlim=(0, 1), xlabel=words)

    return draw


def test_two_drawings_share_no_id():
    one, two = (inline_svg(_draw(), name, "a line") for name in ("d1", "d2"))
    ids = [re.findall(r'\bid="([^"]+)"', text) for text in (one, two)]
    assert len(ids[0]) == len(set(ids[0])) > 5
    assert not set(ids[0]) & set(ids[1])


def test_every_reference_leads_to_an_id_of_the_same_drawing():
    svg = inline_svg(_draw(), "d1", "a line")
    ids = set(re.findall(r'\bid="([^"]+)"', svg))
    references = re.findall(r'(?:url\(|href=")#([^")]+)', svg)
    assert references
    assert set(references) <= ids


def test_shared_colors_are_variables_with_the_color_as_fallback():
    svg = inline_svg(_draw(), "d1", "a line")
    assert f"stroke: var(--blue, {BLUE.lower()})" in svg
    assert f"fill: var(--ink, {INK.lower()})" in svg
    assert not re.search(rf": {BLUE}", svg, re.IGNORECASE)


def test_words_that_look_like_ids_and_colors_stay():
    words = f'id="x" url(#x) fill: {INK.lower()} $a_b$ <script> & é 漢'
    root = ElementTree.fromstring(inline_svg(_draw(words, 6), "d1", "a line"))
    assert words in {element.text for element in root.iter()}


def test_element_is_an_image_with_its_words_escaped():
    root = ElementTree.fromstring(inline_svg(_draw(), "d1", 'a "<b>" & c'))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert (root.get("role"), root.get("aria-label")) == ("img", 'a "<b>" & c')


def test_nothing_of_the_file_around_it_is_left():
    svg = inline_svg(_draw(), "d1", "a line")
    assert not re.search(r"<\?xml|<!DOCTYPE|<metadata|<style|matplotlib\.org", svg)
    assert svg.startswith("<svg ")


def test_only_a_wide_drawing_has_a_least_width():
    assert "min-width" not in inline_svg(_draw(width=4), "d1", "a line")
    assert "min-width" in inline_svg(_draw(width=9), "d1", "a line")


def test_equal_drawings_are_equal_text():
    assert inline_svg(_draw(), "d1", "a") == inline_svg(_draw(), "d1", "a")


def test_name_that_no_id_can_start_with_is_refused():
    with pytest.raises(
        ValueError,
        match=r"^`name` must be a letter, then letters, digits and hyphens, because "
        r"the ids start with it\. Received: name='1 x'\.$",
    ):
        inline_svg(_draw(), "1 x", "a line")
