"""At which times of the day a symbol trades, as its bars show it."""

import numpy as np

from tickloom.domain.market import DAY_NS, MINUTE_NS
from tickloom.domain.server_time import ServerClock
from tickloom.engine.bars import Bars
from tickloom.engine.zone_table import to_wall_ns
from tickloom.strategy.document import Window

_DAY_MINUTES = DAY_NS // MINUTE_NS
_USUAL = 0.05
"""A minute with bars on fewer days than this is no trading time: a late close, a bad row."""


def trading_hours(bars: Bars, clock: ServerClock) -> tuple[Window, ...]:
    """Windows of the server's clock; none where bars are too long to tell, or cover the day."""
    length = bars.timeframe.minutes
    if length >= _DAY_MINUTES or not len(bars):
        return ()
    wall = to_wall_ns(bars.time_ns, clock)
    days = len(np.unique(wall // DAY_NS))
    begins = np.bincount(wall % DAY_NS // MINUTE_NS, minlength=_DAY_MINUTES)
    usual = begins >= max(1, _USUAL * days)
    is_open = np.zeros(_DAY_MINUTES, np.bool_)
    for minute in np.flatnonzero(usual).tolist():
        is_open[np.arange(minute, minute + length) % _DAY_MINUTES] = True
    if is_open.all():
        return ()
    edges = np.diff(is_open.astype(np.int8), prepend=0, append=0)
    spans = zip(np.flatnonzero(edges > 0), np.flatnonzero(edges < 0), strict=True)
    return tuple(Window(start=_clock(int(a)), end=_clock(int(b))) for a, b in spans)


def _clock(minute: int) -> str:
    """Midnight at the end of a day is that of the next one."""
    return f"{minute % _DAY_MINUTES // 60:02d}:{minute % 60:02d}"
