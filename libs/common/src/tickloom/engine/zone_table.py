"""Wall clocks for whole columns of times: the changes of a clock, once, then a search."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tickloom.domain.market import DAY_NS
from tickloom.domain.server_time import ServerClock

Times = npt.NDArray[np.int64]
_SECOND_NS = 1_000_000_000
_STEP_NS = 7 * DAY_NS  # no clock changes twice within a week


def to_wall_ns(times_ns: Times, clock: ServerClock) -> Times:
    """The wall clock at rising UTC times, written as if it were UTC."""
    if not len(times_ns) or not (clock.zone or clock.rule != "none"):
        return times_ns + clock.offset_s(0) * _SECOND_NS
    begin, end = int(times_ns[0]), int(times_ns[-1])
    changes, offsets = changes_of(clock, begin // _STEP_NS, end // _STEP_NS + 1)
    if len(changes) == 0:
        return times_ns + offsets[0]
    return times_ns + offsets[np.searchsorted(changes, times_ns, side="right")]


@lru_cache(maxsize=256)
def changes_of(clock: ServerClock, first_week: int, last_week: int) -> tuple[Times, Times]:
    """Instants at which the clock is put forward or back, and the offsets before and after each."""
    weeks = range(first_week * _STEP_NS, (last_week + 1) * _STEP_NS, _STEP_NS)
    found: list[int] = []
    offsets = [clock.offset_s(weeks[0])]
    for begin in weeks:
        after = clock.offset_s(begin + _STEP_NS)
        if after != offsets[-1]:
            found.append(_first(lambda t, after=after: clock.offset_s(t) == after, begin))
            offsets.append(after)
    return np.array(found, dtype=np.int64), np.array(offsets, dtype=np.int64) * _SECOND_NS


def change_before(instant_ns: int, clock: ServerClock) -> int:
    """The latest instant at or before `instant_ns` (within two weeks) at which the clock jumped."""
    week = instant_ns // _STEP_NS
    changes, _ = changes_of(clock, week - 1, week)
    return int(changes[changes <= instant_ns][-1])


def _first(is_after: Callable[[int], bool], begin_ns: int) -> int:
    """The first whole second of a week at which the clock is what it is at the week's end."""
    low, high = begin_ns // _SECOND_NS, begin_ns // _SECOND_NS + _STEP_NS // _SECOND_NS
    while low < high:
        middle = (low + high) // 2
        if is_after(middle * _SECOND_NS):
            high = middle
        else:
            low = middle + 1
    return low * _SECOND_NS
