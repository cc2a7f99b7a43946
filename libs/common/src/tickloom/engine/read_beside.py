"""What a run read besides its bars, by content: part of its identity."""

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np

from tickloom.domain.market import Timeframe
from tickloom.engine.bars import Bars
from tickloom.engine.gates import NewsEvent
from tickloom.engine.simulation.market import Drill, Rates

Names = dict[str, str]


def names_of(
    *, higher: Mapping[Timeframe, Bars], news: Sequence[NewsEvent] | None, rates: Rates | None,
    drill: Drill | None,
) -> Names:  # fmt: skip
    """A hash for each thing that was given: `detail`, `news`, `rates`, and longer bars by name."""
    found = {timeframe.value: bars.content_hash for timeframe, bars in higher.items()}
    if drill is not None:
        found["detail"] = _detail(drill)
    if news is not None:
        found["news"] = _news(news)
    if rates is not None:
        found["rates"] = rates.bars.content_hash
    return dict(sorted(found.items()))


def _detail(drill: Drill) -> str:
    """sha256 over the columns, little endian, as bars have it."""
    total = hashlib.sha256()
    for column, kind in (
        (drill.time_ns, "<i8"), (drill.open, "<i4"), (drill.high, "<i4"), (drill.low, "<i4"),
        (drill.spread, "<i4"),
    ):  # fmt: skip
        total.update(np.ascontiguousarray(column, dtype=kind).data)
    return total.hexdigest()


def _news(events: Sequence[NewsEvent]) -> str:
    total = hashlib.sha256()
    for event in events:
        total.update(f"{event.time_ns},{event.currency},{event.impact}\n".encode())
    return total.hexdigest()
