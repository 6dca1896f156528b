"""What needs no BERT: TF-IDF with logistic regression, and the majority class.

Scores nothing.
"""

import numpy as np

# The inverse strength of the penalty, in the order in which it is tried.
_STRENGTHS = (10.0, 1.0, 100.0, 0.1, 1000.0, 3.0, 30.0)


def tfidf(rows, parts, tries: int) -> tuple[dict, np.ndarray]:
    """Fits a logistic regression on TF-IDF of words and word pairs.

    Args:
        rows: `Rows`, with texts.
        parts: dict from "train", "validation" and "test" to row numbers.
        tries: int, 1 to 7. Strengths of the penalty to try, by validation loss.

    Returns:
        dict with `parameters` and what was tried, and the probabilities of the test
        rows, `(rows, classes)`.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import log_loss

    texts = {part: [rows.texts[i] for i in at] for part, at in parts.items()}
    vectorizer = TfidfVectorizer(
        ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b|[^\w\s]"
    )
    inputs = {"train": vectorizer.fit_transform(texts["train"])}
    inputs |= {p: vectorizer.transform(texts[p]) for p in ("validation", "test")}
    ids, num_classes = rows.ids, len(rows.class_names)
    best, tried = None, []
    for strength in _STRENGTHS[:tries]:
        model = LogisticRegression(C=strength, max_iter=2000)
        model.fit(inputs["train"], ids[parts["train"]])
        held = _all_classes(model, inputs["validation"], num_classes)
        loss = log_loss(ids[parts["validation"]], held, labels=np.arange(num_classes))
        tried.append({"penalty": 1 / strength, "validation_loss": float(loss)})
        if best is None or loss < best[0]:
            best = (loss, model)
    model = best[1]
    found = {
        "parameters": int(model.coef_.size + model.intercept_.size),
        "circuit_parameters": 0,
        "tried": tried,
    }
    return found, _all_classes(model, inputs["test"], num_classes)


def majority(rows, parts, tries: int = 1) -> tuple[dict, np.ndarray]:  # noqa: ARG001
    """Answers with the shares of the classes in the training rows.

    Args:
        rows: As in `tfidf`.
        parts: As in `tfidf`.
        tries: Not used: there is nothing to try.

    Returns:
        As `tfidf`.
    """
    counts = np.bincount(rows.ids[parts["train"]], minlength=len(rows.class_names))
    shares = counts / counts.sum()
    found = {"parameters": 0, "circuit_parameters": 0, "tried": []}
    return found, np.tile(shares, (len(parts["test"]), 1))


def _all_classes(model, inputs, num_classes: int) -> np.ndarray:
    """Returns a column for each class, 0 where no training row had it."""
    probabilities = np.zeros((inputs.shape[0], num_classes))
    probabilities[:, model.classes_] = model.predict_proba(inputs)
    return probabilities
