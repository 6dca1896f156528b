"""What `tune` says of its search and its result, for people.

Computes nothing; `tfq_bert.training` does.
"""

import sys
from typing import Any

from tfq_bert.cli.output import (
    counted,
    print_commands,
    print_rows,
    print_scores,
    print_section,
    print_text,
)

_NAMES = {
    "learning_rate": "learning rate",
    "depth": "depth",
    "qubits": "qubits",
    "encoder": "encoder",
}


def search_lines(space, choice: dict[str, Any]) -> list[str]:
    """Says what will be tried.

    Args:
        space: `TuningSpace`.
        choice: dict of `search`, `objective` and `max_trials`.

    Returns:
        list of str.
    """
    from tfq_bert.training import count_trials

    if choice["search"] == "grid":
        space = space.as_grid()
    count = count_trials(space, choice["search"], choice["max_trials"])
    most = space.num_combinations
    of = "" if most is None else f" of {counted(most, 'combination')}"
    lines = [
        f"{choice['search']}, {counted(count, 'trial')}{of}, ranked by validation "
        f"{choice['objective']}"
    ]
    for name, word in _NAMES.items():
        values = getattr(space, name)
        if isinstance(values, tuple):
            values = ", ".join(_value(value) for value in values)
        lines.append(f"{word}: {values}")
    return lines


def trial_line(trial: dict[str, Any]) -> str:
    """Says in one line what a trial came to.

    Args:
        trial: Its record.

    Returns:
        str.
    """
    values = trial["values"]
    what = (
        f"Trial {trial['number']}: rate {_value(values['learning_rate'])}, depth "
        f"{values['depth']}, {counted(values['qubits'], 'qubit')}, {values['encoder']}"
    )
    if "failed" in trial:
        return f"{what}: failed"
    return f"{what}: loss {trial['loss']:.4f}, accuracy {trial['accuracy']:.3f}"


def print_kept(num_ended: int, output: str) -> None:
    """Says on standard error what an interrupt left.

    Args:
        num_ended: int. Trials that ended.
        output: str. The folder that the tuning was to make.
    """
    if num_ended:
        print(
            f"{counted(num_ended, 'trial')} kept in {output}.unfinished. Go on with "
            "the same command and --resume.",
            file=sys.stderr,
        )


def print_tuning(result) -> None:
    """Prints the ranked trials, the best one's test scores, and what to type next.

    Args:
        result: `TuneResult`.
    """
    objective = result.content["objective"]
    print("\nTrials, the best first, by their scores on the validation rows:\n")
    print_rows(
        ("encoder", "rate", "depth", "qubits", "loss", "accuracy", "seconds", "trial"),
        [_row(trial) for trial in result.trials],
    )
    failed = [trial for trial in result.trials if "failed" in trial]
    if failed:
        print()
        lines = [f"trial {trial['number']}: {trial['failed']}" for trial in failed]
        print_section("Failed", lines)
    shares = result.content["influence"]
    if shares:
        print()
        words = [f"{_NAMES[name]} {share:.0%}" for name, share in shares.items()]
        print_section(
            "Matters",
            [
                f"{', '.join(words)} of the order of "
                f"{counted(len(result.trials) - len(failed), 'trial')}, each setting "
                "alone, beyond chance; a rough estimate"
            ],
        )
    _print_best(result, objective)


def _print_best(result, objective: str) -> None:
    metrics = result.metrics
    best = result.trials[0]
    print(
        f"\nTrial {best['number']} on {counted(metrics['num_rows'], 'test row')}, with "
        "95% intervals of the rows:\n"
    )
    print_scores(
        {
            "hybrid": metrics,
            "logistic regression": metrics["baselines"]["logistic_regression"],
            "majority class": metrics["majority_baseline"],
        }
    )
    print()
    print_text(
        f"The test rows had no part in the choice, and no other trial's test scores "
        f"were looked at. The validation {objective} of the best is a little too good, "
        "because it was chosen for it."
    )
    print()
    folder, name = str(result.folder), result.folder.name
    print(f"Tuning    {folder} (tuning.json, trials.csv, tuning.png, tuning.svg)")
    print(f"Run       {folder}/best")
    print_commands(
        [
            ("tfq-bert", "export", f"{folder}/best", f"saved_models/{name}"),
            ("tfq-bert", "predict", f"{folder}/best", "a text to classify"),
        ]
    )


def _row(trial: dict[str, Any]) -> tuple[str, ...]:
    values = trial["values"]
    setting = (values[name] for name in ("encoder", "learning_rate", "depth", "qubits"))
    scores = ("failed", "")
    if "failed" not in trial:
        scores = (f"{trial['loss']:.4f}", f"{trial['accuracy']:.3f}")
    return (
        *map(_value, setting),
        *scores,
        f"{trial['seconds']:.1f}",
        str(trial["number"]),
    )


def _value(value: float | int | str) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
