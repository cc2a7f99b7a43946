"""The figures of an equity curve in one pass over it.

A million bars are sixteen megabytes of equity and margin levels: each further pass, and each
column made on the way, costs as much as the simulation of a quiet market.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tickloom.stats.money_curve import Drawdown
from tickloom.strategy.compiled import njit

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class CurveFacts(NamedTuple):
    """Falls of the equity from the deposit on, and the lowest margin level (None: never any)."""

    drawdown: Drawdown
    margin_level_minimum_pct: float | None


def facts_of(deposit: int, equity: Integers, margin_level_pct: Floats) -> CurveFacts:
    """As `stats.money_curve.drawdown_of` over the deposit and the equity behind it."""
    least, deepest, deepest_share, steepest, steepest_share = _falls(deposit, equity)
    is_known, lowest = deposit > 0, _lowest(margin_level_pct)
    drawdown = Drawdown(
        absolute=max(0, deposit - least), maximal=deepest,
        maximal_pct=100 * deepest_share if is_known else None, relative=steepest,
        relative_pct=100 * steepest_share if is_known else None,
    )  # fmt: skip
    return CurveFacts(drawdown, lowest if np.isfinite(lowest) else None)


def mark_held(opened: Integers, closed: Integers, bars: int) -> Flags:
    """On which bars something was open; what opens and closes on one bar was open on it."""
    flags = np.zeros(bars, dtype=np.bool_)
    _mark(np.ascontiguousarray(opened), np.ascontiguousarray(closed), flags)
    return flags


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
def _lowest(levels: Floats) -> float:
    """The lowest of what is a number; infinite without any."""
    lowest = np.inf
    for level in levels:
        if level < lowest:  # noqa: PLR1730  `min` would keep what is not a number
            lowest = level
    return lowest


@njit()
def _mark(opened: Integers, closed: Integers, flags: Flags) -> None:
    for held in range(len(opened)):
        begin = opened[held]
        for bar in range(begin, min(max(closed[held], begin + 1), len(flags))):
            flags[bar] = True
