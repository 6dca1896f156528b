import io
import json
from dataclasses import asdict

from scripts.benchmark.reference import compute_reference, find_fault
from scripts.benchmark.work import Work
from scripts.benchmark.worker import peak_mib, serve


def ask(*orders):
    answers = io.StringIO()
    serve([json.dumps(order) for order in orders], answers)
    return [json.loads(line) for line in answers.getvalue().splitlines()]


def test_our_engine_is_started_checked_and_timed():
    work = Work(num_qubits=3, batch_size=4, depth=2)
    started, first, visit, peak = ask(
        {
            "order": "start",
            "engine": "ours",
            "formulation": "default",
            "work": asdict(work),
            "distributions": ["numpy"],
        },
        {"order": "first"},
        {"order": "visit", "milliseconds": 1e6, "most": 3},
        {"order": "peak"},
    )
    assert list(started["versions"]) == ["numpy"]
    assert first["first_seconds"] >= first["build_seconds"] > 0
    assert find_fault(first, compute_reference(work), 1e-4) is None
    assert (visit["steps"], visit["milliseconds"] > 0) == (3, True)
    assert peak["peak_mib"] >= started["import_mib"]


def test_a_visit_makes_one_step_in_any_case():
    order = {"engine": "ours", "formulation": "default", "distributions": []}
    *_, visit = ask(
        {"order": "start", **order, "work": asdict(Work(1, 1, 1))},
        {"order": "first"},
        {"order": "visit", "milliseconds": 0.0, "most": 3},
    )
    assert visit["steps"] == 1


def test_an_error_is_answered_in_one_line():
    answers = ask({"order": "start", "engine": "none"}, {"order": "peak"})
    assert answers[0]["error"].startswith("TypeError: ")
    assert "\n" not in answers[0]["error"]
    assert "peak_mib" in answers[1]


def test_the_peak_is_that_of_the_process():
    before = peak_mib()
    block = bytearray(200 * 2**20)
    # The whole suite may have held more before.
    assert peak_mib() >= max(before, len(block) / 2**20)
