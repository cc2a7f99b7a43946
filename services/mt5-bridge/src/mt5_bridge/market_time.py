"""A market's own time beside the wall clock: a replay plays another day, and may play it fast."""

from mt5_bridge.market import Market
from mt5_bridge.orders.venue_time import VenueTime
from tickloom.runtime.clock import Clock


class MarketTime(VenueTime):
    """Of a simulated terminal, which keeps UTC as its server's clock."""

    def __init__(self, market: Market, clock: Clock) -> None:
        self._market = market
        self._clock = clock

    def lead_us(self) -> int:
        """How far the market's time is ahead of the wall clock (behind: below 0)."""
        return self._market.position_ns // 1000 - self._clock.now_us()

    def market_us(self) -> int:
        return self._market.position_ns // 1000

    def server_ms(self, now_us: int) -> int:
        return (now_us + self.lead_us()) // 1000

    def server_ms_of(self, market_us: int) -> int:
        return market_us // 1000

    def utc_us(self, server_ms: int, *, now_us: int = 0) -> int:  # noqa: ARG002  it keeps UTC
        return server_ms * 1000

    def age_s(self, server_ms: int, *, now_us: int = 0) -> float:  # noqa: ARG002  the market knows
        """Seconds that somebody waited since; none pass where the market has no pace."""
        if not self._market.speed:
            return 0.0
        return (self.market_us() // 1000 - server_ms) / 1000 / self._market.speed
