"""Bars as columns: what a run reads, immutable and named by its content.

Prices are whole points, so a level and a price compare exactly; `prices` gives the same numbers
as float64 on the tick grid, made by one conversion (points / 10**digits), so that equal prices
are equal floats wherever they came from.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

from tickloom.domain.errors import InvalidInput
from tickloom.domain.ids import Symbol
from tickloom.domain.market import Timeframe

Floats = npt.NDArray[np.float64]
Points = npt.NDArray[np.int32]
Times = npt.NDArray[np.int64]
Volumes = npt.NDArray[np.int64]
PRICES = 4
"""The first rows of bars are prices: open, high, low, close."""


@dataclass(frozen=True, kw_only=True)
class Bars:
    """Closed bid bars of one symbol and timeframe, oldest first; all columns have one length.

    `time_ns` are open times (UTC nanoseconds, strictly rising); open, high, low, close and
    `spread` are points of 10**-digits (a spread may be negative); `volume` is the tick volume.
    `begin` is the first row of the range that is run: the bars before it are its history, which
    warms up indicators, and nothing is traded, counted or shown of them.
    Raises `InvalidInput` for columns of different lengths or times that do not rise.
    """

    symbol: Symbol
    timeframe: Timeframe
    digits: int
    time_ns: Times
    open: Points
    high: Points
    low: Points
    close: Points
    spread: Points
    volume: Volumes
    begin: int = 0

    def __post_init__(self) -> None:
        count = len(self.time_ns)
        for name in ("open", "high", "low", "close", "spread", "volume"):
            column = getattr(self, name)
            if len(column) != count:
                raise InvalidInput(f"bars.{name}", len(column), f"{count} values, as the times")
        late = np.flatnonzero(np.diff(self.time_ns) <= 0)
        if len(late):
            row = int(late[0]) + 1
            raise InvalidInput(
                f"bars.time_ns[{row}]", int(self.time_ns[row]), "a time after the bar before it"
            )
        assert 0 <= self.begin <= count, f"a range that begins at row {self.begin} of {count}"

    def __len__(self) -> int:
        return len(self.time_ns)

    @cached_property
    def rows(self) -> Floats:
        """Open, high, low, close, volume and spread as rows of float64, shape (6, bars)."""
        rows = np.empty((6, len(self)))
        self.write_rows(range(6), slice(None), rows)
        return rows

    @property
    def made_rows(self) -> Floats | None:
        """`rows`, where somebody has asked for them before."""
        return self.__dict__.get("rows")

    def write_rows(self, wanted: Iterable[int], part: slice, into: Floats) -> None:
        """The `wanted` of `rows` over a part of the bars, without making all of them."""
        columns = (self.open, self.high, self.low, self.close, self.volume, self.spread)
        for row in wanted:
            into[row] = columns[row][part]
            if row < PRICES:
                into[row] /= self.scale

    @property
    def scale(self) -> float:
        """Points in one unit of price."""
        return float(10**self.digits)

    @property
    def prices(self) -> Floats:
        """Open, high, low, close as rows of float64 in price units, shape (4, bars)."""
        return self.rows[:PRICES]

    @cached_property
    def content_hash(self) -> str:
        """sha256 over symbol, timeframe, digits and the columns, little endian."""
        total = hashlib.sha256(f"{self.symbol}|{self.timeframe}|{self.digits}|".encode())
        for column, kind in (
            (self.time_ns, "<i8"), (self.open, "<i4"), (self.high, "<i4"), (self.low, "<i4"),
            (self.close, "<i4"), (self.spread, "<i4"), (self.volume, "<i8"),
        ):  # fmt: skip
            total.update(np.ascontiguousarray(column, dtype=kind).data)
        return total.hexdigest()

    @property
    def range(self) -> Self:
        """The bars of the range alone."""
        return self.part(self.begin, len(self)) if self.begin else self

    def stretch(self, start: int, stop: int, history: int) -> Self:
        """Rows of the range as a range of its own, after up to `history` of the bars before it."""
        first = self.begin + start
        known = min(first, history)
        return replace(self.part(first - known, self.begin + stop), begin=known)

    def part(self, start: int, stop: int) -> Self:
        """The bars from row `start` up to, not including, `stop`, without any history."""
        columns = ("time_ns", "open", "high", "low", "close", "spread", "volume")
        return type(self)(
            symbol=self.symbol, timeframe=self.timeframe, digits=self.digits,
            **{name: getattr(self, name)[start:stop] for name in columns},
        )  # fmt: skip
