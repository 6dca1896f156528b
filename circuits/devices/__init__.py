"""Devices: from a logical circuit to one that a chip takes, and the proof of it."""

from circuits.devices.calibration import Calibration as Calibration
from circuits.devices.compile import CompiledCircuit as CompiledCircuit
from circuits.devices.compile import compile_for_target as compile_for_target
from circuits.devices.engine import engine_sampler as engine_sampler
from circuits.devices.estimate import FidelityEstimate as FidelityEstimate
from circuits.devices.estimate import estimate_fidelity as estimate_fidelity
from circuits.devices.run import DeviceRun as DeviceRun
from circuits.devices.run import run_on_sampler as run_on_sampler
from circuits.devices.targets import Target as Target
from circuits.devices.targets import get_target as get_target
from circuits.devices.targets import list_targets as list_targets
from circuits.devices.targets import load_target as load_target
from circuits.devices.validate import ValidationReport as ValidationReport
from circuits.devices.validate import validate_circuit as validate_circuit
from circuits.devices.violations import Violation as Violation
from circuits.devices.virtual import virtual_engine as virtual_engine
