"""What `compare` says of its plan and its result, for people.

Computes nothing; `tfq_bert.comparison` does.
"""

from typing import Any

from tfq_bert.cli.output import counted, print_rows, print_section, print_text

# What fits a column; the report has the whole words.
_SHORT = {"no difference shown": "not shown", "too few pairs": "too few"}


def plan_lines(config) -> list[str]:
    """Says what will be trained.

    Args:
        config: `CompareConfig`.

    Returns:
        list of str.
    """
    from tfq_bert.comparison import plan_jobs

    jobs = plan_jobs(config)
    widths = ", ".join(map(str, config.qubits))
    lines = [
        f"{counted(len(jobs), 'training')}: {counted(len(config.arms), 'arm')}, "
        f"{counted(len(config.seeds), 'seed')}, {widths} qubits",
        f"recipe {config.recipe}, {counted(config.tries, 'learning rate')} for each "
        "head and seed, chosen by validation loss",
    ]
    if len(config.fractions) > 1:
        shares = ", ".join(f"{fraction:.0%}" for fraction in config.fractions)
        lines.append(f"on {shares} of the rows to train and to validate on")
    return lines


def print_comparison(content: dict[str, Any], output: str) -> None:
    """Prints a table of arms for each data set and width, and the verdicts.

    Args:
        content: What `compare` returned.
        output: str. The folder.
    """
    metric = content["settings"]["metric"]
    largest = max(content["settings"]["fractions"])
    for entry in content["data"]:
        for qubits in content["settings"]["qubits"]:
            print(
                f"\n{entry['name']}, {counted(qubits, 'qubit')}: mean {_word(metric)} "
                f"of {counted(len(content['settings']['seeds']), 'seed')}, and the "
                "hybrid's minus it:\n"
            )
            place = (entry["name"], qubits, largest)
            print_rows(
                ("arm", "weights", _word(metric), "hybrid minus it", "hybrid is"),
                _rows(content, place, metric),
            )
    print()
    print_text(
        "Intervals are over seeds. Better and worse need p below 0.05 in Wilcoxon's "
        "signed-rank test, corrected over the arms (Holm), and 9 pairs."
    )
    _print_overall(content, metric, largest)
    print(f"\nReport    {output}/report.html")
    print(f"Took      {content['seconds']:,.0f} s, {_bert(content)} of them for BERT")


def _rows(content: dict, place: tuple, metric: str) -> list[tuple[str, ...]]:
    found = []
    for arm in content["arms"]:
        runs = [
            run
            for run in content["runs"]
            if run["arm"] == arm["name"]
            and (run["data"], run["fraction"]) == (place[0], place[2])
            and run["qubits"] in (None, place[1])
        ]
        values = [(run["scores"][metric] or {}).get("value") for run in runs]
        values = [value for value in values if value is not None]
        mean = f"{sum(values) / len(values):.3f}" if values else "-"
        weights = f"{runs[0]['parameters']:,}"
        found.append((arm["title"], weights, mean, *_difference(content, place, arm)))
    return found


def _difference(content: dict, place: tuple, arm: dict) -> tuple[str, str]:
    metric = content["settings"]["metric"]
    for each in content["differences"]:
        same = (each["data"], each["qubits"], each["fraction"]) == place
        if same and each["arm"] == arm["name"] and each["metric"] == metric:
            words = each["verdict"].partition(" (")[0]
            interval = f"{each['mean']:+.3f} ({each['low']:.3f} to {each['high']:.3f})"
            return interval, _SHORT.get(words, words)
    return "", ""


def _print_overall(content: dict, metric: str, fraction: float) -> None:
    """Prints the verdicts over all data sets, where there are several."""
    lines = [
        f"{each['arm']} ({counted(each['qubits'], 'qubit')}): {each['verdict']}"
        for each in content["differences"]
        if each["data"] is None
        and each["metric"] == metric
        and each["fraction"] == fraction
    ]
    if lines:
        print()
        print_text(f"Over all data sets, the hybrid's {_word(metric)} beside each arm:")
        print_section("", lines)


def _bert(content: dict) -> str:
    return f"{sum(entry['features_seconds'] for entry in content['data']):,.0f} s"


def _word(metric: str) -> str:
    words = {"macro_f1": "macro-F1", "mcc": "MCC", "auroc": "AUROC", "ece": "ECE"}
    return words.get(metric, metric.replace("_", " "))
