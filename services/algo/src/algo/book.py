"""What the core is shown before it decides: account, positions, and when it last traded."""

from collections import deque
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from algo.records import Traded
from algo.valuation import Quotes, Valuation
from tickloom.contracts.trading import AccountMarked, DealMade, PositionInfo
from tickloom.domain.ids import PositionTicket
from tickloom.domain.order import Side
from tickloom.engine.decision import BookView, PositionView

_ENTRIES_KEPT = 1_000
_MICROSECOND_NS = 1_000


class Book:
    """The trading history that limits are counted on; times are market time, microseconds."""

    def __init__(self, traded: Traded, valuation: Valuation) -> None:
        self.trades = traded.trades
        self._valuation = valuation
        self._entries = deque(traded.entries, maxlen=_ENTRIES_KEPT)
        self._last_exit = traded.last_exit

    def on_deal(self, deal: DealMade) -> None:
        """A reversal ends one trade and begins the next."""
        if deal.entry != "in":
            self._last_exit = max(deal.ts, self._last_exit or 0)
        is_known = any(position == deal.position for position, _ in self._entries)
        if deal.entry == "in_out" or (deal.entry == "in" and not is_known):
            self._entries.append((deal.position, deal.ts))
            self.trades += 1

    def view(
        self, account: AccountMarked, positions: Iterable[PositionInfo], quotes: Quotes, *,
        pending_entries: int,
    ) -> BookView:  # fmt: skip
        return BookView(
            balance=Decimal(account.balance), equity=Decimal(account.equity),
            margin_free=Decimal(account.margin_free),
            tick_value=self._valuation.tick_value(quotes),
            margin_per_lot=self._valuation.margin_per_lot(quotes, leverage=account.leverage),
            positions=tuple(
                self._position(position, quotes, leverage=account.leverage)
                for position in positions
            ),
            pending_entries=pending_entries,
            entries_ns=tuple(time * _MICROSECOND_NS for _, time in self._entries),
            last_exit_ns=None if self._last_exit is None else self._last_exit * _MICROSECOND_NS,
        )  # fmt: skip

    def _position(self, info: PositionInfo, quotes: Quotes, *, leverage: int) -> PositionView:
        a_lot = Fraction(self._valuation.margin_per_lot(quotes, leverage=leverage))
        tied = a_lot * Fraction(info.volume)
        return PositionView(
            ticket=PositionTicket(info.ticket), side=Side(info.side),
            opened_ns=info.time * _MICROSECOND_NS,
            profit=Decimal(info.profit) + Decimal(info.swap),
            margin=Decimal(tied.numerator) / Decimal(tied.denominator),
        )  # fmt: skip
