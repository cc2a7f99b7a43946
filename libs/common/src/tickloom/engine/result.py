"""What a run comes to, as columns: exact integers, so that two roads can be compared bit for bit.

Prices are points, volumes are steps of the instrument, money is the account currency's smallest
unit (cents for USD). `stats` makes figures of it, `result_document` the JSON that people keep.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tickloom.domain.instrument import Instrument
from tickloom.engine.run_settings import Road, RunSettings
from tickloom.strategy.bind import BoundDocument

ENGINE_VERSION = "1"
"""Raised whenever the same document and data could come to another result."""

Integers = npt.NDArray[np.int64]
Codes = Integers


class Deals(NamedTuple):
    """Every deal in the order in which it was made; columns of one length.

    `side` is that of the deal (+1 buy, -1 sell), `entry` 0 in, 1 out, 2 reversal, 3 close by;
    `position` the id of the position it opened, changed or closed (ids count from 1);
    `reason` a code of `EntryReason` (entry 0) or `ExitReason`; `balance` stands after the deal.
    """

    time_ns: Integers
    bar: Integers
    position: Integers
    side: Codes
    entry: Codes
    reason: Codes
    volume: Integers
    price: Integers
    profit: Integers
    commission: Integers
    swap: Integers
    balance: Integers


class Positions(NamedTuple):
    """Every position once, by id; the one still open at the end is closed by END_OF_DATA.

    `price_close` is that of the last closing deal; `stop` and `target` are the levels at entry (0:
    none, `target` the nearest); `planned_r` is |price at sending - stop|, `achieved_r` |fill -
    stop|, in points (0 without a stop); `best` and `worst` are the most favourable and adverse
    prices while it was open (MFE and MAE), as closing-side points; `decision_bar` the bar that
    decided it. Money adds up over its deals.
    """

    id: Integers
    side: Codes
    volume: Integers
    decision_bar: Integers
    bar_open: Integers
    bar_close: Integers
    time_open_ns: Integers
    time_close_ns: Integers
    price_open: Integers
    price_close: Integers
    stop: Integers
    target: Integers
    planned_r: Integers
    achieved_r: Integers
    best: Integers
    worst: Integers
    entry_reason: Codes
    exit_reason: Codes
    profit: Integers
    commission: Integers
    swap: Integers


@dataclass(frozen=True, kw_only=True)
class Equity:
    """The account at the close of every bar, open positions valued on their closing side.

    `margin_level_pct` is NaN where nothing is open. `deposit` and `deals` tell the balance, whose
    column is made when it is asked for: memory that nobody reads costs as much as a run.
    """

    equity: Integers
    margin_level_pct: npt.NDArray[np.float64]
    deposit: int
    deals: Deals

    @cached_property
    def balance(self) -> Integers:
        """The balance at the close of every bar: that of the last deal up to then."""
        levels = np.concatenate(([self.deposit], self.deals.balance))
        edges = np.concatenate(([0], self.deals.bar, [len(self.equity)]))
        return np.repeat(levels, np.diff(edges))


def digest_of(deals: Deals, positions: Positions) -> str:
    """sha256 over both logs, row by row, each number as eight bytes, the lowest first.

    Made when it is asked for: hashing the log of a run costs as much as the run.
    """
    total = hashlib.sha256()
    for columns in (deals, positions):
        rows = np.empty((len(columns[0]), len(columns)), dtype="<i8")
        for place, column in enumerate(columns):
            rows[:, place] = column
        total.update(rows.tobytes())
    return total.hexdigest()


@dataclass(frozen=True, kw_only=True)
class RunResult:
    """A run: what it was made of, and what came out.

    `end` says how it ended: "end_of_data" or "ruined". `refused` counts entries that were
    attempted and refused, by `Refusal` word. `digest` is sha256 over deals and positions: the
    same run gives the same digest on every road.
    """

    bound: BoundDocument
    instrument: Instrument
    settings: RunSettings
    road: Road
    road_reason: str = ""
    """Why it was not the fast road."""
    engine_version: str
    data_hash: str
    warm_up_bars: int
    first_bar: int
    """Index of the first bar that could be traded; bars before it only warmed up."""
    time_ns: Integers
    deals: Deals
    positions: Positions
    equity: Equity | None
    end: str
    refused: dict[str, int]

    @cached_property
    def digest(self) -> str:
        return digest_of(self.deals, self.positions)
