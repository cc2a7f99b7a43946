"""uvicorn's own WebSocket protocol, which also shows its transport to the endpoint.

Passed to uvicorn by its public option `ws=`. It adds one entry to the connection's ASGI
extensions and says synchronously that a connection is lost, so that nobody writes to it after.
"""

import asyncio
from collections.abc import Callable

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

EXTENSION = "tickloom.live"


class Wire:
    """A connection below ASGI: where bytes go, and what to call when it is gone."""

    __slots__ = ("lost", "transport")

    def __init__(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self.lost: list[Callable[[], object]] = []


class LiveProtocol(WebSocketsSansIOProtocol):
    """One WebSocket connection."""

    wire: Wire | None = None

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if hasattr(self, "scope"):  # absent when the handshake was refused
            self.wire = Wire(self.transport)
            extensions = self.scope.get("extensions")
            assert extensions is not None, "uvicorn offers websocket.http.response there"
            extensions[EXTENSION] = {"wire": self.wire}

    def connection_lost(self, exc: Exception | None) -> None:
        if self.wire is not None:
            for callback in self.wire.lost:
                callback()
        super().connection_lost(exc)
