"""The virtual environments of the peers, made from the pins in `setup.py`.

Beside `.venv`, which holds this project and TensorFlow Quantum.
"""

import ast
import re
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]
# What each environment holds of the extra `bench` in setup.py.
DISTRIBUTIONS = {
    "pennylane": ("pennylane", "pennylane-lightning", "jax"),
    "tensorcircuit": ("tensorcircuit-ng", "jax"),
}


def find_python(environment: str) -> Path | None:
    """Returns the Python of an environment, or None if it has not been made."""
    if environment == "project":
        return Path(sys.executable)
    python = _folder(environment) / "bin" / "python"
    return python if (_folder(environment) / "ready").is_file() else None


def read_pins(setup: Path = ROOT / "setup.py") -> dict[str, str]:
    """Reads the extra `bench` from setup.py, without running it.

    Returns:
        dict from a distribution's name to its pin, such as `"jax>=0.5,<0.11"`.
    """
    for node in ast.parse(setup.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "EXTRAS":
            # This one alone: others name lists that they share.
            names = [ast.literal_eval(key) for key in node.value.keys]
            pins = ast.literal_eval(node.value.values[names.index("bench")])
            return {re.match(r"[\w.-]+", pin)[0]: pin for pin in pins}
    raise ValueError(f"`setup` must assign EXTRAS. Received: setup={setup}.")


def make_environments(names=tuple(DISTRIBUTIONS)) -> None:
    """Makes the environments and installs the pinned peers; ready ones are kept.

    Raises:
        subprocess.CalledProcessError: If pip fails; its own message is printed.
    """
    pins = read_pins()
    for name in names:
        wanted = [pins[distribution] for distribution in DISTRIBUTIONS[name]]
        ready = _folder(name) / "ready"
        if ready.is_file() and ready.read_text() == "\n".join(wanted):
            print(f"{_folder(name).name} is ready")
            continue
        print(f"Making {_folder(name).name} with {', '.join(wanted)}", flush=True)
        venv.create(_folder(name), clear=True, with_pip=True)
        python = _folder(name) / "bin" / "python"
        command = [python, "-m", "pip", "--disable-pip-version-check", "install"]
        subprocess.run([*command, "--quiet", *wanted], check=True)
        ready.write_text("\n".join(wanted))


def _folder(name: str) -> Path:
    return ROOT / f".venv-{name}"
