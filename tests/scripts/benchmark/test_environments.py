import sys
from pathlib import Path

import pytest

from scripts.benchmark import environments
from scripts.benchmark.environments import (
    DISTRIBUTIONS,
    find_python,
    make_environments,
    read_pins,
)


@pytest.fixture
def elsewhere(monkeypatch, tmp_path):
    """Environments in a folder of the test's own."""
    monkeypatch.setattr(environments, "ROOT", tmp_path)
    return tmp_path


def test_every_distribution_of_a_peer_is_pinned():
    pins = read_pins()
    assert {d for names in DISTRIBUTIONS.values() for d in names} == set(pins)
    assert all(pin.startswith(name) and "=" in pin for name, pin in pins.items())


def test_a_setup_without_extras_is_refused(tmp_path):
    file = tmp_path / "setup.py"
    file.write_text("NAME = 1\n")
    with pytest.raises(ValueError, match=r"^`setup` must assign EXTRAS\. Received: "):
        read_pins(file)


@pytest.mark.usefixtures("elsewhere")
def test_the_project_runs_in_this_python():
    assert find_python("project") == Path(sys.executable)
    assert find_python("pennylane") is None


def test_an_environment_is_found_once_it_is_ready(elsewhere):
    folder = elsewhere / ".venv-pennylane"
    folder.mkdir()
    assert find_python("pennylane") is None
    (folder / "ready").touch()
    assert find_python("pennylane") == folder / "bin" / "python"


def test_an_environment_with_the_same_pins_is_kept(elsewhere, capsys):
    pins = read_pins()
    folder = elsewhere / ".venv-tensorcircuit"
    folder.mkdir()
    wanted = [pins[name] for name in DISTRIBUTIONS["tensorcircuit"]]
    (folder / "ready").write_text("\n".join(wanted))
    make_environments(["tensorcircuit"])
    assert capsys.readouterr().out == ".venv-tensorcircuit is ready\n"
    assert [p.name for p in folder.iterdir()] == ["ready"]
