"""A recording ready to be played: one symbol's quotes in points, checked, and what is odd in them.

What a broker did send is kept: several quotes in one stamp, the same quote twice, crossed quotes.
They are counted, so that a person can judge the file. Time that runs backward is refused, because
sorting would make up an order that nobody saw.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tickloom.domain.errors import InvalidInput
from tickloom.domain.instrument import Instrument

Ints = npt.NDArray[np.int64]
_QUIET_NS = 60_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What a person should know of a file before trusting it."""

    rows: int
    crossed: int
    same_stamp: int
    duplicates: int
    gaps_over_60s: int
    first_ns: int
    last_ns: int

    def __str__(self) -> str:
        first, last = utc_text(self.first_ns), utc_text(self.last_ns)
        return (
            f"{self.rows} quotes {first} to {last}, {self.crossed} crossed, {self.same_stamp} in"
            f" the stamp of the one before ({self.duplicates} of them equal),"
            f" {self.gaps_over_60s} gaps over 60 s"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """Quotes of one symbol in source order, in points of the instrument's digits."""

    instrument: Instrument
    layout: str
    time_ns: Ints
    bid: Ints
    ask: Ints
    quality: Quality
    span_ns: int
    """Length of the bars that the quotes were made of; 0 when they are ticks."""


def utc_text(time_ns: int) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=time_ns // 1_000)
    return moment.isoformat(timespec="milliseconds")


def quality_of(time_ns: Ints, bid: Ints, ask: Ints) -> Quality:
    steps = np.diff(time_ns)
    same = steps == 0
    equal = same & (np.diff(bid) == 0) & (np.diff(ask) == 0)
    return Quality(
        rows=len(time_ns), crossed=int((ask < bid).sum()), same_stamp=int(same.sum()),
        duplicates=int(equal.sum()), gaps_over_60s=int((steps > _QUIET_NS).sum()),
        first_ns=int(time_ns[0]), last_ns=int(time_ns[-1]),
    )  # fmt: skip


def check_order(path: Path, first_row: int, time_ns: Ints, *, strictly: bool) -> None:
    """Refuse time that runs backward, and for bars also time that stands."""
    steps = np.diff(time_ns)
    bad = steps <= 0 if strictly else steps < 0
    if not bad.any():
        return
    row = int(np.argmax(bad)) + 1
    now, before = utc_text(int(time_ns[row])), utc_text(int(time_ns[row - 1]))
    remedy = "times that never run backward: sort the file by time"
    if steps[row - 1] == 0:
        remedy = "one bar for each opening time: remove the second"
    raise InvalidInput(f"{path.name} row {first_row + row} time", f"{now} after {before}", remedy)
