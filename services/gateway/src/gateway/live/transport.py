"""How a client is written to: by its transport directly, or by the public send where that fails.

`direct_wire` is the one function that looks below ASGI. The kernel's send buffer is kept small:
otherwise it would hide megabytes of stale ticks behind a connection that looks healthy.
"""

import asyncio
import contextlib
import socket
import sys
from collections import deque
from collections.abc import Callable

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from gateway.live import frames, metrics
from gateway.live.protocol import EXTENSION, LiveProtocol, Wire

log = structlog.get_logger(__name__)

SEND_BUFFER_BYTES = 64 * 1024
_ABORT_AFTER_S = 1.0
_NEEDED = ("write", "get_write_buffer_size", "is_closing", "abort", "get_extra_info")


def check_direct_writes() -> bool:
    """Whether this uvicorn still has what `direct_wire` relies on; said once at start."""
    is_usable = callable(
        getattr(super(LiveProtocol, LiveProtocol), "handle_connect", None)
    ) and all(callable(getattr(asyncio.Transport, name, None)) for name in _NEEDED)
    log.info("live_writes", way="transport" if is_usable else "public send")
    return is_usable


def direct_wire(websocket: WebSocket) -> Wire | None:
    """The connection's transport, or None when this server does not show it."""
    extension = websocket.scope.get("extensions", {}).get(EXTENSION, {})
    wire = extension.get("wire")
    if not isinstance(wire, Wire):
        return None
    transport = wire.transport
    if not all(callable(getattr(transport, name, None)) for name in _NEEDED):
        return None
    transport.set_write_buffer_limits(high=SEND_BUFFER_BYTES // 2)
    sock = transport.get_extra_info("socket")
    if sock is not None:
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
    return wire


class DirectClient:
    """A client whose transport is written to as it is: no task, no queue, no waiting."""

    __slots__ = ("_transport", "backlog", "send", "write")

    def __init__(self, wire: Wire) -> None:
        self._transport = wire.transport
        self.write = wire.transport.write
        self.backlog = wire.transport.get_write_buffer_size
        self.send = _direct_send(wire) or self._send

    def _send(self, data: bytes) -> int:
        self.write(data)
        return len(data)

    def end(self, code: int, reason: str) -> None:
        """Say why; a client that does not take even that is cut off a second later."""
        metrics.CLOSED.labels(code=str(code)).inc()
        if self._transport.is_closing():
            return
        self._transport.write(frames.close_frame(code, reason))
        asyncio.get_running_loop().call_later(_ABORT_AFTER_S, self._transport.abort)


def _direct_send(wire: Wire) -> Callable[[bytes], int] | None:
    """`send` on the connection's own socket: a sixth less CPU a delivery than by the transport.

    Only for a plain socket (encryption happens in the transport), and never on Windows, whose
    loop owns the socket. The socket object is let go before the transport closes the descriptor,
    which then may belong to another client: a later `send` fails instead of reaching that one.
    """
    shown = wire.transport.get_extra_info("socket")
    is_encrypted = wire.transport.get_extra_info("sslcontext") is not None
    if sys.platform == "win32" or shown is None or is_encrypted or wire.transport.is_closing():
        return None
    own = socket.socket(shown.family, shown.type, shown.proto, fileno=shown.fileno())
    own.setblocking(False)
    wire.lost.append(own.detach)
    return own.send


class PublicClient:
    """The fallback: one task that sends what is owed, in order; its size is the backlog."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._owed: deque[bytes] = deque()
        self._size = 0
        self._task: asyncio.Task[None] | None = None

    def write(self, data: bytes) -> None:
        self._owed.append(data)
        self._size += len(data)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._send())

    def send(self, data: bytes) -> int:
        self.write(data)
        return len(data)

    def backlog(self) -> int:
        return self._size

    def end(self, code: int, reason: str) -> None:
        metrics.CLOSED.labels(code=str(code)).inc()
        if self._task is not None:
            self._task.cancel()
        self._owed.clear()
        self._task = asyncio.get_running_loop().create_task(self._close(code, reason))

    async def _send(self) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            while self._owed:
                data = self._owed.popleft()
                for payload in frames.payloads(data):
                    await self._websocket.send_text(payload.decode())
                self._size -= len(data)

    async def _close(self, code: int, reason: str) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
            if self._websocket.application_state is WebSocketState.CONNECTED:
                async with asyncio.timeout(_ABORT_AFTER_S):
                    await self._websocket.close(code, reason)


Client = DirectClient | PublicClient
