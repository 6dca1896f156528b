"""Joins the rows of waiting requests into batches and runs them, one at a time.

Knows neither HTTP nor TensorFlow: the function that runs a batch is handed in.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np

Outputs = Mapping[str, np.ndarray]


class QueueFullError(RuntimeError):
    """Says that too many rows wait for one more request."""


class _Job:
    """Rows of one request, shortest first, and what has been found out about them."""

    def __init__(self, signature: str, texts: list[str], answer: asyncio.Future):
        self.signature, self.answer = signature, answer
        # Texts of like length share a batch, which saves padding.
        self.order = np.argsort([len(text) for text in texts], kind="stable")
        self.texts = [texts[i] for i in self.order]
        self.parts: list[Outputs] = []
        self.taken = 0

    @property
    def left(self) -> int:
        """How many rows have not been taken into a batch."""
        return len(self.texts) - self.taken

    def take(self, most: int) -> list[str]:
        """Takes the next rows."""
        rows = self.texts[self.taken : self.taken + most]
        self.taken += len(rows)
        return rows

    def add(self, outputs: Outputs) -> None:
        """Adds the outputs of the rows taken; the last ones end the job."""
        self.parts.append(outputs)
        if self.left or self.answer.done():
            return
        place = np.argsort(self.order)
        self.answer.set_result(
            {
                name: np.concatenate([part[name] for part in self.parts])[place]
                for name in outputs
            }
        )


class Batcher:
    """Runs texts of many requests together, in one thread.

    A batch starts as soon as the last one is done, with what waits by then; a request
    of many rows takes turns with the others.

    Args:
        run: Function of a signature's name and a list of texts that returns output
            names to arrays, a row a text. Called in one thread.
        batch_rows: int. Most rows of a call.
        waiting_rows: int. Most rows that may wait.
        observe: Function of the rows and seconds of each batch, or None.
    """

    def __init__(
        self,
        run: Callable[[str, list[str]], Outputs],
        batch_rows: int = 32,
        waiting_rows: int = 4096,
        observe: Callable[[int, float], None] | None = None,
    ):
        self._run, self._observe = run, observe
        self._batch_rows, self._most_waiting = batch_rows, waiting_rows
        self._jobs: deque[_Job] = deque()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="batch")
        self._task: asyncio.Task | None = None

    @property
    def waiting_rows(self) -> int:
        """Rows of requests that wait, or wait for their further rows."""
        return sum(job.left for job in self._jobs)

    async def submit(self, signature: str, texts: list[str]) -> Outputs:
        """Runs texts, with those of others.

        Args:
            signature: str.
            texts: list of str, not empty.

        Returns:
            dict from output names to arrays, rows in the order of `texts`. If the
            caller is canceled, rows that have not begun are dropped.

        Raises:
            QueueFullError: If too many rows wait.
        """
        waiting = self.waiting_rows
        if waiting + len(texts) > self._most_waiting:
            raise QueueFullError(f"{waiting} rows wait already")
        loop = asyncio.get_running_loop()
        job = _Job(signature, texts, loop.create_future())
        self._jobs.append(job)
        if self._task is None:
            self._task = loop.create_task(self._work())
        try:
            return await job.answer
        finally:
            if job.left:
                with contextlib.suppress(ValueError):
                    self._jobs.remove(job)

    async def close(self) -> None:
        """Waits for the jobs that are there, then ends the thread."""
        while self._task is not None:
            await asyncio.wait([self._task])
        self._thread.shutdown()

    async def _work(self) -> None:
        """Runs batches until nothing waits."""
        try:
            while self._jobs:
                await self._run_batch(self._next_batch())
        finally:
            self._task = None

    def _next_batch(self) -> list[tuple[_Job, list[str]]]:
        """Takes rows of one signature from the jobs in front."""
        signature, room = self._jobs[0].signature, self._batch_rows
        batch, kept, unfinished = [], [], []
        while self._jobs and room:
            job = self._jobs.popleft()
            if job.signature != signature:
                kept.append(job)
                continue
            rows = job.take(room)
            room -= len(rows)
            batch.append((job, rows))
            if job.left:
                unfinished.append(job)
        self._jobs.extendleft(reversed(kept))
        self._jobs.extend(unfinished)
        return batch

    async def _run_batch(self, batch: list[tuple[_Job, list[str]]]) -> None:
        signature = batch[0][0].signature
        texts = [text for _, rows in batch for text in rows]
        try:
            outputs = await self._call(signature, texts)
        except Exception as error:  # whatever TensorFlow has for it
            await self._run_apart(batch, error)
            return
        start = 0
        for job, rows in batch:
            stop = start + len(rows)
            job.add({name: values[start:stop] for name, values in outputs.items()})
            start = stop

    async def _run_apart(self, batch, error: Exception) -> None:
        """Runs the jobs of a failed batch one by one, so that one fails alone."""
        for job, rows in batch:
            if job.answer.done():
                continue
            try:
                if len(batch) == 1:
                    raise error
                job.add(await self._call(job.signature, rows))
            except Exception as own:
                if not job.answer.done():  # its caller may have gone meanwhile
                    job.answer.set_exception(own)

    async def _call(self, signature: str, texts: list[str]) -> Outputs:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        outputs = await loop.run_in_executor(self._thread, self._run, signature, texts)
        if self._observe is not None:
            self._observe(len(texts), loop.time() - begun)
        return outputs
