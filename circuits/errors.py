"""Errors of the room: those a caller may want to catch by name.

Everything else raises a plain `TypeError` or `ValueError`.
"""


class CircuitSpecError(ValueError):
    """A circuit description that cannot be built, with the way out in its text."""


class DeviceValidationError(ValueError):
    """A circuit that a device would refuse, with the violations in its text."""


class DeviceRunError(RuntimeError):
    """A sampler or a processor that failed, with its own words in the text."""
