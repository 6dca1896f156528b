"""Pictures of a run as PNG or SVG; loads matplotlib only when one is drawn."""

from tfq_bert.report.circuit_diagram import draw_circuit as draw_circuit
from tfq_bert.report.confusion_matrix import (
    draw_confusion_matrix as draw_confusion_matrix,
)
from tfq_bert.report.fidelity_histogram import draw_fidelities as draw_fidelities
from tfq_bert.report.plateau_plot import draw_plateaus as draw_plateaus
from tfq_bert.report.spectrum_plot import draw_spectra as draw_spectra
from tfq_bert.report.training_curves import draw_training_curves as draw_training_curves
from tfq_bert.report.tuning_plot import draw_tuning as draw_tuning
