"""uvicorn's own HTTP protocol, with a bound on connections and on how long a request may dawdle.

uvicorn ends idle connections after a while, but not those that have begun a request and never end
it. Passed to uvicorn by its public option `http=`.
"""

import asyncio
import sys

from prometheus_client import Counter
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

REQUEST_WITHIN_S = 15.0
"""From the connection, or a request's first byte, until all of the request is here."""
_FILES_LEFT = 200
"""Files that stay free for everything that is no connection."""
CONNECTIONS_MAX = 10_000

CLOSED = Counter("tickloom_gateway_connections_ended", "Connections ended at a bound", ["bound"])


def connections_max() -> int:
    """As many as the process may open, less what it needs for itself."""
    if sys.platform == "win32":
        return CONNECTIONS_MAX
    import resource  # noqa: PLC0415  exists on POSIX only

    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return CONNECTIONS_MAX
    return max(50, min(CONNECTIONS_MAX, files - _FILES_LEFT))


class BoundedHttp(HttpToolsProtocol):
    """One HTTP connection; WebSockets leave it when they are upgraded."""

    request_within_s = REQUEST_WITHIN_S
    connections_max = connections_max()
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        if len(self.connections) > self.connections_max:
            self._close("connections")
        else:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_here()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        self._wait()
        super().on_message_begin()

    def on_message_complete(self) -> None:
        self._is_here()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._is_here()
        super().handle_websocket_upgrade()

    def _wait(self) -> None:
        self._is_here()
        self._late = self.loop.call_later(self.request_within_s, self._close, "slow_request")

    def _is_here(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _close(self, bound: str) -> None:
        CLOSED.labels(bound=bound).inc()
        self.transport.abort()
