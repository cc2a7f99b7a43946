"""Candle patterns: one kernel that says of each bar whether a pattern completed on it.

A bearish pattern is the bullish one with prices turned over. Prices are compared exactly: they lie
on the grid, so equal ones are equal. Lengths are differences of prices and carry their rounding, so
they may be short of each other by a billionth of the price.
"""

import math

import numpy as np
import numpy.typing as npt

from tickloom.strategy.compiled import njit
from tickloom.strategy.pattern_bars import PATTERN_BARS

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.int8]

_ENGULFING, _HAMMER, _DOJI, _INSIDE, _OUTSIDE, _STAR, _PIN, _THREE = range(8)
_SLACK = 1e-9
_BAR = 4  # open, high, low, close

# Word -> what is tested, and the sign of the prices it is tested on.
_SHAPES = {
    "bullish_engulfing": (_ENGULFING, 1), "bearish_engulfing": (_ENGULFING, -1),
    "hammer": (_HAMMER, 1), "shooting_star": (_HAMMER, -1), "doji": (_DOJI, 1),
    "inside_bar": (_INSIDE, 1), "outside_bar": (_OUTSIDE, 1),
    "morning_star": (_STAR, 1), "evening_star": (_STAR, -1),
    "bullish_pin_bar": (_PIN, 1), "bearish_pin_bar": (_PIN, -1),
    "three_white_soldiers": (_THREE, 1), "three_black_crows": (_THREE, -1),
}  # fmt: skip


def pattern_init(word: str) -> Floats:
    """What is tested, sign, bars needed, bars met; this bar and the two before, newest first."""
    shape, sign = _SHAPES[word]
    return np.array([shape, sign, PATTERN_BARS[word], 0.0, *np.zeros(3 * _BAR)])


@njit()
def body(bars: Floats, age: int) -> float:
    return abs(bars[age, 3] - bars[age, 0])


@njit()
def reach(bars: Floats, age: int) -> float:
    return bars[age, 1] - bars[age, 2]


@njit()
def upper_wick(bars: Floats, age: int) -> float:
    return bars[age, 1] - max(bars[age, 0], bars[age, 3])


@njit()
def lower_wick(bars: Floats, age: int) -> float:
    return min(bars[age, 0], bars[age, 3]) - bars[age, 2]


@njit()
def is_rising(bars: Floats, age: int) -> bool:
    """It closed above its open."""
    return bars[age, 3] > bars[age, 0]


@njit()
def engulfs(bars: Floats, slack: float) -> bool:
    """A rising body around a smaller falling one."""
    surrounds = bars[0, 0] <= bars[1, 3] and bars[0, 3] >= bars[1, 0]
    is_larger = body(bars, 0) - body(bars, 1) > slack
    return bars[1, 3] < bars[1, 0] and is_rising(bars, 0) and surrounds and is_larger


@njit()
def is_star(bars: Floats, slack: float) -> bool:
    """A long falling bar, a small body at or below its close, a rising bar half way back."""
    is_long = bars[2, 3] < bars[2, 0] and body(bars, 2) >= 0.5 * reach(bars, 2) - slack
    is_small = body(bars, 1) <= 0.5 * body(bars, 2) + slack
    is_low = min(bars[1, 0], bars[1, 3]) <= bars[2, 3]
    is_back = bars[0, 3] >= (bars[2, 0] + bars[2, 3]) / 2.0 - slack
    return is_long and is_small and is_low and is_rising(bars, 0) and is_back


@njit()
def marches(bars: Floats, slack: float) -> bool:
    """Three rising bars, each opening and closing higher, each with a short upper wick."""
    is_marching = True
    for age in range(3):
        is_short = upper_wick(bars, age) <= 0.3 * reach(bars, age) + slack
        is_marching = is_marching and is_rising(bars, age) and is_short
    opens = bars[0, 0] > bars[1, 0] > bars[2, 0]
    return is_marching and opens and bars[0, 3] > bars[1, 3] > bars[2, 3]


@njit()
def completes(shape: int, bars: Floats) -> bool:
    """Whether the bullish `shape` completed on the newest of three bars."""
    slack = _SLACK * max(1.0, abs(bars[0, 1]))
    size, whole = body(bars, 0), reach(bars, 0)
    result = False
    if shape == _ENGULFING:
        result = engulfs(bars, slack)
    elif shape == _HAMMER:
        is_long = lower_wick(bars, 0) >= 2.0 * size - slack
        result = size > 0.0 and is_long and upper_wick(bars, 0) <= 0.15 * whole + slack
    elif shape == _DOJI:
        result = whole > 0.0 and size <= 0.1 * whole + slack
    elif shape == _INSIDE:
        is_within = bars[0, 1] <= bars[1, 1] and bars[0, 2] >= bars[1, 2]
        result = is_within and (bars[0, 1] < bars[1, 1] or bars[0, 2] > bars[1, 2])
    elif shape == _OUTSIDE:
        result = bars[0, 1] > bars[1, 1] and bars[0, 2] < bars[1, 2]
    elif shape == _STAR:
        result = is_star(bars, slack)
    elif shape == _PIN:
        is_long = lower_wick(bars, 0) >= 2.0 / 3.0 * whole - slack
        result = whole > 0.0 and is_long and bars[0, 2] < bars[1, 2]
    else:
        result = marches(bars, slack)
    return result


@njit()
def pattern_step(state: Floats, bars: Floats, bar: Floats, i: int) -> int:
    """1 when the pattern completed on column `i` of `bar`, else 0; -1 before enough bars."""
    bars[2] = bars[1]
    bars[1] = bars[0]
    if state[1] > 0.0:
        bars[0, 0], bars[0, 1], bars[0, 2], bars[0, 3] = bar[0, i], bar[1, i], bar[2, i], bar[3, i]
    else:
        bars[0, 0], bars[0, 1] = -bar[0, i], -bar[2, i]
        bars[0, 2], bars[0, 3] = -bar[1, i], -bar[3, i]
    state[3] += 1.0
    if state[3] < state[2]:
        return -1
    return 1 if completes(int(state[0]), bars) else 0


@njit()
def pattern_truths(state: Floats, inputs: Floats, truths: Truths) -> None:
    """Of rows of open, high, low, close: a truth for each bar."""
    bars = state[4:].reshape(3, _BAR)
    for i in range(inputs.shape[1]):
        truths[i] = pattern_step(state, bars, inputs, i)


@njit()
def pattern_column(state: Floats, inputs: Floats, lines: Floats) -> None:
    """The same as a line of numbers: NaN before there were enough bars."""
    bars = state[4:].reshape(3, _BAR)
    for i in range(inputs.shape[1]):
        truth = pattern_step(state, bars, inputs, i)
        lines[0, i] = math.nan if truth < 0 else truth
