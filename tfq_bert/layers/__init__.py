"""Keras layers of the hybrid head; they know nothing of text."""

from tfq_bert.layers.angle_projection import AngleProjection as AngleProjection
from tfq_bert.layers.masked_pooling import MaskedPooling as MaskedPooling
from tfq_bert.layers.pqc import PQC as PQC
