"""An account as it is told: prices on their grid, times in UTC, whose each thing is."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Protocol

from mt5_bridge.market import Market
from mt5_bridge.port.records import VenueOrder, VenuePosition, VenueSymbol
from tickloom.contracts.trading import (
    OrderTypeWord,
    PendingOrderInfo,
    PositionInfo,
    SideWord,
    TimeInForceWord,
)

_SIDES: tuple[SideWord, SideWord] = ("buy", "sell")
_TYPES: dict[int, OrderTypeWord] = {
    2: "limit", 3: "limit", 4: "stop", 5: "stop", 6: "stop_limit", 7: "stop_limit",
}  # fmt: skip
_LIVES: tuple[TimeInForceWord, ...] = ("gtc", "day", "specified", "specified_day")


class Origins(Protocol):
    """Which of our commands a thing came from."""

    def opener(self, position: int) -> tuple[str, str | None] | None:
        """Command id and deployment of what opened a position; None: not ours."""
        ...

    def placer(self, magic: int) -> tuple[str, str | None] | None:
        """The same of what was sent under `magic`."""
        ...


class AccountTime(Protocol):
    """The market's time, and the server's in it."""

    def market_us(self) -> int: ...

    def utc_us(self, server_ms: int) -> int: ...


class AccountWords:
    """Words for what a terminal says of positions and orders."""

    def __init__(self, market: Market, time: AccountTime, origins: Origins) -> None:
        self._time = time
        self._origins = origins
        self._instruments = {str(each.symbol): each for each in market.instruments}

    def market_us(self) -> int:
        return self._time.market_us()

    def position(
        self, position: VenuePosition, sheets: Mapping[str, VenueSymbol], digits: int
    ) -> PositionInfo:
        """`digits` of the account's currency; `sheets` give the worth of a tick."""
        price, volume = self._price(position.symbol), self._volume(position.symbol)
        ours = self._origins.opener(position.identifier)
        risk = risk_of(position, sheets.get(position.symbol))
        return PositionInfo(
            ticket=position.ticket, symbol=position.symbol, side=_SIDES[position.type],
            volume=volume(position.volume), price_open=price(position.price_open),
            time=self._time.utc_us(position.time_ms), price_current=price(position.price_current),
            profit=f"{position.profit:.{digits}f}", swap=f"{position.swap:.{digits}f}",
            stop_loss=price(position.sl) if position.sl else None,
            take_profit=price(position.tp) if position.tp else None,
            deployment=None if ours is None else ours[1], comment=position.comment,
            risk=None if risk is None else f"{risk:.{digits}f}", is_external=ours is None,
        )  # fmt: skip

    def order(self, order: VenueOrder) -> PendingOrderInfo:
        price, volume = self._price(order.symbol), self._volume(order.symbol)
        ours = self._origins.placer(order.magic)
        return PendingOrderInfo(
            ticket=order.ticket, symbol=order.symbol, side=_SIDES[order.type % 2],
            type=_TYPES.get(order.type, "market"), volume=volume(order.volume_current),
            price=price(order.price_open), time=self._time.utc_us(order.time_setup_ms),
            limit_price=price(order.stoplimit) if order.stoplimit else None,
            stop_loss=price(order.sl) if order.sl else None,
            take_profit=price(order.tp) if order.tp else None,
            time_in_force=_LIVES[order.type_time],
            good_till=self._time.utc_us(order.expiration_s * 1000) if order.expiration_s else None,
            order_id=None if ours is None else ours[0],
            deployment=None if ours is None else ours[1], comment=order.comment,
            state=order.state, is_external=ours is None,
        )  # fmt: skip

    def _price(self, symbol: str) -> Callable[[Decimal], str]:
        known = self._instruments.get(symbol)
        return str if known is None else lambda value: f"{value:.{known.digits}f}"

    def _volume(self, symbol: str) -> Callable[[Decimal], str]:
        known = self._instruments.get(symbol)
        return str if known is None else lambda value: str(value.quantize(known.volume_step))


def risk_of(position: VenuePosition, sheet: VenueSymbol | None) -> Decimal | None:
    """What is lost from the opening price when the stop fills at its price; None: not known."""
    if sheet is None or not position.sl or not sheet.tick_size or not sheet.tick_value_loss:
        return None
    distance = (position.price_open - position.sl) * (1 if position.type == 0 else -1)
    return distance / sheet.tick_size * sheet.tick_value_loss * position.volume
