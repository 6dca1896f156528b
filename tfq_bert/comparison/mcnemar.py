"""McNemar's test of two classifiers on the same rows.

Takes class ids; compares no scores and no seeds. Loads statsmodels when first used.
"""

import numpy as np

# Below so many rows where only one is right the test is exact.
_FEW_DISCORDANT = 25


def mcnemar(
    y_true: np.ndarray, predicted_a: np.ndarray, predicted_b: np.ndarray
) -> dict[str, int | float | bool]:
    """Compares two classifiers on the rows where only one of them is right.

    Exact (binomial) below 25 such rows, else chi-squared with continuity correction. It
    compares two trained models on one test set, not two ways of training.

    Args:
        y_true: int array `(num_rows,)`. Class ids.
        predicted_a: int array `(num_rows,)`. Class ids that the first predicts.
        predicted_b: int array `(num_rows,)`. Those of the second.

    Returns:
        dict of `"both_right"`, `"a_only_right"`, `"b_only_right"`, `"both_wrong"`
        (numbers of rows), `"p"` (two-sided; 1 without a row where only one is right)
        and `"exact"`.

    Raises:
        ValueError: If the shapes differ or there is no row.

    Example:
    >>> found = mcnemar([0, 1, 1, 0], [0, 1, 1, 1], [0, 0, 0, 1])
    >>> found["a_only_right"], found["b_only_right"], found["p"]
    (2, 0, 0.5)

    Reference:
        McNemar 1947, "Note on the sampling error of the difference between correlated
        proportions or percentages" (https://doi.org/10.1007/BF02295996). Differs: exact
        for few rows, and corrected for continuity.
    """
    from statsmodels.stats.contingency_tables import mcnemar as statsmodels_mcnemar

    ids, a, b = (np.asarray(x) for x in (y_true, predicted_a, predicted_b))
    if ids.ndim != 1 or not len(ids) or not ids.shape == a.shape == b.shape:
        raise ValueError(
            "`y_true`, `predicted_a` and `predicted_b` must be of one length, at least "
            f"1. Received: shapes {ids.shape}, {a.shape} and {b.shape}."
        )
    right_a, right_b = a == ids, b == ids
    table = np.array(
        [
            [(right_a & right_b).sum(), (right_a & ~right_b).sum()],
            [(~right_a & right_b).sum(), (~right_a & ~right_b).sum()],
        ]
    )
    exact = bool(table[0, 1] + table[1, 0] < _FEW_DISCORDANT)
    names = ("both_right", "a_only_right", "b_only_right", "both_wrong")
    return {
        **dict(zip(names, table.ravel().tolist(), strict=True)),
        "p": float(statsmodels_mcnemar(table, exact=exact, correction=True).pvalue),
        "exact": exact,
    }
