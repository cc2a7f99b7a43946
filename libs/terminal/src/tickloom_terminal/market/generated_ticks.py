"""The ticks inside generated minutes: they keep every promise the minutes made.

The first tick of a minute is its open, the last its close, one is its high and one its low; in
between the path wanders, thrown back where it would leave the range. Arrival times are uniform
in the minute, in whole milliseconds, so that equal stamps occur as in real feeds. One tick has
the least spread, the others exceed it by a Weibull-like amount fitted to the measured median and
99th percentile.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tickloom.domain.instrument import Instrument
from tickloom.domain.market import MINUTE_NS
from tickloom_terminal.market.bar_columns import BarColumns
from tickloom_terminal.market.generated_minutes import TICKS_MAX, Minutes
from tickloom_terminal.market.market_shape import MarketShape
from tickloom_terminal.market.market_source import TickColumns
from tickloom_terminal.market.seeded_numbers import (
    Floats,
    Hashes,
    Ints,
    fraction,
    hashes,
    stream_key,
)
from tickloom_terminal.market.tick_columns import joined_ticks, ordinals

_MS_NS = 1_000_000
_MINUTE_MS = 60_000
_UNIT_VARIANCE = float(np.sqrt(12))


class TickGenerator:
    """Ticks of one symbol's minutes as a function of (seed, symbol, minute)."""

    def __init__(self, seed: int, sheet: Instrument, shape: MarketShape) -> None:
        self._points_per_unit = 10**sheet.digits
        self._tick_key = stream_key(seed, sheet.symbol, "tick")
        self._knot_key = stream_key(seed, sheet.symbol, "knot")
        usual = np.maximum(0.5, np.subtract(shape.spread_median, shape.spread_least))
        rare = np.maximum(2 * usual, np.subtract(shape.spread_p99, shape.spread_least))
        # excess = scale * E^power with E exponential: its median is at ln 2, its p99 at ln 100.
        self._power = np.log(rare / usual) / np.log(np.log(100) / np.log(2))
        self._scale = usual / np.log(2) ** self._power

    def ticks(self, minutes: Minutes) -> TickColumns:
        """All ticks of the minutes, in order of time."""
        bars = minutes.bars
        count = bars.volume
        if not len(count):
            return joined_ticks(())
        first = np.cumsum(count) - count
        number = bars.time_ns // MINUTE_NS
        minute_of_tick = np.repeat(np.arange(len(count)), count)
        within = np.arange(int(first[-1] + count[-1])) - first[minute_of_tick]
        bits = hashes(self._tick_key, number[minute_of_tick] * (TICKS_MAX + 1) + within)
        chance = hashes(self._knot_key, number)
        time_ms = np.sort(
            minute_of_tick * _MINUTE_MS
            + (fraction(bits, shift=0, width=21) * _MINUTE_MS).astype(np.int64)
        )
        time_ms += (number[minute_of_tick] - minute_of_tick) * _MINUTE_MS
        draws = _Draws(first=first, minute_of_tick=minute_of_tick, bits=bits, chance=chance)
        bid = _bids(minutes, draws)
        spread = self._spreads(minutes.bars, draws)
        return TickColumns(
            time_ns=time_ms * _MS_NS, bid=bid / self._points_per_unit,
            ask=(bid + spread) / self._points_per_unit, ordinal=ordinals(time_ms),
        )  # fmt: skip

    def _spreads(self, bars: BarColumns, draws: "_Draws") -> Ints:
        owner = draws.minute_of_tick
        hour = (bars.time_ns // (60 * MINUTE_NS)) % 24
        rarity = -np.log(fraction(draws.bits, shift=42, width=21))
        extra = np.rint(self._scale[hour][owner] * rarity ** self._power[hour][owner])
        place = (fraction(draws.chance, shift=42, width=16) * bars.volume).astype(np.int64)
        extra[draws.first + place] = 0
        return bars.spread[owner] + extra.astype(np.int64)


class _Draws(NamedTuple):
    """Where each minute's ticks begin, whose minute a tick is, and the random bits of both."""

    first: Ints
    minute_of_tick: Ints
    bits: Hashes
    chance: Hashes


def _bids(minutes: Minutes, draws: _Draws) -> Ints:
    bars, owner = minutes.bars, draws.minute_of_tick
    at, price = _knots(bars, draws.first, draws.chance)
    step = (fraction(draws.bits, shift=21, width=21) - 0.5) * _UNIT_VARIANCE
    walk = np.cumsum(step * minutes.noise[owner])
    position = np.arange(len(walk))
    # The walk minus its own chord between knots is 0 at every knot.
    path = np.interp(position, at, price) + walk - np.interp(position, at, walk[at])
    low, span = bars.low[owner], (bars.high - bars.low)[owner]
    return low + np.rint(_reflected(path - low, span)).astype(np.int64)


def _reflected(height: Floats, span: Ints) -> Floats:
    """Heights thrown back at 0 and at `span`, as a ball between two walls; within, unchanged."""
    round_trip = np.maximum(2 * span, 1)
    return np.maximum(span - np.abs(height % round_trip - span), 0)


def _knots(bars: BarColumns, first: Ints, chance: Hashes) -> tuple[Ints, Floats]:
    """Positions and prices that the path passes: open, the two extremes, close of each minute."""
    count = bars.volume
    last = first + count - 1
    one = 1 + (fraction(chance, shift=0, width=20) * (count - 2)).astype(np.int64)
    two = 1 + (fraction(chance, shift=20, width=20) * (count - 3)).astype(np.int64)
    two += two >= one
    high_first = ((chance >> np.uint64(60)) & np.uint64(1)).astype(np.bool_)
    # The only knot between the ends of three ticks is the extreme that this minute has.
    lone = np.where(bars.low < np.minimum(bars.open, bars.close), bars.low, bars.high)
    four = count > 3
    earlier = np.where(four, np.minimum(one, two), 1)
    at = np.column_stack((first, first + earlier, first + np.maximum(one, two), last))
    price = np.column_stack((
        bars.open, np.where(four, np.where(high_first, bars.high, bars.low), lone),
        np.where(high_first, bars.low, bars.high), bars.close,
    ))  # fmt: skip
    valid: npt.NDArray[np.bool_] = np.column_stack(
        (np.ones(len(count), dtype=np.bool_), count > 2, four, count > 1)
    )
    return at[valid], price[valid].astype(np.float64)
