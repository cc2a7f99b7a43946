"""A depth of market around a quote. It is made up: these markets have quotes and no order book.

The best prices are the quote's. The levels behind them stand a tick or two apart, and the lots on
them are drawn from the quote, so that a quote always has the same depth.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from zlib import crc32

from tickloom.domain.instrument import Instrument
from tickloom.domain.market import Tick

DEPTH_LEVELS = 10
"""Levels a side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Lots offered (or, not `is_offer`, bid for) at a price."""

    is_offer: bool
    price: Decimal
    lots: Decimal


def depth(instrument: Instrument, quote: Tick) -> list[Level]:
    """From the highest offer down to the lowest bid."""
    offers = list(_side(instrument, quote, is_offer=True))
    return [*reversed(offers), *_side(instrument, quote, is_offer=False)]


def _side(instrument: Instrument, quote: Tick, *, is_offer: bool) -> Iterator[Level]:
    points = instrument.points(quote.ask if is_offer else quote.bid)
    sign = 1 if is_offer else -1
    for number in range(DEPTH_LEVELS):
        drawn = crc32(f"{instrument.symbol}|{quote.time_ns}|{is_offer}|{number}".encode())
        lots = Decimal(1 + drawn % 40 * (number + 1))
        yield Level(is_offer=is_offer, price=instrument.from_points(points), lots=lots)
        points += sign * (1 + drawn // 64 % 2)
