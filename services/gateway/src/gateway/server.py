"""uvicorn with the settings that were measured to matter, run inside a service's own loop."""

import asyncio
import contextlib
import socket
import sys
from collections.abc import Generator

import uvicorn
from fastapi import FastAPI

from gateway.bounded_http import BoundedHttp
from gateway.live.protocol import LiveProtocol
from gateway.live.transport import check_direct_writes
from tickloom.domain.errors import Broken, InvalidInput

MAX_FRAME_BYTES = 64 * 1024
_BACKLOG = 4_096
_GRACE_S = 3


class _Server(uvicorn.Server):
    """uvicorn without signal handlers: the service has its own."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


class GatewayServer:
    """Serves one application on one address."""

    def __init__(self, app: FastAPI, *, host: str, port: int) -> None:
        self._socket = _listen(host, port)
        self.host = host
        self.port = int(self._socket.getsockname()[1])
        self._server = _Server(
            uvicorn.Config(
                app, loop="none", http=BoundedHttp,
                ws=LiveProtocol if check_direct_writes() else "websockets-sansio",
                ws_max_size=MAX_FRAME_BYTES, ws_per_message_deflate=False,
                ws_ping_interval=20.0, ws_ping_timeout=60.0, lifespan="off", log_config=None,
                access_log=False, server_header=False, proxy_headers=False, backlog=_BACKLOG,
                timeout_graceful_shutdown=_GRACE_S,
            )
        )  # fmt: skip
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Return when requests are answered."""
        self._task = asyncio.get_running_loop().create_task(
            self._server.serve(sockets=[self._socket]), name="http"
        )
        while not self._server.started:
            if self._task.done():
                self._task.result()
                raise Broken("the web server ended while starting")
            await asyncio.sleep(0.005)

    async def run(self) -> None:
        """Wait for the end of the server, which is a failure when nobody stopped it."""
        assert self._task is not None
        await asyncio.shield(self._task)
        raise Broken("the web server ended by itself")

    async def stop(self) -> None:
        """Close sockets with 1012, finish what is being answered, end."""
        if self._task is not None:
            self._server.should_exit = True
            await asyncio.gather(self._task, return_exceptions=True)
        self._socket.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio switches Nagle's delay off only where the protocol is named.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if sys.platform != "win32":  # there it would let two processes share one port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise InvalidInput(
            "TICKLOOM_GATEWAY_PORT", port, f"a free port on {host} ({error.strerror}); try --port"
        ) from error
    listener.setblocking(False)
    return listener
