"""Symbol sheets for runs without a broker: the built-in ones, and the user's own values."""

from dataclasses import replace
from decimal import Decimal

import numpy as np

from tickloom.domain.errors import InvalidInput
from tickloom.domain.instrument import ContractOrigin, Instrument
from tickloom_terminal.market.instruments import sheet_for, symbol_in_text, with_digits
from tickloom_terminal.market.replay_files.price_grid import digits_of_points

UNKNOWN_GROUP = "Other"
"""The group of a symbol that no sheet knows: its digits are a guess."""
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._#-")


def instrument_of(symbol: str, *, digits: int | None = None) -> Instrument:
    """The sheet of a symbol, on a price grid at least as fine as `digits`."""
    name = symbol.upper()
    if not 2 <= len(name) <= 20 or not set(name) <= _LETTERS:
        raise InvalidInput("symbol", symbol, "2 to 20 of A-Z 0-9 . _ # -, for example EURUSD")
    sheet = sheet_for(name)
    return sheet if digits is None else with_digits(sheet, digits)


def known_sheet(symbol: str) -> Instrument | None:
    """The built-in sheet of a broker's symbol, whatever its name looks like; None without one."""
    sheet = sheet_for(symbol)
    return None if sheet.origin is ContractOrigin.ASSUMED else sheet


def on_grid(sheet: Instrument, digits: int, *, is_told: bool) -> Instrument:
    """The sheet on the grid of its bars; on a coarser one than its own only where that is told."""
    if is_told:
        return replace(sheet, digits=digits, tick_size=Decimal(1).scaleb(-digits))
    return with_digits(sheet, digits)


def symbol_of(text: str) -> str | None:
    """The symbol that a file's name mentions."""
    return symbol_in_text(text)


def points_digits(symbol: str, middle: float) -> int:
    """The decimals of whole points, from the symbol's known price range."""
    return digits_of_points(symbol, np.array([round(middle)], dtype=np.int64))
