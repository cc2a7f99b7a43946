"""What a file says before its symbol and price grid are known."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64] | npt.NDArray[np.float64]
"""Whole points (int64) or decimal prices (float64), as the file holds them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTicks:
    """Quotes in file order; `first_row` is the line or row number of the first one."""

    layout: str
    first_row: int
    time_ns: npt.NDArray[np.int64]
    bid: Numbers
    ask: Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class RawBars:
    """Bars in file order, each named by its open time.

    `ask` is there when the file holds both sides, `spread_points` when it holds the spread, in
    points of `digits` decimals (None: as many as the prices need).
    """

    layout: str
    first_row: int
    time_ns: npt.NDArray[np.int64]
    open: Numbers
    high: Numbers
    low: Numbers
    close: Numbers
    ask: tuple[Numbers, Numbers, Numbers, Numbers] | None = None
    spread_points: npt.NDArray[np.int64] | None = None
    digits: int | None = None


RawQuotes = RawTicks | RawBars
