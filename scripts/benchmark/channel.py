"""The coordinator's end of a worker: starts it, asks it, and ends it.

Knows nothing of what is asked.
"""

import contextlib
import json
import queue
import subprocess
import tempfile
import threading
from pathlib import Path

ROOT = Path(__file__).parents[2]


class WorkerError(Exception):
    """A worker answered with an error, died, or took too long."""


class Channel:
    """A worker process that answers one order at a time.

    Args:
        python: Path of the Python of the worker's environment.
    """

    def __init__(self, python):
        # Closed by `close`, with the worker.
        self._stderr = tempfile.TemporaryFile("w+", errors="replace")  # noqa: SIM115
        self._process = subprocess.Popen(
            [str(python), "-m", "scripts.benchmark.worker"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            text=True,
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def ask(self, order, seconds=None, **arguments):
        """Sends an order and waits for its answer.

        Args:
            order: str. Name of a method of `worker.Session`.
            seconds: float. Longest wait; None waits on.
            **arguments: Arguments of the method, JSON-ready.

        Returns:
            dict.

        Raises:
            WorkerError: If the worker answers with an error, dies or takes longer. It
                is ended in the last two cases.
        """
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps({"order": order, **arguments}) + "\n")
            self._process.stdin.flush()
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            self.close()
            raise WorkerError(f"over {seconds:.0f} s") from None
        if line is None:
            code = self._process.wait()
            raise WorkerError(f"the worker ended with {code}: {self._last_words()}")
        answer = json.loads(line)
        if "error" in answer:
            raise WorkerError(answer["error"])
        return answer

    def _last_words(self):
        self._stderr.seek(0)
        lines = self._stderr.read().strip().splitlines()
        return lines[-1] if lines else "no message"

    def close(self):
        """Ends the worker at once."""
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for stream in (self._process.stdin, self._process.stdout, self._stderr):
            with contextlib.suppress(BrokenPipeError):
                stream.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
