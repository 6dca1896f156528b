import numpy as np
import pytest
from matplotlib.image import imread

from scripts.benchmark.plot import collect_series, draw_head


def point(num_qubits, batch_size, **medians):
    engines = {name: {"median": ms} for name, ms in medians.items()}
    engines["lightning"] = {"skipped": "over 60 s"}
    return {"num_qubits": num_qubits, "batch_size": batch_size, "engines": engines}


POINTS = [
    point(8, 32, ours=2.0, tfq=20.0),
    point(4, 32, ours=1.0, tfq=10.0),
    point(4, 128, ours=1.5),
]


def test_lines_go_up_in_qubits_and_leave_out_what_was_skipped():
    assert collect_series(POINTS, "num_qubits", "batch_size") == {
        32: {"ours": [(4, 1.0), (8, 2.0)], "tfq": [(4, 10.0), (8, 20.0)]}
    }
    assert collect_series(POINTS, "batch_size", "num_qubits") == {
        4: {"ours": [(32, 1.0), (128, 1.5)], "tfq": [(32, 10.0)]}
    }


@pytest.mark.parametrize("points", [POINTS, POINTS[:1], [POINTS[0], POINTS[2]]])
def test_a_picture_is_written(points, tmp_path):
    path = draw_head(points, tmp_path / "head.png")
    assert path.read_bytes().startswith(b"\x89PNG")
    assert path.stat().st_size > 5000


def test_a_place_without_a_panel_stays_empty(tmp_path):
    """Five panels in three columns."""
    grid = [(4, 32), (4, 128), (8, 32), (8, 128), (12, 32), (12, 128)]
    path = draw_head([point(n, b, ours=n * b) for n, b in grid], tmp_path / "head.png")
    pixels = imread(path)[..., :3]
    assert path.stat().st_size > 5000
    height, width = pixels.shape[:2]
    empty = pixels[int(0.5 * height) : int(0.85 * height), int(0.7 * width) :]
    assert np.all(empty == 1)
