"""Timings against other simulators and heads: `python -m scripts.benchmark`."""
