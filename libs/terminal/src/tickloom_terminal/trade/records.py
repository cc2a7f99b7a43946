"""What a trade server keeps: requests, orders, deals, positions and the account.

Amounts are exact decimals, times UTC nanoseconds; the package's own floats, seconds and server
clock are made at the border (`translate`).
"""

from dataclasses import dataclass
from decimal import Decimal

from tickloom.domain.order import Side
from tickloom_terminal import constants as mt5

ZERO = Decimal(0)
BUY_TYPES = frozenset(
    (
        mt5.ORDER_TYPE_BUY, mt5.ORDER_TYPE_BUY_LIMIT, mt5.ORDER_TYPE_BUY_STOP,
        mt5.ORDER_TYPE_BUY_STOP_LIMIT,
    )
)  # fmt: skip
LIMIT_TYPES = frozenset((mt5.ORDER_TYPE_BUY_LIMIT, mt5.ORDER_TYPE_SELL_LIMIT))
STOP_TYPES = frozenset((mt5.ORDER_TYPE_BUY_STOP, mt5.ORDER_TYPE_SELL_STOP))
STOP_LIMIT_TYPES = frozenset((mt5.ORDER_TYPE_BUY_STOP_LIMIT, mt5.ORDER_TYPE_SELL_STOP_LIMIT))
MARKET_TYPES = frozenset((mt5.ORDER_TYPE_BUY, mt5.ORDER_TYPE_SELL))
IN_FLIGHT_STATES = frozenset((mt5.ORDER_STATE_STARTED, mt5.ORDER_STATE_REQUEST_ADD))
"""Taken in, and neither executed, placed nor rejected yet."""
PENDING_TYPES = LIMIT_TYPES | STOP_TYPES | STOP_LIMIT_TYPES


def side_of(order_type: int) -> Side:
    """The side on which an order of this type trades."""
    return Side.BUY if order_type in BUY_TYPES else Side.SELL


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A trade request; what the caller left out is 0 or empty. `expiration_ns` is UTC."""

    action: int
    magic: int = 0
    order: int = 0
    symbol: str = ""
    volume: Decimal = ZERO
    price: Decimal = ZERO
    stoplimit: Decimal = ZERO
    sl: Decimal = ZERO
    tp: Decimal = ZERO
    deviation: int = 0
    type: int = 0
    type_filling: int = 0
    type_time: int = 0
    expiration_ns: int = 0
    comment: str = ""
    position: int = 0
    position_by: int = 0

    @property
    def side(self) -> Side:
        return side_of(self.type)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order; levels of 0 are none, `position_id` is 0 until it traded."""

    ticket: int
    symbol: str
    type: int
    state: int
    volume_initial: Decimal
    volume_current: Decimal
    price_open: Decimal
    time_setup_ns: int
    type_time: int = mt5.ORDER_TIME_GTC
    type_filling: int = mt5.ORDER_FILLING_FOK
    expiration_ns: int = 0
    stoplimit: Decimal = ZERO
    sl: Decimal = ZERO
    tp: Decimal = ZERO
    magic: int = 0
    reason: int = mt5.ORDER_REASON_EXPERT
    position_id: int = 0
    position_by_id: int = 0
    time_done_ns: int = 0
    comment: str = ""

    @property
    def side(self) -> Side:
        return side_of(self.type)

    @property
    def waits_as(self) -> int:
        """The state in which it waits on."""
        is_whole = self.volume_current == self.volume_initial
        return mt5.ORDER_STATE_PLACED if is_whole else mt5.ORDER_STATE_PARTIAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """An open position; `margin` is what it ties up alone, at the rates of its opening."""

    ticket: int
    identifier: int
    symbol: str
    side: Side
    volume: Decimal
    price_open: Decimal
    margin: Decimal
    time_ns: int
    time_update_ns: int
    sl: Decimal = ZERO
    tp: Decimal = ZERO
    magic: int = 0
    reason: int = mt5.POSITION_REASON_EXPERT
    swap: Decimal = ZERO
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """An execution, or a balance operation (type BALANCE and the like, without a symbol)."""

    ticket: int
    order: int
    type: int
    entry: int
    reason: int
    time_ns: int
    symbol: str = ""
    position_id: int = 0
    volume: Decimal = ZERO
    price: Decimal = ZERO
    profit: Decimal = ZERO
    commission: Decimal = ZERO
    swap: Decimal = ZERO
    fee: Decimal = ZERO
    magic: int = 0
    comment: str = ""

    @property
    def net(self) -> Decimal:
        """What it adds to the balance."""
        return self.profit + self.commission + self.swap + self.fee


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRules:
    """What an account is; `margin_mode` netting, exchange or hedging. 0 limits are none."""

    login: int = 1_000_001
    name: str = "Demo"
    server: str = "Tickloom-Demo"
    company: str = "Tickloom"
    currency: str = "USD"
    currency_digits: int = 2
    leverage: int = 100
    trade_mode: int = mt5.ACCOUNT_TRADE_MODE_DEMO
    margin_mode: int = mt5.ACCOUNT_MARGIN_MODE_RETAIL_HEDGING
    stopout_mode: int = mt5.ACCOUNT_STOPOUT_MODE_PERCENT
    margin_call: Decimal = Decimal(50)
    stop_out: Decimal = Decimal(30)
    deposit: Decimal = Decimal(10_000)
    limit_orders: int = 200
    limit_positions: int = 0
    fifo_close: bool = False
    margin_follows_price: bool = False
    """Whether a held position ties up margin at the current price, or at that of its opening."""
    allows_hedges: bool = True
    """Whether a hedging account may hold opposite positions of one symbol (else 10046)."""

    @property
    def is_hedging(self) -> bool:
        return self.margin_mode == mt5.ACCOUNT_MARGIN_MODE_RETAIL_HEDGING

    @property
    def is_exchange(self) -> bool:
        """On an exchange waiting orders tie up margin, too."""
        return self.margin_mode == mt5.ACCOUNT_MARGIN_MODE_EXCHANGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """An account marked with the current quotes; `margin_level` is 0 while nothing is tied up."""

    balance: Decimal
    profit: Decimal
    equity: Decimal
    margin: Decimal
    credit: Decimal = ZERO
    assets: Decimal = ZERO
    commission_blocked: Decimal = ZERO
    """Commissions that are due and not booked yet: zero or negative, part of the equity."""

    @property
    def margin_free(self) -> Decimal:
        return self.equity - self.margin

    @property
    def margin_level(self) -> Decimal:
        return self.equity / self.margin * 100 if self.margin else ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server says to a request."""

    retcode: int
    comment: str
    deal: int = 0
    order: int = 0
    volume: Decimal = ZERO
    price: Decimal = ZERO
