"""What is said about orders: commands to an account, events from it, and its marks.

Prices, volumes and money are decimal strings: they are exact. `order_id` is ours and unique for
ever; a command with a known `order_id` is answered from the journal, never executed again.
"""

from typing import Literal

import msgspec

from tickloom.contracts.message import Message

SideWord = Literal["buy", "sell"]


class SubmitOrder(Message, frozen=True, kw_only=True, omit_defaults=True):
    """Open a position at the market.  `cmd.<tenant>.<account>.new`.

    `expires_at` (wall clock, microseconds): after it the bridge refuses. `deployment` is None for
    an order by hand.
    """

    order_id: str
    account: str
    symbol: str
    side: SideWord
    volume: str
    expires_at: int
    stop_loss: str | None = None
    take_profit: str | None = None
    deployment: str | None = None
    comment: str = ""


class ClosePosition(Message, frozen=True, kw_only=True, omit_defaults=True):
    """Close a position, wholly or `volume` lots of it.  `cmd.<tenant>.<account>.close`."""

    order_id: str
    account: str
    position: int
    symbol: str
    expires_at: int
    volume: str | None = None
    deployment: str | None = None
    comment: str = ""


class OrderChanged(Message, frozen=True, kw_only=True, omit_defaults=True):
    """An order reached a state of `domain.order.OrderState`.  `evt.<tenant>.<account>.order`."""

    order_id: str
    account: str
    symbol: str
    state: str
    volume: str = ""
    side: SideWord | None = None
    position: int | None = None
    price: str | None = None
    deployment: str | None = None
    retcode: int | None = None
    reason: str = ""
    detail: str = ""


class DealMade(Message, frozen=True, kw_only=True, omit_defaults=True):
    """An execution.  `evt.<tenant>.<account>.deal`, id `deal:<account>:<ticket>`.

    `profit`, `commission` and `swap` are in the account's currency; `balance` is the balance
    after the deal. `stop_loss` and `take_profit` are those of the position at that moment.
    """

    account: str
    ticket: int
    symbol: str
    position: int
    side: SideWord
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


class PositionInfo(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An open position as the terminal states it, marked with the current price."""

    ticket: int
    symbol: str
    side: SideWord
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


class AccountMarked(Message, frozen=True, kw_only=True, omit_defaults=True):
    """The whole account with all open positions, as the terminal states it.

    `mark.<tenant>.<account>`: said when something changed, at most four times a second, and
    every second otherwise. Complete, so the newest one alone is enough.
    `margin_level` (percent) is None while no margin is used.
    """

    account: str
    currency: str
    leverage: int
    balance: str
    equity: str
    floating: str
    margin: str
    margin_free: str
    positions: list[PositionInfo]
    margin_level: str | None = None


class AccountsRequest(msgspec.Struct, frozen=True):
    """Which accounts does the terminal hold?  `rpc.bridge.accounts`."""


class AccountsReply(msgspec.Struct, frozen=True, kw_only=True):
    """Every account, marked now."""

    accounts: list[AccountMarked]


class DealsRequest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Recorded deals, newest first, with ticket < `before`.  `rpc.analytics.deals`."""

    account: str | None = None
    symbol: str | None = None
    deployment: str | None = None
    before: int | None = None
    limit: int = 200


class DealsReply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Deals, newest first; `more` says that older ones exist."""

    deals: list[DealMade]
    more: bool = False


class OrdersRequest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The latest state of each recorded order, newest first.  `rpc.analytics.orders`.

    `before` is the `ts` of the last row of the page before.
    """

    account: str | None = None
    state: str | None = None
    before: int | None = None
    limit: int = 200


class OrdersReply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Orders, newest first; `more` says that older ones exist."""

    orders: list[OrderChanged]
    more: bool = False
