"""The minimal mail server: says yes to everything, keeps nothing but a count. One process, one thread, no fsync.

`python -m bench.sinks` prints its port, then answers until it is ended; a connection that says COUNT hears the number.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from socket import create_connection

YES = b"250 ok\r\n"
SAID = {b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}
END = b"\r\n.\r\n"


class Sink(asyncio.Protocol):
    taken = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.heard = b""
        self.in_body = False
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.heard += data
        while self.in_body or b"\r\n" in self.heard:
            if not (self._body() if self.in_body else self._command()):
                return

    def _body(self) -> bool:
        _, end, rest = self.heard.partition(END)
        if not end:
            return False
        self.heard, self.in_body = rest, False
        Sink.taken += 1
        self.transport.write(YES)
        return True

    def _command(self) -> bool:
        line, self.heard = self.heard.split(b"\r\n", 1)
        verb = line[:5].rstrip().upper()
        self.in_body = verb == b"DATA"
        self.transport.write(b"250 %d\r\n" % Sink.taken if verb == b"COUNT" else SAID.get(verb, YES))
        return True


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


@contextmanager
def running() -> Iterator[tuple[int, int]]:
    """Its port and its process id."""
    process = subprocess.Popen([sys.executable, "-m", "bench.sinks"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield int(process.stdout.readline()), process.pid
    finally:
        process.terminate()
        process.wait(10)


def taken(port: int) -> int:
    with create_connection(("127.0.0.1", port)) as talk, talk.makefile("rb") as heard:
        heard.readline()
        talk.sendall(b"COUNT\r\n")
        return int(heard.readline().split()[1])


if __name__ == "__main__":
    asyncio.run(serve())
