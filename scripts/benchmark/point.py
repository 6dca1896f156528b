"""Measures all engines at one point of the grid: checked first, then visited in turn.

Only one engine runs at a time; the processes of the others wait for their order.
"""

import contextlib
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from scripts.benchmark.channel import Channel, WorkerError
from scripts.benchmark.engines import Engine
from scripts.benchmark.environments import find_python
from scripts.benchmark.reference import Reference, compute_reference, find_fault
from scripts.benchmark.results import summarize
from scripts.benchmark.work import Work

TRIAL_VISITS = 5


@dataclass(frozen=True)
class Effort:
    """How long to measure.

    Args:
        visits: int. Turns of every engine at a point.
        visit_milliseconds: float. Steps of a turn go on for so long; one is made in
            any case.
        visit_steps: int. Most steps of a turn.
        limit_seconds: float. Longest first call, and longest sum of an engine's turns.
    """

    visits: int = 40
    visit_milliseconds: float = 20.0
    visit_steps: int = 100
    limit_seconds: float = 60.0


def measure_point(
    work: Work, engines: list[Engine], effort: Effort, tell: Callable[[str], None]
) -> dict:
    """Measures engines at one point.

    Args:
        work: `Work`.
        engines: list of `Engine`.
        effort: `Effort`.
        tell: Function called with a word on what is going on.

    Returns:
        dict from an engine's name to its result: `{"skipped": REASON}`,
        `{"error": WORDS}` or times, memory and versions.
    """
    tell("Cirq's answers")
    reference = compute_reference(work)
    results, visitors = {}, []
    with contextlib.ExitStack() as stack:
        for engine in engines:
            tell(f"first call of {engine.label}")
            visitor, results[engine.name] = _find_best(engine, work, reference, effort)
            if visitor is not None:
                stack.callback(visitor.channel.close)
                visitors.append(visitor)
        tell("visits")
        for _ in range(effort.visits):
            for visitor in visitors:
                visitor.visit(effort)
        for visitor in visitors:
            results[visitor.name] |= visitor.finish()
    return results


class _Visitor:
    """A worker whose answers were right, and its times so far."""

    def __init__(self, name, channel):
        self.name, self.channel = name, channel
        self.times, self.spent, self.error = [], 0.0, None

    def visit(self, effort):
        """Times one turn, unless the engine has used up its time."""
        if self.error or (self.times and self.spent > effort.limit_seconds):
            return
        begun = time.perf_counter()
        try:
            answer = self.channel.ask(
                "visit",
                seconds=effort.limit_seconds,
                milliseconds=effort.visit_milliseconds,
                most=effort.visit_steps,
            )
        except WorkerError as error:
            # Times of earlier turns stand; the process is gone.
            self.error = str(error)
        else:
            self.times.append(answer["milliseconds"])
        self.spent += time.perf_counter() - begun

    def finish(self):
        """Returns times and memory, or why there are none."""
        if self.error:
            kind = "skipped" if self.error.startswith("over ") else "error"
            return {kind: self.error}
        return {
            **summarize(self.times),
            "visits": self.times,
            **self.channel.ask("peak"),
        }


def _find_best(engine: Engine, work: Work, reference: Reference, effort: Effort):
    """Starts all formulations of an engine one after the other; keeps the fastest.

    Returns:
        The visitor of the fastest right one, or None; and what to report so far.
    """
    python = find_python(engine.environment)
    if python is None:
        reason = f"no environment {engine.environment}: run the setup first"
        return None, {"skipped": reason}
    best, report, trials = None, {}, {}
    for formulation in engine.formulations:
        visitor = _Visitor(engine.name, Channel(python))
        try:
            found = _start(visitor.channel, engine, formulation, work, effort)
            fault = find_fault(
                found.pop("answer"), reference, engine.gradient_tolerance
            )
            if fault:
                raise WorkerError(fault)
            if len(engine.formulations) > 1:
                for _ in range(TRIAL_VISITS):
                    visitor.visit(effort)
                if visitor.error:
                    raise WorkerError(visitor.error)
        except WorkerError as error:
            visitor.channel.close()
            trials[formulation] = str(error)
            continue
        trial = statistics.median(visitor.times) if visitor.times else 0.0
        trials[formulation] = trial
        if best is not None and trial >= trials[report["formulation"]]:
            visitor.channel.close()
            continue
        if best is not None:
            best.channel.close()
        best, report = visitor, {"formulation": formulation, **found}
    if best is None:
        return None, _explain(trials)
    # The trial turns were not interleaved with the other engines.
    best.times, best.spent = [], 0.0
    return best, {**report, "trials": trials}


def _explain(trials):
    """Reports an engine of which no formulation gave times."""
    faults = [words for words in trials.values() if not words.startswith("over ")]
    if faults:
        return {"error": faults[0], "trials": trials}
    return {"skipped": next(iter(trials.values())), "trials": trials}


def _start(channel, engine, formulation, work, effort):
    started = channel.ask(
        "start",
        seconds=300,
        engine=engine.name,
        formulation=formulation,
        work=asdict(work),
        distributions=engine.distributions,
    )
    first = channel.ask("first", seconds=effort.limit_seconds)
    seconds = {k: first.pop(k) for k in ("build_seconds", "first_seconds")}
    return {**started, **seconds, "answer": first}
