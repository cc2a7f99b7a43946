"""The first bar whose range meets a level, and the extremes of the bars before it."""

import numpy as np

from tickloom.engine.simulation.abreast import ABREAST, touch_abreast
from tickloom.engine.simulation.kernel import kernel
from tickloom.engine.simulation.shapes import Market

_LEAST, _MOST = -(2**31), 2**31 - 1


@kernel
def first_touch(
    market: Market, bar: int, until: int, side: int, against: int, ahead: int
) -> tuple[int, int, int]:
    """The first bar from `bar` on that meets a level, `until` at the latest; then low and high.

    Prices are those of the side that closes: bids of a long, asks of a short (`side`). `against`
    is a level on the losing side, `ahead` one on the other. The extremes are those of the bars
    that were passed; with none, the low is above the high.
    """
    lower = np.int32(max(_LEAST, min(_MOST, against if side > 0 else ahead)))
    upper = np.int32(max(_LEAST, min(_MOST, ahead if side > 0 else against)))
    lifted = np.int32(0 if side > 0 else -1)
    lowest, highest = np.int32(_MOST), np.int32(_LEAST)
    lows, highs, lifts = market.low, market.high, market.spread
    while bar + ABREAST <= until:
        passed, low, high = touch_abreast(lows, highs, lifts, bar, lower, upper, lifted)
        lowest, highest = min(lowest, low), max(highest, high)
        bar += int(passed)
        if passed < ABREAST:
            return bar, int(lowest), int(highest)
    while bar < until:
        lift = lifts[bar] & lifted
        low, high = np.int32(lows[bar] + lift), np.int32(highs[bar] + lift)
        if low <= lower or high >= upper:
            break
        lowest, highest = min(lowest, low), max(highest, high)
        bar += 1
    return bar, int(lowest), int(highest)
