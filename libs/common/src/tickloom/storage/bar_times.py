"""A column of wall-clock times as UTC, and back."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from tickloom.domain.market import DAY_NS
from tickloom.domain.server_time import ServerClock

Ints = npt.NDArray[np.int64]


def to_utc_ns(server_ns: Ints, clock: ServerClock) -> Ints:
    """Server times as UTC."""
    return server_ns if str(clock) == "UTC" else _moved(server_ns, clock.to_utc_ns)


def to_server_ns(utc_ns: Ints, clock: ServerClock) -> Ints:
    """UTC as the server's wall clock."""
    return utc_ns if str(clock) == "UTC" else _moved(utc_ns, clock.to_server_ns)


def _moved(times: Ints, move: Callable[[int], int]) -> Ints:
    """Each time moved; only on days on which the clock changes is each one asked for."""
    days, which = np.unique(times // DAY_NS, return_inverse=True)
    shifts = np.zeros(len(days), np.int64)
    changes = np.zeros(len(days), np.bool_)
    for index, day in enumerate(days.tolist()):
        begin, last = day * DAY_NS, (day + 1) * DAY_NS - 1
        shifts[index] = move(begin) - begin
        changes[index] = move(last) - last != shifts[index]
    moved: Ints = times + shifts[which]
    for row in np.flatnonzero(changes[which]).tolist():
        moved[row] = move(int(times[row]))
    return moved
