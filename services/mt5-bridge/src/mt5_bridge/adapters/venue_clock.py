"""A real venue's time: the market's is the wall's, the server writes a clock of its own."""

from mt5_bridge.orders.venue_time import OffsetTime
from tickloom.domain.server_time import ServerClock
from tickloom.runtime.clock import Clock


class VenueClock(OffsetTime):
    """By the dated rule of the settings; `BrokerClock` checks that the quotes agree with it."""

    def __init__(self, rule: ServerClock, clock: Clock) -> None:
        super().__init__(lambda utc_us: rule.offset_s(utc_us * 1000))
        self._clock = clock
        self.rule = rule

    def lead_us(self) -> int:
        """A real market is neither ahead of the wall clock nor behind."""
        return 0

    def market_us(self) -> int:
        return self._clock.now_us()

    def utc_us(self, server_ms: int, *, now_us: int | None = None) -> int:
        """A rule by date always knows."""
        near_us = self._clock.now_us() if now_us is None else now_us
        exact_us = super().utc_us(server_ms, now_us=near_us)
        assert exact_us is not None, "a rule by date has an offset for every day"
        return exact_us
