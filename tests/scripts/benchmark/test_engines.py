from pathlib import Path

from scripts.benchmark import peers
from scripts.benchmark.engines import ENGINES
from scripts.benchmark.environments import DISTRIBUTIONS
from scripts.benchmark.plot import COLORS, MARKERS


def test_every_engine_has_a_file_and_an_environment():
    folder = Path(peers.__file__).parent
    for name, engine in ENGINES.items():
        assert engine.name == name
        assert (folder / f"{name}.py").is_file()
        assert engine.environment in {"project", *DISTRIBUTIONS}


def test_every_engine_has_a_color_and_a_marker():
    assert len(ENGINES) == len(set(COLORS)) == len(set(MARKERS))


def test_ours_is_first():
    assert next(iter(ENGINES)) == "ours"
