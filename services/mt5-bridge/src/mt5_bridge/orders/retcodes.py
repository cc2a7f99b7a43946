"""Every answer of a trade server, what it allows us to do next, and what it says to a trader.

The set is that of MetaTrader5 5.0.6231 (`orders.md` 4.2). A code that is not in the table is
UNKNOWN: whoever guesses here sends an order twice.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Outcome(StrEnum):
    """The classes of answers; what follows from each is the same for every code in it."""

    DONE = "done"
    PARTIAL = "partial"
    """Less was filled than asked; the rest is never topped up."""
    ACCEPTED = "accepted"
    """Not final: a pending order stands, or the request is on its way."""
    UNKNOWN = "unknown"
    """It may have happened: reconcile, never send again."""
    RETRY = "retry"
    """Definitely not done; a fresh price and all checks again, at most twice."""
    FIX = "fix"
    """Definitely not done; the request was wrong, and may be put right once."""
    REFUSED = "refused"
    HALT = "halt"
    """Definitely not done; no entry until a person or a health check clears the account."""
    CLOSED = "closed"
    """The position is gone already: success, for a close."""
    NOT_SENT = "not_sent"
    """The request certainly stayed outside the terminal."""


class Retcode(IntEnum):
    """TRADE_RETCODE_*."""

    REQUOTE = 10004
    REJECT = 10006
    CANCEL = 10007
    PLACED = 10008
    DONE = 10009
    DONE_PARTIAL = 10010
    ERROR = 10011
    TIMEOUT = 10012
    INVALID = 10013
    INVALID_VOLUME = 10014
    INVALID_PRICE = 10015
    INVALID_STOPS = 10016
    TRADE_DISABLED = 10017
    MARKET_CLOSED = 10018
    NO_MONEY = 10019
    PRICE_CHANGED = 10020
    PRICE_OFF = 10021
    INVALID_EXPIRATION = 10022
    ORDER_CHANGED = 10023
    TOO_MANY_REQUESTS = 10024
    NO_CHANGES = 10025
    SERVER_DISABLES_AT = 10026
    CLIENT_DISABLES_AT = 10027
    LOCKED = 10028
    FROZEN = 10029
    INVALID_FILL = 10030
    CONNECTION = 10031
    ONLY_REAL = 10032
    LIMIT_ORDERS = 10033
    LIMIT_VOLUME = 10034
    INVALID_ORDER = 10035
    POSITION_CLOSED = 10036
    INVALID_CLOSE_VOLUME = 10038
    CLOSE_ORDER_EXIST = 10039
    LIMIT_POSITIONS = 10040
    REJECT_CANCEL = 10041
    LONG_ONLY = 10042
    SHORT_ONLY = 10043
    CLOSE_ONLY = 10044
    FIFO_CLOSE = 10045
    HEDGE_PROHIBITED = 10046


@dataclass(frozen=True, slots=True)
class Meaning:
    """One row: the class, a fixed word for machines, a sentence for people."""

    outcome: Outcome
    reason: str
    words: str


_O = Outcome
_LOOKED_UP = "; whether it was done is being looked up"
MEANINGS: dict[int, Meaning] = {
    10004: Meaning(
        _O.RETRY,
        "requote",
        "the price moved before the broker could fill the order; it offered a new one",
    ),
    10006: Meaning(_O.REFUSED, "rejected", "the broker rejected the order"),
    10007: Meaning(
        _O.REFUSED,
        "cancelled_by_trader",
        "the order was cancelled in the terminal or by the dealer",
    ),
    10008: Meaning(_O.ACCEPTED, "placed", "the broker has the order; it is not filled yet"),
    10009: Meaning(_O.DONE, "done", "done"),
    10010: Meaning(
        _O.PARTIAL,
        "done_partial",
        "only a part of the volume was filled; the rest is not sent again",
    ),
    10011: Meaning(
        _O.UNKNOWN,
        "processing_error",
        "the broker's server failed while it worked on the order" + _LOOKED_UP,
    ),
    10012: Meaning(_O.UNKNOWN, "timeout", "the broker did not answer in time" + _LOOKED_UP),
    10013: Meaning(_O.REFUSED, "invalid_request", "the broker could not make sense of the order"),
    10014: Meaning(_O.FIX, "invalid_volume", "the broker does not take this volume for the symbol"),
    10015: Meaning(
        _O.FIX, "invalid_price", "the price is on the wrong side of the market or too close to it"
    ),
    10016: Meaning(
        _O.FIX,
        "invalid_stops",
        "the stop loss or the take profit is on the wrong side or too close to the market",
    ),
    10017: Meaning(
        _O.REFUSED, "trade_disabled", "trading this symbol is switched off at the broker"
    ),
    10018: Meaning(_O.REFUSED, "market_closed", "the market is closed"),
    10019: Meaning(
        _O.REFUSED, "not_enough_margin", "there is not enough free margin for the order"
    ),
    10020: Meaning(_O.RETRY, "price_changed", "the price changed while the order was on its way"),
    10021: Meaning(
        _O.RETRY, "no_fresh_price", "the broker has no quotes for the symbol at the moment"
    ),
    10022: Meaning(
        _O.FIX, "invalid_expiration", "the broker does not take this expiration for a pending order"
    ),
    10023: Meaning(_O.RETRY, "order_changed", "the order changed while the request was on its way"),
    10024: Meaning(
        _O.RETRY,
        "too_many_requests",
        "the broker asks for a pause: too many requests in a short time",
    ),
    10025: Meaning(_O.DONE, "no_changes", "it was already so; there was nothing to change"),
    10026: Meaning(
        _O.HALT,
        "autotrading_off_at_server",
        "automated trading is off at the broker for this account: ask the broker",
    ),
    10027: Meaning(
        _O.HALT,
        "autotrading_off_in_terminal",
        "automated trading is off: press the Algo Trading button of the terminal",
    ),
    10028: Meaning(
        _O.UNKNOWN, "locked", "the broker holds the order locked for processing" + _LOOKED_UP
    ),
    10029: Meaning(
        _O.RETRY,
        "frozen",
        "the order or position is too close to the market to be changed right now",
    ),
    10030: Meaning(
        _O.FIX, "invalid_filling", "the broker does not take this filling mode for the symbol"
    ),
    10031: Meaning(
        _O.UNKNOWN,
        "no_connection",
        "the terminal lost the trade server around the time of sending" + _LOOKED_UP,
    ),
    10032: Meaning(_O.REFUSED, "only_real", "this is allowed on real accounts only"),
    10033: Meaning(
        _O.REFUSED, "orders_limit", "the account has as many pending orders as the broker allows"
    ),
    10034: Meaning(
        _O.REFUSED,
        "volume_limit",
        "orders and positions of this symbol have reached the broker's volume limit",
    ),
    10035: Meaning(
        _O.FIX, "invalid_order_type", "the broker does not take this type of order for the symbol"
    ),
    10036: Meaning(_O.CLOSED, "position_closed", "the position is closed already"),
    10038: Meaning(
        _O.FIX, "invalid_close_volume", "the volume to close is more than the position has"
    ),
    10039: Meaning(
        _O.RETRY, "close_order_exists", "an order to close this position is already at the broker"
    ),
    10040: Meaning(
        _O.REFUSED, "positions_limit", "the account has as many open positions as the broker allows"
    ),
    10041: Meaning(
        _O.REFUSED,
        "activation_rejected",
        "the broker refused to activate the pending order and cancelled it",
    ),
    10042: Meaning(_O.REFUSED, "long_only", "the broker allows only buying in this symbol"),
    10043: Meaning(_O.REFUSED, "short_only", "the broker allows only selling in this symbol"),
    10044: Meaning(_O.REFUSED, "close_only", "the broker allows only closing in this symbol"),
    10045: Meaning(
        _O.REFUSED,
        "fifo_close",
        "the broker closes positions of a symbol only in the order they were opened",
    ),
    10046: Meaning(
        _O.UNKNOWN,
        "hedge_prohibited",
        "the broker seems to forbid opposite positions in one symbol" + _LOOKED_UP,
    ),
}
"""10046 is known from MQL5 but not from the package: words, yes; a class only once confirmed."""

LAST_ERRORS: dict[int, Meaning] = {
    1: Meaning(
        _O.UNKNOWN, "no_answer", "the terminal gave no answer and named no error" + _LOOKED_UP
    ),
    -1: Meaning(_O.UNKNOWN, "call_failed", "the call to the terminal failed" + _LOOKED_UP),
    -2: Meaning(
        _O.NOT_SENT,
        "invalid_params",
        "the terminal's library refused the request as malformed; nothing was sent",
    ),
    -3: Meaning(_O.NOT_SENT, "no_memory", "the terminal is out of memory; nothing was sent"),
    -4: Meaning(_O.UNKNOWN, "not_found", 'the terminal answered "not found"' + _LOOKED_UP),
    -5: Meaning(
        _O.UNKNOWN,
        "incompatible_version",
        "terminal and Python package do not fit together, update both" + _LOOKED_UP,
    ),
    -6: Meaning(
        _O.UNKNOWN,
        "authorisation_failed",
        "the terminal is not logged on to the account" + _LOOKED_UP,
    ),
    -7: Meaning(
        _O.NOT_SENT, "unsupported", "the terminal does not support this call; nothing was sent"
    ),
    -8: Meaning(
        _O.NOT_SENT,
        "api_trading_disabled",
        "trading by API is off (Tools, Options, Expert Advisors); nothing was sent",
    ),
    -10000: Meaning(_O.UNKNOWN, "ipc_failed", "the line to the terminal failed" + _LOOKED_UP),
    -10001: Meaning(
        _O.UNKNOWN, "ipc_send_failed", "the line to the terminal broke while sending" + _LOOKED_UP
    ),
    -10002: Meaning(
        _O.UNKNOWN,
        "ipc_receive_failed",
        "the line to the terminal broke before the answer" + _LOOKED_UP,
    ),
    -10003: Meaning(
        _O.NOT_SENT,
        "ipc_not_initialised",
        "the terminal was not found or could not be started; nothing was sent",
    ),
    -10004: Meaning(
        _O.NOT_SENT, "ipc_not_connected", "there is no line to the terminal; nothing was sent"
    ),
    -10005: Meaning(_O.UNKNOWN, "ipc_timeout", "the terminal did not answer in time" + _LOOKED_UP),
}
"""`last_error()` after an `order_send` without an answer; the classes are `port.answers`'."""

HALTING_ERRORS = frozenset({-6, -8})
"""Errors that halt the account, whatever became of the request."""


def meaning_of(retcode: int) -> Meaning:
    """What an answer of `order_send` means; UNKNOWN for a code nobody has told us."""
    known = MEANINGS.get(retcode)
    if known is not None:
        return known
    return Meaning(
        Outcome.UNKNOWN, "unknown_retcode",
        f"the broker answered with code {retcode}, which is in no table; "
        "whether the order was done is being looked up",
    )  # fmt: skip


def meaning_of_error(code: int) -> Meaning:
    """What a missing answer means, by `last_error()`."""
    known = LAST_ERRORS.get(code)
    if known is not None:
        return known
    return Meaning(
        Outcome.UNKNOWN, "unknown_error",
        f"the terminal failed with error {code}, which is in no table; "
        "whether the order was done is being looked up",
    )  # fmt: skip
