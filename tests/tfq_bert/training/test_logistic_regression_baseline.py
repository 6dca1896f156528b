"""Tests of the logistic-regression baseline against its own optimality conditions."""

import numpy as np
import pytest

from tfq_bert.training.logistic_regression_baseline import logistic_regression_baseline


def _blobs(seed, num_rows=200, num_features=5, num_classes=3):
    rng = np.random.default_rng(seed)
    ids = rng.integers(num_classes, size=num_rows)
    centers = rng.normal(scale=2.0, size=(num_classes, num_features))
    features = centers[ids] + rng.normal(size=(num_rows, num_features))
    return (features * [1, 100, 0.01, 5, 3]).astype(np.float32), ids


def test_one_feature_fit_agrees_with_a_search_of_the_penalized_likelihood():
    """Two classes, one scaled feature: C=1 minimizes sum(log-loss) + slope^2 / 2."""
    from scipy.optimize import minimize

    feature = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0])
    ids = np.array([0, 0, 1, 0, 1, 1])
    scaled = (feature - feature.mean()) / feature.std()

    def cost(parameters):
        slope, offset = parameters
        margin = np.where(ids, 1, -1) * (slope * scaled + offset)
        return np.logaddexp(0, -margin).sum() + slope**2 / 2

    slope, offset = minimize(cost, [0.0, 0.0], tol=1e-12).x
    expected = 1 / (1 + np.exp(-(slope * scaled + offset)))

    found = logistic_regression_baseline(feature[:, None], ids, feature[:, None])

    np.testing.assert_allclose(found[:, 1], expected, atol=1e-4)


def test_probabilities_sum_to_one_and_separate_blobs_are_told_apart():
    features, ids = _blobs(0)
    probabilities = logistic_regression_baseline(features, ids, features)
    assert probabilities.shape == (200, 3)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-12)
    assert (probabilities.argmax(axis=1) == ids).mean() > 0.9


def test_equal_inputs_give_equal_outputs():
    features, ids = _blobs(1)
    runs = [logistic_regression_baseline(features, ids, features) for _ in range(2)]
    np.testing.assert_array_equal(*runs)


def test_units_of_a_feature_do_not_matter():
    features, ids = _blobs(2)
    scale = np.array([1e4, 1e-3, 1, 7, 0.1])
    np.testing.assert_allclose(
        logistic_regression_baseline(features, ids, features),
        logistic_regression_baseline(features * scale, ids, features * scale),
        atol=1e-5,
    )


def test_balanced_weights_equal_repeating_the_rare_rows():
    """Rows 3:1. Balanced gives 2/3 and 2; times 3/2, that is each rare row 3 times.

    The weights sum to the number of rows, 4 of 6 repeated ones, so the penalty of
    the repeated fit has to be 6/4 as large for the same balance. Values of -1 and +1
    (both halves alike) keep the scaling equal in both fits.
    """
    features = np.array([[-1.0], [1.0], [-1.0], [1.0], [-1.0], [1.0], [-1.0], [1.0]])
    ids = np.array([0, 0, 0, 0, 0, 0, 1, 1])
    balanced = logistic_regression_baseline(
        features, ids, features, class_weight="balanced"
    )
    rows = [0, 1, 2, 3, 4, 5, 6, 7, 6, 7, 6, 7]
    repeated = logistic_regression_baseline(
        features[rows], ids[rows], features, regularization=6 / 4
    )
    np.testing.assert_allclose(balanced, repeated, atol=1e-6)


def test_class_without_training_rows_gets_a_column_of_zeros():
    features, ids = _blobs(3)
    kept = ids != 1
    probabilities = logistic_regression_baseline(
        features[kept], ids[kept], features, num_classes=4
    )
    assert probabilities.shape == (200, 4)
    np.testing.assert_array_equal(probabilities[:, [1, 3]], 0)


def test_no_test_rows_give_an_empty_table_of_full_width():
    features, ids = _blobs(4)
    assert logistic_regression_baseline(features, ids, features[:0]).shape == (0, 3)


def test_one_training_class_is_refused():
    with pytest.raises(ValueError, match=r"^`train_ids` must hold at least two.*\[1\]"):
        logistic_regression_baseline(np.ones((3, 2)), np.ones(3, int), np.ones((1, 2)))


def test_id_beyond_the_number_of_classes_is_refused():
    with pytest.raises(
        ValueError, match=r"^`train_ids` must be in \[0, 2\)\. .*0 to 2"
    ):
        logistic_regression_baseline(np.eye(3), np.arange(3), np.eye(3), num_classes=2)
