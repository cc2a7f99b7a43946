"""What others do at the same account: trades by hand, closes by the broker, the market itself."""

from decimal import Decimal

from tickloom_terminal import constants as mt5
from tickloom_terminal.faults.fault import Fault, Hands
from tickloom_terminal.faults.occasions import Occasions
from tickloom_terminal.trade.records import Request


class ManualTrade(Fault):
    """Somebody buys or sells by hand, without magic."""

    def __init__(
        self, occasions: Occasions, *, symbol: str, volume: Decimal, order_type: int
    ) -> None:
        super().__init__(occasions)
        self._request = Request(
            action=mt5.TRADE_ACTION_DEAL, symbol=symbol, volume=volume, type=order_type,
            type_filling=mt5.ORDER_FILLING_IOC,
        )  # fmt: skip

    def on_time(self, hands: Hands) -> None:
        if self._occasions.happens(hands.now_ns):
            hands.trade(self._request, reason=mt5.ORDER_REASON_CLIENT)


class ClosedOutside(Fault):
    """The oldest position is closed by somebody: by hand, or by the broker for want of margin."""

    def __init__(self, occasions: Occasions, *, reason: int, before_send: bool) -> None:
        super().__init__(occasions)
        self._reason = reason
        self._before_send = before_send

    def on_time(self, hands: Hands) -> None:
        if not self._before_send:
            self._close(hands)

    def before_send(self, hands: Hands, request: Request) -> None:
        if self._before_send and self._occasions.concerns(request):
            self._close(hands)

    def _close(self, hands: Hands) -> None:
        position = next(iter(hands.positions), None)
        if position is None or not self._occasions.happens(hands.now_ns, position.symbol):
            return
        comment = "so 29.8%/298.00/1000.00" if self._reason == mt5.ORDER_REASON_SO else ""
        hands.close(position, reason=self._reason, comment=comment)


class ChangedOutside(Fault):
    """Somebody takes stop and target of the oldest position away by hand."""

    def on_time(self, hands: Hands) -> None:
        levelled = (p for p in hands.positions if p.sl or p.tp)
        position = next(levelled, None)
        if position is None or not self._occasions.happens(hands.now_ns, position.symbol):
            return
        request = Request(
            action=mt5.TRADE_ACTION_SLTP, symbol=position.symbol, position=position.ticket
        )
        hands.trade(request, reason=mt5.ORDER_REASON_CLIENT)


class MarketMoves(Fault):
    """The market moves against a request before it arrives."""

    def __init__(self, occasions: Occasions, *, points: int) -> None:
        super().__init__(occasions)
        self._points = points

    def before_send(self, hands: Hands, request: Request) -> None:
        if not request.symbol or not self._occasions.concerns(request):
            return
        if self._occasions.happens(hands.now_ns, request.symbol):
            hands.move(request.symbol, self._points * request.side.sign)
