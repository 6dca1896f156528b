"""A logistic regression on fixed features: the classical answer beside the quantum one.

Takes feature arrays: it runs no backbone and reads no text.
"""

from collections.abc import Mapping

import numpy as np


def logistic_regression_baseline(
    train_features: np.ndarray,
    train_ids: np.ndarray,
    test_features: np.ndarray,
    *,
    num_classes: int | None = None,
    class_weight: str | Mapping[int, float] | None = None,
    regularization: float = 1.0,
) -> np.ndarray:
    """Fits a logistic regression to fixed features and predicts probabilities.

    Each feature is scaled to mean 0 and deviation 1 on the training rows first. The
    fit is convex and in double precision, so it has no seed: equal inputs give equal
    outputs. It is the classical answer that a quantum head has to stand beside.

    Args:
        train_features: float array `(num_train, num_features)`.
        train_ids: int array `(num_train,)`. Class ids of at least two classes.
        test_features: float array `(num_test, num_features)`; no rows are allowed.
        num_classes: Optional int. Number of columns to return; a class that no
            training row has gets probability 0. Defaults to `max(train_ids) + 1`.
        class_weight: None, `"balanced"`, or a mapping of class id to weight.
        regularization: float. Weight of the squared-norm penalty, above 0.
            Defaults to 1 (scikit-learn's `C` is its inverse).

    Returns:
        float64 array `(num_test, num_classes)`.

    Raises:
        ValueError: If the training rows hold fewer than two classes, or an id is
            outside `[0, num_classes)`.

    Example:
    >>> features = np.array([[0.0], [1.0], [2.0], [3.0]])
    >>> logistic_regression_baseline(
    ...     features, np.array([0, 0, 1, 1]), np.array([[-9.0], [9.0]])).argmax(axis=1)
    array([0, 1])
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    train_ids = np.asarray(train_ids)
    seen = np.unique(train_ids)
    if len(seen) < 2:
        raise ValueError(
            "`train_ids` must hold at least two classes, because a classifier needs "
            f"something to tell apart. Received: classes={seen.tolist()}."
        )
    num_classes = int(seen[-1]) + 1 if num_classes is None else num_classes
    if seen[0] < 0 or seen[-1] >= num_classes:
        raise ValueError(
            f"`train_ids` must be in [0, {num_classes}). "
            f"Received: ids from {seen[0]} to {seen[-1]}."
        )
    model = make_pipeline(
        StandardScaler(),
        # Convex and scaled: lbfgs is done long before this many steps.
        LogisticRegression(
            C=1 / regularization, class_weight=class_weight, max_iter=10_000
        ),
    )
    model.fit(np.asarray(train_features, dtype=np.float64), train_ids)
    test_features = np.asarray(test_features, dtype=np.float64)
    probabilities = np.zeros((len(test_features), num_classes))
    if len(test_features):
        probabilities[:, seen] = model.predict_proba(test_features)
    return probabilities
