"""Measures of a circuit alone: no text, no training, no TensorFlow.

Not loaded with `circuits`: `from circuits.analysis import expressibility`.
"""

from circuits.analysis.effective_dimension import (
    EffectiveDimension as EffectiveDimension,
)
from circuits.analysis.effective_dimension import (
    effective_dimension as effective_dimension,
)
from circuits.analysis.entanglement import EntanglingCapability as EntanglingCapability
from circuits.analysis.entanglement import (
    entangling_capability as entangling_capability,
)
from circuits.analysis.entanglement import meyer_wallach as meyer_wallach
from circuits.analysis.expressibility import Expressibility as Expressibility
from circuits.analysis.expressibility import expressibility as expressibility
from circuits.analysis.expressibility import (
    expressibility_of_fidelities as expressibility_of_fidelities,
)
from circuits.analysis.expressibility import (
    haar_log_probabilities as haar_log_probabilities,
)
from circuits.analysis.fourier import FourierSpectrum as FourierSpectrum
from circuits.analysis.fourier import data_frequencies as data_frequencies
from circuits.analysis.fourier import fourier_spectrum as fourier_spectrum
from circuits.analysis.gradients import GradientVariance as GradientVariance
from circuits.analysis.gradients import gradient_variance as gradient_variance
from circuits.analysis.plateaus import GradientVariances as GradientVariances
from circuits.analysis.plateaus import PlateauFit as PlateauFit
from circuits.analysis.plateaus import gradient_variances as gradient_variances
from circuits.analysis.samples import sample_states as sample_states
