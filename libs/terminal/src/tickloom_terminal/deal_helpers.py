"""Buy, Sell and Close: the package's three helpers over its own functions."""

from collections.abc import Callable
from typing import Any

from tickloom_terminal import constants as mt5
from tickloom_terminal.structures import OrderSendResult, Tick, TradePosition

_TRIES = 10
_DEVIATION_POINTS = 10
_AGAIN = frozenset((mt5.TRADE_RETCODE_REQUOTE, mt5.TRADE_RETCODE_PRICE_OFF))


class DealHelpers:
    """Market orders that are tried again on a requote, where the caller named no price."""

    def __init__(
        self,
        tick: Callable[[str], Tick | None],
        positions: Callable[..., tuple[TradePosition, ...] | None],
        send: Callable[[dict[str, Any]], OrderSendResult | None],
    ) -> None:
        self._tick = tick
        self._positions = positions
        self._send = send

    def buy(
        self, symbol: str, volume: float, price: float | None = None, *,
        comment: str | None = None, ticket: int | None = None,
    ) -> OrderSendResult | None:  # fmt: skip
        """A market buy; `ticket` is the position that it closes."""
        return self._deal(mt5.ORDER_TYPE_BUY, symbol, volume, price, comment=comment, ticket=ticket)

    def sell(
        self, symbol: str, volume: float, price: float | None = None, *,
        comment: str | None = None, ticket: int | None = None,
    ) -> OrderSendResult | None:  # fmt: skip
        """A market sell; `ticket` is the position that it closes."""
        return self._deal(
            mt5.ORDER_TYPE_SELL, symbol, volume, price, comment=comment, ticket=ticket
        )

    def close(
        self, symbol: str, *, comment: str | None = None, ticket: int | None = None
    ) -> bool | str | None:
        """Close the positions of a symbol: True all, "Partially" some, False none, None failed."""
        by = {"symbol": symbol} if ticket is None else {"ticket": ticket}
        held = self._positions(**by)
        if held is None:
            return None
        closed = 0
        for position in held:
            is_buy = position.type == mt5.POSITION_TYPE_BUY
            kind = mt5.ORDER_TYPE_SELL if is_buy else mt5.ORDER_TYPE_BUY
            answer = self._deal(
                kind, symbol, position.volume, None, comment=comment, ticket=position.ticket
            )
            if answer is None:
                return None
            closed += answer.retcode == mt5.TRADE_RETCODE_DONE
        if not closed:
            return False
        return True if closed == len(held) else "Partially"

    def _deal(
        self, kind: int, symbol: str, volume: float, price: float | None, *, comment: str | None,
        ticket: int | None,
    ) -> OrderSendResult | None:  # fmt: skip
        """Once at a price that was given; else at the market's, again while it runs away."""
        request: dict[str, Any] = {
            "action": mt5.TRADE_ACTION_DEAL, "symbol": symbol, "volume": volume, "type": kind,
            "price": price, "deviation": _DEVIATION_POINTS,
        }  # fmt: skip
        request |= {} if comment is None else {"comment": comment}
        request |= {} if ticket is None else {"position": ticket}
        if price is not None:
            return self._send(request)
        answer: OrderSendResult | None = None
        for _ in range(_TRIES):
            quote = self._tick(symbol)
            if quote is None:
                return None
            request["price"] = quote.ask if kind == mt5.ORDER_TYPE_BUY else quote.bid
            answer = self._send(request)
            if answer is None or answer.retcode not in _AGAIN:
                break
        return answer
