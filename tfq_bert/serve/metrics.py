"""Counts what a server does, for Prometheus.

Keeps a registry of its own, so that two servers in one process do not mix.
"""

from prometheus_client import (
    CONTENT_TYPE_LATEST as CONTENT_TYPE_LATEST,
)
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_ROWS = (1, 2, 4, 8, 16, 32, 64, 128, 256)


class Metrics:
    """Counters and histograms of one server.

    Attributes:
        registry: `prometheus_client.CollectorRegistry`.
    """

    def __init__(self):
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "tfq_bert_requests",
            "Answers, by the kind of path and the HTTP status.",
            ("kind", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "tfq_bert_request_seconds",
            "Seconds from a request's head to the end of its answer.",
            ("kind",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._rows = Counter(
            "tfq_bert_rows", "Texts that were run.", registry=self.registry
        )
        self._batch_rows = Histogram(
            "tfq_bert_batch_rows",
            "Texts of each batch.",
            buckets=_ROWS,
            registry=self.registry,
        )
        self._batch_seconds = Histogram(
            "tfq_bert_batch_seconds",
            "Seconds of each batch in TensorFlow.",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._waiting = Gauge(
            "tfq_bert_waiting_rows",
            "Texts that wait for a batch.",
            registry=self.registry,
        )

    def watch_waiting(self, count) -> None:
        """Asks a function for the rows that wait, whenever the metrics are read."""
        self._waiting.set_function(count)

    def count_request(self, kind: str, status: int, seconds: float) -> None:
        """Counts one answer.

        Args:
            kind: str. One of few words.
            status: int. HTTP status.
            seconds: float.
        """
        self._requests.labels(kind, str(status)).inc()
        self._seconds.labels(kind).observe(seconds)

    def count_batch(self, rows: int, seconds: float) -> None:
        """Counts one batch."""
        self._rows.inc(rows)
        self._batch_rows.observe(rows)
        self._batch_seconds.observe(seconds)

    def text(self) -> bytes:
        """Returns all of it in Prometheus's format, of type `CONTENT_TYPE_LATEST`."""
        return generate_latest(self.registry)
