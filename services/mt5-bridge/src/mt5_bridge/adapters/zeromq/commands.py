"""The texts of the DWX protocol, field by field, joined with `;`; pure.

`TRADE` always has eleven fields. Numbers are written as Python writes floats, never with an
exponent, which the adviser could not read. A `;` inside a field would move all after it, and a `'`
in a comment would break every later list of trades: neither leaves this module.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

HEARTBEAT = "HEARTBEAT;"
HISTORY_MINUTES = {
    1: 1, 5: 5, 15: 15, 30: 30, 16385: 60, 16388: 240, 16408: 1440, 32769: 10080, 49153: 43200,
}  # fmt: skip
"""The timeframes that the adviser has: MetaTrader 5's number to minutes."""
COMMENT_LENGTH_MAX = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """A `TRADE` command; what an action does not use keeps the protocol's neutral value."""

    action: str
    type: int = 0
    symbol: str = "EURUSD"
    price: Decimal = Decimal("0.0")
    sl: str = "0"
    tp: str = "0"
    comment: str = "Tickloom"
    lots: Decimal = Decimal("0.01")
    magic: int = 0
    ticket: int = 0

    @property
    def text(self) -> str:
        fields = (
            "TRADE", self.action, self.type, self.symbol, number(self.price), self.sl, self.tp,
            plain(self.comment), number(self.lots), self.magic, self.ticket,
        )  # fmt: skip
        return ";".join(map(str, fields))


def history(symbol: str, minutes: int, start: str, end: str) -> str:
    """Bars between two server times, `YYYY.MM.DD HH:MM:SS`."""
    return f"HIST;{symbol};{minutes};{start};{end}"


def track_prices(symbols: Iterable[str]) -> str:
    """The whole list each time; an empty one stops the stream."""
    return ";".join(("TRACK_PRICES", *symbols))


def number(value: Decimal) -> str:
    """As `str` of a Python float: 0.1, 1.0, 0.00001."""
    text = format(Decimal(repr(float(value))), "f")
    return text if "." in text else f"{text}.0"


def plain(comment: str) -> str:
    """Printable ASCII without the two signs that the protocol cannot carry."""
    kept = (sign for sign in comment if " " <= sign <= "~" and sign not in ";'\\")
    return "".join(kept)[:COMMENT_LENGTH_MAX]


def is_sayable(symbol: str) -> bool:
    """A symbol's name that the protocol can carry; "NULL" means the adviser's own chart to it."""
    return bool(symbol) and symbol != "NULL" and not set(symbol) & set(";:'\\")
