"""T8: one client that never reads must cost the others nothing, and the server little."""

import time
from dataclasses import dataclass

import psutil

from bench.arena import Arena
from bench.load.websocket import PlainClient
from bench.servers import Server
from bench.stage import Audience, Load

_MEBIBYTE = 1 << 20
_OFFERED_BYTES = 5 * 1_000_000
_FRAME_BYTES = 265
_LOOK_EVERY_S = 0.25


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


def measure_deaf_client(place: Arena, server: Server, deafness: Deafness) -> None:
    """Offer the load to healthy clients and a deaf one; report the three targets."""
    load, report = deafness.load, place.report
    with Audience(
        place.generator, server, kind="crowd", clients=deafness.clients - 1
    ) as audience:  # fmt: skip
        audience.run(Load(count=load.count // 5, rate_hz=load.rate_hz, rest_s=load.rest_s))
        deaf = PlainClient(server.target)
        before = most = server.resident_bytes()
        closed_after_s: float | None = None
        run = audience.begin(load)
        feeding = audience.start_feeding(run, load)
        started_s = time.monotonic()
        while feeding.poll() is None or (closed_after_s is None and _since(started_s) < 12):
            most = max(most, server.resident_bytes())
            if closed_after_s is None and not _is_connected(server.process, deaf.local_port):
                closed_after_s = _since(started_s)
            time.sleep(_LOOK_EVERY_S)
        got = audience.finish(load)
        most = max(most, server.resident_bytes())
        deaf.close()
    delivered, growth = got["received"] / got["expected"], (most - before) / _MEBIBYTE
    offered = load.count * _FRAME_BYTES
    report.row(
        f"deaf client: {server.name}", expected=got["expected"], received=got["received"],
        offered_each_bytes=offered, memory_growth_mib=round(growth, 2),
        closed_after_s="never" if closed_after_s is None else round(closed_after_s, 2),
    )  # fmt: skip
    is_whole = got["least"] == got["most"] == load.count
    report.target("T8 deaf client: healthy delivery", delivered, "100 %", is_whole)
    report.target("T8 deaf client: memory growth, MiB", growth, "<= 2", growth <= 2)
    report.target(
        "T8 deaf client: closed after, s", closed_after_s, "<= 10",
        closed_after_s is not None and closed_after_s <= 10,
    )  # fmt: skip


def _since(started_s: float) -> float:
    return time.monotonic() - started_s


def _is_connected(process: psutil.Process, client_port: int) -> bool:
    """Whether the server still holds its side of the connection from `client_port`."""
    connections = process.net_connections(kind="tcp4")
    return any(c.raddr and c.raddr.port == client_port for c in connections)
