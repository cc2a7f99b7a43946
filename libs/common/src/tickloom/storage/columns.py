"""A store of bars in a folder: one immutable file a month of a series, and what a series holds.

Files are content-addressed, so they are never written twice with different content, may be copied
from anywhere, and are checked by their name. A series' manifest says which file is which month;
it is replaced whole.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import msgspec
import numpy as np

from tickloom.contracts.subjects import encode_token
from tickloom.domain.errors import Broken, InvalidInput, NotFound
from tickloom.domain.market import Timeframe
from tickloom.engine.bars import Bars
from tickloom.storage.column_file import (
    COLUMN_NAMES,
    encode_bars,
    hash_of,
    joined,
    map_bars,
    write_whole,
)

FORMAT = "tickloom-columns/1"
Source = Literal["imported", "recorded"]
_JOINED_KEPT = 4


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """The file of one month, and its first and last open time (UTC nanoseconds)."""

    hash: str
    bars: int
    first_ns: int
    last_ns: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a series holds; months by name (`2024-03`), in their order."""

    venue: str
    symbol: str
    timeframe: str
    digits: int
    source: Source
    months: dict[str, Month]
    duplicates: int = 0
    format: str = FORMAT

    @property
    def bars(self) -> int:
        return sum(month.bars for month in self.months.values())

    @property
    def first_ns(self) -> int:
        return min(month.first_ns for month in self.months.values())

    @property
    def last_ns(self) -> int:
        return max(month.last_ns for month in self.months.values())


def months_of(bars: Bars) -> Iterator[tuple[str, Bars]]:
    """The bars of each month of the calendar (UTC), by its name."""
    if not len(bars):
        return
    month = bars.time_ns.astype("datetime64[ns]").astype("datetime64[M]")
    edges = [0, *(np.flatnonzero(np.diff(month.astype(np.int64))) + 1).tolist(), len(bars)]
    for start, stop in pairwise(edges):
        yield str(month[start]), bars.part(start, stop)


def merged(old: Bars, new: Bars) -> Bars:
    """Both together; where they have the same open time the new bar counts."""
    keep = ~np.isin(old.time_ns, new.time_ns)
    order = np.argsort(np.concatenate([old.time_ns[keep], new.time_ns]), kind="stable")

    columns: dict[str, Any] = {
        name: np.concatenate([getattr(old, name)[keep], getattr(new, name)])[order]
        for name in COLUMN_NAMES
    }
    return replace(old, **columns)


class ColumnStore:
    """The store in `folder`; several processes may use it at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._joined: OrderedDict[tuple[str, ...], Bars] = OrderedDict()

    # -- files by content -----------------------------------------------------------------------

    def path(self, name: str) -> Path:
        return self._folder / "files" / name[:2] / f"{name}.columns"

    def has(self, name: str) -> bool:
        return self.path(name).exists()

    def put(self, bars: Bars) -> str:
        """Keep bars as one file; the name is that of its content."""
        content = encode_bars(bars)
        name = hash_of(content)
        if not self.has(name):
            write_whole(self.path(name), content)
        return name

    def put_bytes(self, name: str, content: bytes) -> None:
        """Keep a file that came from elsewhere; raises `Broken` when it is not what it says."""
        if hash_of(content) != name:
            raise Broken(f"columns {name[:12]} arrived with another content")
        write_whole(self.path(name), content)

    def content(self, name: str) -> bytes:
        return self.path(name).read_bytes()

    def is_sound(self, name: str) -> bool:
        """Whether the file is there and its content is still that of its name."""
        return self.has(name) and hash_of(self.content(name)) == name

    def bars_of(self, names: tuple[str, ...]) -> Bars:
        """The bars of files of one series in their order: mapped if one, else joined once."""
        if names not in self._joined:
            for name in names:
                if not self.has(name):
                    raise NotFound(f"columns {name[:12]} are not in {self._folder}")
            self._joined[names] = joined([map_bars(self.path(name)) for name in names])
            while len(self._joined) > _JOINED_KEPT:
                self._joined.popitem(last=False)
        self._joined.move_to_end(names)
        return self._joined[names]

    def month_files(self, bars: Bars) -> dict[str, Month]:
        """Keep bars as one file a month; the months by name."""
        return {
            name: Month(
                hash=self.put(part), bars=len(part), first_ns=int(part.time_ns[0]),
                last_ns=int(part.time_ns[-1]),
            )
            for name, part in months_of(bars)
        }  # fmt: skip

    # -- series ---------------------------------------------------------------------------------

    def _manifest_path(self, venue: str, symbol: str, timeframe: str) -> Path:
        place = self._folder / "series" / encode_token(venue) / encode_token(symbol)
        return place / f"{timeframe}.json"

    def manifest(self, venue: str, symbol: str, timeframe: Timeframe) -> Manifest | None:
        """What is kept of a series; None for one that is not."""
        try:
            return _manifest_of(self._manifest_path(venue, symbol, timeframe.value))
        except FileNotFoundError:
            return None

    def manifests(self) -> list[Manifest]:
        """Every series, by venue, symbol and length of the timeframe."""
        paths = sorted((self._folder / "series").glob("*/*/*.json"))
        found = [_manifest_of(path) for path in paths]
        return sorted(found, key=lambda m: (m.venue, m.symbol, Timeframe(m.timeframe).minutes))

    def write_bars(
        self, venue: str, bars: Bars, *, source: Source = "imported", duplicates: int = 0
    ) -> Manifest:
        """Add bars to a series; where it has the same open time already the new bar counts.

        Raises `InvalidInput` for no bars, or for another price grid than the series has.
        """
        if not len(bars):
            raise InvalidInput("bars", 0, "at least one bar")
        known = self.manifest(venue, str(bars.symbol), bars.timeframe)
        if known is not None and known.digits != bars.digits:
            raise InvalidInput("digits", bars.digits, f"{known.digits}, as the series that is kept")
        months = {} if known is None else dict(known.months)
        for month, part in months_of(bars):
            whole = merged(map_bars(self.path(months[month].hash)), part) if (
                month in months
            ) else part  # fmt: skip
            months[month] = Month(
                hash=self.put(whole), bars=len(whole), first_ns=int(whole.time_ns[0]),
                last_ns=int(whole.time_ns[-1]),
            )  # fmt: skip
        manifest = Manifest(
            venue=venue, symbol=str(bars.symbol), timeframe=bars.timeframe.value,
            digits=bars.digits, source=source, months=dict(sorted(months.items())),
            duplicates=_duplicates(
                known, bars, duplicates, is_new=known is None or months != known.months
            ),
        )  # fmt: skip
        path = self._manifest_path(venue, manifest.symbol, manifest.timeframe)
        write_whole(path, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
        return manifest

    def read_bars(
        self, venue: str, symbol: str, timeframe: Timeframe, *, start_ns: int | None = None,
        end_ns: int | None = None,
    ) -> Bars:  # fmt: skip
        """The bars with start <= open time < end; raises `NotFound` when there is none."""
        manifest = self.manifest(venue, symbol, timeframe)
        if manifest is None:
            raise NotFound(
                f"no bars of {symbol} {timeframe.value} at {venue}", code="no_data",
                hint="import a file, or choose a series of the list",
            )  # fmt: skip
        names = names_between(manifest.months, start_ns, end_ns)
        return between(self.bars_of(names), start_ns, end_ns)


def _manifest_of(path: Path) -> Manifest:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except msgspec.DecodeError as error:
        hint = "remove it and import the series again"
        raise Broken(f"{path} is not readable: {error}", hint=hint) from error


def _duplicates(known: Manifest | None, bars: Bars, own: int, *, is_new: bool) -> int:
    """Rows left out of a series after an import that left out `own`: a file counts once.

    An import over the whole series takes its place, and one that changes nothing was there before.
    """
    if known is None:
        return own
    spans = int(bars.time_ns[0]) <= known.first_ns and int(bars.time_ns[-1]) >= known.last_ns
    if spans:
        return own
    return known.duplicates + own if is_new else known.duplicates


def names_between(
    months: dict[str, Month], start_ns: int | None, end_ns: int | None, *, history: int = 0
) -> tuple[str, ...]:
    """The files that hold something of [start, end), in their order; raises `InvalidInput`.

    Before them those of at least `history` bars more, as far as there are any.
    """
    ordered = [month for _, month in sorted(months.items())]
    places = [
        place for place, month in enumerate(ordered)
        if (start_ns is None or month.last_ns >= start_ns)
        and (end_ns is None or month.first_ns < end_ns)
    ]  # fmt: skip
    if not places:
        first = min(month.first_ns for month in months.values())
        last = max(month.last_ns for month in months.values())
        raise InvalidInput(
            "from, to", f"{_text(start_ns)} to {_text(end_ns)}",
            f"dates within {_text(first)} to {_text(last)}",
        )  # fmt: skip
    first = places[0]
    while history > 0 and first > 0:
        first -= 1
        history -= ordered[first].bars
    return tuple(month.hash for month in ordered[first : places[-1] + 1])


def ranged(bars: Bars, start_ns: int | None, end_ns: int | None, history: int) -> Bars:
    """The same bars as `between`, as the range of a run after up to `history` of those before."""
    whole = between(bars, None, end_ns)
    start = 0 if start_ns is None else int(np.searchsorted(whole.time_ns, start_ns))
    if start == len(whole):
        between(bars, start_ns, end_ns)  # refuses
    return whole.stretch(start, len(whole), history)


def between(bars: Bars, start_ns: int | None, end_ns: int | None) -> Bars:
    """The bars with start <= open time < end, as views; raises `InvalidInput` when none is."""
    start = 0 if start_ns is None else int(np.searchsorted(bars.time_ns, start_ns))
    stop = len(bars) if end_ns is None else int(np.searchsorted(bars.time_ns, end_ns))
    if start >= stop:
        raise InvalidInput(
            "from, to", f"{_text(start_ns)} to {_text(end_ns)}",
            f"dates within {_text(int(bars.time_ns[0]))} to {_text(int(bars.time_ns[-1]))}",
        )  # fmt: skip
    return bars if (start, stop) == (0, len(bars)) else bars.part(start, stop)


def _text(moment_ns: int | None) -> str:
    return "-" if moment_ns is None else str(np.datetime64(moment_ns // 10**9, "s")) + "Z"
