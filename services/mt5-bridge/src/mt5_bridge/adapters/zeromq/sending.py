"""Trade requests as the adviser's commands, and its replies as return codes.

The adviser answers "SUCCESS" whether or not it closed or deleted, so a close counts only with the
lots that it names, and a deletion is looked up. An order that opened is done, also when its levels
could not be set. What the protocol cannot say is refused before anything is sent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from mt5_bridge.adapters.zeromq.adviser import Adviser
from mt5_bridge.adapters.zeromq.commands import Trade, is_sayable
from mt5_bridge.adapters.zeromq.levels import Levels, Reference
from mt5_bridge.adapters.zeromq.mt4_errors import retcode_of
from mt5_bridge.adapters.zeromq.records import exact
from mt5_bridge.adapters.zeromq.replies import Reply
from mt5_bridge.port.answers import Answer, CallFailed
from mt5_bridge.port.records import ZERO, SendAnswer, VenueRequest, VenueSymbol, VenueTick

DEAL, PENDING, SLTP, MODIFY, REMOVE = 1, 5, 6, 7, 8
DONE, DONE_PARTIAL, REJECT, INVALID = 10009, 10010, 10006, 10013
POSITION_CLOSED, INVALID_CLOSE_VOLUME = 10036, 10038
UNSUPPORTED_CODE, INVALID_PARAMS_CODE = -7, -2
_BUY_TYPES = frozenset({0, 2, 4})
_PENDING_TYPES = frozenset({2, 3, 4, 5})


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a command needs beside the request: sheets, quotes, and magics of 31 bits."""

    sheet: Callable[[str], VenueSymbol | None]
    tick: Callable[[str], VenueTick | None]
    wire_magic: Callable[[int], int]
    magic_bits: int


class Sending:
    """`send` of the port, for one adviser."""

    def __init__(self, adviser: Adviser, around: Surroundings) -> None:
        self._adviser = adviser
        self._around = around

    def send(self, request: VenueRequest) -> Answer[SendAnswer]:
        problem = self._unsayable(request)
        if problem is not None:
            return problem
        opens = request.action == PENDING or (request.action == DEAL and not request.position)
        return self._open(request) if opens else self._on_trade(request)

    def _on_trade(self, request: VenueRequest) -> Answer[SendAnswer]:
        """What concerns a trade that is there begins with looking at it."""
        trades = self._adviser.trades()
        if isinstance(trades, CallFailed):
            return CallFailed(code=trades.code, text=trades.text, never_sent=True)
        if request.action == DEAL:
            return self._close(request, trades.get(request.position))
        if request.action == REMOVE:
            return self._remove(request, trades.get(request.order))
        ticket = request.position if request.action == SLTP else request.order
        return self._change(request, ticket, trades.get(ticket))

    def _unsayable(self, request: VenueRequest) -> CallFailed | None:
        """Why the protocol cannot carry this request."""
        if request.action not in {DEAL, PENDING, SLTP, MODIFY, REMOVE}:
            return _refused(UNSUPPORTED_CODE, f"the adviser has no action {request.action}")
        if request.symbol and not is_sayable(request.symbol):
            return _refused(INVALID_PARAMS_CODE, f"the symbol {request.symbol!r} cannot be sent")
        if request.type_time or request.expiration_s:
            return _refused(UNSUPPORTED_CODE, "the adviser's orders have no expiration")
        if request.action == PENDING and request.type not in _PENDING_TYPES:
            return _refused(UNSUPPORTED_CODE, f"the adviser has no orders of type {request.type}")
        bits = self._around.magic_bits
        if not 0 <= self._around.wire_magic(request.magic) < 1 << bits:
            return _refused(
                INVALID_PARAMS_CODE,
                f"magic {request.magic} does not fit the adviser's {bits} bits",
            )
        return None

    # -- orders -------------------------------------------------------------------------------

    def _open(self, request: VenueRequest) -> Answer[SendAnswer]:
        is_market = request.action == DEAL
        levels = Levels(sl=request.sl, tp=request.tp)
        sl, tp = "0", "0"
        if not levels.are_none:
            reference = self._reference(request, None)
            if isinstance(reference, CallFailed):
                return reference
            sl, tp = reference.whole(levels)
        magic = self._around.wire_magic(request.magic)
        trade = Trade(
            action="OPEN", type=request.type, symbol=request.symbol,
            price=ZERO if is_market else request.price, sl=sl, tp=tp, comment=request.comment,
            lots=request.volume, magic=magic,
        )  # fmt: skip

        def matches(reply: Reply) -> bool:
            return (
                reply.get("_action") == "EXECUTION"
                and reply.get("_symbol", request.symbol) == request.symbol
                and reply.get("_magic", magic) == magic
            )

        reply = self._adviser.order(trade, matches)
        if isinstance(reply, CallFailed):
            return reply
        if "_ticket" not in reply:
            return _failed(reply)
        self._settle_levels(request, reply, levels)
        return _opened(reply, request)

    def _settle_levels(self, request: VenueRequest, reply: Reply, levels: Levels) -> None:
        """Distances counted from a price that had moved: now from the true one, in decimals."""
        sheet = self._around.sheet(request.symbol)
        if levels.are_none or sheet is None or "_open_price" not in reply:
            return
        wanted = ((levels.sl, reply.get("_sl")), (levels.tp, reply.get("_tp")))
        is_exact = all(
            level == ZERO or (there is not None and abs(exact(there) - level) < sheet.point / 2)
            for level, there in wanted
        )
        if is_exact or "_close_lots" in reply:
            return
        reference = Reference(
            price=exact(reply["_open_price"]),
            point=sheet.point,
            buys=request.type in _BUY_TYPES,
        )
        self._modify(request, int(reply["_ticket"]), ZERO, reference.fine(levels))

    def _change(
        self, request: VenueRequest, ticket: int, trade: Reply | None
    ) -> Answer[SendAnswer]:
        if trade is None:
            is_position = request.action == SLTP
            return _answer(POSITION_CLOSED if is_position else INVALID, f"no trade {ticket}")
        reference = self._reference(request, trade)
        if isinstance(reference, CallFailed):
            return reference
        distances = reference.fine(Levels(sl=request.sl, tp=request.tp))
        price = request.price if request.action == MODIFY else ZERO
        reply = self._modify(request, ticket, price, distances)
        if isinstance(reply, CallFailed):
            return reply
        if "_response" in reply or "_sl" not in reply:
            return _failed(reply)
        return _answer(DONE, "Request executed", order=ticket)

    def _modify(
        self, request: VenueRequest, ticket: int, price: Decimal, distances: tuple[str, str]
    ) -> Answer[Reply]:
        sl, tp = distances
        trade = Trade(
            action="MODIFY", symbol=request.symbol or "EURUSD", price=price, sl=sl, tp=tp,
            ticket=ticket,
        )  # fmt: skip
        return self._adviser.order(trade, lambda reply: reply.get("_action") == "MODIFY")

    def _reference(self, request: VenueRequest, trade: Reply | None) -> Reference | CallFailed:
        """From where the adviser counts: the market, the order's price, or where it opened."""
        symbol = request.symbol if trade is None else str(trade.get("_symbol"))
        sheet = self._around.sheet(symbol)
        if sheet is None:
            return _refused(
                UNSUPPORTED_CODE,
                f"the sheet of {symbol} is not configured: its point, in which levels are "
                "told to the adviser, is unknown",
            )
        kind = request.type if trade is None else int(trade.get("_type", 0))
        buys = kind in _BUY_TYPES
        price = request.price
        if trade is not None and (request.action == SLTP or not price):
            price = exact(trade.get("_open_price", 0))
        elif request.action == DEAL:
            tick = self._around.tick(symbol)
            price = price if tick is None else (tick.ask if buys else tick.bid)
        if not price.is_finite() or price <= 0:
            return _refused(-4, f"{symbol} has no price yet from which levels could be counted")
        return Reference(price=price, point=sheet.point, buys=buys)

    # -- the way out --------------------------------------------------------------------------

    def _close(self, request: VenueRequest, trade: Reply | None) -> Answer[SendAnswer]:
        ticket = request.position
        if trade is None or int(trade.get("_type", 0)) in _PENDING_TYPES:
            return _answer(POSITION_CLOSED, f"position {ticket} is not open")
        lots = exact(trade.get("_lots", 0))
        if request.volume > lots:
            return _answer(
                INVALID_CLOSE_VOLUME, f"position {ticket} has {lots} lots, not {request.volume}"
            )
        is_whole = request.volume == lots
        reply = self._adviser.order(
            Trade(
                action="CLOSE" if is_whole else "CLOSE_PARTIAL", symbol=request.symbol or "EURUSD",
                lots=request.volume, ticket=ticket,
            ),
            _is_close_of(ticket),
        )  # fmt: skip
        if isinstance(reply, CallFailed):
            return reply
        if "_close_lots" in reply:
            return _answer(
                DONE, "Request executed", deal=ticket, order=ticket,
                volume=exact(reply["_close_lots"]), price=exact(reply.get("_close_price", 0)),
            )  # fmt: skip
        return self._looked_up(reply, ticket, lots)

    def _remove(self, request: VenueRequest, trade: Reply | None) -> Answer[SendAnswer]:
        """Only a waiting order: `CLOSE` would close what has been filled meanwhile."""
        ticket = request.order
        if trade is None or int(trade.get("_type", 0)) not in _PENDING_TYPES:
            return _answer(INVALID, f"order {ticket} is not waiting")
        reply = self._adviser.order(Trade(action="CLOSE", ticket=ticket), _is_close_of(ticket))
        if isinstance(reply, CallFailed):
            return reply
        return self._looked_up(reply, ticket, exact(trade.get("_lots", 0)))

    def _looked_up(self, reply: Reply, ticket: int, lots: Decimal) -> Answer[SendAnswer]:
        """The reply does not say whether it was done; the list of trades does."""
        trades = self._adviser.trades()
        if isinstance(trades, CallFailed):
            return CallFailed(code=-10005, text=f"after the request: {trades.text}")
        if ticket not in trades:
            return _answer(DONE, "Request executed", order=ticket)
        still = exact(trades[ticket].get("_lots", 0))
        if still < lots:
            return _answer(DONE, "Request executed", order=ticket, volume=lots - still)
        error = str(reply.get("_response", "")) if reply else ""
        code = retcode_of(error) if error.isdecimal() else REJECT
        return _answer(code, str(reply.get("_response_value") or error or "nothing was done"))


def _is_close_of(ticket: int) -> Callable[[Reply], bool]:
    """An empty reply is one, too: the adviser's, when it did nothing."""
    return lambda reply: (
        not reply or (reply.get("_action") == "CLOSE" and reply.get("_ticket") == ticket)
    )


def _opened(reply: Reply, request: VenueRequest) -> SendAnswer:
    ticket = int(reply["_ticket"])
    price = exact(reply.get("_open_price", 0))
    trouble = str(reply.get("_response", ""))
    words = f"Request executed, {trouble}" if trouble else "Request executed"
    if request.action == PENDING:
        return _answer(DONE, words, order=ticket, volume=request.volume)
    volume = exact(reply["_lots"]) if "_lots" in reply else request.volume
    code = DONE if volume == request.volume else DONE_PARTIAL
    return _answer(code, words, deal=ticket, order=ticket, volume=volume, price=price)


def _failed(reply: Reply) -> SendAnswer:
    response = reply.get("_response", "")
    words = reply.get("response_value", reply.get("_response_value", response))
    return _answer(retcode_of(response), str(words))


def _answer(
    retcode: int,
    comment: str,
    *,
    deal: int = 0,
    order: int = 0,
    volume: Decimal = ZERO,
    price: Decimal = ZERO,
) -> SendAnswer:
    return SendAnswer(
        retcode=retcode, comment=comment, deal=deal, order=order, volume=volume, price=price
    )


def _refused(code: int, text: str) -> CallFailed:
    return CallFailed(code=code, text=f"{text}; nothing was sent", never_sent=True)
