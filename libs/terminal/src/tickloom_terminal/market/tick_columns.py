"""What sources do with columns of ticks: cut, join, number."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tickloom_terminal.market.market_source import TickColumns


def ordinals(time: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    """How many ticks before each one bear the same stamp."""
    if not len(time):
        return np.empty(0, dtype=np.int32)
    position = np.arange(len(time))
    fresh = np.concatenate(([True], time[1:] != time[:-1]))
    return (position - np.maximum.accumulate(np.where(fresh, position, 0))).astype(np.int32)


def ticks_between(ticks: TickColumns, from_ns: int, to_ns: int) -> TickColumns:
    """The ticks with from_ns <= time < to_ns; the columns are views."""
    first, end = (int(index) for index in np.searchsorted(ticks.time_ns, (from_ns, to_ns)))
    if first == 0 and end == len(ticks.time_ns):
        return ticks
    return TickColumns(
        time_ns=ticks.time_ns[first:end], bid=ticks.bid[first:end], ask=ticks.ask[first:end],
        ordinal=ticks.ordinal[first:end],
    )  # fmt: skip


def joined_ticks(parts: Sequence[TickColumns]) -> TickColumns:
    """Consecutive parts as one."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        nothing = np.empty(0, dtype=np.float64)
        return TickColumns(
            time_ns=np.empty(0, dtype=np.int64), bid=nothing, ask=nothing,
            ordinal=np.empty(0, dtype=np.int32),
        )  # fmt: skip
    return TickColumns(
        time_ns=np.concatenate([part.time_ns for part in parts]),
        bid=np.concatenate([part.bid for part in parts]),
        ask=np.concatenate([part.ask for part in parts]),
        ordinal=np.concatenate([part.ordinal for part in parts]),
    )
