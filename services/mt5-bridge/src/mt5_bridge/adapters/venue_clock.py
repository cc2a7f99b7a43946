"""A real venue's time: the market's is the wall's, the server writes a clock of its own."""

from mt5_bridge.orders.venue_time import OffsetTime
from tickloom.domain.server_time import ServerClock
from tickloom.runtime.clock import Clock


class VenueClock(OffsetTime):
    """By the dated rule of the settings; `BrokerClock` checks that the quotes agree with it."""

    def __init__(self, rule: ServerClock, clock: Clock) -> None:
        super().__init__(lambda utc_us: rule.offset_s(utc_us * 1000))
        self._clock = clock

    def lead_us(self) -> int:
        """A real market is neither ahead of the wall clock nor behind."""
        return 0

    def market_us(self) -> int:
        return self._clock.now_us()
