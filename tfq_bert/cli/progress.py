"""Progress in rows: a bar on a terminal, a line a quarter on a pipe.

Writes to standard error only, and knows nothing of what is being done.
"""

import sys
import time

from rich.progress import BarColumn, Progress, TextColumn

from tfq_bert.cli.output import console

# What is counted, where it is not rows.
_UNITS = {"tuning": "trials", "comparing": "trainings"}


class ProgressReport:
    """Shows how far a command is; a context manager, and a function inside it.

    Calling it takes what `tfq_bert.train` reports: stage, done, total and a detail.

    Args:
        silent: bool. Whether to show nothing at all.

    Example:
    >>> with ProgressReport(silent=True) as progress:
    ...     progress("features", 1, 2, "")
    """

    def __init__(self, *, silent: bool = False):
        self._silent = silent
        self._started: dict[str, tuple[float, int]] = {}
        self._quarter: dict[str, int] = {}
        self._last: dict[str, float] = {}
        self._tasks: dict[str, int] = {}
        self._bars: Progress | None = None
        if not silent and sys.stderr.isatty():
            self._bars = Progress(
                TextColumn("{task.description:<10}", style="bold"),
                BarColumn(bar_width=20),
                TextColumn("{task.fields[status]}"),
                console=console(stderr=True),
            )

    def __enter__(self) -> "ProgressReport":
        return self

    def __exit__(self, *_) -> None:
        if self._bars:
            self._bars.stop()

    def __call__(self, stage: str, done: float, total: int, detail: str = "") -> None:
        """Takes the state of a stage.

        Args:
            stage: str. "features", "training", "predicting", "tuning" or "comparing".
            done: Rows, or trials of a tuning, which may be broken, or trainings.
            total: int. As many in all; it may shrink when a stage ends early.
            detail: str. What else to show.
        """
        if self._silent:
            return
        if done < self._last.get(stage, 0):  # the stage of another data set
            self._started.pop(stage), self._quarter.pop(stage, None)
        self._last[stage] = done
        # What was done before, by a run that goes on, took no time of this one.
        begun, before = self._started.setdefault(stage, (time.monotonic(), done))
        elapsed = time.monotonic() - begun
        unit = _UNITS.get(stage, "rows")
        status = _status(done, total, detail, elapsed, done - before, unit)
        if self._bars:
            self._draw(stage, done, total, status)
            return
        quarter = int(4 * done / total) if total else 4
        if quarter > self._quarter.get(stage, 0):
            self._quarter[stage] = quarter
            line = f"{stage.capitalize()}: {status}"
            print(line, file=sys.stderr, flush=True)

    def _draw(self, stage: str, done: float, total: int, status: str) -> None:
        self._bars.start()  # only now: what was printed until here stays above it
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(
                stage.capitalize(), total=total, status=status
            )
        self._bars.update(
            self._tasks[stage], completed=done, total=total, status=status
        )


def _status(done, total, detail, elapsed: float, new: float, unit="rows") -> str:
    """Words the state: `1,209 of 4,837 rows, 310 a second, 0:12 left`."""
    parts = [f"{int(done):,} of {total:,} {unit}"]
    if unit == "rows" and elapsed > 0.5 and new:
        parts.append(f"{new / elapsed:,.0f} a second")
    if detail:
        parts.append(detail)
    if done >= total:
        parts.append(f"took {_clock(elapsed)}")
    elif elapsed > 0.5 and new:
        parts.append(f"{_clock(elapsed * (total - done) / new)} left")
    return ", ".join(parts)


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02d}:{seconds:02d}"
    return f"{minutes}:{seconds:02d}"
