"""Generated markets for property tests: all that real bars do, more often than they do it."""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from tickloom.domain.ids import Symbol
from tickloom.domain.market import DAY_NS, MINUTE_NS, Timeframe
from tickloom.engine.bars import Bars

_MONDAY_NS = 1_704_067_200_000_000_000  # 2024-01-01, a Monday
_WORKING_DAYS = 5


def market(
    seed: int, *, count: int = 1_500, timeframe: Timeframe = Timeframe.M15,
    symbol: str = "EURUSD", digits: int = 5, level: int = 110_000,
) -> Bars:  # fmt: skip
    """Bars with trends, gaps, spikes through both sides, flat stretches and missing bars.

    Weekends have no bars, spreads widen, vanish and cross; the same seed gives the same market.
    """
    draw = np.random.default_rng(seed)
    scale = max(1, level // 5_000)
    drift = np.repeat(draw.normal(0, 0.15, count // 50 + 1), 50)[:count]
    moves = draw.normal(0, 1, (count, 4)) + drift[:, None]
    moves[draw.random(count) < 0.05] = 0.0  # the price stands still
    moves[:, 0] += np.where(draw.random(count) < 0.03, draw.normal(0, 12, count), 0.0)  # gaps
    path: npt.NDArray[Any] = level + np.cumsum(np.rint(moves * scale), axis=None).reshape(count, 4)
    path = np.maximum(path, level // 4)
    high: npt.NDArray[Any] = path.max(axis=1)
    low: npt.NDArray[Any] = path.min(axis=1)
    spiked = draw.random(count) < 0.02
    high = np.where(spiked, high + 25 * scale, high)
    low = np.where(spiked, low - 25 * scale, low)
    spread = np.rint(np.abs(draw.normal(scale, scale, count)))
    spread = np.where(draw.random(count) < 0.03, spread * 15, spread)
    spread = np.where(draw.random(count) < 0.03, -2.0, spread)
    kept: npt.NDArray[np.int64] = np.sort(draw.permutation(count)[: int(count * 0.97)])
    times = _times(count, timeframe)
    return Bars(
        symbol=Symbol(symbol), timeframe=timeframe, digits=digits, time_ns=times[kept],
        open=_points(path[:, 0], kept), high=_points(high, kept), low=_points(low, kept),
        close=_points(path[:, 3], kept), spread=_points(spread, kept),
        volume=draw.integers(1, 500, count)[kept],
    )  # fmt: skip


def scrambled_after(bars: Bars, index: int, seed: int) -> Bars:
    """The same bars up to `index`, another market after it at the same times."""
    other = market(seed, count=2 * len(bars), timeframe=bars.timeframe)

    def column(name: str) -> npt.NDArray[np.int32]:
        parts = getattr(bars, name)[: index + 1], getattr(other, name)[index + 1 : len(bars)]
        return np.concatenate(parts)

    return replace(
        bars, open=column("open"), high=column("high"), low=column("low"),
        close=column("close"), spread=column("spread"),
        volume=column("volume").astype(np.int64),
    )  # fmt: skip


def _times(count: int, timeframe: Timeframe) -> npt.NDArray[np.int64]:
    """Labels from a Monday on; Saturdays and Sundays have none."""
    span = timeframe.minutes * MINUTE_NS
    labels = _MONDAY_NS + np.arange(3 * count, dtype=np.int64) * span
    days = (labels - _MONDAY_NS) // DAY_NS % 7
    return labels[days < _WORKING_DAYS][:count]


def _points(column: npt.NDArray[Any], kept: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    return column[kept].astype(np.int32)
