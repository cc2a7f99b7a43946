# pyright: reportUnknownMemberType=false
# nats-py leaves a few parameters untyped.
"""How every Python alternative is run: the same uvicorn settings as our gateway, fed by NATS."""

import argparse
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import nats
import uvicorn
from nats.aio.msg import Msg


def arguments() -> argparse.Namespace:
    """The command line of every alternative."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--bus", default="", help="NATS address with credentials")
    parser.add_argument("--subject", default="")
    parser.add_argument("--redis-port", type=int, default=0)
    return parser.parse_args()


async def hear(bus: str, subject: str, handler: Callable[[Msg], Awaitable[None]]) -> None:
    """Call `handler` for each message of `subject`."""
    client = await nats.connect(bus)
    await client.subscribe(subject, cb=handler)


def serve(app: Any, port: int) -> None:  # noqa: ANN401  any ASGI application
    """Run `app` on uvicorn until the process is ended."""
    loop = "asyncio" if sys.platform == "win32" else "uvloop"
    uvicorn.run(
        app, host="127.0.0.1", port=port, loop=loop, http="httptools", ws="websockets-sansio",
        ws_per_message_deflate=False, log_level="warning", access_log=False, backlog=2048,
    )  # fmt: skip
