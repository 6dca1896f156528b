"""Pages that are made from the sources: commands, public names, notebooks.

MkDocs loads this file as a hook. It imports none of the packages: the names are read
from each `__init__.py`, and the commands are asked for their own help.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File

ROOT = Path(__file__).parents[2]
# Modules that are public as they are; of a package, what its `__init__.py` lists.
_MODULES = ("tfq_bert.hardware", "tfq_bert.errors")
_EXPORTED = re.compile(r"^from (\S+) import \(?\s*(\w+) as \2\b", re.MULTILINE)


def _exports(file: Path) -> list[tuple[str, str]]:
    """Returns the module and the name of each re-export of an `__init__.py`."""
    return _EXPORTED.findall(file.read_text("utf-8"))


def public_modules(root: Path = ROOT) -> list[str]:
    """Lists the packages with public names that the package above them has not.

    Args:
        root: Path. The folder that holds them.

    Returns:
        List of dotted names.
    """
    names: dict[str, set[str]] = {}
    for package in ("circuits", "tfq_bert"):
        for file in sorted((root / package).rglob("__init__.py")):
            dotted = ".".join(file.relative_to(root).parent.parts)
            exported = {name for _, name in _exports(file)}
            if exported - names.get(dotted.rpartition(".")[0], set()):
                names[dotted] = exported
    return sorted(names)


def module_page(name: str, root: Path = ROOT) -> str:
    """Writes what mkdocstrings needs to know for the page of a package or module.

    Args:
        name: str. Dotted.
        root: Path. The folder that holds it.

    Returns:
        str. Markdown.
    """
    page = f"::: {name}\n"
    file = root.joinpath(*name.split("."), "__init__.py")
    for module, member in _exports(file) if file.exists() else ():
        # `train.train`: for Griffe, `train` is the module of that name.
        if module == f"{name}.{member}":
            page += f"\n::: {module}.{member}\n    options:\n"
            page += "      heading_level: 2\n      show_root_full_path: false\n"
    return page


def command_page() -> str:
    """Writes the help of every command down as one page of Markdown."""

    def help_of(*command: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", "tfq_bert", *command, "--help"],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "COLUMNS": "80"},
        ).stdout.strip()

    program = help_of()
    names = re.findall(r"^  ([a-z-]+)  +\S", program.split("Commands:")[1], re.M)
    parts = ["# Command line\n\nWhat each command says with `--help`."]
    for title, text in (("tfq-bert", program), *((n, help_of(n)) for n in names)):
        parts.append(f"## {title}\n\n```text\n{text}\n```")
    return "\n\n".join(parts) + "\n"


def notebook_page(path: Path) -> str:
    """Writes a notebook down as a page of Markdown, with a link to itself."""
    parts = []
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        source = "".join(cell["source"])
        code = cell["cell_type"] == "code"
        parts.append(f"```python\n{source}\n```" if code else source)
    title, *rest = parts
    note = f"This page is a notebook: [{path.name}]({path.name}) runs it."
    return "\n\n".join([title, note, *rest]) + "\n"


def on_config(config: Any) -> None:
    """Adds the pages of the reference to the navigation."""
    for section in config.nav:
        if "Reference" in section:
            names = [*public_modules(), *_MODULES]
            section["Reference"] += [
                {"Command line": "reference/commands.md"},
                *({name: f"reference/{name}.md"} for name in names),
            ]


def on_files(files: Any, config: Any) -> None:
    """Adds the pages themselves."""
    pages = {"reference/commands.md": command_page()}
    for name in (*public_modules(), *_MODULES):
        pages[f"reference/{name}.md"] = module_page(name)
    for path in Path(config.docs_dir).glob("notebooks/*.ipynb"):
        pages[f"notebooks/{path.stem}.md"] = notebook_page(path)
    for name, content in pages.items():
        files.append(File.generated(config, name, content=content))
