"""The body of a request as it comes in: not too large, not too slow.

Does not read what is in it.
"""

import asyncio
import time

from starlette.exceptions import HTTPException

from tfq_bert.serve.limits import Limits

# What is read of a body that nobody wants, so that its sender reads the answer.
_MOST_DISCARDED, _MOST_SECONDS = 64 * 2**20, 5.0


class LimitedBody:
    """An ASGI `receive` around another, with limits.

    Args:
        receive: The ASGI function.
        limits: `Limits`.

    Raises:
        HTTPException: 413 or 408, when it is called, if the body is too large or late.
    """

    def __init__(self, receive, limits: Limits):
        self._receive, self._most = receive, limits.body_bytes
        self._deadline = time.monotonic() + limits.timeout_seconds
        self._size, self._is_complete = 0, False

    async def __call__(self):
        if self._is_complete:  # what comes now is the client going away, at any time
            return await self._receive()
        try:
            message = await self._next(self._deadline)
        except TimeoutError:
            raise HTTPException(408, "The body of the request is late.") from None
        if self._size > self._most:
            raise HTTPException(413, too_large(self._most))
        return message

    async def discard(self) -> None:
        """Reads the rest, and keeps nothing.

        A connection that is closed before its sender is done is reset, and the answer
        lost.
        """
        deadline = time.monotonic() + _MOST_SECONDS
        try:
            while not self._is_complete and self._size < _MOST_DISCARDED:
                await self._next(deadline)
        except TimeoutError:
            return

    async def _next(self, deadline: float):
        async with asyncio.timeout(deadline - time.monotonic()):
            message = await self._receive()
        self._size += len(message.get("body", b""))
        self._is_complete = not message.get("more_body", False)
        return message


def too_large(most: int) -> str:
    """Words the error of a body that is too large."""
    return f"A body must have at most {most:,} bytes."
