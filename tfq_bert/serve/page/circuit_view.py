"""The circuit of the served model on the page: its drawing, and its chip report.

Reads the export's `config.json` and `circuit.json`; both are data, not programs.
"""

import functools
import html
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from circuits import CircuitSpec, build_circuit
from tfq_bert.counted import counted
from tfq_bert.errors import InputError
from tfq_bert.serve.page import cards

# Matplotlib's settings are those of the process: two drawings at once mix them up.
_DRAWING = threading.Lock()


class CircuitView:
    """Shows one model's circuit.

    Args:
        config: dict. The export's `config.json`.
        folder: Path of the export.

    Attributes:
        output_names: tuple of str. What the circuit's outputs are, one a column.
    """

    def __init__(self, config: Mapping[str, Any], folder: Path):
        self._spec = CircuitSpec.from_dict(config["circuit"])
        self._built = build_circuit(self._spec)
        self._circuit_file = folder / "circuit.json"
        self._weights = config.get("weights", {})
        self.output_names = tuple(map(_output_name, self._built.observables))

    @functools.cached_property
    def drawing(self) -> str:
        """The circuit as HTML, drawn when it is first asked for."""
        from tfq_bert.report import draw_circuit

        spec, built = self._spec, self._built
        size = (
            f"{counted(spec.num_qubits, 'qubit')}, "
            f"{counted(spec.num_data_symbols, 'angle')} from the text, "
            f"{counted(spec.num_weights, 'trained angle')}"
        )
        svg = _draw(
            lambda path: draw_circuit(
                built.circuit,
                path,
                data_symbols=built.data_symbols,
                weight_symbols=built.weight_symbols,
                title="Circuit of the head",
                readout="⟨Z⟩" if spec.readout == "z" else None,
            ),
            "tq-circuit",
            f"Circuit diagram: {size}.",
        )
        rows = [(name, f"{value:+.4f}") for name, value in self._weights.items()]
        table = cards.table(("trained angle", "radians"), rows)
        weights = f"<details><summary>Trained angles</summary>{table}</details>"
        return cards.card(size, _on_paper(svg), weights if rows else "")

    def device_report(self, target: str) -> str:
        """Compiles the trained circuit for a chip and says how it fits, as HTML.

        Args:
            target: str. Name of a device; another is refused.
        """
        from circuits import list_targets

        if target not in list_targets():  # a path, say: only names come from outside
            return cards.note(f"No such device: {target!r}.", is_error=True)
        return self._known_device_report(target)

    @functools.lru_cache(maxsize=16)  # noqa: B019  # one view a server, as long as it
    def _known_device_report(self, target: str) -> str:
        from tfq_bert.hardware import circuit_report, find_target, read_circuit

        device = find_target(target)
        try:
            circuit = read_circuit(self._circuit_file)
        except InputError:
            return cards.note("The export has no readable circuit.json.", is_error=True)
        report = circuit_report(circuit, device, None, True)
        verdict = "fits" if report.ok else "does not fit"
        text = f'<pre class="tq-report">{html.escape(str(report))}</pre>'
        return cards.card(
            f"The circuit {verdict} on {target}", text, _map(device, report)
        )


def _map(device: Any, report: Any) -> str:
    """Draws the chip, where the circuit stands on it."""
    from tfq_bert.report.chip_map import draw_chip_map

    if report.circuit.all_qubits().isdisjoint(device.qubits):
        return ""
    return _on_paper(
        _draw(
            lambda path: draw_chip_map(path, device, report.compiled or report.circuit),
            "tq-chip",
            f"Map of {device.name} with the circuit's qubits.",
        )
    )


def _draw(draw: Callable[[Path], Any], name: str, alt: str) -> str:
    """Makes an inline SVG, one at a time."""
    from tfq_bert.report.comparison.inline_svg import inline_svg

    with _DRAWING:
        return inline_svg(draw, name, alt)


def _on_paper(svg: str) -> str:
    return f'<div class="tq-paper tq-scroll" tabindex="0">{svg}</div>'


def _output_name(observable: Any) -> str:
    """Words an observable: the qubit that is read, or the product of several.

    Example:
    >>> import cirq
    >>> _output_name(cirq.Z(cirq.LineQubit(2))), _output_name(cirq.X(cirq.LineQubit(0)))
    ('qubit 2', '⟨X(0)⟩')
    """
    text = str(observable).replace("q(", "").replace("))", ")")
    if text.startswith("Z(") and text[2:-1].isdigit():
        return f"qubit {text[2:-1]}"
    return f"⟨{text}⟩"
