"""How a simulated market's time follows the wall clock, and where it goes on after a stop.

A broker's market does not wait for us: while a killed bridge is down, its market goes on, and the
next life finds it further on. A market that was stopped on purpose, or left for long, waits; the
generated one then catches up with the calendar. Time never runs backward on one data folder.
"""

from dataclasses import dataclass

from tickloom.domain.errors import Conflict
from tickloom_terminal.market.market_source import MarketSource

OUTAGE_MAX_NS = 120 * 1_000_000_000
"""A bridge that was dead for longer was not restarted by its supervisor: the machine was off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketClock:
    """market = origin_market + (wall - origin_wall) * speed; at speed 0 there is no such line."""

    origin_market_ns: int
    origin_wall_ns: int
    speed: float

    def market_ns(self, wall_ns: int) -> int:
        elapsed_ns = max(0, wall_ns - self.origin_wall_ns)
        return self.origin_market_ns + round(elapsed_ns * self.speed)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketRecord:
    """What the ledger remembers of the market's time.

    `position_ns`: every tick before it has had its effect on the accounts.
    """

    source: str
    record_from_ns: int
    clock: MarketClock
    position_ns: int
    position_wall_ns: int
    was_stopped: bool


def begin(source: MarketSource, *, speed: float, wall_ns: int) -> MarketRecord:
    """The first life on a data folder: a replay at its first tick, a generated market now."""
    market_ns = source.begins_ns if source.mode == "replay" else wall_ns
    return _record(source, record_from_ns=market_ns, market_ns=market_ns, speed=speed,
                   wall_ns=wall_ns)  # fmt: skip


def resume(last: MarketRecord, source: MarketSource, *, speed: float, wall_ns: int) -> MarketRecord:
    """A later life; raises `Conflict` when its market would run backward."""
    if last.source != source.description:
        return _another(last, source, speed=speed, wall_ns=wall_ns)
    is_outage = not last.was_stopped and 0 <= wall_ns - last.position_wall_ns <= OUTAGE_MAX_NS
    if is_outage and speed == last.clock.speed:
        clock = last.clock
        market_ns = last.position_ns
    else:
        market_ns = last.position_ns
        if source.mode != "replay":
            market_ns = max(market_ns, wall_ns)
        clock = MarketClock(origin_market_ns=market_ns, origin_wall_ns=wall_ns, speed=speed)
    return MarketRecord(
        source=last.source, record_from_ns=last.record_from_ns, clock=clock,
        position_ns=last.position_ns, position_wall_ns=wall_ns, was_stopped=False,
    )  # fmt: skip


def _another(
    last: MarketRecord, source: MarketSource, *, speed: float, wall_ns: int
) -> MarketRecord:
    if source.mode != "replay" or source.begins_ns < last.position_ns:
        raise Conflict(
            f"this data folder holds the market of {last.source}, "
            f"and {source.description} would run back in time",
            code="replay:backward", hint="use --fresh to forget it, or another folder with --data",
        )  # fmt: skip
    return _record(source, record_from_ns=last.record_from_ns, market_ns=source.begins_ns,
                   speed=speed, wall_ns=wall_ns)  # fmt: skip


def _record(
    source: MarketSource, *, record_from_ns: int, market_ns: int, speed: float, wall_ns: int
) -> MarketRecord:
    return MarketRecord(
        source=source.description, record_from_ns=record_from_ns,
        clock=MarketClock(origin_market_ns=market_ns, origin_wall_ns=wall_ns, speed=speed),
        position_ns=market_ns, position_wall_ns=wall_ns, was_stopped=False,
    )  # fmt: skip
