"""The page of a comparison; loads matplotlib and Jinja2 only when one is written."""

from tfq_bert.report.comparison.page import (
    write_comparison_report as write_comparison_report,
)
