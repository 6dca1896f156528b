"""Keras models: text in, class probabilities out."""

from tfq_bert.models.hybrid_text_classifier import (
    HybridTextClassifier as HybridTextClassifier,
)
from tfq_bert.models.losses import SparseMeanSquaredError as SparseMeanSquaredError
