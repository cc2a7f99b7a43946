"""From a path to a recording: the format is found by the content, never by the file's ending."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from tickloom.domain.errors import InvalidInput
from tickloom_terminal.market.instruments import sheet_for, symbol_in_text, with_digits
from tickloom_terminal.market.replay_files import dukascopy, histdata, metatrader, parquet
from tickloom_terminal.market.replay_files.bar_path import check_bars, path_of_bars, span_ns_of
from tickloom_terminal.market.replay_files.price_grid import (
    digits_of_points,
    digits_of_prices,
    to_points,
)
from tickloom_terminal.market.replay_files.raw import Numbers, RawBars, RawQuotes, RawTicks
from tickloom_terminal.market.replay_files.recording import Recording, check_order, quality_of
from tickloom_terminal.market.replay_files.text_table import UTF16_MARKS

Ints = npt.NDArray[np.int64]
FORMATS = "parquet ticks or bars, a MetaTrader tick or bar export, HistData ASCII, or Dukascopy CSV"
# A file without spreads gets one of 1/10,000 of the price: a pip of EURUSD, 0.24 of gold.
DEFAULT_SPREAD_FRACTION = 10_000


def load(path: Path, symbols: tuple[str, ...]) -> Recording:
    """Read, check and put on the grid; any fault is one `InvalidInput` that says what to do."""
    raw = _read(path)
    check_order(path, raw.first_row, raw.time_ns, strictly=isinstance(raw, RawBars))
    symbol = _symbol_of(path, symbols)
    prices = _prices(raw)
    file_digits = _digits_of(raw, symbol, prices)
    sheet = with_digits(sheet_for(symbol), file_digits)
    points = tuple(to_points(p, file_digits=file_digits, digits=sheet.digits) for p in prices)
    if isinstance(raw, RawTicks):
        time_ns, bid, ask, span_ns = raw.time_ns, points[0], points[1], 0
    else:
        spread_scale = 10 ** (sheet.digits - file_digits)
        time_ns, bid, ask = _ticks_of_bars(path, raw, points, spread_scale)
        span_ns = span_ns_of(raw.time_ns)
    return Recording(
        instrument=sheet, layout=raw.layout, time_ns=time_ns, bid=bid, ask=ask,
        quality=quality_of(time_ns, bid, ask), span_ns=span_ns,
    )  # fmt: skip


def _read(path: Path) -> RawQuotes:
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except FileNotFoundError as problem:
        raise InvalidInput("replay file", str(path), "a file that exists") from problem
    except OSError as problem:
        raise InvalidInput("replay file", str(path), f"a readable file ({problem.strerror})") from (
            problem
        )
    if not head:
        raise InvalidInput("replay file", str(path), "a file with quotes; this one is empty")
    if head.startswith(parquet.MAGIC):
        return parquet.read(path)
    encoding = "utf-16" if head.startswith(UTF16_MARKS) else "utf-8-sig"
    first_line = head.decode(encoding, errors="replace").splitlines()[0].strip()
    for layout in (metatrader, histdata, dukascopy):
        if layout.reads(first_line):
            return layout.read(path, first_line)
    raise InvalidInput(f"{path.name} first line", _printable(first_line), FORMATS)


def _printable(text: str) -> str:
    return "".join(letter for letter in text[:60] if letter.isprintable())


def _symbol_of(path: Path, symbols: tuple[str, ...]) -> str:
    named = symbol_in_text(path.stem)
    if len(symbols) == 1:
        return symbols[0]
    if named is not None and (not symbols or named in symbols):
        return named
    given = ",".join(symbols) or "no symbol"
    raise InvalidInput(
        f"symbol of {path.name}", given, "the one symbol of the file: give --symbols NAME"
    )


def _prices(raw: RawQuotes) -> tuple[Numbers, ...]:
    if isinstance(raw, RawTicks):
        return (raw.bid, raw.ask)
    return (raw.open, raw.high, raw.low, raw.close, *(raw.ask or ()))


def _digits_of(raw: RawQuotes, symbol: str, prices: tuple[Numbers, ...]) -> int:
    if all(column.dtype == np.int64 for column in prices):
        return digits_of_points(symbol, prices[0])
    needed = digits_of_prices(prices)
    written = raw.digits if isinstance(raw, RawBars) else None
    return needed if written is None else max(needed, written)


def _ticks_of_bars(
    path: Path, raw: RawBars, points: tuple[Ints, ...], spread_scale: int
) -> tuple[Ints, Ints, Ints]:
    bid = (points[0], points[1], points[2], points[3])
    check_bars(path, raw.first_row, bid)
    if raw.ask is not None:
        return path_of_bars(raw.time_ns, bid, (points[4], points[5], points[6], points[7]))
    if raw.spread_points is not None:
        spread = raw.spread_points * spread_scale
    else:
        spread = np.maximum(1, bid[3] // DEFAULT_SPREAD_FRACTION)
    ask = (bid[0] + spread, bid[1] + spread, bid[2] + spread, bid[3] + spread)
    return path_of_bars(raw.time_ns, bid, ask)
