import json

from scripts.benchmark.compile import OURS, THEIRS, compile_rows, measure_point
from scripts.benchmark.results import write_results


def test_both_routes_are_timed_in_turn_and_give_native_circuits(tmp_path):
    point = measure_point("willow", "cz", num_qubits=4, pairs=2)
    assert {len(point["routes"][route]["quartiles"]) for route in (OURS, THEIRS)} == {2}
    assert point["routes"][OURS]["moments"] == 17
    assert point["routes"][THEIRS]["moments"] == 26
    written = json.loads(write_results(tmp_path, "compile", point).read_text())
    assert written["routes"] == point["routes"]


def test_rows_hold_the_ratio():
    routes = {
        OURS: {"median": 2.04, "moments": 18},
        THEIRS: {"median": 20.4, "moments": 31},
    }
    point = {"target": "willow", "gateset": "cz", "num_qubits": 4, "routes": routes}
    header, rows = compile_rows([point])
    assert rows == [["willow, cz", "4", "2.0", "20.4", "10.0", "18", "31", ""]]
    assert len(header) == len(rows[0])
