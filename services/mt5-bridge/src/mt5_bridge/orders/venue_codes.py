"""MetaTrader's numbers that the order path speaks (`mt5-api.md` 2, `orders.md` 4.3)."""

from enum import IntEnum

from tickloom.domain.order import Side


class TradeAction(IntEnum):
    """TRADE_ACTION_*."""

    DEAL = 1
    PENDING = 5
    SLTP = 6
    MODIFY = 7
    REMOVE = 8
    CLOSE_BY = 10


class OrderType(IntEnum):
    """ORDER_TYPE_*."""

    BUY = 0
    SELL = 1
    BUY_LIMIT = 2
    SELL_LIMIT = 3
    BUY_STOP = 4
    SELL_STOP = 5
    BUY_STOP_LIMIT = 6
    SELL_STOP_LIMIT = 7
    CLOSE_BY = 8


class Filling(IntEnum):
    """ORDER_FILLING_* as a request carries it; a symbol's mask has other values."""

    FOK = 0
    IOC = 1
    RETURN = 2
    BOC = 3


class Execution(IntEnum):
    """SYMBOL_TRADE_EXECUTION_*."""

    REQUEST = 0
    INSTANT = 1
    MARKET = 2
    EXCHANGE = 3


class OrderStanding(IntEnum):
    """ORDER_STATE_*."""

    STARTED = 0
    PLACED = 1
    CANCELLED = 2
    PARTIAL = 3
    FILLED = 4
    REJECTED = 5
    EXPIRED = 6
    REQUEST_ADD = 7
    REQUEST_MODIFY = 8
    REQUEST_CANCEL = 9


class TradeMode(IntEnum):
    """SYMBOL_TRADE_MODE_*."""

    DISABLED = 0
    LONG_ONLY = 1
    SHORT_ONLY = 2
    CLOSE_ONLY = 3
    FULL = 4


class TimeInForce(IntEnum):
    """ORDER_TIME_*; the bit of a symbol's `expiration_mask` is 1 << value."""

    GTC = 0
    DAY = 1
    SPECIFIED = 2
    SPECIFIED_DAY = 3


class DealEntryCode(IntEnum):
    """DEAL_ENTRY_*."""

    IN = 0
    OUT = 1
    IN_OUT = 2
    OUT_BY = 3


HEDGING = 2
"""ACCOUNT_MARGIN_MODE_RETAIL_HEDGING; 0 netting and 1 exchange have one position a symbol."""
IN_FLIGHT = frozenset(
    {
        OrderStanding.STARTED,
        OrderStanding.REQUEST_ADD,
        OrderStanding.REQUEST_MODIFY,
        OrderStanding.REQUEST_CANCEL,
    }
)
"""An order in one of these is on its way: it is neither done nor absent."""

_BUYING = frozenset(
    {OrderType.BUY, OrderType.BUY_LIMIT, OrderType.BUY_STOP, OrderType.BUY_STOP_LIMIT}
)
_PENDING_TYPES = {
    ("limit", Side.BUY): OrderType.BUY_LIMIT,
    ("limit", Side.SELL): OrderType.SELL_LIMIT,
    ("stop", Side.BUY): OrderType.BUY_STOP,
    ("stop", Side.SELL): OrderType.SELL_STOP,
    ("stop_limit", Side.BUY): OrderType.BUY_STOP_LIMIT,
    ("stop_limit", Side.SELL): OrderType.SELL_STOP_LIMIT,
}


def side_of_order(order_type: int) -> Side | None:
    """Which way an order trades; None for a close-by."""
    if order_type == OrderType.CLOSE_BY:
        return None
    return Side.BUY if order_type in _BUYING else Side.SELL


def side_of_deal(deal_type: int) -> Side | None:
    """None for what is no trade: a deposit, a fee."""
    return {0: Side.BUY, 1: Side.SELL}.get(deal_type)


def market_type(side: Side) -> OrderType:
    return OrderType.BUY if side is Side.BUY else OrderType.SELL


def pending_type(word: str, side: Side) -> OrderType:
    """The order type of `limit`, `stop` or `stop_limit`."""
    return _PENDING_TYPES[word, side]
