"""Trained models out: a SavedModel that takes strings, and the way back in."""

from tfq_bert.export.load import ExportedClassifier as ExportedClassifier
from tfq_bert.export.load import load_exported as load_exported
from tfq_bert.export.saved_model import export_classifier as export_classifier
