"""Contents of a `comparison.json`, made up from a seed: a full one and a small one.

The numbers are drawn, not measured: no model is trained here.
"""

import itertools

import numpy as np
from scipy import stats

from circuits import CircuitSpec
from tfq_bert.comparison import differences

# Name, title, words, whether it has a width, macro-F1 lost against the hybrid.
ARMS = [
    ("hybrid", "hybrid", "BERT, Dense(4), circuit of 4 qubits, Dense(2)", True, 0.0),
    ("matched", "matched head", "BERT, a Dense head of as many parameters", True, 0.0),
    ("dense", "dense head", "BERT, Dense(4), Dense(2)", True, 0.002),
    ("linear", "linear head", "BERT, Dense(2)", False, 0.004),
    (
        "frozen_circuit",
        "untrained circuit",
        "the hybrid, its angles random",
        True,
        0.01,
    ),
    ("no_entanglement", "no entanglement", "the hybrid without CNOTs", True, 0.001),
    ("tfidf", "TF-IDF", "logistic regression on words", False, 0.03),
    ("majority", "majority class", "always the most frequent class", False, 0.45),
]
DATA = [
    ("sms_spam", {"ham": 4827, "spam": 747}, 0.97),
    ("news", {"world": 400, "sport": 400, "trade": 400}, 0.9),
]
SEEDS, WIDTHS, FRACTIONS = range(10), (4, 8), (0.01, 0.1, 0.3, 1.0)


def full_content():
    """Makes two data sets, ten seeds, eight arms, two widths and four fractions."""
    return make_content(DATA, SEEDS, ARMS, WIDTHS, FRACTIONS, extras=True)


def small_content():
    """Makes one data set, three seeds, two arms, one width and no extras."""
    return make_content(DATA[:1], range(3), ARMS[:2], (4,), (1.0,), extras=False)


def empty_content():
    """Makes what a comparison without a run would write."""
    content = small_content()
    lists = ("data", "arms", "runs", "differences", "mcnemar")
    content |= {name: [] for name in (*lists, "robustness", "expectations")}
    return content | {"settings": {}, "versions": {}, "command": "", "device": None}


def make_content(data, seeds, arms, widths, fractions, extras):
    """Makes a content of the given size; equal arguments, equal content."""
    random = np.random.default_rng(7)
    runs = [
        _run(random, *place)
        for place in itertools.product(data, arms, widths, fractions, seeds)
        if place[1][3] or place[2] == widths[0]
    ]
    cases = list(itertools.product(data, widths, seeds)) if extras else []
    return {
        "format_version": 1,
        "command": "tfq-bert compare --data sms_spam.csv --seeds 10",
        "settings": {
            "preset": "minilm_l6_en",
            "recipe": "frozen",
            "circuit": CircuitSpec(num_qubits=4, depth=2).to_dict(),
            "qubits": list(widths),
            "tries": 3,
            "fractions": list(fractions),
            "seeds": list(seeds),
            "metric": "macro_f1",
        },
        "versions": {"tfq-bert": "0.1", "tensorflow": "2.18.1", "python": "3.12.4"},
        "data": [_data(*row) for row in data],
        "arms": [{"name": a[0], "title": a[1], "words": a[2]} for a in arms],
        "runs": runs,
        "differences": differences(runs, "macro_f1"),
        "mcnemar": [_mcnemar(random, *case) for case in cases],
        "robustness": [r for case in cases for r in _robustness(random, *case)],
        "expectations": [e for case in cases for e in _expectations(random, *case)],
        "device": _device() if extras else None,
        "seconds": 183.0,
    }


def _data(name, counts, _):
    return {
        "name": name,
        "source": f"{name}.csv",
        "rows": sum(counts.values()),
        "counts": counts,
        "features_seconds": 48.2,
        "notes": ["403 texts stand in the file more than once; one of each was kept."],
    }


def _run(random, data, arm, qubits, fraction, seed):
    name, counts, level = data
    train_rows = max(8, round(0.7 * sum(counts.values()) * fraction))
    lost = arm[4] + 0.3 / train_rows**0.5 - 0.0005 * qubits
    accuracy = float(np.clip(level - lost + random.normal(0, 0.005), 0.05, 0.999))
    learning_rate = float(random.choice([0.0005, 0.002, 0.008]))
    tried = [
        {
            "learning_rate": rate,
            "validation_loss": 0.06 + 0.02 * (rate != learning_rate),
        }
        for rate in (0.0005, 0.002, 0.008)
    ]
    return {
        "data": name,
        "arm": arm[0],
        "qubits": qubits if arm[3] else None,
        "seed": seed,
        "fraction": fraction,
        "train_rows": train_rows,
        "parameters": 0 if arm[0] == "majority" else 384 * qubits + 30,
        "circuit_parameters": 4 * qubits if "circuit" in arm[2] else 0,
        "learning_rate": learning_rate,
        "tried": tried,
        "epochs": 12,
        "kept_epoch": 8,
        "seconds": float(4 + random.uniform()),
        "scores": _scores(random, counts, accuracy),
    }


def _scores(random, counts, accuracy, reliability=True):
    rows = [round(0.15 * count) for count in counts.values()]
    matrix = []
    for true, count in enumerate(rows):
        shares = np.full(len(rows), (1 - accuracy) / (len(rows) - 1))
        shares[true] = accuracy
        matrix.append(random.multinomial(count, shares).tolist())
    values = {
        "accuracy": accuracy,
        "macro_f1": accuracy - 0.004,
        "mcc": 2 * accuracy - 1,
        "auroc": min(0.999, accuracy + 0.01),
        "ece": (1 - accuracy) / 2,
        "log_loss": 2 * (1 - accuracy),
    }
    scores = {
        name: {"value": value, "low": value - 0.01, "high": value + 0.01}
        for name, value in values.items()
    }
    scores |= {"num_rows": sum(rows), "confusion_matrix": matrix}
    if reliability:
        edges = np.linspace(0, 1, 11)
        scores["reliability"] = [
            {
                "low": float(low),
                "high": float(low + 0.1),
                "count": int(0 if low < 0.45 else random.integers(1, 200)),
                "confidence": float(low + 0.05),
                "accuracy": float(min(1, low + random.uniform(0, 0.1))),
            }
            for low in edges[:-1]
        ]
    return scores


def _mcnemar(random, data, qubits, seed):
    one, other = (int(number) for number in random.integers(0, 9, 2))
    p = float(stats.binomtest(one, one + other).pvalue) if one + other else 1.0
    return {
        "data": data[0],
        "qubits": qubits,
        "fraction": 1.0,
        "arm": "matched",
        "seed": seed,
        "hybrid_only_right": one,
        "arm_only_right": other,
        "p": p,
    }


def _robustness(random, data, qubits, seed):
    name, counts, level = data
    lost = {
        "exact": {0: 0.0},
        "shots": {10: 0.06, 100: 0.02, 1000: 0.004, 10000: 0.0},
        "noise": {0.001: 0.0, 0.01: 0.01, 0.03: 0.04, 0.1: 0.2},
        "processor": {"weber": 0.03},
    }
    return [
        {
            "data": name,
            "qubits": qubits,
            "seed": seed,
            "kind": kind,
            "value": value,
            "rows": 300,
            "scores": _scores(
                random, counts, level - less + random.normal(0, 0.004), False
            ),
        }
        for kind, values in lost.items()
        for value, less in values.items()
    ]


def _expectations(random, data, qubits, seed):
    edges = np.linspace(-1, 1, 21)
    found = []
    for qubit, (index, name) in itertools.product(
        range(qubits), enumerate(data[1]) if seed == 0 else ()
    ):
        center = 0.5 * np.cos(qubit + 2 * index)
        drawn = np.clip(random.normal(center, 0.2, 300), -1, 1)
        found.append(
            {
                "data": data[0],
                "qubits": qubits,
                "seed": seed,
                "qubit": qubit,
                "class": name,
                "edges": edges.tolist(),
                "counts": np.histogram(drawn, edges)[0].tolist(),
            }
        )
    return found


def _device():
    text = "Circuit is valid on 'willow'.\n  4 qubits, 21 moments, 44 operations"
    report = {
        "format_version": 1,
        "ok": True,
        "target": "willow",
        "num_qubits": 4,
        "num_moments": 21,
        "num_operations": 44,
        "violations": [],
        "compiled": True,
        "fidelity": {"fidelity": 0.953, "calibration": "weber"},
    }
    return {"target": "willow", "report": report, "text": text}
