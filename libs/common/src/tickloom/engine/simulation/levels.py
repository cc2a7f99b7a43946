"""Where stops, targets and entries stand: lengths in whole points, levels on the tick grid.

Levels are rounded towards the entry, so that the risk is never larger than written; a level on
the wrong side or too near refuses the entry, it is never moved.
"""

import math

import numpy as np

from tickloom.engine.places import STOP, STOP_BUFFER
from tickloom.engine.reasons import Refusal
from tickloom.engine.simulation.kernel import kernel
from tickloom.engine.simulation.money import loss_ratio
from tickloom.engine.simulation.shapes import (
    AT_LEVEL,
    IN_ATR,
    IN_MONEY,
    IN_PERCENT,
    IN_POINTS,
    IN_R,
    NO_LENGTH,
    Floats,
    Lengths,
    Market,
    Money,
    Terms,
)

_STOP_WRONG, _STOP_NEAR = int(Refusal.STOP_WRONG_SIDE), int(Refusal.STOP_TOO_NEAR)
_TARGET_WRONG, _TARGET_NEAR = int(Refusal.TARGET_WRONG_SIDE), int(Refusal.TARGET_TOO_NEAR)
_NO_LEVEL = int(Refusal.NO_LEVEL)
_NEARLY = 1e-9
UNKNOWN = -1
"""A length whose value is not known at the decision bar."""


@kernel
def whole_points(value: float) -> int:
    """A length in points cut to whole ones; what a float lost in its last digits is given back."""
    return math.floor(value + _NEARLY * max(1.0, abs(value)))


@kernel
def length(
    lengths: Lengths, place: int, levels: Floats, decision: int, price: int, r_points: int,
    price_scale: int,
) -> int:  # fmt: skip
    """The length at `place` in whole points, as known at the close of the decision bar.

    `price` is the entry's, `r_points` the stop's distance. 0 where there is none, UNKNOWN where a
    value is missing. IN_MONEY is not answered here: it needs a volume (`money_length`).
    """
    kind = lengths.kind[place]
    if kind == NO_LENGTH:
        return 0
    top, under = lengths.numerator[place], lengths.denominator[place]
    if kind == IN_POINTS:
        return top // under
    if kind == IN_PERCENT:
        return price * top // (under * 100)
    if kind == IN_R:
        return r_points * top // under
    value = levels[lengths.row_long[place], decision] if kind == IN_ATR else np.nan
    if np.isnan(value):
        return UNKNOWN
    return max(0, whole_points(lengths.factor[place] * value * price_scale))


@kernel
def money_length(
    lengths: Lengths, place: int, steps: int, money: Money, market: Market, bar: int, bid: int
) -> int:
    """How many points cost the money of `place` for a position of `steps`."""
    top, under = loss_ratio(money, market, bar, bid)
    return whole_points(lengths.factor[place] * under / (float(top) * max(1, steps)))


@kernel
def on_grid(level: int, tick: int, is_up: bool) -> int:
    """A level on the tick grid, upwards or downwards."""
    if tick == 1:  # most often so, and a division is the dearest of instructions
        return level
    return -(-level // tick) * tick if is_up else level // tick * tick


@kernel
def level_of_row(
    lengths: Lengths, place: int, levels: Floats, decision: int, side: int, price_scale: int
) -> float:
    """An operand's value at the decision bar in points; NaN where it is missing."""
    row = lengths.row_long[place] if side > 0 else lengths.row_short[place]
    return levels[row, decision] * price_scale


@kernel
def stop_level(
    lengths: Lengths, levels: Floats, decision: int, side: int, price: int, terms: Terms,
    money_points: int, price_scale: int,
) -> int:  # fmt: skip
    """The stop in points; UNKNOWN where a value is missing.

    `money_points`: a stop, or a buffer, in money.
    """
    kind = lengths.kind[STOP]
    buffer = (
        money_points
        if lengths.kind[STOP_BUFFER] == IN_MONEY
        else length(lengths, STOP_BUFFER, levels, decision, price, 0, price_scale)
    )
    if buffer == UNKNOWN:
        return UNKNOWN
    if kind == AT_LEVEL:
        value = level_of_row(lengths, STOP, levels, decision, side, price_scale)
        if np.isnan(value):
            return UNKNOWN
        return _towards(value - side * buffer, terms.tick_points, side > 0)
    distance = (
        money_points
        if kind == IN_MONEY
        else length(lengths, STOP, levels, decision, price, 0, price_scale)
    )
    if distance == UNKNOWN:
        return UNKNOWN
    return on_grid(price - side * distance, terms.tick_points, side > 0)


@kernel
def target_level(
    lengths: Lengths, place: int, levels: Floats, decision: int, side: int, price: int,
    r_points: int, terms: Terms, money_points: int, price_scale: int,
) -> int:  # fmt: skip
    """A target in points; UNKNOWN where a value is missing."""
    kind = lengths.kind[place]
    if kind == AT_LEVEL:
        value = level_of_row(lengths, place, levels, decision, side, price_scale)
        if np.isnan(value):
            return UNKNOWN
        return _towards(value, terms.tick_points, side < 0)
    distance = (
        money_points
        if kind == IN_MONEY
        else length(lengths, place, levels, decision, price, r_points, price_scale)
    )
    if distance == UNKNOWN:
        return UNKNOWN
    return on_grid(price + side * distance, terms.tick_points, side < 0)


@kernel
def _towards(points: float, tick: int, is_up: bool) -> int:
    """A level that may lie between points, on the grid; one that is nearly on it stays there."""
    ticks = points / tick
    nearest = round(ticks)
    if abs(ticks - nearest) <= _NEARLY * max(1.0, abs(ticks)):
        return int(nearest) * tick
    return int(math.ceil(ticks) if is_up else math.floor(ticks)) * tick


@kernel
def stop_refusal(level: int, side: int, price: int, closing: int, terms: Terms) -> int:
    """Why a stop cannot stand there (0: it can). Measured from the price that would close."""
    if level == UNKNOWN:
        return _NO_LEVEL
    if (price - level) * side <= 0 or level <= 0:
        return _STOP_WRONG
    beyond = (closing - level) * side
    return _STOP_NEAR if beyond <= 0 or beyond < terms.stops_level else 0


@kernel
def target_refusal(level: int, side: int, price: int, closing: int, terms: Terms) -> int:
    """Why a target cannot stand there (0: it can)."""
    if level == UNKNOWN:
        return _NO_LEVEL
    if (level - price) * side <= 0 or level <= 0:
        return _TARGET_WRONG
    beyond = (level - closing) * side
    return _TARGET_NEAR if beyond <= 0 or beyond < terms.stops_level else 0
