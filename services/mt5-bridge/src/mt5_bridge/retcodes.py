"""MetaTrader's return codes as far as a simulated terminal gives them, in plain words."""

from enum import IntEnum


class Retcode(IntEnum):
    """TRADE_RETCODE_*; the number travels to the user, the words explain it."""

    DONE = 10009
    INVALID = 10013
    INVALID_VOLUME = 10014
    INVALID_STOPS = 10016
    MARKET_CLOSED = 10018
    NO_MONEY = 10019
    PRICE_OFF = 10021
    INVALID_EXPIRATION = 10022
    POSITION_CLOSED = 10036
    INVALID_CLOSE_VOLUME = 10038


REASONS: dict[Retcode, str] = {
    Retcode.DONE: "done",
    Retcode.INVALID: "invalid_request",
    Retcode.INVALID_VOLUME: "invalid_volume",
    Retcode.INVALID_STOPS: "invalid_stops",
    Retcode.MARKET_CLOSED: "market_closed",
    Retcode.NO_MONEY: "not_enough_margin",
    Retcode.PRICE_OFF: "no_fresh_price",
    Retcode.INVALID_EXPIRATION: "expired",
    Retcode.POSITION_CLOSED: "position_closed",
    Retcode.INVALID_CLOSE_VOLUME: "invalid_close_volume",
}
