"""A seeded path of prices, quoted when somebody looks: what nobody sees costs nothing."""

from dataclasses import dataclass
from math import sqrt
from random import Random

from campaign.clock import SECOND_NS, VirtualClock
from tickloom_terminal.trade.server import TradeServer

QUOTE_EVERY_NS = SECOND_NS
LONG_NS = 5 * SECOND_NS
"""Where nobody looked for longer, the path has a corner between the two looks."""


@dataclass(slots=True)
class _Path:
    bid: float
    spread: int
    sigma: float
    """Points in the root of a second."""


class Market:
    """Quotes of all symbols of a server, up to the true time or to the moment the feed froze."""

    def __init__(self, server: TradeServer, clock: VirtualClock, random: Random) -> None:
        self._server = server
        self._clock = clock
        self._random = random
        self._paths = {name: _Path(200_000.0, 20, 25.0) for name in server.sheets}
        self._quoted_ns = clock.true_ns - QUOTE_EVERY_NS
        self.is_frozen = False
        self.absurd: tuple[str, str] | None = None
        """Bid and ask as a broken feed shows them; the server itself trades at sane prices."""
        self.catch_up()

    @property
    def quoted_ns(self) -> int:
        """When the last quote was made."""
        return self._quoted_ns

    def catch_up(self) -> None:
        """Quote what has become due since the last look."""
        now_ns = self._clock.true_ns
        behind_ns = now_ns - self._quoted_ns
        if self.is_frozen or behind_ns < QUOTE_EVERY_NS:
            return
        quotes = 2 if behind_ns > LONG_NS else 1
        step_ns = behind_ns // quotes
        for _ in range(quotes):
            self._quoted_ns += step_ns
            for name, path in self._paths.items():
                self._quote(name, path, step_ns)

    def shock(self, points: int) -> None:
        """The market gaps."""
        for path in self._paths.values():
            path.bid = max(50_000.0, path.bid + points)

    def _quote(self, name: str, path: _Path, step_ns: int) -> None:
        moved = self._random.gauss(0.0, path.sigma * sqrt(step_ns / SECOND_NS))
        path.bid = max(50_000.0, path.bid + moved)
        bid = round(path.bid)
        self._server.on_quote(name, self._quoted_ns, bid, bid + path.spread)
