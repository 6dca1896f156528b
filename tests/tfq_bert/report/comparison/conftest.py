"""Made-up contents and the pages of them, one of each a session; not to be modified."""

import pytest

from tests.comparison_content import empty_content, full_content, small_content
from tfq_bert.report.comparison import write_comparison_report
from tfq_bert.report.comparison.reading import Reading


@pytest.fixture(scope="session")
def full():
    return full_content()


@pytest.fixture(scope="session")
def full_reading(full):
    return Reading(full)


@pytest.fixture(scope="session")
def small():
    return small_content()


@pytest.fixture(scope="session")
def empty():
    return empty_content()


@pytest.fixture(scope="session")
def full_page(full, tmp_path_factory):
    """The path of the page of the full content."""
    path = tmp_path_factory.mktemp("page") / "report.html"
    return write_comparison_report(full, path)
