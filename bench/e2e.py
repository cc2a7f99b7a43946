"""Tick to browser: ten viewers (targets T3 to T6).

T3 and T4 at 1,000 ticks a second: against a bare TCP relay on uvloop (no bus, no frames), and
FastAPI on Redis pub/sub, server process against server process; a note tells the same with the
brokers counted (ours also keeps ten minutes of ticks, Redis pub/sub keeps nothing). T5 and T6 at
100 ticks a second: against Django Channels on Redis (on the layer of its documentation's examples;
the newer one, still beta, is a row beside it), and pages that ask every 500 ms. Latency runs from
the moment before a tick is sent to the moment a client has it.
"""

from argparse import ArgumentParser
from dataclasses import dataclass

from bench.arena import Arena, Table, arena, at_most
from bench.servers import Server
from bench.stage import Audience, Load

OURS = "tickloom gateway"
RELAY, REDIS, POLLED = "TCP relay", "FastAPI + Redis", "500 ms polling"
CHANNELS, CHANNELS_PUBSUB = "Channels + Redis", "Channels + Redis pub/sub (beta)"
FAST, SLOW = "1,000/s x 10", "100/s x 10"
_CLIENTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured."""

    repeats: int = 5
    fast_s: float = 3.0
    slow_s: float = 4.0


QUICK = Size(repeats=1, fast_s=1.0, slow_s=1.5)


def main(argv: list[str]) -> int:
    """Measure, print, write `bench/out/e2e.json`."""
    parser = ArgumentParser(prog="dev.py bench e2e")
    parser.add_argument("--quick", action="store_true", help="short runs, one repeat")
    size = QUICK if parser.parse_args(argv).quick else Size()
    with arena("e2e") as place:
        fast, slow = _designs(place)
        table = Table()
        for repeat in range(size.repeats):
            for server in _turned(fast, repeat):
                _measure(place, server, table, FAST, rate_hz=1_000, seconds=size.fast_s)
            for server in _turned(slow, repeat):
                _measure(place, server, table, SLOW, rate_hz=100, seconds=size.slow_s)
            print(f"repeat {repeat + 1} of {size.repeats} done", flush=True)
        table.rows(place.report)
        _targets(place, table)
        place.report.write()
    return 0


def _designs(place: Arena) -> tuple[list[Server], list[Server]]:
    """Who is measured at 1,000 ticks a second, and who at 100."""
    servers = place.servers
    fast = [place.ours, servers.relay()]
    slow = [place.ours, servers.peer(POLLED, "polled")]
    if place.brokers.start_redis():
        fast.append(servers.redis_peer(REDIS, "redis_pubsub", subject="ticks"))
        slow += [
            servers.redis_peer(
                name, "channels_server", subject=layer, producer="bench.peers.channels_producer"
            )
            for name, layer in ((CHANNELS, "core"), (CHANNELS_PUBSUB, "pubsub"))
        ]
    else:
        place.report.note("designs on Redis were not measured: there is no Valkey for this system")
    return fast, slow


def _turned(servers: list[Server], repeat: int) -> list[Server]:
    first = repeat % len(servers)
    return servers[first:] + servers[:first]


def _measure(
    place: Arena, server: Server, table: Table, what: str, *, rate_hz: float, seconds: float
) -> None:
    kind = "pollers" if server.name == POLLED else "viewers"
    with Audience(place.generator, server, kind=kind, clients=_CLIENTS) as audience:
        audience.run(Load(count=int(rate_hz * 0.6), rate_hz=rate_hz, stamped_each=1))
        load = Load(count=int(rate_hz * seconds), rate_hz=rate_hz, stamped_each=1)
        table.add(what, server.name, audience.run(load))


def _targets(place: Arena, table: Table) -> None:
    report = place.report
    for figure, name, bound in (("p50_us", "p50", 3.0), ("p99_us", "p99", 2.0)):
        ratio = table.ratio(FAST, figure, OURS, RELAY)
        at_most(report, f"T3 tick to browser {name} against {RELAY}", ratio, bound)
    for figure, name, bound in (("p99_us", "p99", 1.0), ("cpu_s", "CPU of the server", 0.7)):
        ratio = table.ratio(FAST, figure, OURS, REDIS)
        at_most(report, f"T4 tick to browser {name} against {REDIS}", ratio, bound)
    with_brokers = table.ratio(FAST, "all_cpu_s", OURS, REDIS)
    if with_brokers is not None:
        report.note(f"T4 with the brokers' CPU counted on both sides: {with_brokers:.2f}")
    ratio = table.ratio(SLOW, "p50_us", OURS, CHANNELS)
    at_most(report, f"T5 tick to browser p50 against {CHANNELS}", ratio, 0.25)
    ratio = table.ratio(SLOW, "p99_us", OURS, POLLED)
    at_most(report, f"T6 staleness p99 against {POLLED}", ratio, 0.01)
