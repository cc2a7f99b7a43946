"""Quotes from parquet: `time_msc` in epoch milliseconds (UTC), `bid_pts` and `ask_pts`.

The order of the file is kept: equal times are legal, and a quote may be crossed.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.parquet as pq  # pyright: ignore[reportMissingTypeStubs]

from tickloom.domain.errors import InvalidInput

_MAGIC = b"PAR1"
_parquet: Any = pq  # it has no types
_COLUMNS = ("time_msc", "bid_pts", "ask_pts")
_MS_NS = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Ticks:
    """Quotes in whole points of the file."""

    time_ns: npt.NDArray[np.int64]
    bid: npt.NDArray[np.int64]
    ask: npt.NDArray[np.int64]


def holds_ticks(path: Path) -> bool:
    """Whether a file is parquet with the columns of quotes."""
    try:
        with path.open("rb") as file:
            if file.read(4) != _MAGIC:
                return False
        names: list[str] = _parquet.read_schema(path).names
    except (ValueError, OSError):
        return False
    return set(_COLUMNS) <= set(names)


def read_tick_file(path: Path) -> Ticks:
    """Every quote; raises `InvalidInput` for times that go back and for prices of 0."""
    try:
        frame = pd.read_parquet(path, columns=list(_COLUMNS))
    except (ValueError, OSError) as problem:
        text = " ".join(str(problem).split())[:200]
        raise InvalidInput(path.name, text, f"parquet with {', '.join(_COLUMNS)}") from problem
    time, bid, ask = (frame[name].to_numpy(dtype=np.int64) for name in _COLUMNS)
    if not len(time):
        raise InvalidInput(path.name, "a file without rows", "at least one quote")
    late = np.flatnonzero(np.diff(time) < 0)
    if len(late):
        row = int(late[0]) + 2
        raise InvalidInput(f"{path.name} row {row} time_msc", int(time[row - 1]), "no earlier time")
    wrong = np.flatnonzero((bid <= 0) | (ask <= 0))
    if len(wrong):
        raise InvalidInput(f"{path.name} row {int(wrong[0]) + 1}", 0, "prices above 0")
    return Ticks(time_ns=time * _MS_NS, bid=bid, ask=ask)
