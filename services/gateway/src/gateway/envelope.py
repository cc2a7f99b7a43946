"""What every HTTP answer carries, whatever made it: ids, headers, metrics, and a last resort.

Plain ASGI and outermost, so that errors, static files and refusals pass through it too.
"""

import re
import secrets
from collections.abc import MutableMapping
from typing import Any

import structlog
from opentelemetry import trace
from opentelemetry.propagate import extract
from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.place import Place
from gateway.problems import TooLarge, WrongHost, response_of
from gateway.rates import Standing
from tickloom.domain.errors import Broken, Forbidden, TickloomError
from tickloom.runtime.clock import Clock

log = structlog.get_logger(__name__)

REQUESTS = Counter("tickloom_gateway_requests", "HTTP answers", ["route", "status"])
SECONDS = Histogram("tickloom_gateway_request_seconds", "Time to answer", ["route"])

MAX_BODY_BYTES = 1024 * 1024
SECURITY_HEADERS = (
    ("Content-Security-Policy",
     "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; object-src 'none'; "
     "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)  # fmt: skip
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_tracer = trace.get_tracer("gateway")


class Envelope:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, *, place: Place, clock: Clock) -> None:
        self._app = app
        self._place = place
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        started_s = self._clock.monotonic_s()
        with _tracer.start_as_current_span(
            f"{scope['method']} {scope['path']}", context=extract(dict(headers))
        ) as span:
            known_id = span.get_span_context().trace_id
            trace_id = f"{known_id:032x}" if known_id else secrets.token_hex(16)
            state: MutableMapping[str, Any] = scope.setdefault("state", {})
            state["trace_id"] = trace_id
            outgoing = _Outgoing(scope, send, request_id=request_id, trace_id=trace_id)
            await self._answer(scope, headers, receive, outgoing)
        route = getattr(scope.get("route"), "path", "(page)")
        REQUESTS.labels(route=route, status=str(outgoing.status)).inc()
        SECONDS.labels(route=route).observe(self._clock.monotonic_s() - started_s)

    async def _answer(
        self, scope: Scope, headers: Headers, receive: Receive, outgoing: "_Outgoing"
    ) -> None:
        try:
            self._admit(scope, headers)
            await self._app(scope, _Bounded(receive), outgoing)
        except TickloomError as error:
            await self._refuse(error, scope, receive, outgoing)
        except Exception:
            log.exception("request_failed", path=scope["path"], trace_id=outgoing.trace_id)
            await self._refuse(Broken("unexpected"), scope, receive, outgoing)

    def _admit(self, scope: Scope, headers: Headers) -> None:
        """Refuse what no page of ours and no client of ours would send."""
        host, origin = headers.get("host", ""), headers.get("origin", "")
        if not self._place.allows_host(host):
            raise WrongHost(
                f"this gateway is not called {host[:80]!r}",
                hint="use 127.0.0.1, or name the host in TICKLOOM_GATEWAY_HOSTS",
            )
        if scope["method"] not in _SAFE and not self._place.allows_origin(origin, host=host):
            raise Forbidden(f"pages of {origin[:80]!r} may not act here", code="foreign_origin")
        if int(headers.get("content-length") or 0) > MAX_BODY_BYTES:
            raise TooLarge(f"the body is larger than {MAX_BODY_BYTES} bytes")

    @staticmethod
    async def _refuse(
        error: TickloomError, scope: Scope, receive: Receive, outgoing: "_Outgoing"
    ) -> None:
        if not outgoing.status:
            response: Response = response_of(error, trace_id=outgoing.trace_id)
            await response(scope, receive, outgoing)


class _Bounded:
    """A request body that ends with an error when it grows too large."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._size = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._size += len(message.get("body", b""))
        if self._size > MAX_BODY_BYTES:
            raise TooLarge(f"the body is larger than {MAX_BODY_BYTES} bytes")
        return message


class _Outgoing:
    """Adds the headers that every answer has."""

    def __init__(self, scope: Scope, send: Send, *, request_id: str, trace_id: str) -> None:
        self._scope = scope
        self._send = send
        self._request_id = request_id
        self.trace_id = trace_id
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = int(message["status"])
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS:
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "no-store")
            headers["X-Request-Id"] = self._request_id
            headers["X-Trace-Id"] = self.trace_id
            standing: Standing | None = self._scope["state"].get("standing")
            for name, value in () if standing is None else standing.headers():
                headers[name] = value
        await self._send(message)
