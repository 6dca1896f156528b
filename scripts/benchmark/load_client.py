"""A process that loads a server: many clients, one text a request, no think time.

Needs the standard library alone, so that it takes little of what it measures. With
`spin` it asks nobody and keeps a core busy: its share, for a fair comparison.
"""

import asyncio
import json
import sys
import time


async def _client(port: int, requests: list[bytes], end: float, found: dict) -> None:
    """Sends requests one after the other on one connection, anew where it ends."""
    reader, writer, number = None, None, 0
    while time.perf_counter() < end:
        begun = time.perf_counter()
        try:
            if writer is None:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(requests[number % len(requests)])
            number += 1
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
        except ConnectionRefusedError:
            found["refused"] += 1  # nobody accepted anything
            return
        except (OSError, asyncio.IncompleteReadError):
            found["lost"] += 1
            if writer is not None:
                writer.close()
            return
        found["seconds"].append(time.perf_counter() - begun)
        found["errors"] += not head.startswith(b"HTTP/1.1 200 ")
        if b"connection: close" in head.lower():
            writer.close()
            writer = None
    if writer is not None:
        writer.close()


async def load(
    port: int, path: str, texts: list[str], clients: int, seconds: float
) -> dict:
    """Loads a server.

    Args:
        port: int. On 127.0.0.1.
        path: str. Such as `/v1/models/NAME:predict`.
        texts: list of str. Client `i` begins with the `i`-th.
        clients: int. Requests at once.
        seconds: float.

    Returns:
        dict of `seconds` (of each answer), `errors` (answers other than 200), `lost`
        (requests without an answer), `refused` (connections), `elapsed`.
    """
    requests = [_request(path, text) for text in texts]
    found = {"seconds": [], "errors": 0, "lost": 0, "refused": 0}
    begun = time.perf_counter()
    await asyncio.gather(
        *(
            _client(port, requests[i:] + requests[:i], begun + seconds, found)
            for i in range(clients)
        )
    )
    return {**found, "elapsed": time.perf_counter() - begun}


def _request(path: str, text: str) -> bytes:
    body = json.dumps({"instances": [text]}).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def spin(seconds: float) -> None:
    """Keeps a core busy."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def main() -> None:
    """Reads one JSON object from standard input; writes one to standard output."""
    options = json.load(sys.stdin)
    if options.pop("spin", False):
        spin(options["seconds"])
        return
    print(json.dumps(asyncio.run(load(**options))))


if __name__ == "__main__":
    main()
