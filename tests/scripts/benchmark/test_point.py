from scripts.benchmark.engines import ENGINES, Engine
from scripts.benchmark.point import Effort, measure_point
from scripts.benchmark.work import Work


def test_engines_are_checked_timed_or_say_why_not():
    """Ours in its own process, one that nobody made, and one without a file."""
    engines = [
        ENGINES["ours"],
        Engine("far", "Far", "nowhere", ()),
        Engine("none", "None", "project", ()),
    ]
    words = []
    results = measure_point(Work(2, 3, 1), engines, Effort(visits=3), words.append)
    ours, far, none = (results[name] for name in ("ours", "far", "none"))
    assert len(ours["visits"]) == 3
    low, high = ours["quartiles"]
    assert 0 < low <= ours["median"] <= high
    assert ours["peak_mib"] >= ours["import_mib"] > 0
    assert set(ours["versions"]) == {"tfq-bert", "tensorflow"}
    assert far == {"skipped": "no environment nowhere: run the setup first"}
    assert none["error"].startswith("ModuleNotFoundError: ")
    assert words == [
        "Cirq's answers",
        "first call of tfq-bert",
        "first call of Far",
        "first call of None",
        "visits",
    ]
