"""A hedging account at the simulated broker: fills, stops, margin and stop-out, tick by tick.

It decides and remembers; writing is the terminal's part. Every change is a `Booking` that waits
in `bookings`, so that one commit holds all that happened up to one market time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from mt5_bridge.exposure import exposure
from mt5_bridge.ledger import Booking, OpenPosition
from mt5_bridge.retcodes import Retcode
from mt5_bridge.terminal import (
    BookedDeal,
    CloseRequest,
    MarkedAccount,
    MarkedPosition,
    OrderRequest,
    TradeResult,
)
from tickloom.domain.account import Account, booked
from tickloom.domain.ids import AccountId, DealTicket, OrderId, PositionTicket, Symbol
from tickloom.domain.instrument import Instrument
from tickloom.domain.money import Money, Volume
from tickloom.domain.order import Deal, DealEntry, DealReason
from tickloom.domain.position import Position, apply
from tickloom.engine.fills import entry_price, exit_on_tick, exit_price
from tickloom.venue.conversion import Converter, Quote
from tickloom.venue.margin import STOP_OUT_PCT, is_stopped_out, margin_raw
from tickloom.venue.profit import profit, profit_raw, tick_value
from tickloom_terminal.market.tick_walk import PointColumns, TickPoint

DEPOSIT = Decimal("10000.00")
LEVERAGE = 100
CURRENCY = "USD"
_ZERO = Decimal("0.00")
_RESERVE = Decimal("1.5")
_REASON_COMMENTS = {DealReason.STOP_LOSS: "sl", DealReason.TAKE_PROFIT: "tp"}


class PaperAccount:
    """One account; `quotes` are the ticks it has heard."""

    def __init__(
        self,
        account: AccountId,
        instruments: Iterable[Instrument],
        *,
        open_positions: Sequence[OpenPosition],
        last_tickets: tuple[int, int],
        balance: Decimal,
    ) -> None:
        self.account = account
        self.balance = balance
        self._instruments = {i.symbol: i for i in instruments}
        self._converter = Converter(self._instruments.values(), currency=CURRENCY)
        self._open = {p.position.ticket: p for p in open_positions}
        self._deal_ticket, self._position_ticket = last_tickets
        self._points: dict[Symbol, tuple[int, int]] = {}
        self._bookings: list[Booking] = []
        self._exposure = exposure(open_positions, self._instruments)

    @property
    def open_positions(self) -> tuple[OpenPosition, ...]:
        return tuple(self._open.values())

    @property
    def bookings(self) -> tuple[Booking, ...]:
        """What happened and is not on the disk yet, oldest first."""
        return tuple(self._bookings)

    def forget_bookings(self) -> None:
        """They are on the disk."""
        self._bookings.clear()

    def position(self, ticket: PositionTicket) -> Position | None:
        known = self._open.get(ticket)
        return None if known is None else known.position

    def quote(self, symbol: Symbol) -> Quote | None:
        points = self._points.get(symbol)
        if points is None:
            return None
        instrument = self._instruments[symbol]
        return Quote(bid=instrument.from_points(points[0]), ask=instrument.from_points(points[1]))

    def hear(self, symbol: Symbol, bid: int, ask: int) -> None:
        """A quote that triggers nothing (in points)."""
        self._points[symbol] = (bid, ask)

    def on_tick(self, tick: TickPoint) -> None:
        """A quote that may trigger stops: stops first, oldest position first, then stop-out."""
        self._points[tick.symbol] = (tick.bid, tick.ask)
        ends = [
            (ticket, fill.reason)
            for group in self._exposure.of(tick.symbol)
            for ticket, levels in group.levels
            if (fill := exit_on_tick(group.side, levels, tick.bid, tick.ask)) is not None
        ]
        for ticket, reason in sorted(ends):
            known = self._open[ticket]
            self._close(known, known.position.volume, tick.time_ns, reason)
        if self._open and not self._has_margin_left({}):
            self._stop_out(tick.time_ns)

    def is_quiet_through(self, columns: Sequence[PointColumns]) -> bool:
        """Whether no tick of these can close anything, so that only the last ones matter."""
        if not self._open:
            return True
        if any(self._exposure.ends_in(part) for part in columns):
            return False
        return self._has_margin_left({part.symbol: part for part in columns})

    def _has_margin_left(self, turn: Mapping[Symbol, PointColumns]) -> bool:
        """Whether stop-out is far, judged at the worst price of every group at once.

        The reserve covers what conversion rates and the rounding of single results add.
        """
        worst = self.balance
        for symbol, groups in self._exposure.groups.items():
            now = self._points.get(symbol)
            if now is None:
                continue
            for group in groups:
                raw = group.profit_raw(group.worst_price(now, turn.get(symbol)))
                worst += self._converter.profit(raw, self.quote)
        return worst * 100 > self._exposure.margin * STOP_OUT_PCT * _RESERVE

    # -- orders -------------------------------------------------------------------------------

    def open(self, request: OrderRequest, time_ns: int) -> TradeResult:
        """A market order, filled at the last quote; refused when the margin does not suffice."""
        instrument, points = self._instruments[request.symbol], self._points[request.symbol]
        # Raises for a symbol whose results could never be booked in the account's currency.
        tick_value(instrument, self._converter, self.quote, is_gain=False)
        price = instrument.from_points(entry_price(request.side, *points))
        raw = margin_raw(instrument, request.volume, price=price, leverage=LEVERAGE)
        margin = self._converter.margin(raw, request.side, self.quote)
        free = self._marked_account().margin_free
        if margin > free:
            detail = f"the order needs {margin:.2f} {CURRENCY} of margin, {free:.2f} are free"
            return TradeResult(retcode=Retcode.NO_MONEY, detail=detail)
        self._position_ticket += 1
        deal = Deal(
            ticket=self._next_deal(), order_id=request.order_id, account=self.account,
            symbol=request.symbol, position=PositionTicket(self._position_ticket),
            side=request.side, entry=DealEntry.IN, volume=request.volume, price=price,
            time_ns=time_ns, profit=_ZERO, commission=_ZERO, swap=_ZERO,
            reason=DealReason.EXPERT, comment=request.comment,
        )  # fmt: skip
        opened = replace(
            apply({}, deal)[deal.position], stop_loss=request.stop_loss,
            take_profit=request.take_profit,
        )  # fmt: skip
        left = OpenPosition(position=opened, margin=margin, opened_by=request.order_id)
        return TradeResult(retcode=Retcode.DONE, deal=self._book(deal, left, left))

    def close(self, request: CloseRequest, time_ns: int) -> TradeResult:
        """Close at the last quote; a part keeps its ticket, its price and its stops."""
        known = self._open.get(request.position)
        if known is None:
            detail = f"position {request.position} is not open"
            return TradeResult(retcode=Retcode.POSITION_CLOSED, detail=detail)
        if request.volume > known.position.volume:
            detail = f"position {request.position} has only {known.position.volume} lots"
            return TradeResult(retcode=Retcode.INVALID_CLOSE_VOLUME, detail=detail)
        deal = self._close(
            known, request.volume, time_ns, DealReason.EXPERT, order_id=request.order_id,
            comment=request.comment,
        )  # fmt: skip
        return TradeResult(retcode=Retcode.DONE, deal=deal)

    def _close(
        self, known: OpenPosition, volume: Volume, time_ns: int, reason: DealReason, *,
        order_id: OrderId | None = None, comment: str | None = None,
    ) -> BookedDeal:  # fmt: skip
        position = known.position
        instrument = self._instruments[position.symbol]
        price = instrument.from_points(exit_price(position.side, *self._points[position.symbol]))
        raw = profit_raw(
            instrument, position.side, volume, opened=position.price_open, closed=price
        )
        deal = Deal(
            ticket=self._next_deal(), order_id=order_id, account=self.account,
            symbol=position.symbol, position=position.ticket, side=position.side.opposite,
            entry=DealEntry.OUT, volume=volume, price=price, time_ns=time_ns,
            profit=self._profit(raw), commission=_ZERO, swap=_ZERO, reason=reason,
            comment=self._exit_comment(position, reason) if comment is None else comment,
        )  # fmt: skip
        rest = apply({position.ticket: position}, deal).get(position.ticket)
        left = None
        if rest is not None:
            margin = known.margin * rest.volume / position.volume
            left = replace(known, position=rest, margin=margin)
        return self._book(deal, known, left)

    def _next_deal(self) -> DealTicket:
        self._deal_ticket += 1
        return DealTicket(self._deal_ticket)

    def _book(self, deal: Deal, known: OpenPosition, left: OpenPosition | None) -> BookedDeal:
        self.balance += booked(deal)
        if left is None:
            del self._open[deal.position]
        else:
            self._open[deal.position] = left
        self._exposure = exposure(self._open.values(), self._instruments)
        booked_deal = BookedDeal(
            deal=deal, balance=self.balance, opened_by=known.opened_by,
            stop_loss=known.position.stop_loss, take_profit=known.position.take_profit,
        )  # fmt: skip
        self._bookings.append(Booking(booked=booked_deal, left=left))
        return booked_deal

    def _exit_comment(self, position: Position, reason: DealReason) -> str:
        """The server's own words, as MetaTrader writes them: `sl 2612.92`, `so 29.8%`."""
        word = _REASON_COMMENTS.get(reason)
        if word is not None:
            level = position.stop_loss if word == "sl" else position.take_profit
            return f"{word} {level}"
        level_pct = self._marked_account().margin_level_pct
        return f"so {level_pct or 0:.1f}%"

    # -- figures ------------------------------------------------------------------------------

    def marked(self) -> MarkedAccount:
        positions = tuple(self._mark(known) for known in self._open.values())
        return MarkedAccount(account=self._account(positions), positions=positions)

    def _marked_account(self) -> Account:
        return self.marked().account

    def _account(self, positions: Sequence[MarkedPosition]) -> Account:
        return Account(
            account=self.account, currency=CURRENCY, leverage=LEVERAGE, balance=self.balance,
            floating=sum((p.profit for p in positions), _ZERO),
            margin=round(sum((p.margin for p in self._open.values()), _ZERO), 2),
        )  # fmt: skip

    def _mark(self, known: OpenPosition) -> MarkedPosition:
        """A position at its closing price; one without a quote stands at its open price."""
        position = known.position
        points = self._points.get(position.symbol)
        instrument = self._instruments.get(position.symbol)
        if points is None or instrument is None:
            price, gain = Decimal(position.price_open), _ZERO
        else:
            price = instrument.from_points(exit_price(position.side, *points))
            raw = profit_raw(
                instrument, position.side, position.volume, opened=position.price_open,
                closed=price,
            )  # fmt: skip
            gain = self._profit(raw)
        return MarkedPosition(
            position=position, price_current=price, profit=gain, opened_by=known.opened_by
        )

    def _profit(self, raw: Money) -> Decimal:
        return profit(raw, self._converter, self.quote)

    def _stop_out(self, time_ns: int) -> None:
        """Close the greatest loss, and look again, until the margin suffices."""
        while self._open:
            marked = self.marked()
            closable = [p for p in marked.positions if p.position.symbol in self._points]
            if not is_stopped_out(marked.account) or not closable:
                return
            worst = min(closable, key=lambda p: p.profit).position.ticket
            known = self._open[worst]
            self._close(known, known.position.volume, time_ns, DealReason.STOP_OUT)
