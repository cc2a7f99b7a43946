"""The names a client may subscribe to, checked before they reach the hub."""

from tickloom.domain.errors import InvalidInput, NotFound
from tickloom.domain.market import Timeframe

MAX_CHANNELS = 200
_MAX_LENGTH = 160
_KEYED = frozenset({"tick", "bar", "account", "orders", "positions", "algo", "job"})
_WHOLE = frozenset({"signals", "system"})
_EXPECTED = (
    "tick:SYMBOL, bar:SYMBOL:TIMEFRAME, account:ID, orders:ID, positions:ID, algo:ID, algo:*, "
    "job:ID, signals or system"
)


def check(name: str, *, knows_symbol: bool) -> str:
    """`name`, or the error that says what would be right."""
    if name in _WHOLE:
        return name
    channel, _, key = name.partition(":")
    if channel not in _KEYED or not key or len(name) > _MAX_LENGTH:
        raise InvalidInput("channel", name[:_MAX_LENGTH], _EXPECTED)
    if channel == "bar":
        symbol, _, timeframe = key.rpartition(":")
        if not symbol or timeframe not in Timeframe.__members__:
            expected = "bar:SYMBOL:TIMEFRAME with one of " + ", ".join(Timeframe.__members__)
            raise InvalidInput("channel", name, expected)
    if channel in {"tick", "bar"} and not knows_symbol:
        raise NotFound(f"no symbol {symbol_of(name)!r} at this venue", code="unknown_symbol")
    return name


def symbol_of(name: str) -> str:
    """The symbol of a `tick` or `bar` channel, otherwise the empty text."""
    channel, _, key = name.partition(":")
    if channel == "tick":
        return key
    return key.rpartition(":")[0] if channel == "bar" else ""


def bounded(count: int) -> None:
    if count > MAX_CHANNELS:
        raise InvalidInput(
            "channels", count, f"at most {MAX_CHANNELS} on a connection", code="too_many_channels"
        )
