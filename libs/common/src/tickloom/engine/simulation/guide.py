"""The bars that matter to a run, found once, and what its entries want."""

from typing import NamedTuple

import numpy as np

from tickloom.engine.signals import Decided, Places, Sides, Signals, places_of
from tickloom.engine.simulation.kernel import entry_kernel
from tickloom.engine.simulation.shapes import Floats, Integers, Market

_FAR = 1 << 40


class Guide(NamedTuple):
    """Bars to be lived through: `entries` while nothing is open, `marks` while something is.

    Both rise; the last two of each are beyond the data. `sides` are what is wanted at each entry
    but those (+1, -1, BOTH_SIDES), `levels` the values of `Signals.levels` then. Entries lie pages
    apart: gathered, the processor need not wait for one after the other.
    """

    entries: Integers
    marks: Integers
    sides: Sides
    levels: Floats


def make_guide(market: Market, signals: Signals, decided: Decided | None = None) -> Guide:
    """The bars that matter, found once for a run; most documents have no others than entries.

    `decided` are the bars on which an entry is true, where they are known.
    """
    found = decided or places_of(signals.entry_long, signals.entry_short)
    count = len(signals.entry_long)
    entries = _next_bars(found.bars, count)
    exits = _next_bars(
        places_of(signals.exit_long, signals.exit_short).bars, len(signals.exit_long)
    )
    own = [np.flatnonzero(column) for column in (signals.closing, market.nights)]
    others = [bars for bars in (exits, *own) if len(bars)]
    marks = np.unique(np.concatenate((entries, *others))) if others else entries
    end = np.array([_FAR, _FAR], dtype=np.int64)
    whole = np.concatenate((entries, end))
    levels = np.empty((len(signals.levels), len(entries)))
    _gather(signals.levels, entries, levels)
    return Guide(
        entries=whole, marks=np.concatenate((marks, end)) if others else whole,
        sides=found.sides, levels=levels,
    )  # fmt: skip


def _next_bars(decided: Places, count: int) -> Places:
    """The bars after those, as far as there are any."""
    found = decided + 1
    return found[:-1] if len(found) and found[-1] == count else found


@entry_kernel
def _gather(levels: Floats, entries: Integers, into: Floats) -> None:
    """The values at the decisions of `entries`."""
    for row in range(len(levels)):
        for place in range(len(entries)):
            into[row, place] = levels[row, entries[place] - 1]
