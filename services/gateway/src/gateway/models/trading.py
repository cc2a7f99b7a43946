"""Replies about accounts, positions, orders and deals; money and prices are decimal strings."""

from typing import Literal

from pydantic import computed_field

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

    @computed_field(description="`time` as RFC 3339")
    @property
    def opened_at(self) -> str:
        return rfc3339(self.time)


class AccountPosition(Position):
    """A position and the account it is on."""

    account: str


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


class Deal(Said):
    """An execution; `balance` is the account's balance after it."""

    account: str
    ticket: int
    symbol: str
    position: int
    side: Side
    entry: Literal["in", "out"]
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


class Accounts(Reply):
    """Every account of the terminal, marked now."""

    accounts: list[Account]


class Positions(Reply):
    """Every open position."""

    positions: list[AccountPosition]


class Orders(Reply):
    """Orders, newest first; `next_cursor` is null on the last page."""

    orders: list[Order]
    next_cursor: str | None = None


class Deals(Reply):
    """Deals, newest first; `next_cursor` is null on the last page."""

    deals: list[Deal]
    next_cursor: str | None = None
