"""Circuits: Cirq in, Cirq out. No TensorFlow, no Keras, no text.

`cirq_google` is loaded when a device is asked for, and not before.
"""

from circuits.build import BuiltCircuit as BuiltCircuit
from circuits.build import build_circuit as build_circuit
from circuits.devices import CompiledCircuit as CompiledCircuit
from circuits.devices import Target as Target
from circuits.devices import ValidationReport as ValidationReport
from circuits.devices import Violation as Violation
from circuits.devices import compile_for_target as compile_for_target
from circuits.devices import get_target as get_target
from circuits.devices import list_targets as list_targets
from circuits.devices import validate_circuit as validate_circuit
from circuits.errors import CircuitSpecError as CircuitSpecError
from circuits.errors import DeviceValidationError as DeviceValidationError
from circuits.gates import Gate as Gate
from circuits.parameter_names import parameter_names as parameter_names
from circuits.permutations import Permutation as Permutation
from circuits.plan import Layer as Layer
from circuits.plan import Plan as Plan
from circuits.plan import plan_circuit as plan_circuit
from circuits.polynomials import make_polynomials as make_polynomials
from circuits.spec import CircuitSpec as CircuitSpec
from circuits.symbols import natural_order as natural_order
