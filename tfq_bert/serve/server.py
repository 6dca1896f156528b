"""Listens on a port until a signal, then answers what was accepted and ends.

Knows uvicorn; does not know what it serves.
"""

import asyncio
import contextlib
import errno
import logging
import signal
import socket
from collections.abc import Callable, Iterator

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from tfq_bert.errors import InputError
from tfq_bert.serve.app import Application
from tfq_bert.serve.limits import Limits

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_BACKLOG = 2048
# Seconds for a client to say what it wants, or to hear that it said it badly.
_LAST_WORDS = 1.0
_MALFORMED = b'{"error":"Malformed request: not HTTP"}'


def open_socket(host: str, port: int) -> socket.socket:
    """Takes a port, so that one in use is told before a model is loaded.

    Args:
        host: str. A name or address of this machine.
        port: int. 0 for any that is free.

    Returns:
        A socket that listens: clients that come before `run_server` wait for it.

    Raises:
        InputError: If the port is in use, not allowed, or the host not this machine.
    """
    place = f"--host {host} --port {port}"
    if not 0 <= port < 2**16:
        raise InputError(f"`--port` must be from 0 to 65535. Received: --port {port}.")
    try:
        # With the protocol: without, asyncio leaves Nagle's delay on (40 ms an answer).
        *how, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(*how)
        try:
            # So that a server can follow another at once.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            # Until one listens, the system lets two share a port.
            listener.listen(_BACKLOG)
        except BaseException:
            listener.close()
            raise
    except (OSError, OverflowError) as error:
        if getattr(error, "errno", None) == errno.EADDRINUSE:
            raise InputError(
                f"`--port` must be free. Received: {place}, which another program "
                "listens on. Choose another, or 0 for any."
            ) from error
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            "`--host` and `--port` must be an address of this machine that can be "
            f"listened on. Received: {place} ({reason})."
        ) from error
    return listener


def run_server(
    application: Application,
    listener: socket.socket,
    limits: Limits,
    announce: Callable[[], None] = lambda: None,
) -> None:
    """Serves until SIGTERM or SIGINT, and then until all that came is answered.

    Args:
        application: `Application`.
        listener: From `open_socket`.
        limits: `Limits`.
        announce: Called when connections are taken.
    """
    config = uvicorn.Config(
        application.asgi,
        http=_Protocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        backlog=_BACKLOG,
        server_header=False,
        timeout_keep_alive=60,
        # A request may take as long for its body, and then for its answer.
        timeout_graceful_shutdown=int(2 * limits.timeout_seconds) + 1,
    )
    # Its notes say what clients did wrong, which the clients are told.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    _Server(config, application, limits, announce).run(sockets=[listener])


class _Protocol(H11Protocol):
    """Answers what is not HTTP in the form of the REST API."""

    _is_refused = False

    def data_received(self, data: bytes) -> None:
        if not self._is_refused:
            super().data_received(data)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  # uvicorn's words
        """Answers, and goes on reading for a while.

        A connection that is closed while more comes in is reset, and the answer lost.
        """
        self._is_refused = True
        self.loop.call_later(_LAST_WORDS, self.transport.close)
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            headers = [
                ("content-type", "application/json"),
                ("content-length", str(len(_MALFORMED))),
                ("connection", "close"),
            ]
            events = (
                h11.Response(status_code=400, headers=headers, reason="Bad Request"),
                h11.Data(data=_MALFORMED),
                h11.EndOfMessage(),
            )
            self.transport.write(b"".join(map(self.conn.send, events)))
        self.transport.write_eof()


class _Server(uvicorn.Server):
    """Ends without losing a request.

    After the signal: not ready any more, and each answer asks for its connection to be
    closed, while new ones are taken for `drain_seconds`; then those that the system
    had accepted are taken as well, and each gets a moment to send its request.
    """

    def __init__(self, config, application: Application, limits: Limits, announce):
        super().__init__(config)
        self._application, self._limits = application, limits
        self._announce = announce

    async def startup(self, sockets=None) -> None:
        await super().startup(sockets)
        self._announce()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ends on a signal, without raising it again: the exit code is 0."""
        before = {number: signal.signal(number, self._stop) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, number, _) -> None:
        if self.should_exit and number == signal.SIGINT:
            self.force_exit = True  # the second Ctrl-C
        self.should_exit = True

    async def shutdown(self, sockets=None) -> None:
        self._application.begin_to_drain()
        await self._wait(self._limits.drain_seconds, lambda: False)
        for listener in sockets or []:
            await self._take_accepted(listener)
        await self._wait(_LAST_WORDS, lambda: not self.server_state.connections)
        await super().shutdown(sockets)

    async def _wait(self, seconds: float, is_over: Callable[[], bool]) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while loop.time() < end and not is_over() and not self.force_exit:
            await asyncio.sleep(0.02)

    async def _take_accepted(self, listener: socket.socket) -> None:
        """Stops listening, after the last connection that the system accepted."""
        loop = asyncio.get_running_loop()
        loop.remove_reader(listener.fileno())
        accepted = []
        with contextlib.suppress(BlockingIOError):
            while True:
                accepted.append(listener.accept()[0])
        for server in self.servers:
            server.close()
        for connection in accepted:
            await loop.connect_accepted_socket(self._make_protocol, connection)

    def _make_protocol(self) -> H11Protocol:
        return _Protocol(
            config=self.config,
            server_state=self.server_state,
            app_state=self.lifespan.state,
        )
