"""Pages made from the sources, and the built site as a whole."""

import html.parser
import json
import os
import re
import subprocess
import sys

import pytest

from scripts.docs.pages import (
    ROOT,
    module_page,
    notebook_page,
    public_modules,
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, built as `scripts/build_docs` does."""
    folder = tmp_path_factory.mktemp("site") / "site"
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
        + ["--site-dir", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return folder


class _Sources(html.parser.HTMLParser):
    """Collects what a browser loads with a page."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in ("script", "img", "iframe", "source") and attrs.get("src"):
            self.found.append(attrs["src"])
        if tag == "link" and attrs.get("rel") != "canonical":
            self.found.append(attrs["href"])


@pytest.mark.slow
def test_no_page_loads_anything_from_another_host(site):
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 30
    for page in pages:
        sources = _Sources()
        sources.feed(page.read_text("utf-8"))
        assert sources.found
        for source in sources.found:
            assert "//" not in source, (page, source)
            if page.name != "404.html" and not source.startswith("data:"):
                place = page.parent / source.partition("?")[0].partition("#")[0]
                assert place.exists(), (page, source)
    for style in site.rglob("*.css"):
        assert "url(http" not in style.read_text("utf-8")


@pytest.mark.slow
def test_pages_can_be_searched_for_what_they_say(site):
    index = json.loads((site / "search/search_index.json").read_text("utf-8"))
    found = {entry["location"] for entry in index["docs"]}
    for place in (
        "reference/circuits.html#circuits.CircuitSpec",
        "reference/tfq_bert.layers.html#tfq_bert.layers.PQC",
        "reference/tfq_bert.training.html#tfq_bert.training.train.train",
        "reference/commands.html#compare",
        "howto/serve.html",
        "explanation/head.html",
    ):
        assert place in found, place


@pytest.mark.slow
def test_a_docstring_is_shown_with_its_sections_and_its_example_as_code(site):
    page = (site / "reference/tfq_bert.layers.html").read_text("utf-8")
    part = page[page.index('id="tfq_bert.layers.MaskedPooling"') :]
    part = part[: part.index('id="tfq_bert.layers.PQC"')]
    for text in ("Call arguments", "Output shape", "Reference", "Examples:"):
        assert text in part, text
    assert "<code>padding_mask</code>: " in part
    assert '<span class="gp">&gt;&gt;&gt; </span>' in part
    assert "<blockquote>" not in part  # what Markdown makes of `>>>` outside of code


@pytest.mark.slow
def test_figures_shared_with_the_readme_are_on_the_site(site):
    for page, text in (
        ("cost", "TensorCircuit-NG"),
        ("comparisons", "no difference shown"),
        ("comparisons", "majority class"),
    ):
        content = (site / f"explanation/{page}.html").read_text("utf-8")
        assert text in content
        assert "--8&lt;--" not in content


@pytest.mark.slow
def test_the_command_page_has_the_help_of_every_command(site):
    from typer.main import get_command

    from tfq_bert.cli.main import app

    page = (site / "reference/commands.html").read_text("utf-8")
    for name in get_command(app).commands:
        assert f'<h2 id="{name}">' in page
        assert f"Usage: tfq-bert {name} [OPTIONS]" in page
    lines = re.sub("<[^>]+>", "", page).splitlines()
    assert max(len(line) for line in lines if line.startswith("  --")) <= 88


def test_packages_are_listed_once_with_what_only_they_have(tmp_path):
    for place, text in {
        "circuits": "from circuits.a import b as b\nfrom circuits.d import c as c\n",
        "circuits/d": "from circuits.d.e import c as c\n",
        "tfq_bert": "import sys\n",
        "tfq_bert/f": "from tfq_bert.f.g import (\n    h as h,\n)\n",
    }.items():
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "__init__.py").write_text(text, encoding="utf-8")
    assert public_modules(tmp_path) == ["circuits", "tfq_bert.f"]


def test_a_function_in_a_module_of_its_name_is_asked_for_by_its_full_name(tmp_path):
    (tmp_path / "p").mkdir()
    (tmp_path / "p/__init__.py").write_text(
        "from p.one import one as one\nfrom p.two import Two as Two\n", encoding="utf-8"
    )
    assert module_page("p", tmp_path).splitlines()[:3] == ["::: p", "", "::: p.one.one"]
    assert "Two" not in module_page("p", tmp_path)


def test_every_public_name_of_a_package_is_found():
    """Where the package can say so itself: by the module that each name is from."""
    import circuits.analysis

    page = module_page("circuits.analysis")
    assert "::: circuits.analysis.expressibility.expressibility" in page
    assert "circuits.analysis" in public_modules()
    assert callable(circuits.analysis.expressibility)


def test_a_notebook_becomes_a_page_that_links_to_it(tmp_path):
    cells = [
        {"cell_type": "markdown", "source": ["# Title\n", "\n", "Words."]},
        {"cell_type": "code", "source": ["1 + 1"]},
    ]
    path = tmp_path / "sums.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    assert notebook_page(path) == (
        "# Title\n\nWords.\n\n"
        "This page is a notebook: [sums.ipynb](sums.ipynb) runs it.\n\n"
        "```python\n1 + 1\n```\n"
    )
