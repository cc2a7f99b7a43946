"""What is asked of the trade server: calculations, checks and requests.

A request and its reply are lines of the ledger's journal, kept in one commit with what the request
did, before the reply is sent.
"""

from collections.abc import Mapping
from typing import Any

from tickloom.domain.errors import CorrectIt, Unavailable
from tickloom_terminal import constants as mt5
from tickloom_terminal.core import TerminalCore
from tickloom_terminal.errors import Refused
from tickloom_terminal.faults.fate import Failure, Reply
from tickloom_terminal.structures import OrderCheckResult, OrderSendResult
from tickloom_terminal.trade.records import PENDING_TYPES, Answer, side_of
from tickloom_terminal.trade.replies import COMMENTS, refusal
from tickloom_terminal.translate import Translator, as_request, exact, filled, request_fields

_MARKET = frozenset((mt5.ORDER_TYPE_BUY, mt5.ORDER_TYPE_SELL))
_CALCULATED = _MARKET | PENDING_TYPES


class RequestFunctions:
    """order_calc_*, order_check, order_send."""

    def __init__(self, core: TerminalCore) -> None:
        self._core = core
        self._translate = Translator(core.clock)

    def order_calc_margin(self, kind: int, name: str, volume: float, price: float) -> float:
        """What one order alone would tie up, ignoring what is open."""
        sheet, server = self._core.sheet(name), self._core.account
        if kind not in _CALCULATED or volume <= 0 or price <= 0:
            raise Refused(mt5.RES_E_INVALID_PARAMS)
        try:
            margin = server.purse.margin(sheet, side_of(kind), exact(volume), exact(price))
        except (CorrectIt, Unavailable) as error:
            raise Refused(mt5.RES_E_FAIL) from error
        return float(server.purse.rounded(margin))

    def order_calc_profit(self, kind: int, name: str, volume: float, *prices: float) -> float:
        """`prices`: where it opens and where it closes."""
        opened, closed = prices
        sheet, server = self._core.sheet(name), self._core.account
        if kind not in _MARKET or volume <= 0 or opened <= 0 or closed <= 0:
            raise Refused(mt5.RES_E_INVALID_PARAMS)
        try:
            profit = server.purse.profit(
                sheet, side_of(kind), exact(volume), opened=exact(opened), closed=exact(closed)
            )
        except (CorrectIt, Unavailable) as error:
            raise Refused(mt5.RES_E_FAIL) from error
        return float(profit)

    def order_check(self, given: Mapping[str, Any]) -> OrderCheckResult:
        """How the account would stand after the request; retcode 0 and "Done" when it may be."""
        fields = request_fields(given)
        request = self._translate.request(fields)
        server = self._core.account
        code = self._core.desk.check(request)
        before = server.figures()
        margin = before.margin
        if not code and request.action == mt5.TRADE_ACTION_DEAL and not request.position:
            margin = server.margin_with(request.symbol, request.side, request.volume)
        equity = float(before.equity)
        return filled(
            OrderCheckResult, retcode=code, balance=float(before.balance), equity=equity,
            profit=float(before.profit), margin=float(margin),
            margin_free=equity - float(margin),
            margin_level=equity / float(margin) * 100 if margin else 0.0,
            comment=COMMENTS[code], request=as_request(fields),
        )  # fmt: skip

    def order_send(self, given: Mapping[str, Any]) -> Reply[OrderSendResult]:
        """What is told may be less than what was done: both are in the ledger."""
        fields = request_fields(given)
        core = self._core
        if not core.switches.is_api_trading:
            raise Refused(mt5.RES_E_AUTO_TRADING_DISABLED)
        number = core.next_request_id()
        core.note_here("request", request_id=number, **fields)
        reply = self._reply(fields)
        if reply.failure is not None or reply.value is None:
            failure = reply.failure or Failure.of(mt5.RES_E_FAIL)
            core.note_here("reply", request_id=number, code=failure.code, text=failure.text)
            core.settle()
            return Reply(failure=failure, delay_s=reply.delay_s)
        sent = self._sent(fields, reply.value, number)
        core.note_here("reply", **{k: v for k, v in sent.by_name().items() if k != "request"})
        core.settle()
        return Reply(value=sent, delay_s=reply.delay_s)

    def _reply(self, fields: Mapping[str, Any]) -> Reply[Answer]:
        switches = self._core.switches
        if not switches.is_connected:
            return Reply(value=refusal(mt5.TRADE_RETCODE_CONNECTION))
        if not switches.is_algo_trading:
            return Reply(value=refusal(mt5.TRADE_RETCODE_CLIENT_DISABLES_AT))
        return self._core.seen.view.send(self._translate.request(fields))

    def _sent(self, fields: Mapping[str, Any], answer: Answer, number: int) -> OrderSendResult:
        quote = self._core.account.quote(self._symbol_of(fields))
        return OrderSendResult(
            (
                answer.retcode, answer.deal, answer.order, float(answer.volume),
                float(answer.price), 0.0 if quote is None else float(quote.bid),
                0.0 if quote is None else float(quote.ask), answer.comment, number, 0,
                as_request(fields),
            )
        )  # fmt: skip

    def _symbol_of(self, fields: Mapping[str, Any]) -> str:
        """The symbol that a request names, or that its order or position has."""
        book = self._core.account.book
        order = book.orders.get(fields["order"]) or book.done_orders.get(fields["order"])
        position = book.positions.get(fields["position"])
        return (
            fields["symbol"]
            or ("" if order is None else order.symbol)
            or ("" if position is None else position.symbol)
        )
