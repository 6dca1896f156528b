"""Tests of the page: what stands in it, parsed; what is left out; what is refused."""

import copy
import re
from html.parser import HTMLParser

import pytest

from tests.comparison_content import make_content
from tfq_bert.errors import InputError
from tfq_bert.report.comparison import write_comparison_report
from tfq_bert.report.comparison.reading import Reading
from tfq_bert.report.comparison.verdict import state_verdict

SECTIONS = [
    *(
        "arms",
        "scores",
        "seeds",
        "rows",
        "qubits",
        "robustness",
        "confusion",
        "reliability",
    ),
    *("circuit", "device", "expectations", "costs", "rates", "data", "repeat"),
]
VOID = {"meta", "link", "br", "img"}
HOSTILE = '<script>alert("1")</script> & $x$ \'</svg>'


class _Page(HTMLParser):
    """Collects tags and texts, and refuses a tag that is closed out of turn."""

    def __init__(self, path):
        super().__init__()
        self.open, self.tags, self.texts = [], [], []
        self.feed(path.read_text(encoding="utf-8"))
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]

    def sections(self):
        return [attributes["id"] for attributes in self.all("h2")]


@pytest.fixture(scope="module")
def page(full_page):
    return _Page(full_page)


def test_full_content_has_all_sections_in_their_order(page):
    assert page.sections() == SECTIONS


def test_empty_content_has_a_verdict_and_no_section(empty, tmp_path):
    path = write_comparison_report(empty, tmp_path / "report.html")
    assert _Page(path).sections() == []
    assert "No verdict: the hybrid was compared with no" in path.read_text()
    assert "<nav" not in path.read_text()


def test_small_content_leaves_out_what_it_lacks(small, tmp_path):
    found = _Page(write_comparison_report(small, tmp_path / "report.html")).sections()
    absent = {"rows", "qubits", "robustness", "device", "expectations"}
    assert found == [name for name in SECTIONS if name not in absent]


def test_verdict_stands_before_all_sections(full_page, full_reading):
    text = full_page.read_text(encoding="utf-8")
    assert text.index(state_verdict(full_reading)) < text.index("<h2")


def test_no_id_is_given_twice_and_every_link_leads_somewhere(page):
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    links = [a["href"][1:] for _, a in page.tags if a.get("href", "").startswith("#")]
    assert len(ids) == len(set(ids)) > 1000
    assert set(links) <= set(ids)


def test_page_needs_nothing_from_elsewhere_and_no_script(full_page, page):
    sources = [
        attributes[name]
        for _, attributes in page.tags
        for name in ("src", "href", "xlink:href")
        if name in attributes
    ]
    assert all(source.startswith(("#", "data:")) for source in sources)
    text = full_page.read_text(encoding="utf-8")
    assert not page.all("script")
    assert not re.search(r"url\((?!#)|@import|@font-face", text)
    assert set(re.findall(r"https?://[^\"' <]+", text)) == {
        "http://www.w3.org/2000/svg"
    }


def test_every_figure_has_a_caption_and_an_image_with_words(page):
    figures, captions = page.all("figure"), page.all("figcaption")
    images = [a for a in page.all("svg") if a.get("role") == "img"]
    assert len(figures) == len(captions) == len(images) == len(page.all("svg")) == 23
    assert all(len(a["aria-label"]) > 30 for a in images)


def test_tables_have_scopes_and_scroll_in_their_own_box(full_page, page):
    assert all(a["scope"] in ("col", "row") for a in page.all("th"))
    assert len(page.all("caption")) == len(page.all("table")) > 5
    text = full_page.read_text(encoding="utf-8")
    boxes = re.findall(r'<div class="scroll" role="region"[^>]*>\s*<table>', text)
    assert len(boxes) == len(page.all("table"))


def test_page_states_its_language_and_its_width(page):
    assert page.all("html") == [{"lang": "en"}]
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in (
        page.all("meta")
    )


def test_hostile_names_are_words(tmp_path):
    arms = [
        ("hybrid", HOSTILE, HOSTILE, True, 0.0),
        ("matched", "_hidden", HOSTILE, True, 0.0),
    ]
    data = [(HOSTILE, {HOSTILE: 60, "漢字": 40}, 0.9)]
    content = make_content(data, range(2), arms, (2, 4), (0.5, 1.0), extras=True)
    content |= {"command": HOSTILE, "versions": {HOSTILE: HOSTILE}}
    content["device"] = {"target": HOSTILE, "report": None, "text": HOSTILE}
    for row in content["robustness"]:
        if row["kind"] == "processor":
            row["value"] = HOSTILE
    page = _Page(write_comparison_report(content, tmp_path / "report.html"))
    assert not page.all("script")
    assert page.sections() == SECTIONS
    assert sum(HOSTILE in text for text in page.texts) > 30


def test_equal_content_gives_equal_bytes(small, tmp_path):
    one, two = (
        write_comparison_report(copy.deepcopy(small), tmp_path / f"{name}.html")
        for name in "ab"
    )
    assert one.read_bytes() == two.read_bytes()


def test_content_is_not_modified(small, tmp_path):
    before = copy.deepcopy(small)
    write_comparison_report(small, tmp_path / "report.html")
    assert small == before


def test_null_lists_and_scores_are_left_out(small, tmp_path):
    content = copy.deepcopy(small)
    content |= {"robustness": None, "expectations": None, "mcnemar": None}
    for run in content["runs"]:
        run["scores"] = {"macro_f1": {"value": 0.9, "low": None, "high": None}}
        run |= {"learning_rate": None, "tried": [], "seconds": None}
    for row in content["differences"]:
        row |= {"low": None, "high": None, "p": None, "p_holm": None}
    page = _Page(write_comparison_report(content, tmp_path / "report.html"))
    assert page.sections() == [
        *("arms", "scores", "seeds", "circuit", "costs", "data", "repeat")
    ]


def test_failed_drawing_leaves_the_old_file_alone(small, tmp_path):
    path = tmp_path / "report.html"
    path.write_text("old", encoding="utf-8")
    settings = {**small["settings"], "circuit": {"format_version": 2, "depth": -1}}
    with pytest.raises(ValueError, match=r"^`depth` must be from 0 to 10,000\."):
        write_comparison_report({**small, "settings": settings}, path)
    assert path.read_text(encoding="utf-8") == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]


def test_other_formats_and_endings_are_refused(empty, tmp_path):
    with pytest.raises(
        InputError,
        match=r"^`content` must have a format_version of 1\. Received: "
        r"format_version=2\. Update tfq-bert\.$",
    ):
        write_comparison_report(empty | {"format_version": 2}, tmp_path / "a.html")
    with pytest.raises(
        InputError,
        match=r"^`path` must end in \.html, because the suffix chooses the format\. "
        r"Received: path='.*/a\.pdf'\.$",
    ):
        write_comparison_report(empty, tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []


def test_verdict_of_a_reading_is_the_one_of_its_file(small, tmp_path):
    path = write_comparison_report(small, tmp_path / "report.html")
    assert state_verdict(Reading(small)) in path.read_text(encoding="utf-8")
