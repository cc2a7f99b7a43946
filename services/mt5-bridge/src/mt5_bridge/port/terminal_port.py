"""The one port behind which every terminal stands: MetaTrader 5, ours, the ZeroMQ adviser.

Calls block, have a deadline of their own and are made by ONE owner thread. No call raises for a
fault of the terminal: the answer is a `CallFailed`, because an empty tuple would be a statement.
"""

from decimal import Decimal
from typing import Any, Protocol, TypeAlias

import numpy as np

from mt5_bridge.port.answers import Answer
from mt5_bridge.port.records import (
    AccountFigures,
    CheckAnswer,
    SendAnswer,
    TerminalStatus,
    VenueDeal,
    VenueOrder,
    VenuePosition,
    VenueRequest,
    VenueSymbol,
    VenueTick,
)

Rows: TypeAlias = np.ndarray[Any, np.dtype[Any]]
"""Structured rows with the dtype of the MetaTrader5 package (rates or ticks)."""


class TradingPort(Protocol):
    """What the order path needs."""

    def status(self) -> Answer[TerminalStatus]: ...

    def account(self) -> Answer[AccountFigures]: ...

    def symbol(self, name: str) -> Answer[VenueSymbol]: ...

    def tick(self, name: str) -> Answer[VenueTick]: ...

    def positions(self) -> Answer[tuple[VenuePosition, ...]]: ...

    def orders(self) -> Answer[tuple[VenueOrder, ...]]: ...

    def history_orders(self, *, from_s: int, to_s: int) -> Answer[tuple[VenueOrder, ...]]:
        """Finished orders, both bounds in server seconds and included."""
        ...

    def history_deals(self, *, from_s: int, to_s: int) -> Answer[tuple[VenueDeal, ...]]: ...

    def margin(
        self, order_type: int, symbol: str, volume: Decimal, price: Decimal
    ) -> Answer[Decimal]:
        """What one order alone would tie up, in the account's currency."""
        ...

    def profit(
        self, order_type: int, symbol: str, volume: Decimal, *, opened: Decimal, closed: Decimal
    ) -> Answer[Decimal]: ...

    def check(self, request: VenueRequest) -> Answer[CheckAnswer]: ...

    def send(self, request: VenueRequest) -> Answer[SendAnswer]: ...


class MarketPort(Protocol):
    """Quotes and their history."""

    def symbols(self) -> Answer[tuple[VenueSymbol, ...]]: ...

    def select(self, name: str) -> Answer[bool]:
        """Have the symbol's quotes streamed."""
        ...

    def ticks(self, name: str, *, from_s: int, to_s: int) -> Answer[Rows]:
        """Ticks with from_s <= time <= to_s (whole server seconds), in the order they came."""
        ...

    def rates(self, name: str, timeframe: int, *, from_s: int, to_s: int) -> Answer[Rows]:
        """Bars opening in [from_s, to_s] by the server clock; MetaTrader's timeframe number."""
        ...


class TerminalPort(TradingPort, MarketPort, Protocol):
    """Both halves, and the way to them."""

    def connect(self) -> Answer[TerminalStatus]:
        """Reach the terminal and log on; may be called again at any time."""
        ...

    def close(self) -> None: ...
