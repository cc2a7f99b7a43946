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
        wanted = [position for position in held if position.symbol == symbol]
        closed = sum(self._close_one(position, comment) for position in wanted)
        if closed == len(wanted):
            return bool(wanted)
        return "Partially" if closed else False

    def _close_one(self, position: TradePosition, comment: str | None) -> bool:
        is_buy = position.type == mt5.POSITION_TYPE_BUY
        kind = mt5.ORDER_TYPE_SELL if is_buy else mt5.ORDER_TYPE_BUY
        answer = self._deal(
            kind, position.symbol, position.volume, None, comment=comment, ticket=position.ticket
        )
        return answer is not None and answer.retcode == mt5.TRADE_RETCODE_DONE

    def _deal(
        self, kind: int, symbol: str, volume: float, price: float | None, *, comment: str | None,
        ticket: int | None,
    ) -> OrderSendResult | None:  # fmt: skip
        answer: OrderSendResult | None = None
        for _ in range(_TRIES):
            quote = self._tick(symbol)
            if quote is None:
                return None
            market = quote.ask if kind == mt5.ORDER_TYPE_BUY else quote.bid
            request: dict[str, Any] = {
                "action": mt5.TRADE_ACTION_DEAL, "symbol": symbol, "volume": volume, "type": kind,
                "price": market if price is None else price, "deviation": _DEVIATION_POINTS,
            }  # fmt: skip
            request |= {} if comment is None else {"comment": comment}
            request |= {} if ticket is None else {"position": ticket}
            answer = self._send(request)
            if answer is None or price is not None or answer.retcode not in _AGAIN:
                break
        return answer
