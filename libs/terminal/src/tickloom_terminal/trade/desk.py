"""Requests to a trade server: done as asked, or answered with the code that says why not."""

from dataclasses import replace
from decimal import Decimal

from tickloom_terminal import constants as mt5
from tickloom_terminal.trade import validation
from tickloom_terminal.trade.booking import close_by
from tickloom_terminal.trade.records import ZERO, Answer, Order, Position, Request
from tickloom_terminal.trade.replies import COMMENTS, refusal
from tickloom_terminal.trade.server import TradeServer


class RequestDesk:
    """Takes requests for one server; the server's time and quotes are what they meet."""

    def __init__(self, server: TradeServer) -> None:
        self._server = server
        self._book = server.book

    def check(self, request: Request) -> int:
        """What order_send would answer now, without doing it: 0, or a return code."""
        if request.action == mt5.TRADE_ACTION_DEAL:
            return self._known(request) or self._deal_problem(request)
        if request.action == mt5.TRADE_ACTION_PENDING:
            return self._known(request) or validation.problem_of_pending(
                request, self._situation(request.symbol, request)
            )
        return 0

    def send(
        self, request: Request, *, executed: Decimal | None = None,
        reason: int = mt5.ORDER_REASON_EXPERT,
    ) -> Answer:  # fmt: skip
        """Do it, or say why not. `executed`: only so much is there to be had (else all of it)."""
        if request.action == mt5.TRADE_ACTION_DEAL:
            return self._send_deal(request, executed, reason)
        actions = {
            mt5.TRADE_ACTION_PENDING: self._place,
            mt5.TRADE_ACTION_SLTP: self._change_levels,
            mt5.TRADE_ACTION_MODIFY: self._change_order,
            mt5.TRADE_ACTION_REMOVE: self._remove,
            mt5.TRADE_ACTION_CLOSE_BY: self._close_by,
        }
        action = actions.get(request.action)
        return refusal(mt5.TRADE_RETCODE_INVALID) if action is None else action(request)

    def _known(self, request: Request) -> int:
        return 0 if request.symbol in self._server.sheets else mt5.TRADE_RETCODE_INVALID

    def _deal_problem(self, request: Request) -> int:
        now = self._situation(request.symbol, request)
        return validation.problem_of_deal(request, now) or self._money_problem(request)

    def take_in(self, request: Request) -> Answer:
        """Take an order in without executing it: 10008, and STARTED until it is settled.

        A waiting order is placed at once; what is neither is done at once.
        """
        code = mt5.TRADE_RETCODE_PLACED
        if request.action == mt5.TRADE_ACTION_PENDING:
            placed = self.send(request)
            return replace(placed, retcode=code, comment=COMMENTS[code]) if placed.order else placed
        if request.action != mt5.TRADE_ACTION_DEAL:
            return self.send(request)
        trouble = self._known(request) or self._deal_problem(request)
        if trouble:
            return refusal(trouble)
        order = self._order_of(request, state=mt5.ORDER_STATE_STARTED)
        self._book.place(order)
        return Answer(
            retcode=code, comment=COMMENTS[code], order=order.ticket, volume=request.volume
        )

    def settle(self, ticket: int, request: Request, *, rejection: str = "") -> None:
        """Execute an order that was taken in, or reject it with a comment (always if it must)."""
        order = self._book.orders.get(ticket)
        if order is None:
            return
        if order.state == mt5.ORDER_STATE_STARTED and not rejection:
            trouble = self._deal_problem(request)
            if not trouble:
                self._execute(order, request.volume)
                return
            rejection = COMMENTS[trouble]
        if rejection:
            state = mt5.ORDER_STATE_REJECTED
            self._book.finish(order, state, self._server.now_ns, comment=rejection)

    def _send_deal(self, request: Request, executed: Decimal | None, reason: int) -> Answer:
        trouble = self._known(request) or self._deal_problem(request)
        if trouble:
            return refusal(trouble)
        volume = request.volume if executed is None else min(executed, request.volume)
        is_whole = volume == request.volume
        if not volume or (not is_whole and request.type_filling == mt5.ORDER_FILLING_FOK):
            return refusal(mt5.TRADE_RETCODE_REJECT)
        order = self._order_of(request, state=mt5.ORDER_STATE_STARTED)
        return self._execute(replace(order, reason=reason), volume)

    def _execute(self, order: Order, volume: Decimal) -> Answer:
        """Fill `volume` of a market order at the market; the rest is not done."""
        is_whole = volume == order.volume_initial
        deal = self._server.fill(order, volume)
        state = mt5.ORDER_STATE_FILLED if is_whole else mt5.ORDER_STATE_PARTIAL
        filled = replace(
            order, volume_current=order.volume_initial - volume, position_id=deal.position_id
        )
        self._book.finish(filled, state, self._server.now_ns)
        code = mt5.TRADE_RETCODE_DONE if is_whole else mt5.TRADE_RETCODE_DONE_PARTIAL
        return Answer(
            retcode=code, comment=COMMENTS[code], deal=deal.ticket, order=order.ticket,
            volume=volume, price=deal.price,
        )  # fmt: skip

    def _place(self, request: Request) -> Answer:
        trouble = self.check(request)
        if trouble:
            return refusal(trouble)
        order = self._order_of(request, state=mt5.ORDER_STATE_PLACED)
        self._book.place(order)
        return self._done(order=order.ticket, volume=request.volume)

    def _change_levels(self, request: Request) -> Answer:
        position = self._position_of(request)
        if position is None or position.symbol not in self._server.sheets:
            return refusal(mt5.TRADE_RETCODE_POSITION_CLOSED)
        trouble = validation.problem_of_levels(
            request, self._situation(position.symbol, request, position)
        )
        if trouble:
            return refusal(trouble)
        self._book.hold(
            replace(position, sl=request.sl, tp=request.tp, time_update_ns=self._server.now_ns)
        )
        return self._done()

    def _change_order(self, request: Request) -> Answer:
        order = self._book.orders.get(request.order)
        if order is None:
            return refusal(mt5.TRADE_RETCODE_INVALID)
        wanted = replace(
            request,
            symbol=order.symbol,
            type=order.type,
            volume=order.volume_current,
            stoplimit=request.stoplimit or order.stoplimit,
        )
        trouble = validation.problem_of_change(wanted, order, self._situation(order.symbol, wanted))
        if trouble:
            return refusal(trouble)
        self._book.place(
            replace(
                order,
                price_open=wanted.price,
                stoplimit=wanted.stoplimit,
                sl=wanted.sl,
                tp=wanted.tp,
                type_time=wanted.type_time,
                expiration_ns=self._expires_ns(wanted),
            )
        )
        return self._done(order=order.ticket)

    def _remove(self, request: Request) -> Answer:
        order = self._book.orders.get(request.order)
        if order is None:
            return refusal(mt5.TRADE_RETCODE_INVALID)
        now = self._situation(order.symbol, request)
        if not now.is_session:
            return refusal(mt5.TRADE_RETCODE_MARKET_CLOSED)
        if validation.frozen_order(order, now):
            return refusal(mt5.TRADE_RETCODE_FROZEN)
        self._book.finish(order, mt5.ORDER_STATE_CANCELED, self._server.now_ns)
        return self._done(order=order.ticket)

    def _close_by(self, request: Request) -> Answer:
        positions = self._book.positions
        first, second = positions.get(request.position), positions.get(request.position_by)
        if first is None or second is None:
            return refusal(mt5.TRADE_RETCODE_POSITION_CLOSED)
        fits = first.symbol == second.symbol and first.side is not second.side
        if not fits or not self._server.rules.is_hedging:
            return refusal(mt5.TRADE_RETCODE_INVALID)
        if not self._server.is_session(first.symbol):
            return refusal(mt5.TRADE_RETCODE_MARKET_CLOSED)
        volume = min(first.volume, second.volume)
        order = Order(
            ticket=self._book.next_order(),
            symbol=first.symbol,
            type=mt5.ORDER_TYPE_CLOSE_BY,
            state=mt5.ORDER_STATE_STARTED,
            volume_initial=volume,
            volume_current=ZERO,
            price_open=second.price_open,
            time_setup_ns=self._server.now_ns,
            magic=request.magic,
            position_id=first.identifier,
            position_by_id=second.identifier,
            comment=request.comment,
        )
        deal, _ = close_by(
            self._book,
            self._server.purse,
            order,
            (first, second),
            sheet=self._server.sheets[first.symbol],
            time_ns=self._server.now_ns,
        )
        self._book.finish(order, mt5.ORDER_STATE_FILLED, self._server.now_ns)
        return self._done(
            deal=deal.ticket, order=order.ticket, volume=volume, price=second.price_open
        )

    def _done(
        self, *, deal: int = 0, order: int = 0, volume: Decimal = ZERO, price: Decimal = ZERO
    ) -> Answer:
        code = mt5.TRADE_RETCODE_DONE
        return Answer(
            retcode=code,
            comment=COMMENTS[code],
            deal=deal,
            order=order,
            volume=volume,
            price=price,
        )

    def _situation(
        self, symbol: str, request: Request, position: Position | None = None
    ) -> validation.Situation:
        if position is None and request.position:
            position = self._book.positions.get(request.position)
        return validation.Situation(
            sheet=self._server.sheets[symbol],
            rules=self._server.rules,
            quote=self._server.quote(symbol),
            is_session=self._server.is_session(symbol),
            now_ns=self._server.now_ns,
            position=position,
            positions=self._book.of_symbol(symbol),
            orders=self._book.orders_of(symbol),
        )

    def _position_of(self, request: Request) -> Position | None:
        """By ticket on a hedging account, by symbol on a netting one."""
        if request.position:
            return self._book.positions.get(request.position)
        if self._server.rules.is_hedging:
            return None
        return next(iter(self._book.of_symbol(request.symbol)), None)

    def _order_of(self, request: Request, *, state: int) -> Order:
        quote = self._server.quote(request.symbol)
        assert quote is not None, "a request passed the check of quotes"
        is_market = request.action == mt5.TRADE_ACTION_DEAL
        market = quote.ask if request.side.sign > 0 else quote.bid
        return Order(
            ticket=self._book.next_order(),
            symbol=request.symbol,
            type=request.type,
            state=state,
            volume_initial=request.volume,
            volume_current=request.volume,
            price_open=market if is_market else request.price,
            time_setup_ns=self._server.now_ns,
            type_time=request.type_time,
            type_filling=request.type_filling,
            expiration_ns=self._expires_ns(request),
            stoplimit=request.stoplimit,
            sl=request.sl,
            tp=request.tp,
            magic=request.magic,
            position_id=request.position,
            comment=request.comment,
        )

    def _expires_ns(self, request: Request) -> int:
        match request.type_time:
            case mt5.ORDER_TIME_DAY:
                return self._server.calendar.ends_ns(self._server.now_ns)
            case mt5.ORDER_TIME_SPECIFIED:
                return request.expiration_ns
            case mt5.ORDER_TIME_SPECIFIED_DAY:
                return self._server.calendar.ends_ns(request.expiration_ns)
            case _:
                return 0

    def _money_problem(self, request: Request) -> int:
        """What the order would tie up in addition must be free."""
        if request.position or self._reduces(request):
            return 0
        lacks = self._server.lacks_margin(request.symbol, request.side, request.volume)
        return mt5.TRADE_RETCODE_NO_MONEY if lacks else 0

    def _reduces(self, request: Request) -> bool:
        if self._server.rules.is_hedging:
            return False
        net = next(iter(self._book.of_symbol(request.symbol)), None)
        return net is not None and net.side is not request.side and request.volume <= net.volume
