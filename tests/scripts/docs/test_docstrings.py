"""Docstrings of ours, read by Griffe with the extension."""

import doctest

import griffe

from scripts.docs import docstrings

SOURCE = '''
def add(a, b):
    """Adds.

    Args:
        a: int. One.
        b: int. Another.

    Returns:
        int.

    Example:
    >>> add(1, 2)
    3

    With others:

    >>> add(3, 4)
    7

    Reference:
        A book.
    """
'''


def _load(tmp_path, **files):
    for name, source in files.items():
        path = tmp_path / "shelf" / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(source, encoding="utf-8")
    extensions = griffe.load_extensions(docstrings.Docstrings)
    return griffe.load(
        "shelf",
        search_paths=[tmp_path],
        extensions=extensions,
        docstring_parser="google",
        allow_inspection=False,
    )


def test_the_examples_of_the_docstrings_hold():
    assert doctest.testmod(docstrings).failed == 0


def test_all_examples_of_a_function_are_read_as_such(tmp_path):
    package = _load(tmp_path, __init__="", sums=SOURCE)
    sections = package["sums.add"].docstring.parsed
    kinds = [section.kind.value for section in sections]
    assert kinds == ["text", "parameters", "returns", "examples", "admonition"]
    parts = [text for _, text in sections[3].value]
    assert parts == [">>> add(1, 2)\n3", "With others:", ">>> add(3, 4)\n7"]
    assert sections[4].title == "Reference"


def test_examples_that_are_indented_already_stay_as_they_are():
    text = "Adds.\n\nExample:\n    >>> 1 + 1\n    2"
    assert docstrings.indent_examples(text) == text


def test_call_arguments_become_a_list_and_nothing_else_does():
    text = "Adds.\n\nCall arguments:\n    a: int,\n        or None.\n    b: int.\n"
    rest = "\nOutput shape:\n    c: int.\n"
    assert docstrings.list_call_arguments(text + rest) == (
        "Adds.\n\nCall arguments:\n    - `a`: int,\n        or None.\n    - `b`: int.\n"
        + rest
    )


def test_what_an_init_file_lists_is_public_and_what_it_needs_is_not(tmp_path):
    package = _load(
        tmp_path,
        __init__="from pathlib import Path\nfrom shelf.sums import add as add\n"
        "from shelf.sums import _hidden as _hidden\n",
        sums=SOURCE + "def _hidden():\n    pass\n",
        others="from shelf.sums import add as add\n",
    )
    public = {name for name, member in package.members.items() if member.is_public}
    assert public == {"add", "sums", "others"}
    assert not package["others"].members["add"].is_public
