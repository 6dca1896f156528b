"""The notebooks run from top to bottom, and say nothing on standard error."""

import sys
from pathlib import Path

import nbclient
import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpec

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "docs/notebooks").glob("*.ipynb"))


def _run(path, folder, monkeypatch):
    """Runs a notebook with this Python, in a folder; returns it with its outputs."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("IPYTHONDIR", str(folder / "ipython"))
    notebook = nbformat.read(path, as_version=4)
    client = nbclient.NotebookClient(
        notebook, timeout=300, resources={"metadata": {"path": str(folder)}}
    )
    manager = client.create_kernel_manager()
    # Not the `python3` that is registered on this machine, which may be another one.
    manager._kernel_spec = KernelSpec(
        argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    )
    client.execute()
    return notebook


def _texts(notebook, kind):
    return [
        (output.get("name"), output.get("text", ""))
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output["output_type"] == "stream" and output["name"] == kind
    ]


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_without_an_error_or_a_warning(path, tmp_path, monkeypatch):
    notebook = _run(path, tmp_path, monkeypatch)
    assert _texts(notebook, "stderr") == []
    assert _texts(notebook, "stdout")
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.execution_count, cell.source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_without_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert not cell.get("outputs"), cell.source
        assert cell.get("execution_count") is None
    assert notebook.cells[0].source.startswith("# ")


def test_there_are_notebooks():
    assert {path.stem for path in NOTEBOOKS} == {
        "string_to_prediction",
        "does_it_help",
    }
