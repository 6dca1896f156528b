"""Reading: what the parts of the page ask of a `comparison.json`.

Selects and orders; computes no statistic and writes no word but names.
"""

from collections.abc import Mapping
from typing import Any

from tfq_bert.counted import counted

# The name of each score in words, and whether less of it is better.
METRICS = {
    "macro_f1": ("macro-F1", False),
    "accuracy": ("accuracy", False),
    "mcc": ("Matthews correlation", False),
    "auroc": ("area under the ROC curve", False),
    "ece": ("expected calibration error", True),
    "log_loss": ("log loss", True),
}


class Reading:
    """Answers questions on one comparison.

    Lists that are missing or null count as empty. A run without a width (`qubits` is
    null) belongs to every width.

    Args:
        content: Mapping. The content of a `comparison.json`; not modified.

    Attributes:
        settings: Mapping. The settings of the comparison.
        metric: str. Name of the score that is compared.
        data: list of str. The data sets, in order.
        arms: list of str. The arms, in order.
        widths: list of int. Numbers of qubits, ascending; `[None]` if no run has one.
        fractions: list of float. Shares of the training rows, ascending.
        width: The width that details are shown of: the one of the circuit in the
            settings if there are runs of it, else the first.

    Example:
    >>> run = {"data": "d", "arm": "linear", "qubits": None, "seed": 0, "fraction": 1.0,
    ...        "scores": {"macro_f1": {"value": 0.9}}}
    >>> Reading({"runs": [run]}).values("d", "linear", 4)
    [0.9]
    """

    def __init__(self, content: Mapping[str, Any]):
        self.content = content
        self.settings = content.get("settings") or {}
        self.metric = self.settings.get("metric") or "macro_f1"
        runs = self.listed("runs")
        self.data = list(
            dict.fromkeys(
                [row["name"] for row in self.listed("data")]
                + [run["data"] for run in runs]
            )
        )
        self._titles = _different_titles(self.listed("arms"))
        self.arms = list(dict.fromkeys([*self._titles, *(run["arm"] for run in runs)]))
        widths = {run["qubits"] for run in runs} - {None}
        self.widths = sorted(widths) or [None]
        self.fractions = sorted({run["fraction"] for run in runs})
        drawn = (self.settings.get("circuit") or {}).get("num_qubits")
        self.width = drawn if drawn in self.widths else self.widths[0]
        self._runs: dict[tuple, list[Mapping[str, Any]]] = {}
        for run in runs:
            key = (run["data"], run["arm"], run["qubits"], run["fraction"])
            self._runs.setdefault(key, []).append(run)

    @property
    def metric_words(self) -> str:
        """The name of the score in words."""
        return METRICS.get(self.metric, (self.metric.replace("_", " "), False))[0]

    @property
    def axis_words(self) -> str:
        """The name of the score with its range, for an axis."""
        ranges = {"mcc": "-1 to 1", "log_loss": "nats"}
        words = self.metric_words[0].upper() + self.metric_words[1:]
        return f"{words} ({ranges.get(self.metric, '0 to 1')})"

    @property
    def less_is_better(self) -> bool:
        """Whether the arm with the lower score is the better one."""
        return METRICS.get(self.metric, ("", False))[1]

    @property
    def fraction(self) -> float | None:
        """The largest share of the training rows; None without a run."""
        return self.fractions[-1] if self.fractions else None

    def listed(self, name: str) -> list:
        """Returns a list of the content, empty if it is missing or null.

        Args:
            name: str. Its key.

        Returns:
            list.
        """
        return list(self.content.get(name) or ())

    def title(self, arm: str) -> str:
        """Returns the title of an arm, its name if it has none.

        Args:
            arm: str.

        Returns:
            str.
        """
        return self._titles.get(arm) or arm

    def class_names(self, data: str) -> list[str]:
        """Returns the classes of a data set, in the order of its matrices.

        Args:
            data: str.

        Returns:
            list of str; empty if the data set is not described.
        """
        rows = (row for row in self.listed("data") if row["name"] == data)
        return list(next(rows, {}).get("counts") or ())

    def where(self, data: str, width: int | None) -> str:
        """Names a data set, and the width where there are several.

        Args:
            data: str.
            width: int or None.

        Returns:
            str, such as "sms_spam, 4 qubits".
        """
        several = len(self.widths) > 1 and width is not None
        return f"{data}, {counted(width, 'qubit')}" if several else data

    def runs(
        self, data: str, arm: str, qubits: int | None, fraction: float | None = None
    ) -> list[Mapping[str, Any]]:
        """Returns the runs of one arm, which differ by their seed alone.

        Args:
            data: str.
            arm: str.
            qubits: int or None. Runs without a width are returned for any.
            fraction: float. Defaults to the largest.

        Returns:
            list of mapping, in the order of their seeds.
        """
        part = self.fraction if fraction is None else fraction
        found = self._runs.get((data, arm, qubits, part), [])
        found = found or self._runs.get((data, arm, None, part), [])
        return sorted(found, key=lambda run: run["seed"])

    def values(
        self, data: str, arm: str, qubits: int | None, fraction: float | None = None
    ) -> list[float]:
        """Returns the compared score of each seed, without those that are null.

        Args:
            data: str.
            arm: str.
            qubits: int or None.
            fraction: float. Defaults to the largest.

        Returns:
            list of float.
        """
        found = [
            score_of(run, self.metric) for run in self.runs(data, arm, qubits, fraction)
        ]
        return [value for value in found if value is not None]

    def difference(
        self, data: str | None, arm: str, qubits: int | None
    ) -> Mapping[str, Any] | None:
        """Returns the hybrid's difference to an arm on the most training rows.

        Args:
            data: str, or None for all data sets together.
            arm: str.
            qubits: int or None.

        Returns:
            mapping, or None if the two were not compared.
        """
        wanted = (data, arm, qubits, self.fraction, self.metric)
        keys = ("data", "arm", "qubits", "fraction", "metric")
        rows = self.listed("differences")
        return next(
            (row for row in rows if tuple(row[key] for key in keys) == wanted), None
        )


def _different_titles(arms: list[Mapping[str, Any]]) -> dict[str, str]:
    """Returns each arm's title, with its name where two have the same."""
    titles = [arm.get("title") or arm["name"] for arm in arms]
    return {
        arm["name"]: title if titles.count(title) == 1 else f"{title} ({arm['name']})"
        for arm, title in zip(arms, titles, strict=True)
    }


def score_of(run: Mapping[str, Any], metric: str) -> float | None:
    """Returns one score of a run, None if it has none.

    Args:
        run: mapping, of `runs` or of `robustness`.
        metric: str.

    Returns:
        float or None.

    Example:
    >>> score_of({"scores": {"mcc": {"value": 0.8}}}, "mcc")
    0.8
    """
    return (run["scores"].get(metric) or {}).get("value")
