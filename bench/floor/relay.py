"""The bare limit of a live stream: bytes in on one TCP port, the same bytes out to every client.

`python -m bench.floor.relay CLIENT_PORT FEED_PORT`. No bus, no frames, no subscriptions.
"""

import asyncio
import sys
from typing import cast

_clients: set[asyncio.WriteTransport] = set()


class Client(asyncio.Protocol):
    """Somebody who listens."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's is no subclass
        _clients.add(self._transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  given by asyncio
        _clients.discard(self._transport)


class Feed(asyncio.Protocol):
    """Where the ticks come from."""

    def data_received(self, data: bytes) -> None:
        for client in _clients:
            client.write(data)


async def relay(client_port: int, feed_port: int) -> None:
    """Serve until the process is ended."""
    loop = asyncio.get_running_loop()
    await loop.create_server(Feed, "127.0.0.1", feed_port)
    await loop.create_server(Client, "127.0.0.1", client_port)
    await asyncio.Event().wait()


def _run() -> None:
    ports = int(sys.argv[1]), int(sys.argv[2])
    if sys.platform == "win32":
        asyncio.run(relay(*ports))
        return
    import uvloop  # noqa: PLC0415  not available on Windows

    uvloop.run(relay(*ports))


if __name__ == "__main__":
    _run()
