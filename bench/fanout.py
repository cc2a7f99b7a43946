"""Fan-out: a thousand clients on one process (targets T1, T2, T7 and T8).

Every design receives the same ticks over the same nats-server and sends frames of the same size
to the same clients. T1 is a burst in lockstep: a tick is sent when a canary has received the last
one, so each costs one frame and one write a client and nothing can be bundled. T2 offers 1.3 times
what the limit in C delivers. T7 is paced at 50 ticks a second. T8 has one client that never reads.
"""

from argparse import ArgumentParser
from dataclasses import dataclass, field

from bench.arena import Arena, Table, arena, at_least, at_most
from bench.deaf_client import Deafness, deaf_client_targets, measure_deaf_client
from bench.floor.build import build_fanout
from bench.servers import Server
from bench.stage import Audience, Load

OURS = "tickloom gateway"
LIMIT, BROADCAST, NAIVE, QUEUES = "limit in C", "broadcast()", "naive FastAPI", "queue per client"
BURST, OVERLOAD, PACED, BUNDLED = "burst", "overload", "paced 50/s", "all at once"
_OVERLOAD_FACTOR = 1.3
_OVERLOAD_LEAST_PER_S, _OVERLOAD_MOST_PER_S = 400_000, 700_000
_FEW = Deafness(clients=50, rate_hz=4_000.0)
_OVERLOADED = (OURS, LIMIT, BROADCAST)
_LONG_REST_S = 0.05  # where no latency is measured
_REST_S = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured."""

    clients: int = 1_000
    repeats: int = 5
    burst_ticks: int = 300
    paced_s: float = 3.0
    overload_s: float = 2.0
    deafness: Deafness = field(default_factory=Deafness)


QUICK = Size(
    clients=100, repeats=1, burst_ticks=100, paced_s=1.0, overload_s=0.5,
    deafness=Deafness(clients=20, rate_hz=2_500.0),
)  # fmt: skip


def main(argv: list[str]) -> int:
    """Measure, print, write `bench/out/fanout.json`."""
    parser = ArgumentParser(prog="dev.py bench fanout")
    parser.add_argument("--quick", action="store_true", help="few clients, one repeat")
    size = QUICK if parser.parse_args(argv).quick else Size()
    with arena("fanout") as place:
        designs = _designs(place)
        table = Table()
        offered_per_s = _overload(place, designs[0], size)
        for repeat in range(size.repeats):
            for server in designs[repeat % len(designs) :] + designs[: repeat % len(designs)]:
                _measure(place, server, table, size=size, offered_per_s=offered_per_s)
            print(f"repeat {repeat + 1} of {size.repeats} done", flush=True)
        table.rows(place.report)
        _targets(place, table)
        deaf_client_targets(place.report, measure_deaf_client(place, place.ours, size.deafness))
        naive = next(server for server in designs if server.name == NAIVE)
        measure_deaf_client(place, naive, _FEW)
        place.report.write()
    return 0


def _designs(place: Arena) -> list[Server]:
    """The limit comes first: it tells what is an overload."""
    program = build_fanout(place.folder)
    if program is None:
        place.report.note("the limit in C was not measured: there is no C compiler (or no epoll)")
    limit = [] if program is None else [place.servers.limit(program)]
    peers = ((BROADCAST, "broadcast"), (NAIVE, "naive"), (QUEUES, "queues"))
    return [*limit, place.ours, *(place.servers.peer(name, module) for name, module in peers)]


def _overload(place: Arena, limit: Server, size: Size) -> int:
    """Deliveries a second that not even the limit can make; a fixed figure without it."""
    if limit.name != LIMIT:
        return _OVERLOAD_LEAST_PER_S
    burst = Load(count=size.burst_ticks, rest_s=_LONG_REST_S)
    with Audience(
        place.generator, limit, kind="crowd", clients=size.clients, lockstep=burst
    ) as audience:
        most = audience.run_in_lockstep().deliveries_per_s * _OVERLOAD_FACTOR
    return int(min(max(_OVERLOAD_LEAST_PER_S, most), _OVERLOAD_MOST_PER_S))


def _measure(place: Arena, server: Server, table: Table, *, size: Size, offered_per_s: int) -> None:
    burst = Load(count=size.burst_ticks, rest_s=_LONG_REST_S)
    paced = Load(count=int(50 * size.paced_s), rate_hz=50, rest_s=_LONG_REST_S)
    with Audience(
        place.generator, server, kind="crowd", clients=size.clients, lockstep=burst
    ) as audience:
        table.add(BURST, server.name, audience.run_in_lockstep())
        table.add(PACED, server.name, audience.run(paced))
        if server.name in _OVERLOADED:
            rate_hz = offered_per_s / size.clients
            overload = Load(
                count=int(rate_hz * size.overload_s), rate_hz=rate_hz, stamped_each=20,
                rest_s=_REST_S,
            )  # fmt: skip
            table.add(OVERLOAD, server.name, audience.run(overload))
        if server.name in (OURS, LIMIT):
            table.add(BUNDLED, server.name, audience.run(Load(count=500, rest_s=2 * _REST_S)))


def _targets(place: Arena, table: Table) -> None:
    report = place.report
    for other, bound in ((LIMIT, 0.6), (BROADCAST, 1.5), (NAIVE, 2.0)):
        ratio = table.ratio(BURST, "deliveries_per_s", OURS, other)
        at_least(report, f"T1 burst deliveries/s against {other}", ratio, bound)
    for other, bound in ((LIMIT, 0.25), (BROADCAST, 0.05)):
        ratio = table.ratio(OVERLOAD, "p99_us", OURS, other)
        at_most(report, f"T2 overload p99 against {other}", ratio, bound)
    for other, bound in ((LIMIT, 2.0), (NAIVE, 0.6)):
        ratio = table.ratio(PACED, "cpu_us_per_delivery", OURS, other)
        at_most(report, f"T7 CPU a delivery, paced, against {other}", ratio, bound)
