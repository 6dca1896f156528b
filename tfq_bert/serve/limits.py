"""What a server takes before it says no: bytes, rows, lengths, waiting, seconds.

Holds the numbers; the rooms beside it obey them.
"""

import math
from dataclasses import dataclass, fields

from tfq_bert.errors import InputError


@dataclass(frozen=True)
class Limits:
    """Limits of one server.

    Args:
        body_bytes: int. Largest body of a request, uploads to the page included.
        rows: int. Most texts of a request.
        text_characters: int. Longest text; BERT reads the first few hundred words.
        batch_rows: int. Most rows that run at once.
        waiting_rows: int. Rows that may wait; further requests are told to come back.
        timeout_seconds: float. Longest wait for a body, and then for an answer.
        drain_seconds: float. How long a server that was told to stop takes new
            connections, so that a load balancer can see that it is no longer ready.

    Raises:
        InputError: If one of them is not positive (the last one may be 0) and finite.
    """

    body_bytes: int = 4 * 2**20
    rows: int = 1024
    text_characters: int = 20_000
    batch_rows: int = 32
    waiting_rows: int = 4096
    timeout_seconds: float = 30.0
    drain_seconds: float = 1.0

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            may_be_zero = field.name == "drain_seconds"
            if not (value > 0 or (may_be_zero and value == 0)):
                least = "at least 0" if may_be_zero else "above 0"
                raise InputError(
                    f"`{field.name}` must be {least}. Received: {field.name}={value}."
                )
            if not math.isfinite(value):
                raise InputError(
                    f"`{field.name}` must be finite. Received: {field.name}={value}."
                )
        if self.waiting_rows < self.rows:
            raise InputError(
                "`waiting_rows` must be at least `rows`, because a request waits "
                f"whole. Received: waiting_rows={self.waiting_rows}, "
                f"rows={self.rows}."
            )
