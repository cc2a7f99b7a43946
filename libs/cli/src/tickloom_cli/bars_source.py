"""The bars of a run: from a file, cut to the dates that were asked for, with their symbol sheet."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from tickloom.domain.errors import InvalidInput
from tickloom.domain.instrument import ContractOrigin, Instrument
from tickloom.domain.market import MINUTE_NS, Timeframe
from tickloom.domain.server_time import ServerClock
from tickloom.engine.bars import Bars
from tickloom.engine.honesty import Flag
from tickloom.storage.bar_files import DIGITS_MAX, BarTable, bars_of, read_bar_file
from tickloom_cli.instruments import instrument_of, on_grid, points_digits, symbol_of
from tickloom_cli.kept_bars import KeptBars

_SECOND_NS = 1_000_000_000
_SHORTEST_SHARE = 0.9
"""A February is so much of a month of 30 days."""
_STEPS_MIN = 10
"""With fewer bars than that, chance alone may leave none beside another."""


@dataclass(frozen=True, kw_only=True)
class Market:
    """Bars, the sheet of their symbol, what the reader left out, and what is kept beside them."""

    bars: Bars
    instrument: Instrument
    duplicates: int
    source: str
    kept: KeptBars | None = None
    remarks: tuple[Flag, ...] = ()
    """What a reader of any result over these bars should know."""


@dataclass(frozen=True, kw_only=True)
class FileChoice:
    """What the user says of a bars file; None where the file is to tell."""

    path: Path
    symbol: str | None = None
    timeframe: str | None = None
    digits: int | None = None
    file_clock: str | None = None
    server_clock: ServerClock = field(default_factory=ServerClock)


def market_of_file(choice: FileChoice) -> Market:
    """Read a file; raises `InvalidInput` that says which option would tell what it does not."""
    table = read_bar_file(choice.path)
    symbol = choice.symbol or symbol_of(choice.path.stem)
    if symbol is None:
        raise InvalidInput(
            "--symbol", choice.path.name, "the symbol of the file, for example --symbol EURUSD"
        )
    sheet = instrument_of(symbol)
    file_digits = _file_digits(table, sheet, choice.digits)
    instrument = on_grid(sheet, file_digits, is_told=choice.digits is not None)
    got = bars_of(
        table, symbol=symbol.upper(), timeframe=_timeframe(table, timeframe_of(choice.timeframe)),
        digits=instrument.digits, file_digits=file_digits, clock=_clock_of(table, choice),
    )  # fmt: skip
    return Market(
        bars=got.bars, instrument=instrument, duplicates=got.duplicates,
        source=f"{choice.path.name} ({got.layout})", remarks=_remarks(sheet, instrument),
    )  # fmt: skip


def _file_digits(table: BarTable, sheet: Instrument, told: int | None) -> int:
    """The decimals of the file's points; raises `InvalidInput` for fewer than its prices need."""
    if told is not None and not 0 <= told <= DIGITS_MAX:
        raise InvalidInput("--digits", told, f"0 to {DIGITS_MAX}")
    if table.in_points:
        middle = float(np.median(table.close))
        return points_digits(str(sheet.symbol), middle) if told is None else told
    if told is None:
        return table.point_decimals(sheet.digits)
    if told < (needed := table.decimals):
        raise InvalidInput("--digits", told, f"{needed} or more: the prices have so many decimals")
    return told


def _remarks(sheet: Instrument, instrument: Instrument) -> tuple[Flag, ...]:
    if instrument.digits == sheet.digits or sheet.origin is ContractOrigin.ASSUMED:
        return ()
    words = (
        f"prices have {instrument.digits} decimals where the sheet of {sheet.symbol} has "
        f"{sheet.digits}: a point is {instrument.point:f}, and so is the unit of every stop, "
        "spread and swap in points (--digits chooses)"
    )
    return (Flag(code="other_digits", severity="warning", message=words),)


def _timeframe(table: BarTable, told: Timeframe | None) -> Timeframe:
    """The timeframe as told, where the bars can be of it.

    Most steps decide: a day may be 23 hours long, or a Sunday's bar two.
    """
    steps = np.diff(np.unique(table.time_ns)) / MINUTE_NS
    if told is None or not len(steps):
        return told or table.timeframe
    usual, nearest = float(np.median(steps)), float(steps.min())
    is_longer = usual < _SHORTEST_SHARE * told.minutes
    if is_longer or (len(steps) >= _STEPS_MIN and nearest > told.minutes):
        raise InvalidInput(
            "--timeframe", str(told),
            f"that of the bars: most open {usual:g} minutes after the one before, none less than "
            f"{nearest:g}",
        )  # fmt: skip
    return told


def _clock_of(table: BarTable, choice: FileChoice) -> ServerClock:
    """A file's own clock: as told, else the server's for a terminal's export, else UTC."""
    if choice.file_clock is not None:
        return ServerClock.read(choice.file_clock)
    return choice.server_clock if table.server_clock else ServerClock()


def timeframe_of(word: str | None) -> Timeframe | None:
    """The timeframe that a word names; raises `InvalidInput`."""
    if word is None:
        return None
    try:
        return Timeframe(word.upper())
    except ValueError as problem:
        known = ", ".join(Timeframe)
        raise InvalidInput("timeframe", word, f"one of {known}") from problem


def moment_ns(text: str, option: str) -> int:
    """A date or a moment in UTC, `2024-01-31` or `2024-01-31T09:00`, as nanoseconds."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as problem:
        raise InvalidInput(option, text, "a date like 2024-01-31 or 2024-01-31T09:00") from problem
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return int(aware.timestamp()) * _SECOND_NS


def between(bars: Bars, begin: str | None, end: str | None) -> Bars:
    """The bars from `begin` up to, not including, `end`."""
    rows = rows_between(bars, begin, end)
    return bars.part(rows.start, rows.stop)


def ranged(bars: Bars, begin: str | None, end: str | None, history: int) -> Bars:
    """The same, as the range of a run, after up to `history` bars that warm it up."""
    rows = rows_between(bars, begin, end)
    return bars.stretch(rows.start, rows.stop, history)


def rows_between(bars: Bars, begin: str | None, end: str | None) -> slice:
    """Their rows; raises `InvalidInput` when there is none."""
    first, last = 0, len(bars)
    if begin is not None:
        first = int(np.searchsorted(bars.time_ns, moment_ns(begin, "--from")))
    if end is not None:
        last = int(np.searchsorted(bars.time_ns, moment_ns(end, "--to")))
    if first >= last:
        there = f"{time_text(int(bars.time_ns[0]))} to {time_text(int(bars.time_ns[-1]))}"
        raise InvalidInput("--from, --to", f"{begin} to {end}", f"dates within {there}")
    return slice(first, last)


def time_text(time_ns: int) -> str:
    """RFC 3339 in UTC, whole seconds."""
    moment = datetime.fromtimestamp(time_ns // _SECOND_NS, tz=UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
