"""A load client: prepared requests over a few kept connections, one thread, timed one by one."""

import os
import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bench.servers import CLIENT_CORE


@dataclass
class Result:
    """Seconds and milliseconds; `statuses` counts answers by code."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    largest: int = 0
    processor: float = 0.0
    """What the server's worker used."""

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.times)
        return 1000 * ordered[min(int(len(ordered) * share), len(ordered) - 1)]


class Connection:
    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.sent_at = 0.0

    def send(self, request: bytes) -> None:
        self.received = b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def answer(self) -> tuple[int, int] | None:
        """Status and body length once the whole answer is here."""
        piece = self.socket.recv(262144)
        if not piece:
            raise SystemExit("The server closed a kept connection")
        self.received += piece
        head, split, body = self.received.partition(b"\r\n\r\n")
        if not split:
            return None
        length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
        return (int(head[9:12]), length) if len(body) >= length else None


def load(port: int, requests: Iterator[bytes], *, connections: int, seconds: float) -> Result:
    """Keep `connections` busy until the time or the requests run out."""
    os.sched_setaffinity(0, {CLIENT_CORE})
    result = Result()
    selector = selectors.DefaultSelector()
    begin = time.perf_counter()
    for _ in range(connections):
        connection = Connection(port)
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send(next(requests))
    busy = connections
    while busy:
        for key, _ in selector.select():
            busy -= _step(key.data, requests, result, begin + seconds)
    result.seconds = time.perf_counter() - begin
    for key in list(selector.get_map().values()):
        key.data.socket.close()
    selector.close()
    return result


def _step(connection: Connection, requests: Iterator[bytes], result: Result, end: float) -> int:
    """1 when this connection has sent its last request."""
    answer = connection.answer()
    if answer is None:
        return 0
    now = time.perf_counter()
    result.times.append(now - connection.sent_at)
    result.statuses[answer[0]] += 1
    result.largest = max(result.largest, answer[1])
    request = next(requests, None) if now < end else None
    if request is None:
        return 1
    connection.send(request)
    return 0


def get(path: str, *, port: int, cookie: str = "") -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept: text/html"]
    return "\r\n".join([*lines, *([f"Cookie: {cookie}"] if cookie else []), "", ""]).encode()


def post(path: str, body: bytes, *, port: int, cookie: str) -> bytes:
    head = [
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Origin: http://127.0.0.1:{port}",
        f"Cookie: {cookie}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "",
        "",
    ]
    return "\r\n".join(head).encode() + body


def forever(make: Callable[[], bytes]) -> Iterator[bytes]:
    while True:
        yield make()
