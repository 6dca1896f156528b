"""Tiny runs for the scripts."""

from tests.tiny_runs import tiny_csv as tiny_csv
from tests.tiny_runs import tiny_preset as tiny_preset
from tests.tiny_runs import tiny_result as tiny_result
from tests.tiny_runs import tiny_run as tiny_run
