"""The import table of the rooms, as a test; one test file a module; sizes."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("circuits", "tfq_bert", "scripts")
MAX_LINES = 400
STDLIB = sys.stdlib_module_names

# What any module of a room may import besides the standard library and itself.
CIRCUITS = {"numpy", "sympy", "networkx", "cirq"}
TFQ_BERT = {
    "numpy",
    "circuits",
    "tensorflow",
    "keras",
    "keras_nlp",
    "keras_hub",
}
SCRIPTS = {"circuits", "tfq_bert"}
# What a folder or a file may import besides, and nobody beside it.
EXTRA = {
    "circuits/devices": {"cirq_google", "qsimcirq"},
    "tfq_bert/layers": {"tensorflow_quantum", "cirq", "sympy"},
    # The first import of the text ops, with its warnings held back.
    "tfq_bert/_quiet.py": {"tensorflow_text"},
    "tfq_bert/export": {"tensorflow_quantum", "cirq"},
    "tfq_bert/hardware.py": {"cirq"},
    "tfq_bert/cli": {"typer", "rich"},
    "tfq_bert/data": {"pandas", "pyarrow", "tensorflow_datasets"},
    "tfq_bert/training": {"sklearn", "scipy", "keras_tuner", "safetensors"},
    "tfq_bert/comparison": {"scipy", "sklearn", "statsmodels", "joblib"},
    "tfq_bert/comparison/engines.py": {"ray"},
    "tfq_bert/report": {"matplotlib", "jinja2"},
    # One function: the quantile of Student's distribution.
    "tfq_bert/report/comparison/summary.py": {"scipy"},
    "tfq_bert/serve": {
        *("fastapi", "starlette", "uvicorn", "h11", "orjson", "prometheus_client"),
        *("gradio", "google"),
    },
    "tfq_bert/corpora": {"apache_beam", "pyarrow"},
    # Loaded by MkDocs and by Griffe, which reads docstrings for it.
    "scripts/docs/docstrings.py": {"griffe"},
    "scripts/docs/pages.py": {"mkdocs"},
    # The benchmark's own rooms: a worker needs NumPy alone, a peer its framework.
    "scripts/benchmark": {"scripts", "numpy"},
    "scripts/benchmark/reference.py": {"cirq"},
    "scripts/benchmark/compile.py": {"cirq"},
    "scripts/benchmark/plot.py": {"matplotlib"},
    "scripts/benchmark/peers/tfq.py": {"cirq", "sympy"},
    "scripts/benchmark/peers/tensorcircuit.py": {"jax", "tensorcircuit"},
    "scripts/benchmark/peers/pennylane.py": {"autograd", "pennylane"},
    "scripts/benchmark/peers/pennylane_jit.py": {"jax", "pennylane"},
    "scripts/benchmark/peers/pennylane_gates.py": {"pennylane"},
    "scripts/benchmark/peers/pennylane_loop.py": {"autograd", "pennylane"},
    "scripts/benchmark/peers/lightning.py": {"autograd", "pennylane"},
}
# No test file of their own: lists of names, and a version.
UNTESTED = {"__init__.py", "version.py"}
# Most peers load in an environment of their own; one test file asks all of them.
PEERS = "scripts/benchmark/peers/"


def _modules(room):
    return sorted((ROOT / room).rglob("*.py"))


def _name(path):
    return path.relative_to(ROOT).as_posix()


def _allowed(path):
    """The packages that a file may import, by the table above."""
    name = _name(path)
    room = name.split("/")[0]
    allowed = {"circuits": CIRCUITS, "tfq_bert": TFQ_BERT, "scripts": SCRIPTS}[room]
    extra = {
        package
        for place, packages in EXTRA.items()
        if name == place or name.startswith(f"{place}/")
        for package in packages
    }
    own = set() if room == "scripts" else {room}
    return STDLIB | allowed | extra | own


def _imports(path):
    """The top names of all imports of a file, those inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." if node.level else str(node.module), node.lineno


def _top_imports(path):
    return {name.split(".")[0] for name, _ in _imports(path)}


ALL_MODULES = [path for room in ROOMS for path in _modules(room)]
TESTED_MODULES = [
    path
    for path in ALL_MODULES
    if path.name not in UNTESTED and not _name(path).startswith(PEERS)
]


@pytest.mark.parametrize("path", ALL_MODULES, ids=_name)
def test_a_module_imports_only_what_its_room_may(path):
    wrong = sorted(_top_imports(path) - _allowed(path))
    assert not wrong, f"{_name(path)} imports {wrong}"


@pytest.mark.parametrize("path", _modules("tfq_bert"), ids=_name)
def test_tfq_bert_takes_only_public_names_of_circuits(path):
    deep = [(n, line) for n, line in _imports(path) if n.startswith("circuits.")]
    assert not deep, f"{_name(path)} reaches into {deep}; use `from circuits import`"


@pytest.mark.parametrize("path", ALL_MODULES, ids=_name)
def test_a_module_stays_under_the_size_at_which_we_split(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", TESTED_MODULES, ids=_name)
def test_a_module_has_a_test_file_in_the_mirrored_place(path):
    relative = path.relative_to(ROOT)
    wanted = ROOT / "tests" / relative.parent / f"test_{path.stem.strip('_')}.py"
    assert wanted.exists(), f"{relative} has no {wanted.relative_to(ROOT)}"


def test_no_test_folder_is_a_package():
    """With an `__init__.py`, tests/circuits would stand in for circuits."""
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_scripts_do_not_import_each_other():
    names = {path.stem for path in (ROOT / "scripts").glob("*.py")}
    for path in _modules("scripts"):
        assert not names & _top_imports(path), _name(path)


def test_importing_circuits_loads_no_tensorflow_and_no_device():
    code = (
        "import sys, circuits\n"
        "heavy = ('tensorflow', 'keras', 'keras_nlp', 'keras_hub', 'tf_keras',"
        " 'tensorflow_quantum', 'tfq_bert', 'cirq_google')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_the_table_refuses_what_it_should(tmp_path, monkeypatch):
    """An import inside a function counts, and a sub-room's extras stay there."""
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    source = "def f():\n    import cirq_google\n    from tensorflow import math\n"
    for place in ("circuits/devices/a.py", "circuits/b.py"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(source, encoding="utf-8")
    inside, outside = tmp_path / "circuits/devices/a.py", tmp_path / "circuits/b.py"
    assert _top_imports(inside) - _allowed(inside) == {"tensorflow"}
    assert _top_imports(outside) - _allowed(outside) == {"tensorflow", "cirq_google"}
