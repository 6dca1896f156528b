"""Waits until all workers of a training have started, before TensorFlow does.

Loads no TensorFlow. Its runtime (2.18) would do without this, but where a worker does
not come, the first one waits in C++ without end and deaf to SIGTERM and Ctrl-C.
"""

import contextlib
import json
import os
import select
import socket
import time

from tfq_bert.errors import InputError

_GO = "go"
_RETRY_SECONDS = 0.2
# Far above what a worker says; a stranger who says more is hung up on.
_MOST_BYTES = 2**20


def meet(addresses: tuple[str, ...], rank: int, seconds: float = 300.0) -> None:
    """Returns once the workers of all ranks have called it.

    Rank 0 listens at its own address, the others tell it that they are there. The
    ports are free again afterwards.

    Args:
        addresses: tuple of "HOST:PORT", one a rank, the same on all workers.
        rank: int. Which of them this worker is.
        seconds: float. How long to wait.

    Raises:
        InputError: If this worker's port is taken, one of the others does not come in
            time, two have the same rank, or their addresses differ.

    Example:
    >>> meet(("127.0.0.1:23456",), rank=0)
    """
    with _listen(addresses[rank], rank) as server:
        deadline = time.monotonic() + seconds
        if rank == 0:
            _gather(server, addresses, deadline, seconds)
            return
    _report(addresses, rank, deadline, seconds)


def _listen(address: str, rank: int) -> socket.socket:
    """Takes the port, as the runtime will; unlike that, alone."""
    family = socket.AF_INET
    if socket.has_dualstack_ipv6():
        family = socket.AF_INET6
    port = int(address.rpartition(":")[2])
    try:
        return socket.create_server(
            ("", port), family=family, dualstack_ipv6=family == socket.AF_INET6
        )
    except OSError as error:
        raise InputError(
            f"the port of worker {rank} must be free. Received: {address}, "
            f"{os.strerror(error.errno)}. Stop what uses it, or choose another in "
            "`TF_CONFIG`."
        ) from error


def _gather(server, addresses, deadline, seconds) -> None:
    """Waits for a greeting of every other rank, and answers all at once."""
    callers, there = {}, {}  # what each has said so far; the sockets by their ranks
    with contextlib.ExitStack() as opened:
        while len(there) < len(addresses) - 1:
            waiting = [server, *callers]
            left = max(0.0, deadline - time.monotonic())
            ready = select.select(waiting, (), (), left)[0]
            if not ready:
                raise _absent(addresses, there, seconds)
            for caller in ready:
                if caller is server:
                    new = opened.enter_context(server.accept()[0])
                    new.setblocking(False)
                    callers[new] = b""
                    continue
                if _is_gone(caller, callers):
                    del callers[caller]
                    there = {r: c for r, c in there.items() if c is not caller}
                elif callers[caller].endswith(b"\n"):
                    _welcome(caller, callers.pop(caller), addresses, there)
                    callers[caller] = b""
        for caller in there.values():
            _answer(caller, _GO)


def _is_gone(caller, callers) -> bool:
    """Takes in what a caller says; tells whether it has hung up, or should."""
    try:
        said = caller.recv(_MOST_BYTES)
    except OSError:
        said = b""
    callers[caller] += said
    return not said or len(callers[caller]) > _MOST_BYTES


def _welcome(caller, said: bytes, addresses, there) -> None:
    """Notes who calls; what is no greeting is a stranger's and means nothing."""
    try:
        greeting = json.loads(said)
        rank, theirs = greeting["rank"], tuple(greeting["addresses"])
    except (ValueError, KeyError, TypeError):
        return
    problem = None
    if theirs != addresses:
        problem = (
            "`TF_CONFIG` must name the same workers in the same order everywhere. "
            f"Received: {', '.join(addresses)} on worker 0, {', '.join(theirs)} on "
            f"worker {rank}."
        )
    elif rank in there:
        problem = (
            "every worker must have an index of its own in `TF_CONFIG`. Received: two "
            f"workers of rank {rank}."
        )
    if problem is not None:
        for worker in {caller, *there.values()}:
            _answer(worker, problem)
        raise InputError(problem)
    there[rank] = caller


def _answer(caller, text: str) -> None:
    with contextlib.suppress(OSError):  # who is gone is noticed by the runtime
        caller.setblocking(True)
        caller.sendall(f"{text}\n".encode())


def _report(addresses, rank, deadline, seconds) -> None:
    """Tells rank 0 that this worker is there, until it says that all are."""
    host, _, port = addresses[0].rpartition(":")
    greeting = json.dumps({"rank": rank, "addresses": addresses})
    while (left := deadline - time.monotonic()) > 0:
        try:
            with socket.create_connection((host.strip("[]"), int(port)), left) as line:
                line.sendall(f"{greeting}\n".encode())
                line.settimeout(max(0.01, deadline - time.monotonic()))
                with line.makefile(encoding="utf-8") as file:
                    said = file.readline().strip()
        except OSError:  # not there yet, or gone again
            said = ""
        if said == _GO:
            return
        if said:
            raise InputError(said)
        time.sleep(min(_RETRY_SECONDS, max(0.0, deadline - time.monotonic())))
    raise _absent(addresses, None, seconds)


def _absent(addresses, there, seconds) -> InputError:
    """Words who has not come: to rank 0 some ranks, to the others rank 0 or some."""
    if there is None:
        who = f"no word from worker 0 ({addresses[0]}) that all are there"
    else:
        ranks = [r for r in range(1, len(addresses)) if r not in there]
        names = ", ".join(f"worker {r} ({addresses[r]})" for r in ranks)
        who = f"nothing from {names}"
    return InputError(
        f"all {len(addresses)} workers of `TF_CONFIG` must start within {seconds:g} "
        f"seconds. Received: {who}. Start them all, and see that they reach worker 0."
    )
