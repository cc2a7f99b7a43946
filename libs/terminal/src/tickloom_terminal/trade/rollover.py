"""A server midnight: swaps, positions that are reopened, due commissions, what the day ends."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tickloom.domain.order import Side
from tickloom.venue.conversion import Quote
from tickloom_terminal import constants as mt5
from tickloom_terminal.trade.book import Book
from tickloom_terminal.trade.booking import deal_type
from tickloom_terminal.trade.calendar import Calendar, nights
from tickloom_terminal.trade.money import Purse
from tickloom_terminal.trade.records import ZERO, Deal, Position
from tickloom_terminal.trade.sheet import Charging, Reopening, SymbolSheet

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TRADES = (mt5.DEAL_TYPE_BUY, mt5.DEAL_TYPE_SELL)


class Rollover:
    """Writes what a day's end brings; times are the midnight's."""

    def __init__(self, book: Book, purse: Purse, calendar: Calendar) -> None:
        self._book = book
        self._purse = purse
        self._calendar = calendar

    def charge_swap(self, sheet: SymbolSheet, position: Position, day: int) -> None:
        """The night after `day` (server days since 1970), into the position until it is closed."""
        count = nights(day, sheet.swap.triple_day)
        charged = self._purse.swap(sheet, position, nights=count)
        if charged:
            self._book.hold(replace(position, swap=position.swap + charged))

    def reopen(
        self, sheet: SymbolSheet, position: Position, quote: Quote, *, day: int, time_ns: int
    ) -> None:
        """Close at the quote and open again, swap points away; ticket and identifier stay.

        The points are added for a gain and taken for a cost, so that the next profit holds them.
        """
        count = nights(day, sheet.swap.triple_day)
        is_buy = position.side is Side.BUY
        points = (sheet.swap.long if is_buy else sheet.swap.short) * count
        if not points:
            return
        closed = quote.bid if is_buy or sheet.reopens is Reopening.AT_BID else quote.ask
        opened = closed - points * sheet.instrument.point * position.side.sign
        out = self._leg(position, closed, mt5.DEAL_ENTRY_OUT, time_ns)
        profit = self._purse.profit(
            sheet, position.side, position.volume, opened=position.price_open, closed=closed
        )
        self._book.add_deal(replace(out, profit=profit, swap=position.swap))
        self._book.add_deal(self._leg(position, opened, mt5.DEAL_ENTRY_IN, time_ns))
        held = replace(position, price_open=opened, swap=ZERO, time_update_ns=time_ns)
        self._book.hold(held)

    def _leg(self, position: Position, price: Decimal, entry: int, time_ns: int) -> Deal:
        side = position.side if entry == mt5.DEAL_ENTRY_IN else position.side.opposite
        return Deal(
            ticket=self._book.next_deal(), order=0, type=deal_type(side), entry=entry,
            reason=mt5.DEAL_REASON_ROLLOVER, time_ns=time_ns, symbol=position.symbol,
            position_id=position.identifier, volume=position.volume, price=price,
            magic=position.magic, comment=position.comment,
        )  # fmt: skip

    def charge_commissions(self, sheets: dict[str, SymbolSheet], day: int, time_ns: int) -> None:
        """What is charged by the day, and on a month's last day what is charged by the month."""
        kinds = [(Charging.DAILY, mt5.DEAL_TYPE_COMMISSION_DAILY)]
        if _month(day) != _month(day + 1):
            kinds.append((Charging.MONTHLY, mt5.DEAL_TYPE_COMMISSION_MONTHLY))
        for charging, kind in kinds:
            due = self.due(sheets, charging, day)
            if due:
                self._book.operate(kind, due, time_ns)

    def due(self, sheets: dict[str, SymbolSheet], charging: Charging, day: int) -> Decimal:
        """Commissions of that kind which `day` (or its month so far) owes: zero or negative."""
        concerned = {name for name, sheet in sheets.items() if sheet.charges is charging}
        if not concerned:
            return ZERO
        deals = (
            d for d in self._book.deals.values() if d.symbol in concerned and d.type in _TRADES
        )
        return sum(
            (
                self._owed(sheets[d.symbol], d)
                for d in deals
                if _period(self._calendar.day(d.time_ns), charging) == _period(day, charging)
            ),
            ZERO,
        )

    def _owed(self, sheet: SymbolSheet, deal: Deal) -> Decimal:
        if deal.reason == mt5.DEAL_REASON_ROLLOVER:
            return ZERO
        is_entry = deal.entry == mt5.DEAL_ENTRY_IN
        return self._purse.commission(sheet, deal.volume, deal.price, is_entry=is_entry)


def _month(day: int) -> tuple[int, int]:
    date = _EPOCH + timedelta(days=day)
    return date.year, date.month


def _period(day: int, charging: Charging) -> object:
    return _month(day) if charging is Charging.MONTHLY else day
