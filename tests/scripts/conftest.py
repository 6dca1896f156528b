"""Scripts, run in process: what they print, and how they end."""

import runpy

import pytest

from tests.tiny_runs import ROOT


@pytest.fixture
def run_script(monkeypatch, capfd):
    """Runs a script as `python scripts/NAME ...` would; gives code, stdout, stderr."""

    def run(name, *arguments):
        script = str(ROOT / "scripts" / name)
        monkeypatch.setattr("sys.argv", [script, *map(str, arguments)])
        capfd.readouterr()
        code = 0
        try:
            runpy.run_path(script, run_name="__main__")
        except SystemExit as end:
            code = end.code or 0
        return code, *capfd.readouterr()

    return run
