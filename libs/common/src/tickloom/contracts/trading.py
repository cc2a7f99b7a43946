"""What is said about orders: commands to an account, events from it, and its marks.

Prices, volumes and money are decimal strings: they are exact. `order_id` is ours and unique for
ever; a command with a known `order_id` is answered from the journal, never executed again.
"""

from typing import Literal

import msgspec

from tickloom.contracts.message import Message

SideWord = Literal["buy", "sell"]
OrderTypeWord = Literal["market", "limit", "stop", "stop_limit"]
TimeInForceWord = Literal["gtc", "day", "specified", "specified_day"]


class SubmitOrder(Message, frozen=True, kw_only=True, omit_defaults=True):
    """Open a position, at the market or by a pending order.  `cmd.<tenant>.<account>.new`.

    `expires_at` (wall clock, microseconds): after it the bridge refuses the command.
    `deployment` is None for an order by hand. A pending order has its `price`, a stop-limit order
    `limit_price` as well; `time_in_force` and `good_till` (market time, microseconds; with
    "specified" and "specified_day") say how long it waits. `deviation_points` is how far a market
    order may be filled from the price it was sent with, where the venue knows that.
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
    type: OrderTypeWord = "market"
    price: str | None = None
    limit_price: str | None = None
    time_in_force: TimeInForceWord = "gtc"
    good_till: int | None = None
    deviation_points: int | None = None
    lease_token: int | None = None


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
    lease_token: int | None = None


class ModifyPosition(Message, frozen=True, kw_only=True, omit_defaults=True):
    """Move the stops of a position.  `cmd.<tenant>.<account>.modify`.

    Both levels are said: None takes the level away.
    """

    order_id: str
    account: str
    position: int
    symbol: str
    expires_at: int
    stop_loss: str | None
    take_profit: str | None
    deployment: str | None = None
    lease_token: int | None = None


class ModifyOrder(Message, frozen=True, kw_only=True, omit_defaults=True):
    """Change a pending order.  `cmd.<tenant>.<account>.change`.

    All of it is said anew; None takes a level away. `ticket` is the venue's own.
    """

    order_id: str
    account: str
    ticket: int
    symbol: str
    price: str
    expires_at: int
    stop_loss: str | None
    take_profit: str | None
    limit_price: str | None = None
    time_in_force: TimeInForceWord = "gtc"
    good_till: int | None = None
    deployment: str | None = None
    lease_token: int | None = None


class CancelOrder(Message, frozen=True, kw_only=True, omit_defaults=True):
    """Take a pending order back.  `cmd.<tenant>.<account>.cancel`.

    By the venue's `ticket`, or by `target`: the `order_id` of the command that placed it. A
    cancel that comes before its order blocks the order.
    """

    order_id: str
    account: str
    symbol: str
    expires_at: int
    ticket: int | None = None
    target: str | None = None
    deployment: str | None = None
    lease_token: int | None = None


class FlattenAccount(Message, frozen=True, kw_only=True, omit_defaults=True):
    """Take back every pending order and close every position.  `cmd.<tenant>.<account>.flatten`.

    `symbol` "" means all of them; the account is read again until nothing is left.
    """

    order_id: str
    account: str
    expires_at: int
    symbol: str = ""
    deployment: str | None = None
    lease_token: int | None = None


class OrderChanged(Message, frozen=True, kw_only=True, omit_defaults=True):
    """A command reached a state of `domain.order.OrderState`.  `evt.<tenant>.<account>.order`.

    `ticket` is the venue's order, once it is known. `slippage_points` is how much worse (above 0)
    or better the fill was than the price it was sent with.
    """

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
    verb: str = ""
    ticket: int | None = None
    slippage_points: str | None = None


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


class PendingOrderInfo(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A waiting order as the terminal states it; `state` is MetaTrader's ORDER_STATE."""

    ticket: int
    symbol: str
    side: SideWord
    type: OrderTypeWord
    volume: str
    price: str
    time: int
    price_current: str | None = None
    limit_price: str | None = None
    stop_loss: str | None = None
    take_profit: str | None = None
    time_in_force: TimeInForceWord = "gtc"
    good_till: int | None = None
    deployment: str | None = None
    comment: str = ""
    state: int = 1


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
    orders: list[PendingOrderInfo] = msgspec.field(default_factory=list[PendingOrderInfo])


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
