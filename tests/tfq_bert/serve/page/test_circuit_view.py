import contextlib
import re
import shutil
import threading

import cirq
import pytest

from circuits import list_targets
from tfq_bert.hardware import circuit_report, read_circuit
from tfq_bert.report.comparison import inline_svg
from tfq_bert.serve.page.circuit_view import CircuitView


@pytest.fixture(scope="module")
def view(served):
    """The tiny model's circuit."""
    return CircuitView(served.exported.config, served.folder)


def test_outputs_are_named_by_what_is_read(view):
    assert view.output_names == ("qubit 0", "qubit 1")


def test_the_drawing_shows_each_gate_and_the_trained_angles(view, served):
    drawing = view.drawing
    assert drawing.count("<svg") == 1
    assert "2 qubits, 2 angles from the text, 2 trained angles" in drawing
    for name, value in served.exported.config["weights"].items():
        assert f"<td>{name}</td><td>{value:+.4f}</td>" in drawing
    assert view.drawing is drawing  # drawn once


def test_the_report_is_that_of_the_command_line(view, served):
    circuit = read_circuit(served.folder / "circuit.json")
    expected = circuit_report(circuit, "willow", None, True)
    found = view.device_report("willow")
    assert "The circuit fits on willow" in found
    shown = re.search(r'<pre class="tq-report">(.*?)</pre>', found, re.DOTALL)[1]
    assert shown.replace("&#x27;", "'") == str(expected)
    assert found.count("<svg") == 1
    assert view.device_report("willow") is found


def test_two_drawings_wanted_at_once_are_as_those_drawn_alone(
    view, served, monkeypatch
):
    """Each waits a moment for the other to be under way: it must not be."""
    together, draw, met = threading.Barrier(2), inline_svg.inline_svg, []

    def draw_together(*arguments):
        with contextlib.suppress(threading.BrokenBarrierError):
            met.append(together.wait(0.5))
        return draw(*arguments)

    alone = view.drawing, view.device_report("rainbow")
    monkeypatch.setattr(inline_svg, "inline_svg", draw_together)
    fresh = CircuitView(served.exported.config, served.folder)
    found = {}
    wanted = (
        lambda: found.update(drawing=fresh.drawing),
        lambda: found.update(report=fresh.device_report("rainbow")),
    )
    threads = [threading.Thread(target=want) for want in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert met == []
    assert (found["drawing"], found["report"]) == alone


@pytest.mark.parametrize("target", ["../../etc/passwd", "a.json", "<b>", ""])
def test_only_names_of_devices_are_taken(view, target):
    found = view.device_report(target)
    assert "No such device" in found
    assert "<b>" not in found
    assert target not in list_targets()


def test_a_damaged_circuit_is_told(served, tmp_path):
    folder = shutil.copytree(served.folder, tmp_path / "export")
    (folder / "circuit.json").write_text("{")
    found = CircuitView(served.exported.config, folder).device_report("willow")
    assert "The export has no readable circuit.json." in found


def test_a_circuit_too_large_for_a_device_is_a_finding(served, tmp_path):
    folder = shutil.copytree(served.folder, tmp_path / "export")
    qubits = cirq.LineQubit.range(24)
    circuit = cirq.Circuit(
        cirq.CZ(a, b) for a, b in zip(qubits, qubits[1:], strict=False)
    )
    cirq.to_json(circuit, folder / "circuit.json")
    found = CircuitView(served.exported.config, folder).device_report("rainbow")
    assert "The circuit does not fit on rainbow" in found
