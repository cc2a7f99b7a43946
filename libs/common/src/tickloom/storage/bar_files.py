"""Bars from files that traders have: parquet, MetaTrader's export, any CSV with a heading.

The format is found by the content. What cannot be read, or is no bar (a high below its close), is
refused with the row; a time that stands twice is kept once and counted.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from tickloom.domain.errors import InvalidInput
from tickloom.domain.ids import Symbol
from tickloom.domain.market import MINUTE_NS, Timeframe
from tickloom.domain.server_time import ServerClock
from tickloom.engine.bars import Bars
from tickloom.storage.bar_text import read_text_bars, whole_points
from tickloom.storage.bar_times import to_utc_ns

Numbers = npt.NDArray[np.float64] | npt.NDArray[np.int64]
Ints = npt.NDArray[np.int64]
_MAGIC = b"PAR1"
_SIDES = ("open", "high", "low", "close")
DIGITS_MAX = 8
_POINTS_MAX = 2**31 - 1
_VOLUMES = ("tick_volume", "volume", "real_volume")


@dataclass(frozen=True, kw_only=True)
class BarTable:
    """A file's rows as they stand: prices as decimals (float64) or as whole points (int64).

    `time_ns` is in the file's own clock, in the file's order; `spread` is in points of the file,
    None where it has none; `first_row` is the number of the first row, for messages.
    """

    name: str
    layout: str
    first_row: int
    time_ns: Ints
    open: Numbers
    high: Numbers
    low: Numbers
    close: Numbers
    spread: Ints | None
    volume: Ints | None
    written_decimals: int = 0
    """Decimals as they stand in a text, zeros at the end too."""
    server_clock: bool = False
    """Whether such files carry the broker's clock."""

    @property
    def in_points(self) -> bool:
        return self.close.dtype == np.int64

    @property
    def timeframe(self) -> Timeframe:
        """The longest timeframe that fits between the two nearest bars."""
        steps = np.diff(np.unique(self.time_ns))
        nearest = int(steps.min()) if len(steps) else MINUTE_NS
        fitting = [t for t in Timeframe if t.minutes * MINUTE_NS <= max(nearest, MINUTE_NS)]
        return max(fitting, key=lambda t: t.minutes)

    @property
    def decimals(self) -> int:
        """The decimals that write every price exactly."""
        columns = (self.open, self.high, self.low, self.close)
        for digits in range(DIGITS_MAX + 1):
            scale = float(10**digits)
            if all(np.array_equal(np.rint(c * scale) / scale, c) for c in columns):
                return digits
        raise InvalidInput(
            f"{self.name} prices", f"more than {DIGITS_MAX} decimals", "prices as a broker shows"
        )

    def point_decimals(self, usual: int) -> int:
        """The decimals of a point where the symbol usually has `usual`.

        Zeros that end every price count up to those, and no further: a point ten times smaller
        makes every stop and cost in points ten times smaller.
        """
        return max(self.decimals, min(self.written_decimals, usual))


@dataclass(frozen=True, kw_only=True)
class ReadBars:
    """Bars, and what was left out on the way."""

    bars: Bars
    duplicates: int
    layout: str


def read_bar_file(path: Path) -> BarTable:
    """The rows of a file; raises `InvalidInput`, naming the row and what would be right."""
    try:
        with path.open("rb") as file:
            head = file.read(4)
    except OSError as problem:
        reason = problem.strerror or "not readable"
        raise InvalidInput("bars file", str(path), f"a file that can be read ({reason})") from (
            problem
        )
    if not head:
        raise InvalidInput("bars file", str(path), "a file with bars; this one is empty")
    table = _parquet(path) if head == _MAGIC else _text(path)
    _check(table)
    return table


def bars_of(
    table: BarTable, *, symbol: str, timeframe: Timeframe, digits: int, file_digits: int,
    clock: ServerClock,
) -> ReadBars:  # fmt: skip
    """Bars in UTC on a grid of `digits`, from a file whose points have `file_digits` decimals.

    `clock` is that of the file's times.
    """
    scale = 10 ** (digits - file_digits)
    time_ns = to_utc_ns(table.time_ns, clock)
    order = np.argsort(time_ns, kind="stable")
    times = time_ns[order]
    # Of equal times the last row of the file counts: it is the correction.
    last = np.append(np.diff(times) > 0, True)
    keep = order[last]

    def points(column: Numbers) -> npt.NDArray[np.int32]:
        whole = column if column.dtype == np.int64 else np.rint(column * 10**file_digits)
        scaled = whole[keep].astype(np.int64) * scale
        if len(scaled) and int(np.abs(scaled).max()) > _POINTS_MAX:
            raise InvalidInput(
                f"{table.name} prices", f"{int(np.abs(scaled).max())} points",
                f"at most {_POINTS_MAX} points; use fewer decimals",
            )  # fmt: skip
        return scaled.astype(np.int32)

    def other(column: Ints | None, factor: int) -> Ints:
        return np.zeros(len(keep), np.int64) if column is None else column[keep] * factor

    bars = Bars(
        symbol=Symbol(symbol), timeframe=timeframe, digits=digits, time_ns=time_ns[keep],
        open=points(table.open), high=points(table.high), low=points(table.low),
        close=points(table.close), spread=other(table.spread, scale).astype(np.int32),
        volume=other(table.volume, 1),
    )  # fmt: skip
    return ReadBars(bars=bars, duplicates=len(order) - len(keep), layout=table.layout)


def _check(table: BarTable) -> None:
    """Refuse a bar whose high or low does not hold its open and close."""
    if not len(table.time_ns):
        raise InvalidInput(table.name, "a file without rows", "at least one bar")
    low = np.minimum(table.open, table.close)
    high = np.maximum(table.open, table.close)
    bad = (table.high < high) | (table.low > low) | (table.low <= 0)
    if bad.any():
        row = int(np.argmax(bad))
        prices = ", ".join(
            str(column[row].item()) for column in (table.open, table.high, table.low, table.close)
        )
        raise InvalidInput(
            f"{table.name} row {table.first_row + row}", f"open, high, low, close {prices}",
            "prices above 0, a high at or above and a low at or below open and close",
        )  # fmt: skip


def _text(path: Path) -> BarTable:
    columns = read_text_bars(path)
    return BarTable(
        name=path.name, layout=columns.layout, first_row=columns.first_row,
        time_ns=columns.time_ns, open=columns.open, high=columns.high, low=columns.low,
        close=columns.close, spread=columns.spread, volume=columns.volume,
        written_decimals=columns.decimals, server_clock=columns.is_metatrader,
    )  # fmt: skip


# -- parquet: `time` (epoch seconds) or `time_msc`, open, high, low, close, perhaps ask_* or spread


def _parquet(path: Path) -> BarTable:
    try:
        frame = pd.read_parquet(path)
    except (ValueError, OSError) as problem:
        text = " ".join(str(problem).split())[:200]
        raise InvalidInput(path.name, text, "a whole parquet file") from problem
    if isinstance(frame.index, pd.DatetimeIndex):
        frame = frame.rename_axis("time").reset_index()
    names = {str(name).lower(): str(name) for name in frame.columns}
    if not set(_SIDES) <= set(names):
        known = ", ".join(sorted(names))
        wanted = "time, open, high, low, close"
        if "bid_pts" in names:
            wanted = f"bars ({wanted}); this file holds ticks"
        raise InvalidInput(f"{path.name} columns", known, wanted)
    sides: list[Numbers] = [_numbers(path, frame, names[side]) for side in _SIDES]
    if len({side.dtype for side in sides}) > 1:
        sides = [*(side.astype(np.float64) for side in sides)]
    volume = next((names[name] for name in _VOLUMES if name in names), None)
    return BarTable(
        name=path.name, layout="parquet", first_row=1, time_ns=_times(path, frame, names),
        open=sides[0], high=sides[1], low=sides[2], close=sides[3],
        spread=_spread(path, frame, names, sides),
        volume=None if volume is None else _numbers(path, frame, volume).astype(np.int64),
    )  # fmt: skip


def _spread(
    path: Path, frame: pd.DataFrame, names: dict[str, str], sides: list[Numbers]
) -> Ints | None:
    """The recorded spread, or that of the first quote of the bar where the ask is there."""
    if "spread" in names:
        return whole_points(path.name, _numbers(path, frame, names["spread"]).astype(np.float64))
    if "ask_open" not in names:
        return None
    ask = _numbers(path, frame, names["ask_open"])
    if ask.dtype == np.int64:
        return (ask - sides[0]).astype(np.int64)
    table = BarTable(
        name=path.name, layout="", first_row=1, time_ns=np.zeros(0, np.int64), open=ask,
        high=ask, low=sides[0], close=sides[3], spread=None, volume=None,
    )  # fmt: skip
    return np.rint((ask - sides[0]) * 10**table.decimals).astype(np.int64)


def _numbers(path: Path, frame: pd.DataFrame, name: str) -> Numbers:
    column = frame[name]
    if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        raise InvalidInput(f"{path.name} {name}", str(column.dtype), "a column of numbers")
    missing = column.isna().to_numpy(dtype=np.bool_)
    if missing.any():
        raise InvalidInput(f"{path.name} row {int(np.argmax(missing)) + 1} {name}", "-", "a number")
    if pd.api.types.is_integer_dtype(column):
        return column.to_numpy(dtype=np.int64)
    if column.dtype == np.float32:
        return _as_written(column.to_numpy(dtype=np.float32))
    return column.to_numpy(dtype=np.float64)


def _as_written(short: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Numbers of half the length as the fewest decimals that give each of them."""
    wide = short.astype(np.float64)
    for digits in range(DIGITS_MAX):
        rounded = np.round(wide, digits)
        if np.array_equal(rounded.astype(np.float32), short):
            return rounded
    return wide


def _times(path: Path, frame: pd.DataFrame, names: dict[str, str]) -> Ints:
    name = next((names[n] for n in ("time_msc", "time", "timestamp", "date") if n in names), None)
    if name is None:
        raise InvalidInput(f"{path.name} columns", ", ".join(sorted(names)), "a column time")
    column = frame[name]
    if pd.api.types.is_datetime64_any_dtype(column):
        if getattr(column.dt, "tz", None) is not None:
            column = column.dt.tz_convert("UTC").dt.tz_localize(None)
        return column.to_numpy(dtype="datetime64[ns]").astype(np.int64)
    numbers = _numbers(path, frame, name)
    whole = numbers.astype(np.int64)
    if not np.array_equal(whole, numbers):
        raise InvalidInput(
            f"{path.name} {name}", str(column.dtype), "whole epoch seconds, or dates"
        )
    # Seconds of this century have ten digits, milliseconds thirteen.
    is_ms = name == "time_msc" or (len(whole) > 0 and int(whole[0]) > 10**11)
    return whole * (1_000_000 if is_ms else 1_000_000_000)
