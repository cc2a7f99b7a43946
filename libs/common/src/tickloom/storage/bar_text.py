"""Bars as text: MetaTrader 5's export (`<DATE> <TIME> <OPEN> ...`), MetaTrader 4's CSV, any CSV."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from tickloom.domain.errors import InvalidInput

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_DATES = ("date", "day")
_TIMES = (
    "datetime", "timestamp", "gmt time", "time", "local time", "open time", "open_time",
    "time (utc)",
)  # fmt: skip
_VOLUMES = ("tickvol", "tick_volume", "tick volume", "volume", "vol")
_WITHOUT_HEADING = ("date", "time", "open", "high", "low", "close", "volume")
_IN_ONE = ("time", "open", "high", "low", "close", "volume")
_SPREAD_MIN = 0.5
"""A file whose spreads all round to no point at all gives them in another unit."""
_DATE = re.compile(r"\d{4}[.\-/]?\d{2}[.\-/]?\d{2}|\d{2}[.\-/]\d{2}[.\-/]\d{4}|\d{10,13}$")


@dataclass(frozen=True, kw_only=True)
class TextBars:
    """The columns of a text file, in its order and its own clock."""

    layout: str
    first_row: int
    is_metatrader: bool
    time_ns: Ints
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    spread: Ints | None
    volume: Ints | None
    decimals: int
    """Decimals as written; trailing zeros count, since a spread is counted in the last of them."""


def read_text_bars(path: Path) -> TextBars:
    """Read a delimited file; raises `InvalidInput` with the line and its text."""
    with path.open("rb") as file:
        head = file.read(4096)
    encoding = "utf-16" if head.startswith(_UTF16) else "utf-8-sig"
    lines = head.decode(encoding, errors="replace").splitlines()
    first = lines[0].strip() if lines else ""
    separator = next((mark for mark in ("\t", ";", ",") if mark in first), ",")
    words = [word.strip(' <>"').lower() for word in first.split(separator)]
    has_heading = not _DATE.match(words[0])
    columns = _IN_ONE if " " in words[0] or "t" in words[0] else _WITHOUT_HEADING
    names: list[str] = words if has_heading else [*columns[: len(words)]]
    if not {"open", "high", "low", "close"} <= set(names):
        shown = "".join(letter for letter in first[:80] if letter.isprintable())
        raise InvalidInput(
            f"{path.name} line 1", shown,
            "parquet, MetaTrader's bar export, or a CSV with time, open, high, low, close",
        )  # fmt: skip
    table = _Table(path, names, separator, encoding, skip=int(has_heading))
    return table.bars(is_metatrader=first.startswith("<"))


def whole_points(name: str, spread: Floats) -> Ints:
    """Recorded spreads; raises `InvalidInput` for spreads that can be no points."""
    largest = float(np.abs(spread).max()) if len(spread) else 0.0
    if 0.0 < largest < _SPREAD_MIN:
        raise InvalidInput(
            f"{name} spread", f"at most {largest:g}", "points, not prices: 12 for 0.00012"
        )
    return np.rint(spread).astype(np.int64)


class _Table:
    """The cells of a file as text, and columns made of them."""

    def __init__(
        self, path: Path, names: list[str], separator: str, encoding: str, *, skip: int
    ) -> None:
        self._name = path.name
        self._names = names
        self._first_row = skip + 1
        try:
            self._cells = pd.read_csv(
                path, sep=separator, names=names, dtype=str, header=None, skiprows=skip,
                keep_default_na=False, encoding=encoding, index_col=False, skip_blank_lines=True,
                skipinitialspace=True,
            )  # fmt: skip
        except (ValueError, UnicodeError) as problem:
            text = " ".join(str(problem).split())[:200]
            raise InvalidInput(path.name, text, f"rows of {', '.join(names)}") from problem

    def bars(self, *, is_metatrader: bool) -> TextBars:
        volume = next((name for name in _VOLUMES if name in self._names), None)
        return TextBars(
            layout="MetaTrader export" if is_metatrader else "CSV", first_row=self._first_row,
            is_metatrader=is_metatrader or self._names[:2] == ["date", "time"],
            time_ns=self._times(), open=self._numbers("open"), high=self._numbers("high"),
            low=self._numbers("low"), close=self._numbers("close"),
            spread=whole_points(self._name, self._numbers("spread"))
            if "spread" in self._names else None,
            volume=None if volume is None else self._whole(volume), decimals=self._decimals(),
        )  # fmt: skip

    def _refuse(self, name: str, bad: npt.NDArray[np.bool_], expected: str) -> None:
        if bad.any():
            row = int(np.argmax(bad))
            value = self._cells[name].iloc[row]
            shown = "a missing field" if pd.isna(value) else str(value)[:60]
            raise InvalidInput(f"{self._name} line {self._first_row + row} {name}", shown, expected)

    def _numbers(self, name: str) -> Floats:
        values = pd.to_numeric(self._cells[name], errors="coerce").to_numpy(dtype=np.float64)
        self._refuse(name, ~np.isfinite(values), "a number with a decimal point")
        return values

    def _whole(self, name: str) -> Ints:
        return np.rint(self._numbers(name)).astype(np.int64)

    def _decimals(self) -> int:
        written = self._cells["open"].str.strip().str.extract(r"\.(\d+)$")[0].str.len()
        return 0 if written.isna().all() else int(written.max())

    def _times(self) -> Ints:
        date = next((name for name in _DATES if name in self._names), None)
        time = next((name for name in _TIMES if name in self._names), None)
        if date is None and time is None:
            known = ", ".join(self._names)
            raise InvalidInput(f"{self._name} columns", known, "a column time, or date and time")
        text = self._cells[date or time or ""].str.strip()
        if date is not None and time is not None:
            text = text + " " + self._cells[time].str.strip()
        name = date or time or ""
        whole = text.str.fullmatch(r"\d{10,13}(\.0*)?").to_numpy(dtype=np.bool_)
        if len(whole) and whole.all():
            seconds = text.str.partition(".")[0]
            numbers = seconds.astype("int64").to_numpy(dtype=np.int64)
            scale = np.where(numbers > 10**11, 1_000_000, 1_000_000_000).astype(np.int64)
            return numbers * scale
        moments = pd.to_datetime(_iso(text), errors="coerce", utc=True, format="ISO8601")
        self._refuse(
            name, moments.isna().to_numpy(dtype=np.bool_),
            "a time like 2024-01-31 09:00, 2024.01.31 09:00 or epoch seconds",
        )  # fmt: skip
        if not moments.is_monotonic_increasing:
            self._require_day_first(name, text)
        return moments.dt.tz_localize(None).to_numpy(dtype="datetime64[ns]").astype(np.int64)

    def _require_day_first(self, name: str, text: "pd.Series[str]") -> None:
        """Refuse dates that are in order only when the month is read before the day."""
        swapped = text.str.replace(r"^(\d{2})([./-])(\d{2})\2(\d{4})", r"\3\2\1\2\4", regex=True)
        moments = pd.to_datetime(_iso(swapped), errors="coerce", utc=True, format="ISO8601")
        if (swapped != text).any() and moments.is_monotonic_increasing:
            raise InvalidInput(
                f"{self._name} {name}", str(text.iloc[-1]),
                "the day before the month, or the year first; this file's times are in order only "
                "with the month first",
            )  # fmt: skip


def _iso(text: "pd.Series[str]") -> "pd.Series[str]":
    """Dates with dots or slashes, day first where the year comes last, as ISO 8601."""
    day_first = text.str.replace(
        r"^(\d{2})[./-](\d{2})[./-](\d{4})", r"\3-\2-\1", regex=True
    )  # fmt: skip
    compact = day_first.str.replace(r"^(\d{4})(\d{2})(\d{2})\b", r"\1-\2-\3", regex=True)
    dashed = compact.str.replace(r"^(\d{4})[./](\d{2})[./](\d{2})", r"\1-\2-\3", regex=True)
    clocked = dashed.str.replace(r"^(\S{10})[ T](\d{2})(\d{2})(\d{2})$", r"\1 \2:\3:\4", regex=True)
    return clocked.str.replace(r" (?:GMT|UTC)([+-]\d{2}):?(\d{2})$", r"\1:\2", regex=True)
