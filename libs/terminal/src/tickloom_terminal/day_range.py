"""How far a symbol went today, by the server's day: what is shown beside its quote."""

from dataclasses import dataclass

from tickloom.domain.ids import Symbol
from tickloom.domain.market import DAY_NS
from tickloom.domain.server_time import ServerClock
from tickloom_terminal.market.simulated_market import SimulatedMarket


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRange:
    """Extremes of both sides since the server's midnight; `until_ns` is how far they were read."""

    day: int
    until_ns: int
    bid_open: float
    bid_high: float
    bid_low: float
    ask_high: float
    ask_low: float


class DayRanges:
    """Reads each day once, then only what is new."""

    def __init__(self, market: SimulatedMarket, clock: ServerClock) -> None:
        self._market = market
        self._clock = clock
        self._known: dict[str, DayRange] = {}

    def of(self, name: str) -> DayRange | None:
        """The range up to now; None before the day's first tick."""
        now_ns = self._market.position_ns
        day = self._clock.to_server_ns(now_ns) // DAY_NS
        known = self._known.get(name)
        if known is not None and known.day != day:
            known = None
        from_ns = self._clock.to_utc_ns(day * DAY_NS) if known is None else known.until_ns
        ticks = self._market.ticks(Symbol(name), from_ns=from_ns, to_ns=now_ns)
        if len(ticks.time_ns):
            fresh = DayRange(
                day=day, until_ns=now_ns, bid_open=float(ticks.bid[0]),
                bid_high=float(ticks.bid.max()), bid_low=float(ticks.bid.min()),
                ask_high=float(ticks.ask.max()), ask_low=float(ticks.ask.min()),
            )  # fmt: skip
            known = fresh if known is None else _joined(known, fresh)
            self._known[name] = known
        return known


def _joined(known: DayRange, fresh: DayRange) -> DayRange:
    return DayRange(
        day=known.day, until_ns=fresh.until_ns, bid_open=known.bid_open,
        bid_high=max(known.bid_high, fresh.bid_high), bid_low=min(known.bid_low, fresh.bid_low),
        ask_high=max(known.ask_high, fresh.ask_high), ask_low=min(known.ask_low, fresh.ask_low),
    )  # fmt: skip
