"""The figures of an equity curve in one pass over it.

A million bars are sixteen megabytes of equity and margin levels: each further pass, and each
column made on the way, costs as much as the simulation of a quiet market.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tickloom.engine.result import Equity, Positions
from tickloom.stats.money_curve import Drawdown
from tickloom.strategy.compiled import njit

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class CurveFacts(NamedTuple):
    """Falls of the equity from the deposit on, and what was seen while something was open.

    `margin_level_minimum_pct` is None where nothing ever was.
    """

    drawdown: Drawdown
    margin_level_minimum_pct: float | None
    exposed_bars: int


def facts_of(deposit: int, first: int, equity: Equity, held: Positions) -> CurveFacts:
    """From bar `first` on; `stats.money_curve.drawdown_of` over the deposit and that equity.

    `held` stand in the order in which they were opened.
    """
    least, deepest, deepest_share, steepest, steepest_share = _falls(deposit, equity.equity[first:])
    exposed, lowest = _held(
        np.ascontiguousarray(held.bar_open), np.ascontiguousarray(held.bar_close), first,
        equity.margin_level_pct,
    )  # fmt: skip
    is_known = deposit > 0
    drawdown = Drawdown(
        absolute=max(0, deposit - least), maximal=deepest,
        maximal_pct=100 * deepest_share if is_known else None, relative=steepest,
        relative_pct=100 * steepest_share if is_known else None,
    )  # fmt: skip
    return CurveFacts(drawdown, lowest if np.isfinite(lowest) else None, exposed)


@njit()
def _falls(deposit: int, equity: Integers) -> tuple[int, int, float, int, float]:
    """The lowest value; the largest fall in money and in percent, each with the other's measure.

    A fall is looked at when a new peak ends it. Of equals the first counts.
    """
    peak, bottom, least = deposit, deposit, deposit
    deepest, deepest_share, steepest, steepest_share = -1, 0.0, 0, -1.0
    for bar in range(len(equity) + 1):
        is_end = bar == len(equity)
        value = peak if is_end else equity[bar]
        if value <= peak and not is_end:
            bottom = min(bottom, value)
            continue
        fall = peak - bottom
        share = fall / peak if peak > 0 else 0.0
        if fall > deepest:
            deepest, deepest_share = fall, share
        if share > steepest_share:
            steepest, steepest_share = fall, share
        least = min(least, bottom)
        peak, bottom = value, value
    return least, deepest, deepest_share, steepest, steepest_share


@njit()
def _held(opened: Integers, closed: Integers, first: int, levels: Floats) -> tuple[int, float]:
    """On how many bars something was open, and the lowest margin level of those.

    What opens and closes on one bar was open on it. Without any level the lowest is infinite.
    """
    exposed, lowest, reached = 0, np.inf, first
    for place in range(len(opened)):
        begin = max(opened[place], reached)
        end = min(max(closed[place], opened[place] + 1), len(levels))
        for bar in range(begin, end):
            if levels[bar] < lowest:  # noqa: PLR1730  `min` would keep what is not a number
                lowest = levels[bar]
        exposed += max(0, end - begin)
        reached = max(reached, end)
    return exposed, lowest
