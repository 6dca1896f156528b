"""Circuits: Cirq in, Cirq out. No TensorFlow, no Keras, no text.

`cirq_google` is loaded when a device is asked for, and not before.
"""

from circuits.amplitude import amplitude_angles as amplitude_angles
from circuits.ansatze import ANSATZE as ANSATZE
from circuits.binding import bind_symbols as bind_symbols
from circuits.build import BuiltCircuit as BuiltCircuit
from circuits.build import build_circuit as build_circuit
from circuits.channels import Transfer as Transfer
from circuits.channels import plan_channels as plan_channels
from circuits.devices import Calibration as Calibration
from circuits.devices import CompiledCircuit as CompiledCircuit
from circuits.devices import DeviceRun as DeviceRun
from circuits.devices import FidelityEstimate as FidelityEstimate
from circuits.devices import Target as Target
from circuits.devices import ValidationReport as ValidationReport
from circuits.devices import Violation as Violation
from circuits.devices import compile_for_target as compile_for_target
from circuits.devices import engine_sampler as engine_sampler
from circuits.devices import estimate_fidelity as estimate_fidelity
from circuits.devices import get_target as get_target
from circuits.devices import list_targets as list_targets
from circuits.devices import load_target as load_target
from circuits.devices import run_on_sampler as run_on_sampler
from circuits.devices import validate_circuit as validate_circuit
from circuits.devices import virtual_engine as virtual_engine
from circuits.disentangle import without_entanglement as without_entanglement
from circuits.encoders import ENCODERS as ENCODERS
from circuits.errors import CircuitSpecError as CircuitSpecError
from circuits.errors import DeviceRunError as DeviceRunError
from circuits.errors import DeviceValidationError as DeviceValidationError
from circuits.final_measurements import (
    without_final_measurements as without_final_measurements,
)
from circuits.gate_parameters import SeparatedCircuit as SeparatedCircuit
from circuits.gate_parameters import separate_parameters as separate_parameters
from circuits.gates import Gate as Gate
from circuits.integer_controls import with_integer_controls as with_integer_controls
from circuits.measurements import MeasurementGroup as MeasurementGroup
from circuits.measurements import plan_measurements as plan_measurements
from circuits.noise import apply_noise as apply_noise
from circuits.noise import is_noisy as is_noisy
from circuits.observables import READOUTS as READOUTS
from circuits.parameter_names import parameter_names as parameter_names
from circuits.permutations import Permutation as Permutation
from circuits.plan import Layer as Layer
from circuits.plan import Plan as Plan
from circuits.plan import plan_circuit as plan_circuit
from circuits.polynomials import make_polynomials as make_polynomials
from circuits.readouts import pauli_strings as pauli_strings
from circuits.spec import CircuitSpec as CircuitSpec
from circuits.symbols import natural_order as natural_order
