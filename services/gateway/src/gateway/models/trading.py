"""Replies about accounts, positions, orders and deals; money and prices are decimal strings."""

from typing import Literal

from pydantic import Field, computed_field

from gateway.models.reply import Part, Reply, Said, rfc3339

Side = Literal["buy", "sell"]


class Position(Part):
    """An open position, marked with the current price; `time` is its opening, microseconds."""

    ticket: int
    symbol: str
    side: Side
    volume: str
    price_open: str
    time: int
    price_current: str
    profit: str
    swap: str = "0.00"
    stop_loss: str | None = None
    take_profit: str | None = None
    deployment: str | None = None
    comment: str = ""
    risk: str | None = Field(
        default=None, description="lost from the opening price when the stop fills at its price"
    )
    is_external: bool = False

    @computed_field(description="`time` as RFC 3339")
    @property
    def opened_at(self) -> str:
        return rfc3339(self.time)


class AccountPosition(Position):
    """A position and the account it is on; `risk_percent` is of the equity."""

    account: str
    currency: str = ""
    risk_percent: str | None = None


class WaitingOrder(Part):
    """An order that waits at the venue; `good_till` null: until it is cancelled."""

    ticket: int
    symbol: str
    side: Side
    type: Literal["market", "limit", "stop", "stop_limit"]
    volume: str
    price: str
    time: int
    price_current: str | None = None
    limit_price: str | None = None
    stop_loss: str | None = None
    take_profit: str | None = None
    time_in_force: Literal["gtc", "day", "specified", "specified_day"] = "gtc"
    good_till: int | None = None
    deployment: str | None = None
    comment: str = ""
    state: int = 1
    order_id: str | None = None
    is_external: bool = False


class AccountWaitingOrder(WaitingOrder):
    """A waiting order and the account it is on."""

    account: str


class KillInfo(Part):
    """How an account's kill switch stands."""

    stage: Literal["off", "refusing", "acknowledged", "flat"]
    flatten: bool = False
    by: str = ""
    reason: str = ""
    detail: str = ""
    path: str = ""
    at: int | None = None


class Reconciled(Part):
    """How the bridge's journal stands against the broker's books."""

    unknown: int = 0
    at: int | None = None
    detail: str = ""


class Halt(Part):
    """A cause that keeps entries off; what does not end by itself is cleared by a person."""

    cause: str
    detail: str
    since: int = Field(description="wall clock, microseconds UTC")
    ends_by_itself: bool = False


class Account(Said):
    """An account with all open positions; `margin_level` is null while no margin is used."""

    account: str
    currency: str
    leverage: int
    balance: str
    equity: str
    floating: str
    margin: str
    margin_free: str
    positions: list[Position]
    margin_level: str | None = None
    orders: list[WaitingOrder] = Field(default_factory=list[WaitingOrder])
    kill: KillInfo | None = None
    reconciled: Reconciled | None = None
    halted: str = Field(default="", description="why no entries pass; empty: they do")
    halts: list[Halt] = Field(default_factory=list[Halt])
    commands: list[str] | None = Field(
        default=None, description="what the bridge carries out; null: it did not say"
    )


class Order(Said):
    """The latest state of an order."""

    order_id: str
    account: str
    symbol: str
    state: str
    volume: str = ""
    side: Side | None = None
    position: int | None = None
    price: str | None = None
    deployment: str | None = None
    retcode: int | None = None
    reason: str = ""
    detail: str = ""
    verb: str = ""
    ticket: int | None = None
    slippage_points: str | None = Field(default=None, description="above 0: against us")
    type: str | None = None
    target: str | None = None
    asked_volume: str | None = None
    asked_price: str | None = None
    stop_loss: str | None = None
    take_profit: str | None = None
    next: str = Field(default="", description="what happens next, in a sentence")


class Deal(Said):
    """An execution; `balance` is the account's balance after it."""

    account: str
    ticket: int
    symbol: str
    position: int
    side: Side
    entry: Literal["in", "out", "in_out", "out_by"] = Field(
        description="in_out turned the position round: it closed it whole and opened the rest of "
        "the volume on the other side; out_by closed it by an opposite position"
    )
    volume: str
    price: str
    profit: str
    commission: str
    swap: str
    balance: str
    reason: str
    order_id: str | None = None
    deployment: str | None = None
    stop_loss: str | None = None
    take_profit: str | None = None
    comment: str = ""
    order: int | None = None
    is_external: bool = False


class Accounts(Reply):
    """Every account of the terminal, marked now."""

    accounts: list[Account]


class Positions(Reply):
    """Every open position."""

    positions: list[AccountPosition]


class WaitingOrders(Reply):
    """Every order that waits at the venue."""

    orders: list[AccountWaitingOrder]


class Orders(Reply):
    """Orders, newest first; `next_cursor` is null on the last page."""

    orders: list[Order]
    next_cursor: str | None = None


class Deals(Reply):
    """Deals, newest first; `next_cursor` is null on the last page."""

    deals: list[Deal]
    next_cursor: str | None = None
