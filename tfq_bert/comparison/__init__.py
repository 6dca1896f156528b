"""A controlled comparison of the hybrid with its arms: scores and statistics."""

from tfq_bert.comparison.arms import ARMS as ARMS
from tfq_bert.comparison.compare import compare as compare
from tfq_bert.comparison.compare import compare_heads as compare_heads
from tfq_bert.comparison.config import CompareConfig as CompareConfig
from tfq_bert.comparison.config import DataSource as DataSource
from tfq_bert.comparison.differences import compare_scores as compare_scores
from tfq_bert.comparison.differences import differences as differences
from tfq_bert.comparison.jobs import plan_jobs as plan_jobs
from tfq_bert.comparison.mcnemar import mcnemar as mcnemar
from tfq_bert.comparison.paired import Difference as Difference
from tfq_bert.comparison.paired import holm as holm
from tfq_bert.comparison.paired import paired_difference as paired_difference
from tfq_bert.comparison.paired import verdict as verdict
from tfq_bert.comparison.paper import PAPER_SETS as PAPER_SETS
from tfq_bert.comparison.paper import reproduce_paper as reproduce_paper
from tfq_bert.comparison.prepare import FeatureData as FeatureData
from tfq_bert.comparison.prepare import load_source as load_source
from tfq_bert.comparison.scores import METRICS as METRICS
from tfq_bert.comparison.scores import comparison_scores as comparison_scores
