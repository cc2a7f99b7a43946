"""Logs, metrics and traces, set up once a process.

Logs are one JSON object a line on stderr. Metrics and health are served on loopback:
`/metrics` for Prometheus, `/healthz` (200 when ready, 503 with the reason otherwise).
Traces leave the process only when an OTLP endpoint is configured.
"""

import asyncio
import contextlib
import logging
import sys
from collections.abc import Callable

import structlog
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

_LINE_LIMIT = 8_192


def configure_logging(service: str, level: str = "info") -> None:
    """JSON lines on stderr with the service's name on each."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    logging.basicConfig(stream=sys.stderr, level=max(number, logging.WARNING), format="%(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)


def configure_tracing(service: str, *, endpoint: str, version: str) -> None:
    """Send spans to `endpoint` (OTLP over HTTP); without one, only trace ids are passed on."""
    provider = TracerProvider(
        resource=Resource.create({"service.name": service, "service.version": version})
    )
    if endpoint:
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    trace.set_tracer_provider(provider)


class MetricsServer:
    """A tiny HTTP server for `/metrics` and `/healthz`, on loopback only."""

    def __init__(self, health: Callable[[], tuple[bool, str]]) -> None:
        self._health = health
        self._server: asyncio.Server | None = None
        self.port = 0

    async def start(self, port: int) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.TimeoutError, ValueError):
            line = await asyncio.wait_for(reader.readline(), timeout=5)
            if len(line) < _LINE_LIMIT:
                writer.write(self._answer(line.decode("latin-1").split(" ")))
                await writer.drain()
        writer.close()

    def _answer(self, request: list[str]) -> bytes:
        path = request[1] if len(request) > 1 else ""
        if path == "/metrics":
            return _response(200, CONTENT_TYPE_LATEST, generate_latest())
        if path == "/healthz":
            is_ready, detail = self._health()
            return _response(200 if is_ready else 503, "text/plain", detail.encode())
        return _response(404, "text/plain", b"not found; try /metrics or /healthz")


def _response(status: int, content_type: str, body: bytes) -> bytes:
    reason = {200: "OK", 404: "Not Found", 503: "Service Unavailable"}[status]
    head = (
        f"HTTP/1.1 {status} {reason}\r\nContent-Type: {content_type}\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body
