"""Requests to a trade server: done as asked, or answered with the code that says why not."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from tickloom.domain.errors import CorrectIt, Unavailable
from tickloom_terminal import constants as mt5
from tickloom_terminal.trade import validation
from tickloom_terminal.trade.booking import close_by
from tickloom_terminal.trade.records import (
    IN_FLIGHT_STATES,
    MARKET_TYPES,
    ZERO,
    Answer,
    Order,
    Position,
    Request,
)
from tickloom_terminal.trade.replies import COMMENTS, refusal
from tickloom_terminal.trade.server import TradeServer
from tickloom_terminal.trade.situation import Situation, opening_volume, tidied


class RequestDesk:
    """Takes requests for one server; the server's time and quotes are what they meet."""

    def __init__(self, server: TradeServer) -> None:
        self._server = server
        self._book = server.book

    def check(self, request: Request) -> int:
        """What order_send would answer now, without doing it: 0, or a return code."""
        problems: dict[int, Callable[[Request], int]] = {
            mt5.TRADE_ACTION_DEAL: self._problem_of_deal,
            mt5.TRADE_ACTION_PENDING: self._problem_of_pending,
            mt5.TRADE_ACTION_SLTP: self._problem_of_levels,
            mt5.TRADE_ACTION_MODIFY: self._problem_of_change,
            mt5.TRADE_ACTION_REMOVE: self._problem_of_removal,
            mt5.TRADE_ACTION_CLOSE_BY: self._problem_of_close_by,
        }
        problem = problems.get(request.action)
        return mt5.TRADE_RETCODE_INVALID if problem is None else problem(self._read(request))

    def send(
        self, request: Request, *, executed: Decimal | None = None,
        reason: int = mt5.ORDER_REASON_EXPERT,
    ) -> Answer:  # fmt: skip
        """Do it, or say why not. `executed`: only so much is there to be had."""
        trouble = self.check(request)
        if trouble:
            return refusal(trouble)
        read = self._read(request)
        if read.action == mt5.TRADE_ACTION_DEAL:
            return self._deal(read, executed, reason)
        if read.action == mt5.TRADE_ACTION_PENDING:
            return self._place(read, reason)
        changes = {
            mt5.TRADE_ACTION_SLTP: self._change_levels,
            mt5.TRADE_ACTION_MODIFY: self._change_order,
            mt5.TRADE_ACTION_REMOVE: self._remove,
        }
        change = changes.get(read.action)
        return self._close_by(read, reason) if change is None else change(read)

    def take_in(self, request: Request, *, state: int = mt5.ORDER_STATE_STARTED) -> Answer:
        """Take a request in without doing it: 10008, and in flight until it is settled.

        A deal waits in `state`, an order to be removed as REQUEST_CANCEL (the market may reach it
        meanwhile); a waiting order is placed at once, and all else is done at once.
        """
        trouble = self.check(request)
        if trouble:
            return refusal(trouble)
        read, code = self._read(request), mt5.TRADE_RETCODE_PLACED
        if read.action == mt5.TRADE_ACTION_DEAL:
            order = self._order_of(read, state=state)
        elif read.action == mt5.TRADE_ACTION_REMOVE:
            order = replace(self._book.orders[read.order], state=mt5.ORDER_STATE_REQUEST_CANCEL)
        elif read.action == mt5.TRADE_ACTION_PENDING:
            placed = self.send(request)
            return replace(placed, retcode=code, comment=COMMENTS[code])
        else:
            return self.send(request)
        self._book.place(order)
        return Answer(retcode=code, comment=COMMENTS[code], order=order.ticket, volume=read.volume)

    def settle(self, ticket: int, request: Request, *, rejection: str = "") -> None:
        """Do what was taken in, or reject it with a comment (always if it must)."""
        order, now_ns = self._book.orders.get(ticket), self._server.now_ns
        if order is None:
            return
        if request.action == mt5.TRADE_ACTION_REMOVE:
            if rejection:
                self._book.place(replace(order, state=order.waits_as))
            else:
                self._book.finish(order, mt5.ORDER_STATE_CANCELED, now_ns)
            return
        if order.state in IN_FLIGHT_STATES and not rejection:
            trouble = self.check(request)
            if not trouble:
                self._execute(order, order.volume_current)
                return
            rejection = COMMENTS[trouble]
        if rejection:
            self._book.finish(order, mt5.ORDER_STATE_REJECTED, now_ns, comment=rejection)

    # -- what may be wrong --------------------------------------------------------------------

    def _problem_of_deal(self, request: Request) -> int:
        if request.symbol not in self._server.sheets:
            return mt5.TRADE_RETCODE_INVALID
        now = self._situation(request.symbol, request)
        return validation.problem_of_deal(request, now) or self._money_problem(request, now)

    def _problem_of_pending(self, request: Request) -> int:
        if request.symbol not in self._server.sheets:
            return mt5.TRADE_RETCODE_INVALID
        now = self._situation(request.symbol, request)
        return validation.problem_of_pending(request, now) or self._money_of_pending(request)

    def _problem_of_levels(self, request: Request) -> int:
        position = self._position_of(request)
        if position is None:
            by_symbol = not self._server.rules.is_hedging and request.symbol in self._server.sheets
            is_named = bool(request.position) or by_symbol
            return mt5.TRADE_RETCODE_POSITION_CLOSED if is_named else mt5.TRADE_RETCODE_INVALID
        return validation.problem_of_levels(
            request, self._situation(position.symbol, request, position)
        )

    def _problem_of_change(self, request: Request) -> int:
        order = self._book.orders.get(request.order)
        if order is None or order.type in MARKET_TYPES:
            return mt5.TRADE_RETCODE_INVALID
        return validation.problem_of_change(request, order, self._situation(order.symbol, request))

    def _problem_of_removal(self, request: Request) -> int:
        order = self._book.orders.get(request.order)
        if order is None or order.state in IN_FLIGHT_STATES:
            return mt5.TRADE_RETCODE_INVALID
        now = self._situation(order.symbol, request)
        return validation.problem_of_removal(request, order, now)

    def _problem_of_close_by(self, request: Request) -> int:
        positions = self._book.positions
        first, second = positions.get(request.position), positions.get(request.position_by)
        if first is None or second is None:
            return mt5.TRADE_RETCODE_POSITION_CLOSED
        now = self._situation(first.symbol, request, first)
        return validation.problem_of_close_by(request, (first, second), now)

    def _money_problem(self, request: Request, now: Situation) -> int:
        """What the order would tie up in addition must be free, and convertible."""
        if not opening_volume(request, now):
            return 0
        try:
            lacks = self._server.lacks_margin(request.symbol, request.side, request.volume)
        except Unavailable:
            return mt5.TRADE_RETCODE_PRICE_OFF
        except CorrectIt:
            return mt5.TRADE_RETCODE_REJECT
        return mt5.TRADE_RETCODE_NO_MONEY if lacks else 0

    def _money_of_pending(self, request: Request) -> int:
        """Waiting orders tie up margin on an exchange only."""
        if not self._server.rules.is_exchange:
            return 0
        tied = self._server.valuation.margin_of_order(
            self._order_of(request, state=mt5.ORDER_STATE_PLACED, ticket=0)
        )
        figures = self._server.figures()
        return mt5.TRADE_RETCODE_NO_MONEY if tied > figures.margin_free else 0

    # -- what is done -------------------------------------------------------------------------

    def _deal(self, request: Request, executed: Decimal | None, reason: int) -> Answer:
        had = self._server.to_be_had(request.symbol, request.side)
        parts = (request.volume, executed, had)
        volume = min(part for part in parts if part is not None)
        is_whole = volume == request.volume
        if not volume or (not is_whole and request.type_filling == mt5.ORDER_FILLING_FOK):
            return refusal(mt5.TRADE_RETCODE_REJECT)
        order = self._order_of(request, state=mt5.ORDER_STATE_STARTED, reason=reason)
        return self._execute(order, volume)

    def _execute(self, order: Order, volume: Decimal) -> Answer:
        """Fill `volume` of a market order at the market."""
        deal = self._server.part(order, volume)
        is_whole = volume == order.volume_initial
        code = mt5.TRADE_RETCODE_DONE if is_whole else mt5.TRADE_RETCODE_DONE_PARTIAL
        return Answer(
            retcode=code, comment=COMMENTS[code], deal=deal.ticket, order=order.ticket,
            volume=volume, price=deal.price,
        )  # fmt: skip

    def _place(self, request: Request, reason: int) -> Answer:
        order = self._order_of(request, state=mt5.ORDER_STATE_PLACED, reason=reason)
        self._book.place(order)
        return _done(order=order.ticket, volume=request.volume)

    def _change_levels(self, request: Request) -> Answer:
        position = self._position_of(request)
        assert position is not None, "the check found it"
        self._book.hold(
            replace(position, sl=request.sl, tp=request.tp, time_update_ns=self._server.now_ns)
        )
        return _done()

    def _change_order(self, request: Request) -> Answer:
        order = self._book.orders[request.order]
        self._book.place(
            replace(
                order, price_open=request.price, stoplimit=request.stoplimit, sl=request.sl,
                tp=request.tp, type_time=request.type_time,
                expiration_ns=self._expires_ns(request),
            )
        )  # fmt: skip
        return _done(order=order.ticket)

    def _remove(self, request: Request) -> Answer:
        order = self._book.orders[request.order]
        self._book.finish(order, mt5.ORDER_STATE_CANCELED, self._server.now_ns)
        return _done(order=order.ticket)

    def _close_by(self, request: Request, reason: int) -> Answer:
        pair = (self._book.positions[request.position], self._book.positions[request.position_by])
        volume = min(position.volume for position in pair)
        order = Order(
            ticket=self._book.next_order(), symbol=pair[0].symbol, type=mt5.ORDER_TYPE_CLOSE_BY,
            state=mt5.ORDER_STATE_STARTED, volume_initial=volume, volume_current=ZERO,
            price_open=pair[1].price_open, time_setup_ns=self._server.now_ns,
            magic=request.magic, position_id=pair[0].identifier,
            position_by_id=pair[1].identifier, comment=request.comment, reason=reason,
        )  # fmt: skip
        deal, _ = close_by(
            self._book, self._server.purse, order, pair,
            sheet=self._server.sheets[pair[0].symbol], time_ns=self._server.now_ns,
        )  # fmt: skip
        self._book.finish(order, mt5.ORDER_STATE_FILLED, self._server.now_ns)
        return _done(deal=deal.ticket, order=order.ticket, volume=volume, price=pair[1].price_open)

    # -- what it is about ---------------------------------------------------------------------

    def _read(self, request: Request) -> Request:
        """The request as the server reads it: names filled in, numbers as they are meant."""
        order = self._book.orders.get(request.order)
        if request.action == mt5.TRADE_ACTION_MODIFY and order is not None:
            request = replace(
                request, symbol=order.symbol, type=order.type, volume=order.volume_current,
                stoplimit=request.stoplimit or order.stoplimit,
            )  # fmt: skip
        symbol = request.symbol
        if request.action == mt5.TRADE_ACTION_SLTP:
            position = self._position_of(request)
            symbol = symbol if position is None else position.symbol
        sheet = self._server.sheets.get(symbol)
        return request if sheet is None else tidied(request, sheet)

    def _situation(
        self, symbol: str, request: Request, position: Position | None = None
    ) -> Situation:
        if position is None and request.position:
            position = self._book.positions.get(request.position)
        return self._server.situation(
            symbol, position=position, expires_ns=self._expires_ns(request)
        )

    def _position_of(self, request: Request) -> Position | None:
        """By ticket on a hedging account, by symbol on a netting one."""
        if request.position:
            return self._book.positions.get(request.position)
        if self._server.rules.is_hedging:
            return None
        return next(iter(self._book.of_symbol(request.symbol)), None)

    def _order_of(
        self, request: Request, *, state: int, reason: int = mt5.ORDER_REASON_EXPERT,
        ticket: int | None = None,
    ) -> Order:  # fmt: skip
        quote = self._server.quote(request.symbol)
        assert quote is not None, "a request passed the check of quotes"
        market = quote.ask if request.side.sign > 0 else quote.bid
        held = self._book.positions.get(request.position)
        return Order(
            ticket=self._book.next_order() if ticket is None else ticket, symbol=request.symbol,
            type=request.type, state=state, volume_initial=request.volume,
            volume_current=request.volume,
            price_open=market if request.action == mt5.TRADE_ACTION_DEAL else request.price,
            time_setup_ns=self._server.now_ns, type_time=request.type_time,
            type_filling=request.type_filling, expiration_ns=self._expires_ns(request),
            stoplimit=request.stoplimit, sl=request.sl, tp=request.tp, magic=request.magic,
            position_id=0 if held is None else held.identifier, comment=request.comment,
            reason=reason,
        )  # fmt: skip

    def _expires_ns(self, request: Request) -> int:
        match request.type_time:
            case mt5.ORDER_TIME_DAY:
                return self._server.calendar.ends_ns(self._server.now_ns)
            case mt5.ORDER_TIME_SPECIFIED:
                return request.expiration_ns
            case mt5.ORDER_TIME_SPECIFIED_DAY:
                dated = request.expiration_ns
                return self._server.calendar.ends_ns(dated) if dated else 0
            case _:
                return 0


def _done(
    *, deal: int = 0, order: int = 0, volume: Decimal = ZERO, price: Decimal = ZERO
) -> Answer:
    code = mt5.TRADE_RETCODE_DONE
    return Answer(
        retcode=code, comment=COMMENTS[code], deal=deal, order=order, volume=volume, price=price
    )
