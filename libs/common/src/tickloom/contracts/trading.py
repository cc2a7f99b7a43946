"""What is said about orders: commands to an account, events from it, and its marks.

Prices, volumes and money are decimal strings: they are exact. `order_id` is ours and unique for
ever; a command with a known `order_id` is answered from the journal, never executed again.
"""

from typing import Literal

import msgspec

from tickloom.contracts.message import Message

SideWord = Literal["buy", "sell"]
EntryWord = Literal["in", "out", "in_out", "out_by"]
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


class CloseBy(Message, frozen=True, kw_only=True, omit_defaults=True):
    """Close two opposite positions of a symbol by each other.  `cmd.<tenant>.<account>.close_by`.

    Of hedging accounts: the smaller volume of both goes, without a quote and its spread, and the
    rest of the larger position stays open.
    """

    order_id: str
    account: str
    position: int
    by: int
    symbol: str
    expires_at: int
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

    `ticket` is the venue's order, once it is known, `target` what a change or cancel was for.
    `asked_volume` and `asked_price` are what was wanted, `volume` and `price` what came of it;
    `slippage_points` is how much worse (above 0) or better the fill was than the price it was
    sent with. `reason` is a fixed word, `detail` a sentence for a trader. `change` counts the
    order's states: of two words about one order the greater is the newer.
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
    type: OrderTypeWord | None = None
    target: str | None = None
    asked_volume: str | None = None
    asked_price: str | None = None
    stop_loss: str | None = None
    take_profit: str | None = None
    change: int = 0


class DealMade(Message, frozen=True, kw_only=True, omit_defaults=True):
    """An execution.  `evt.<tenant>.<account>.deal`, id `deal:<account>:<ticket>`.

    `profit`, `commission` and `swap` are in the account's currency; `balance` is the balance
    after the deal. `stop_loss` and `take_profit` are those of the position at that moment.
    `order` is the venue's number of the order; `is_external` says that no command of ours made it.
    "in_out" closes the whole position and opens the rest of `volume` on the other side: `profit`
    is that of the closing part. "out_by" is one of two opposite positions that closed each other.
    """

    account: str
    ticket: int
    symbol: str
    position: int
    side: SideWord
    entry: EntryWord
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


class PositionInfo(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An open position as the terminal states it, marked with the current price.

    `risk` is what is lost, from the opening price, when the stop loss fills at its price, in the
    account's currency (negative when the stop lies in profit); None without a stop, or unknown.
    """

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
    risk: str | None = None
    is_external: bool = False


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
    order_id: str | None = None
    is_external: bool = False


KillStage = Literal["off", "refusing", "acknowledged", "flat"]


class KillInfo(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How the kill switch of an account stands; `detail` is what is left to do, in plain words.

    `refusing`: thrown, something may still be on its way. `acknowledged`: nothing is on its way
    but the kill's own cancels and closes. `flat`: two reads found nothing open, nothing waiting.
    """

    stage: KillStage
    flatten: bool = False
    by: str = ""
    reason: str = ""
    detail: str = ""
    path: str = ""
    at: int | None = None


class Reconciled(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How the bridge's journal stands against the venue's books; `at` is the last good pass."""

    unknown: int = 0
    at: int | None = None
    detail: str = ""


class HaltInfo(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A cause that keeps entries off, and since when (wall clock, microseconds).

    One that ends by itself is lifted by the bridge once the terminal looks right again; any other
    stands until a person clears it (`tickloom-desk`).
    """

    cause: str
    detail: str
    since: int
    ends_by_itself: bool = False


class AccountMarked(Message, frozen=True, kw_only=True, omit_defaults=True):
    """The whole account with all open positions and waiting orders, as the terminal states it.

    `mark.<tenant>.<account>`: said when something changed, at most four times a second, and
    every second otherwise. Complete, so the newest one alone is enough.
    `margin_level` (percent) is None while no margin is used. `halts` are the causes that
    keep entries off, the oldest first; `halted` is what they say, in one sentence.
    `commands` names what the bridge carries out for the account: verbs of `cmd.*`, `pending` and
    `kill`; None: it did not say.
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
    kill: KillInfo | None = None
    reconciled: Reconciled | None = None
    halted: str = ""
    halts: list[HaltInfo] = msgspec.field(default_factory=list[HaltInfo])
    commands: list[str] | None = None


class KillSwitch(Message, frozen=True, kw_only=True, omit_defaults=True):
    """Throw the kill switch of an account, or release it.  `ctl.kill.<tenant>.<account>`.

    Thrown, no order passes, what waits is cancelled, and with `flatten` every position is closed
    and read again until nothing is left. It stays thrown over restarts until a person releases
    it, with a reason.
    """

    account: str
    by: str
    reason: str
    engaged: bool = True
    flatten: bool = True


class KillReply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How the switch stands now that the word was heard."""

    account: str
    kill: KillInfo


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
    symbol: str | None = None
    order_id: str | None = None


class OrdersReply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Orders, newest first; `more` says that older ones exist."""

    orders: list[OrderChanged]
    more: bool = False
