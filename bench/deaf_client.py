"""T8: one client that never reads must cost the others nothing, and the server little."""

import time
from dataclasses import dataclass

import psutil

from bench.arena import Arena
from bench.load.websocket import PlainClient
from bench.report import Report
from bench.servers import Server
from bench.stage import Audience, Load

_MEBIBYTE = 1 << 20
_OFFERED_BYTES = 5 * 1_000_000
_FRAME_BYTES = 265
_LOOK_EVERY_S = 0.25
_PATIENCE_S = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Deafness:
    """How many healthy clients there are, and how fast the ticks come."""

    clients: int = 1_000
    rate_hz: float = 1_500.0

    @property
    def load(self) -> Load:
        """More than 5 MB for each client."""
        count = int(_OFFERED_BYTES * 1.1 / _FRAME_BYTES)
        return Load(count=count, rate_hz=self.rate_hz, rest_s=0.02, timeout_s=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endured:
    """What one deaf client cost."""

    expected: int
    received: int
    is_whole: bool
    growth_mib: float
    closed_after_s: float | None


def measure_deaf_client(place: Arena, server: Server, deafness: Deafness) -> Endured:
    """Offer the load to healthy clients and a deaf one; a row for the report."""
    load = deafness.load
    healthy = deafness.clients - 1
    with Audience(place.generator, server, kind="crowd", clients=healthy) as audience:
        audience.run(Load(count=load.count // 5, rate_hz=load.rate_hz, rest_s=load.rest_s))
        deaf = PlainClient(server.target)
        endured = _endure(audience, load, deaf)
        deaf.close()
    closed = endured.closed_after_s
    place.report.row(
        f"1 deaf client of {deafness.clients:,}: {server.name}", expected=endured.expected,
        received=endured.received, offered_each_bytes=load.count * _FRAME_BYTES,
        memory_growth_mib=round(endured.growth_mib, 2),
        closed_after_s="never" if closed is None else round(closed, 2),
    )  # fmt: skip
    return endured


def _endure(audience: Audience, load: Load, deaf: PlainClient) -> Endured:
    server = audience.server
    before = most = server.resident_bytes()
    closed_after_s: float | None = None
    number = audience.next_number()
    audience.begin(number, load)
    feeding = audience.start_feeding(number, load)
    started_s = time.monotonic()
    while feeding.poll() is None or (closed_after_s is None and _since(started_s) < _PATIENCE_S):
        most = max(most, server.resident_bytes())
        if closed_after_s is None and not _is_connected(server.process, deaf.local_port):
            closed_after_s = _since(started_s)
        time.sleep(_LOOK_EVERY_S)
    got = audience.finish(load)
    most = max(most, server.resident_bytes())
    return Endured(
        expected=got["expected"], received=got["received"],
        is_whole=got["least"] == got["most"] == load.count,
        growth_mib=(most - before) / _MEBIBYTE, closed_after_s=closed_after_s,
    )  # fmt: skip


def deaf_client_targets(report: Report, endured: Endured) -> None:
    """T8, which asks for figures and not for ratios."""
    delivered, closed = endured.received / endured.expected, endured.closed_after_s
    report.target("T8 deaf client: healthy delivery", delivered, "100 %", endured.is_whole)
    report.at_most("T8 deaf client: memory growth, MiB", endured.growth_mib, 2)
    is_closed = closed is not None and closed <= 10
    report.target("T8 deaf client: closed after, s", closed, "<= 10", is_closed)


def _since(started_s: float) -> float:
    return time.monotonic() - started_s


def _is_connected(process: psutil.Process, client_port: int) -> bool:
    """Whether the server still holds its side of the connection from `client_port`."""
    connections = process.net_connections(kind="tcp4")
    return any(c.raddr and c.raddr.port == client_port for c in connections)
