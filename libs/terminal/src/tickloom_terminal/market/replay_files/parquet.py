"""Parquet of ticks or bars: whole points or decimal prices, all times UTC.

Ticks: `time_msc` (epoch milliseconds) with `bid_pts, ask_pts` or `bid, ask`. Bars: `time` (epoch
seconds of the open) with `open, high, low, close`, perhaps `ask_open` ... `ask_close`, `spread`.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from tickloom.domain.errors import InvalidInput
from tickloom_terminal.market.replay_files.raw import Numbers, RawBars, RawQuotes, RawTicks

MAGIC = b"PAR1"
_SIDES = ("open", "high", "low", "close")


def read(path: Path) -> RawQuotes:
    try:
        frame = pd.read_parquet(path)
    except (ValueError, OSError) as problem:
        text = " ".join(str(problem).split())[:200]
        raise InvalidInput(path.name, text, "a whole parquet file") from problem
    if not len(frame):
        raise InvalidInput(path.name, "0 rows", "at least one quote")
    columns = set(map(str, frame.columns))
    for bid, ask in (("bid_pts", "ask_pts"), ("bid", "ask")):
        if {bid, ask} <= columns:
            return RawTicks(
                layout="parquet ticks", first_row=1, time_ns=_times(path, frame, columns),
                bid=_numbers(path, frame, bid), ask=_numbers(path, frame, ask),
            )  # fmt: skip
    if set(_SIDES) <= columns:
        return _bars(path, frame, columns)
    raise InvalidInput(
        f"{path.name} columns", sorted(columns),
        "time_msc, bid_pts, ask_pts (ticks) or time, open, high, low, close (bars)",
    )  # fmt: skip


def _bars(path: Path, frame: pd.DataFrame, columns: set[str]) -> RawBars:
    opened, high, low, close = (_numbers(path, frame, side) for side in _SIDES)
    ask = None
    if {f"ask_{side}" for side in _SIDES} <= columns:
        asks = [_numbers(path, frame, f"ask_{side}") for side in _SIDES]
        ask = (asks[0], asks[1], asks[2], asks[3])
    spread = None
    if "spread" in columns:
        spread = _numbers(path, frame, "spread", zero=True).astype(np.int64)
    return RawBars(
        layout="parquet bars", first_row=1, time_ns=_times(path, frame, columns), open=opened,
        high=high, low=low, close=close, ask=ask, spread_points=spread,
    )  # fmt: skip


def _times(path: Path, frame: pd.DataFrame, columns: set[str]) -> npt.NDArray[np.int64]:
    name = next((name for name in ("time_msc", "time") if name in columns), None)
    if name is None:
        raise InvalidInput(f"{path.name} columns", sorted(columns), "a column time_msc or time")
    column = frame[name]
    if column.isna().any():
        row = int(np.argmax(column.isna().to_numpy())) + 1
        raise InvalidInput(f"{path.name} row {row} {name}", "nothing", "a time")
    if pd.api.types.is_datetime64_any_dtype(column):
        return column.to_numpy(dtype="datetime64[ns]").astype(np.int64)
    if not pd.api.types.is_integer_dtype(column):
        raise InvalidInput(f"{path.name} {name}", str(column.dtype), "whole seconds or ms of UTC")
    unit_ns = 1_000_000 if name == "time_msc" else 1_000_000_000
    return column.to_numpy(dtype=np.int64) * unit_ns


def _numbers(path: Path, frame: pd.DataFrame, name: str, *, zero: bool = False) -> Numbers:
    column = frame[name]
    if not pd.api.types.is_numeric_dtype(column):
        raise InvalidInput(f"{path.name} {name}", str(column.dtype), "a column of numbers")
    whole = pd.api.types.is_integer_dtype(column) and not column.isna().any()
    values: Numbers = column.to_numpy(dtype=np.int64 if whole else np.float64)
    good = np.isfinite(values) & ((values >= 0) if zero else (values > 0))
    if not good.all():
        row = int(np.argmin(good))
        raise InvalidInput(
            f"{path.name} row {row + 1} {name}", str(values[row]), "a number above 0"
        )
    return values
