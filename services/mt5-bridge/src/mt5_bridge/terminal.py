"""The port of a trading terminal: the few calls this service makes, and what they answer.

The simulated terminal stands behind it, and an adapter of MetaTrader's own package can: `poll`
is a loop of `copy_ticks_range`, `order_send` puts our order id into `magic` and finds it again.
A call that raises `OutcomeUnknown` may have traded; every other error means that nothing was done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from mt5_bridge.retcodes import Retcode
from tickloom.contracts.message import Mode
from tickloom.domain.account import Account
from tickloom.domain.ids import AccountId, DealTicket, OrderId, PositionTicket, Symbol
from tickloom.domain.instrument import Instrument
from tickloom.domain.market import Bar, Tick, Timeframe
from tickloom.domain.money import Price, Volume
from tickloom.domain.order import Deal, Side
from tickloom.domain.position import Position
from tickloom_terminal.market.market_source import SymbolTicks, TickColumns


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRequest:
    """A market order, already on the symbol's grid."""

    order_id: OrderId
    account: AccountId
    symbol: Symbol
    side: Side
    volume: Volume
    stop_loss: Price | None = None
    take_profit: Price | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseRequest:
    """Close `volume` lots of a position."""

    order_id: OrderId
    account: AccountId
    position: PositionTicket
    volume: Volume
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeResult:
    """What the terminal answered; `deal` is there when something was traded."""

    retcode: Retcode
    deal: "BookedDeal | None" = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedDeal:
    """A deal with what the account looked like after it.

    `opened_by` is the order that opened the position, by which a stop's deal finds its strategy.
    """

    deal: Deal
    balance: Decimal
    opened_by: OrderId | None
    stop_loss: Price | None
    take_profit: Price | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedPosition:
    """An open position at the current price; `profit` in the account's currency."""

    position: Position
    price_current: Decimal
    profit: Decimal
    opened_by: OrderId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedAccount:
    """An account with all its open positions, at the current prices."""

    account: Account
    positions: tuple[MarkedPosition, ...]


class Market(Protocol):
    """Quotes and their history. Times are UTC nanoseconds of the market's own clock."""

    @property
    def mode(self) -> Mode: ...

    @property
    def description(self) -> str: ...

    @property
    def speed(self) -> float:
        """Market seconds a wall second; 0 as fast as they can be taken."""
        ...

    @property
    def begins_ns(self) -> int:
        """First instant of which the terminal has history."""
        ...

    @property
    def record_from_ns(self) -> int:
        """Where the record of this data folder begins."""
        ...

    @property
    def position_ns(self) -> int:
        """Every tick before it was handed out, none at or after it."""
        ...

    @property
    def has_ended(self) -> bool:
        """No tick will ever follow."""
        ...

    @property
    def instruments(self) -> tuple[Instrument, ...]: ...

    def poll(self) -> Sequence[SymbolTicks]:
        """What is new since the last call, bounded in size."""
        ...

    def last_tick(self, symbol: Symbol) -> Tick | None: ...

    def is_open(self, symbol: Symbol) -> bool: ...

    def next_open_ns(self, symbol: Symbol) -> int | None: ...

    def ticks(self, symbol: Symbol, *, from_ns: int, to_ns: int) -> TickColumns:
        """History with from_ns <= time < to_ns, never beyond `position_ns`; any thread may ask."""
        ...

    def bars(
        self, symbol: Symbol, timeframe: Timeframe, *, from_ns: int | None, to_ns: int, limit: int
    ) -> list[Bar]:
        """The last `limit` closed bars opening in [from_ns, to_ns); any thread may ask."""
        ...


class Trading(Protocol):
    """Accounts, and what can be done with them."""

    @property
    def accounts(self) -> tuple[AccountId, ...]: ...

    def marked(self, account: AccountId) -> MarkedAccount: ...

    def position(self, account: AccountId, ticket: PositionTicket) -> Position | None: ...

    def deals_after(
        self, account: AccountId, ticket: DealTicket, *, limit: int
    ) -> list[BookedDeal]:
        """Deals with a higher ticket, oldest first."""
        ...

    def deals_of(self, account: AccountId, order_id: OrderId) -> list[BookedDeal]:
        """What became of an order whose answer was lost."""
        ...

    def order_send(self, request: OrderRequest) -> TradeResult: ...

    def close(self, request: CloseRequest) -> TradeResult: ...


class Terminal(Market, Trading, Protocol):
    """Both halves of a terminal."""
