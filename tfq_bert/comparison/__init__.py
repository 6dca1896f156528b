"""A controlled comparison of the hybrid with its arms: scores and statistics."""

from tfq_bert.comparison.scores import METRICS as METRICS
from tfq_bert.comparison.scores import comparison_scores as comparison_scores
