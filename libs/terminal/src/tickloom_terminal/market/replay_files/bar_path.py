"""Bars become ticks by MetaTrader's "1 minute OHLC" path: four quotes a bar.

A rising bar goes open, low, high, close; a falling one open, high, low, close; one that closes
where it opened goes the other way than the bar before it. So every bar, built again from these
ticks, has the prices of the file; its tick count is 4.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from tickloom.domain.errors import InvalidInput
from tickloom.domain.market import MINUTE_NS, Timeframe

Ints = npt.NDArray[np.int64]


def span_ns_of(time_ns: Ints) -> int:
    """Length of the bars: the longest timeframe that fits between any two of them."""
    if len(time_ns) < 2:
        return MINUTE_NS
    nearest = int(np.diff(time_ns).min())
    fitting = [t.minutes * MINUTE_NS for t in Timeframe if t.minutes * MINUTE_NS <= nearest]
    return max(fitting, default=MINUTE_NS)


def check_bars(path: Path, first_row: int, columns: tuple[Ints, Ints, Ints, Ints]) -> None:
    """Refuse a bar whose high or low does not hold its open and close."""
    opened, high, low, close = columns
    bad = (high < np.maximum(opened, close)) | (low > np.minimum(opened, close))
    if bad.any():
        row = int(np.argmax(bad))
        prices = ", ".join(str(int(column[row])) for column in columns)
        raise InvalidInput(
            f"{path.name} row {first_row + row}", f"open, high, low, close {prices} points",
            "a high at or above and a low at or below open and close; repair or remove the bar",
        )  # fmt: skip


def _rises(opened: Ints, close: Ints) -> npt.NDArray[np.bool_]:
    """Direction of each bar; a run of unchanged bars alternates from the bar before it."""
    sign = np.sign(close - opened)
    position = np.arange(len(sign))
    moved = np.maximum.accumulate(np.where(sign != 0, position, -1))
    base = np.where(moved >= 0, sign[np.maximum(moved, 0)], 1)
    steps = np.where(moved >= 0, position - moved, position + 1)
    return np.where(steps % 2 == 0, base, -base) > 0


def path_of_bars(
    time_ns: Ints,
    bid: tuple[Ints, Ints, Ints, Ints],
    ask: tuple[Ints, Ints, Ints, Ints],
) -> tuple[Ints, Ints, Ints]:
    """Times, bids and asks of four quotes a bar: at its start, thirds, and last millisecond."""
    rises = _rises(bid[0], bid[3])
    span_ns = span_ns_of(time_ns)
    offsets = np.array([0, span_ns // 3, span_ns * 2 // 3, span_ns - 1_000_000], dtype=np.int64)

    def path(side: tuple[Ints, Ints, Ints, Ints]) -> Ints:
        opened, high, low, close = side
        second, third = np.where(rises, low, high), np.where(rises, high, low)
        return np.column_stack((opened, second, third, close)).ravel()

    return (time_ns[:, None] + offsets).ravel(), path(bid), path(ask)
