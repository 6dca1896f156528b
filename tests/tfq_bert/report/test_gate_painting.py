"""Tests of the painted symbols by the artists that they leave on the axes."""

import pytest
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from tfq_bert.report.gate_labels import GateMark
from tfq_bert.report.gate_painting import ROLES, paint_gate


def _paint(marks, role="fixed", heights=None):
    axes = Figure().add_axes((0, 0, 1, 1))
    paint_gate(
        axes, 1.0, heights or [0.5 * i for i in range(len(marks))], marks, role, "g"
    )
    return axes


@pytest.mark.parametrize("role", ROLES)
def test_box_has_the_fill_and_line_of_its_role(role):
    axes = _paint([GateMark("q", "box", ("H",))], role)
    (box,) = axes.patches
    fill, line, _ = ROLES[role]
    assert box.get_facecolor() == to_rgba(fill)
    assert box.get_edgecolor() == to_rgba(line)
    assert box.get_gid() == f"g-{role}"


def test_roles_are_told_apart_by_their_colors():
    assert len({fill for fill, _, _ in ROLES.values()}) == len(ROLES)
    assert len({line for _, line, _ in ROLES.values()}) == len(ROLES)


def test_label_stands_in_the_middle_of_its_box():
    axes = _paint([GateMark("q", "box", ("RY(x₃)",))], heights=[2.0])
    (text,) = axes.texts
    assert text.get_text() == "RY(x₃)"
    assert text.get_position() == (1.0, 2.0)
    (box,) = axes.patches
    assert box.get_x() + box.get_width() / 2 == pytest.approx(1.0)
    assert box.get_y() + box.get_height() / 2 == pytest.approx(2.0)


def test_two_lines_stand_above_each_other():
    axes = _paint([GateMark("q", "box", ("FSim", "(0.1, 0.2)"))])
    above, below = axes.texts
    assert (above.get_text(), below.get_text()) == ("FSim", "(0.1, 0.2)")
    assert above.get_position()[1] < below.get_position()[1]


def test_line_joins_the_outermost_wires_of_an_operation():
    marks = [GateMark(i, "control", ()) for i in range(2)]
    axes = _paint([*marks, GateMark(2, "target", ())], heights=[2.0, 0.5, 1.0])
    line = axes.lines[0]
    assert list(line.get_xdata()) == [1.0, 1.0]
    assert list(line.get_ydata()) == [0.5, 2.0]


def test_control_on_zero_is_hollow_and_control_on_one_is_full():
    full, hollow = _paint(
        [GateMark(0, "control", ()), GateMark(1, "anticontrol", ())]
    ).patches
    assert full.get_facecolor() == full.get_edgecolor()
    assert hollow.get_facecolor() != hollow.get_edgecolor()


@pytest.mark.parametrize("kind", ["box", "control", "target", "swap", "meter"])
def test_each_symbol_carries_the_name_of_its_operation(kind):
    axes = _paint([GateMark("q", kind, ())])
    artists = [*axes.patches, *axes.lines]
    assert [artist.get_gid() for artist in artists if artist.get_gid()] == ["g-fixed"]
