"""How docstrings become reference pages: an extension of Griffe, which reads them.

Marks as public what a package lists in its `__init__.py`, and writes examples and call
arguments as Griffe wants them. It imports none of the packages that it reads.
"""

import re
from typing import Any

import griffe

# Our examples stand at the margin under their heading, up to the next heading.
_EXAMPLE = re.compile(r"^Example:\n(?=\S)(.*?)(?=^[A-Z][a-z ]+:\n +|\Z)", re.M | re.S)
# "Call arguments" is a section that Griffe has no name for: its entries become a list.
_CALL = re.compile(r"^Call arguments:\n((?: {4}.*\n?)+)", re.M)
_ENTRY = re.compile(r"^ {4}(\w+):", re.M)


def list_call_arguments(docstring: str) -> str:
    r"""Makes a list of the entries of "Call arguments".

    Args:
        docstring: str. Without indentation of its own.

    Returns:
        str. The same, with a Markdown list in that section.

    Example:
    >>> print(list_call_arguments("Adds.\n\nCall arguments:\n    mask: bool."))
    Adds.
    <BLANKLINE>
    Call arguments:
        - `mask`: bool.
    """
    return _CALL.sub(lambda m: _ENTRY.sub(r"    - `\1`:", m[0]), docstring)


def indent_examples(docstring: str) -> str:
    r"""Moves examples under their heading, so that they are shown as code.

    Args:
        docstring: str. Without indentation of its own.

    Returns:
        str. The same, its examples indented by four.

    Example:
    >>> indent_examples("Adds.\n\nExample:\n>>> 1 + 1\n2")
    'Adds.\n\nExamples:\n    >>> 1 + 1\n    2'
    """

    def indented(match: re.Match[str]) -> str:
        lines = match[1].splitlines(keepends=True)
        return "Examples:\n" + "".join(
            f"    {line}" if line.strip() else line for line in lines
        )

    return _EXAMPLE.sub(indented, docstring)


class Docstrings(griffe.Extension):
    """Prepares what Griffe has read for the pages."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Writes a docstring as Griffe wants it."""
        if obj.docstring:
            text = list_call_arguments(obj.docstring.value)
            obj.docstring.value = indent_examples(text)

    def on_package(self, *, pkg: griffe.Module, **_: Any) -> None:
        """Marks as public what the package and those inside it re-export."""
        packages = [pkg]
        while packages:
            package = packages.pop()
            for member in list(package.members.values()):
                if not member.is_alias and member.is_module:
                    packages.append(member)
                elif member.is_alias and package.is_init_module:
                    inside = member.target_path.startswith(f"{pkg.name}.")
                    member.public = inside and not member.name.startswith("_")
