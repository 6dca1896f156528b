"""Small comparisons on made-up features, for tests of several modules."""

import numpy as np

from tfq_bert.comparison import CompareConfig, FeatureData

SMALL = ("hybrid", "matched", "no_entanglement", "majority")


def made_up_rows(size=120, width=6, seed=0):
    """Makes features whose label is the sign of a product of two of them."""
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(size, width)).astype(np.float32)
    labels = np.where(features[:, 0] * features[:, 1] > 0, "same", "other")
    return FeatureData("made_up", features, labels.tolist())


def small_config(output, **settings):
    """Makes settings of four arms, two qubits, two seeds and three epochs."""
    usual = {"arms": SMALL, "qubits": [2], "depth": 1, "seeds": range(2), "tries": 1}
    usual |= {"epochs": 3, "target": None}
    return CompareConfig(["made_up"], str(output), **{**usual, **settings})
