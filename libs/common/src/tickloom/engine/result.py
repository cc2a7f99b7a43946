"""What a run comes to, as columns: exact integers, so that two roads can be compared bit for bit.

Prices are points, volumes are steps of the instrument, money is the account currency's smallest
unit (cents for USD). `stats` makes figures of it, `result_document` the JSON that people keep.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tickloom.domain.instrument import Instrument
from tickloom.engine.reasons import Refusal
from tickloom.engine.run_settings import Road, RunSettings
from tickloom.strategy.bind import BoundDocument

ENGINE_VERSION = "3"
"""Raised whenever the same document and data could come to another result."""

_HASHED = 21
"""Columns of a position that are part of the digest."""

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
    decided it (-1: the one before the range). Money adds up over its deals. `is_assumed` is 1
    where a stop closed it inside a bar (or a shorter one of its detail) that met a target as well:
    the other order would have won.
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
    is_assumed: Codes


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


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a simulator left behind, as the rows that it wrote; what is made of them waits.

    `deal_rows` and `position_rows` have the columns of `Deals` and `Positions`, `refusals` counts
    entries that were attempted and refused by the code of `Refusal`, `marks` are equity and margin
    level at every close, where they were asked for; `end` is "end_of_data" or "ruined". Most runs
    of a sweep are asked for a part of this only.
    """

    deal_rows: Integers
    position_rows: Integers
    refusals: Integers
    deposit: int
    marks: tuple[Integers, npt.NDArray[np.float64]] | None
    end: str

    @cached_property
    def deals(self) -> Deals:
        return Deals(*self.deal_rows.T)

    @cached_property
    def positions(self) -> Positions:
        return Positions(*self.position_rows.T)

    @cached_property
    def equity(self) -> Equity | None:
        if self.marks is None:
            return None
        equity, level = self.marks
        return Equity(equity=equity, margin_level_pct=level, deposit=self.deposit, deals=self.deals)

    @cached_property
    def refused(self) -> dict[str, int]:
        counts = enumerate(self.refusals.tolist())
        return {Refusal(code).word: count for code, count in counts if count}

    @cached_property
    def digest(self) -> str:
        """sha256 over both logs, row by row, each number as eight bytes, the lowest first.

        Hashing the log of a run costs as much as the run. What was assumed is no part of it: it
        says something of a result and makes no other.
        """
        total = hashlib.sha256()
        for rows in (self.deal_rows, self.position_rows[:, :_HASHED]):
            total.update(np.ascontiguousarray(rows, dtype="<i8").data)
        return total.hexdigest()


class Exchange(NamedTuple):
    """How a run made money of points.

    `value` are smallest units of the profit currency for a point and a step of volume,
    `conversion` how they become the account's (`simulation.shapes`), `rate` a fixed rate; `bid` and
    `ask` the pair that converts at each bar, in points of one in `scale`, one entry without one.
    """

    value: float
    conversion: int
    rate: float
    scale: int
    bid: Integers
    ask: Integers


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
    """Open times of the range: bar 0 is its first, whatever was read before it."""
    history_ns: Integers
    """Those of the bars before the range, which warmed up."""
    exchange: Exchange
    outcome: Outcome
    beside: Callable[[], dict[str, str]] = dict
    """Names what was read besides the bars; hashing ticks takes longer than most runs."""

    def time_of(self, bar: int) -> int:
        """When a bar opened; a first entry may have been decided before the range (-1)."""
        return int(self.time_ns[bar] if bar >= 0 else self.history_ns[bar])

    @property
    def deals(self) -> Deals:
        return self.outcome.deals

    @property
    def positions(self) -> Positions:
        return self.outcome.positions

    @property
    def equity(self) -> Equity | None:
        return self.outcome.equity

    @property
    def end(self) -> str:
        return self.outcome.end

    @property
    def refused(self) -> dict[str, int]:
        return self.outcome.refused

    @property
    def digest(self) -> str:
        return self.outcome.digest
