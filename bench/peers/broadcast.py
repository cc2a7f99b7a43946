"""The websockets library's own answer, `broadcast()`, on uvloop as its performance page advises."""

import asyncio
import sys

from nats.aio.msg import Msg
from websockets.asyncio.server import ServerConnection, broadcast, serve

from bench.peers.serving import arguments, hear

options = arguments()
connections: set[ServerConnection] = set()


async def on_tick(msg: Msg) -> None:
    broadcast(connections, msg.data.decode())


async def listen(connection: ServerConnection) -> None:
    connections.add(connection)
    try:
        await connection.wait_closed()
    finally:
        connections.discard(connection)


async def run() -> None:
    """Serve until the process is ended."""
    await hear(options.bus, options.subject, on_tick)
    async with serve(listen, "127.0.0.1", options.port, compression=None, backlog=2048):
        await asyncio.Event().wait()


def _main() -> None:
    if sys.platform == "win32":
        asyncio.run(run())
        return
    import uvloop  # noqa: PLC0415  not available on Windows

    uvloop.run(run())


if __name__ == "__main__":
    _main()
