"""The words that go with return codes, as trade servers say them."""

from tickloom_terminal import constants as mt5
from tickloom_terminal.trade.records import Answer

HEDGE_PROHIBITED = 10046
"""A code of the platform for which the package has no name."""

COMMENTS = {
    0: "Done",
    mt5.TRADE_RETCODE_REQUOTE: "Requote",
    mt5.TRADE_RETCODE_REJECT: "Rejected",
    mt5.TRADE_RETCODE_CANCEL: "Canceled",
    mt5.TRADE_RETCODE_PLACED: "Request placed",
    mt5.TRADE_RETCODE_DONE: "Request executed",
    mt5.TRADE_RETCODE_DONE_PARTIAL: "Request executed partially",
    mt5.TRADE_RETCODE_ERROR: "Request processing error",
    mt5.TRADE_RETCODE_TIMEOUT: "Timeout",
    mt5.TRADE_RETCODE_INVALID: "Invalid request",
    mt5.TRADE_RETCODE_INVALID_VOLUME: "Invalid volume",
    mt5.TRADE_RETCODE_INVALID_PRICE: "Invalid price",
    mt5.TRADE_RETCODE_INVALID_STOPS: "Invalid stops",
    mt5.TRADE_RETCODE_TRADE_DISABLED: "Trade disabled",
    mt5.TRADE_RETCODE_MARKET_CLOSED: "Market closed",
    mt5.TRADE_RETCODE_NO_MONEY: "No money",
    mt5.TRADE_RETCODE_PRICE_CHANGED: "Price changed",
    mt5.TRADE_RETCODE_PRICE_OFF: "No prices",
    mt5.TRADE_RETCODE_INVALID_EXPIRATION: "Invalid expiration",
    mt5.TRADE_RETCODE_ORDER_CHANGED: "Order changed",
    mt5.TRADE_RETCODE_TOO_MANY_REQUESTS: "Too many requests",
    mt5.TRADE_RETCODE_NO_CHANGES: "No changes",
    mt5.TRADE_RETCODE_SERVER_DISABLES_AT: "AutoTrading disabled by server",
    mt5.TRADE_RETCODE_CLIENT_DISABLES_AT: "AutoTrading disabled by client",
    mt5.TRADE_RETCODE_LOCKED: "Request locked",
    mt5.TRADE_RETCODE_FROZEN: "Order or position frozen",
    mt5.TRADE_RETCODE_INVALID_FILL: "Unsupported filling mode",
    mt5.TRADE_RETCODE_CONNECTION: "No connection",
    mt5.TRADE_RETCODE_ONLY_REAL: "Only real accounts allowed",
    mt5.TRADE_RETCODE_LIMIT_ORDERS: "Orders limit reached",
    mt5.TRADE_RETCODE_LIMIT_VOLUME: "Volume limit reached",
    mt5.TRADE_RETCODE_INVALID_ORDER: "Invalid order",
    mt5.TRADE_RETCODE_POSITION_CLOSED: "Position doesn't exist",
    mt5.TRADE_RETCODE_INVALID_CLOSE_VOLUME: "Invalid close volume",
    mt5.TRADE_RETCODE_CLOSE_ORDER_EXIST: "Close order already exists",
    mt5.TRADE_RETCODE_LIMIT_POSITIONS: "Positions limit reached",
    mt5.TRADE_RETCODE_REJECT_CANCEL: "Activation rejected, order canceled",
    mt5.TRADE_RETCODE_LONG_ONLY: "Only long positions are allowed",
    mt5.TRADE_RETCODE_SHORT_ONLY: "Only short positions are allowed",
    mt5.TRADE_RETCODE_CLOSE_ONLY: "Only position closing is allowed",
    mt5.TRADE_RETCODE_FIFO_CLOSE: "Only FIFO closing is allowed",
    HEDGE_PROHIBITED: "Hedging is prohibited",
}


def refusal(retcode: int) -> Answer:
    """An answer that did nothing."""
    return Answer(retcode=retcode, comment=COMMENTS[retcode])
