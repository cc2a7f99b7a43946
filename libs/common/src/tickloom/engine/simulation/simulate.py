"""Runs a simulator over a whole market and takes its logs as columns."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tickloom.engine.result import Deals, Outcome, Positions
from tickloom.engine.signals import Decided, Signals
from tickloom.engine.simulation import shapes
from tickloom.engine.simulation.events import run_events
from tickloom.engine.simulation.guide import Guide, make_guide
from tickloom.engine.simulation.reference import run_reference
from tickloom.engine.simulation.shapes import Books, Lengths, Market, Money, Terms

_FIRST_ROOM = 4_096
_NO_DAY = -1_000_000_000
_NEVER = -1
_BAR_OF_DEAL = Deals._fields.index("bar")
_BARS_OF_POSITION = [
    Positions._fields.index(name) for name in ("decision_bar", "bar_open", "bar_close")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Everything that a simulator is given."""

    market: Market
    signals: Signals
    lengths: Lengths
    money: Money
    terms: Terms
    balance: int
    guide: Guide | None = None
    """The bars that matter to these signals, where they are known already."""
    entries: Decided | None = None
    """The bars on which an entry is true, where they are."""


def new_books(
    terms: Terms, balance: int, bars: int, *, with_equity: bool, room: int = _FIRST_ROOM,
    is_whole: bool = False,
) -> Books:  # fmt: skip
    """An account that has not begun, with logs for `room` deals.

    `is_whole`: it will see all bars to the end of the data, where every position has been closed
    and logged and every bar marked, so logs and marks need not be blank before.
    """
    account = np.zeros(shapes.ACCOUNT_SIZE, dtype=np.int64)
    account[shapes.BALANCE] = account[shapes.DAY_BALANCE] = balance
    account[shapes.DAY] = account[shapes.DAY_BLOCKED] = account[shapes.LOSSES_DAY] = _NO_DAY
    account[shapes.LAST_ENTRY_BAR] = account[shapes.LAST_EXIT_BAR] = _NEVER
    account[shapes.LAST_DIRECTION] = 1
    marks = bars if with_equity else 0
    blank = np.empty if is_whole else np.zeros
    room += (terms.max_positions + 2) * (shapes.TARGETS_MAX + 2)
    return Books(
        account=account,
        open=np.zeros((terms.max_positions, shapes.POSITION_SIZE), dtype=np.int64),
        waiting=np.zeros((2, shapes.WAITING_SIZE), dtype=np.int64),
        plan=np.zeros(shapes.WAITING_SIZE, dtype=np.int64),
        deals=blank((room, shapes.DEAL_COLUMNS), dtype=np.int64),
        positions=blank((room, shapes.POSITION_COLUMNS), dtype=np.int64),
        refused=np.zeros(shapes.REFUSALS, dtype=np.int64),
        equity=blank(marks, dtype=np.int64),
        margin_level=np.empty(marks) if is_whole else np.full(marks, np.nan),
    )  # fmt: skip


class Begun(NamedTuple):
    """A run with books in which nothing has happened; `guide` where the fast road is taken."""

    setting: Setting
    guide: Guide | None
    books: Books


def simulate(
    setting: Setting, *, first: int, begin: int = 0, with_equity: bool = True,
    by_events: bool = False,
) -> Outcome:  # fmt: skip
    """Live through the bars from `begin` on; entries begin at the open of bar `first` + 1.

    `by_events` takes the fast road, which the caller has found able to express the run.
    """
    begun = ready(setting, with_equity=with_equity, by_events=by_events)
    books = live(begun, first=first, begin=begin)
    return outcome(books, deposit=setting.balance, with_equity=with_equity, begin=begin)


def ready(setting: Setting, *, with_equity: bool, by_events: bool) -> Begun:
    """Books with room for what will most likely happen."""
    guide = None
    if by_events:
        guide = setting.guide or make_guide(setting.market, setting.signals, setting.entries)
    room = _FIRST_ROOM if guide is None else 2 * len(guide.entries)
    books = new_books(
        setting.terms, setting.balance, len(setting.market.time), with_equity=with_equity,
        room=room, is_whole=True,
    )  # fmt: skip
    return Begun(setting, guide, books)


def live(begun: Begun, *, first: int, begin: int = 0) -> Books:
    """Live through all bars from `begin` on; the books at the end."""
    setting, guide, books = begun
    count = len(setting.market.time)
    bar = begin
    while bar < count:
        given = (
            setting.market, setting.signals, setting.lengths, setting.money, setting.terms, books,
        )  # fmt: skip
        if guide is None:
            bar = run_reference(*given, bar, count, first, True)
        else:
            bar = run_events(*given, guide, bar, count, first, True)
        if bar < count:
            books = with_more_room(books)
    return books


def with_more_room(books: Books) -> Books:
    """The same books with logs of twice the length."""
    return books._replace(
        deals=np.concatenate((books.deals, np.zeros_like(books.deals))),
        positions=np.concatenate((books.positions, np.zeros_like(books.positions))),
    )


def outcome(books: Books, *, deposit: int, with_equity: bool, begin: int = 0) -> Outcome:
    """The logs of finished books; the range begins at bar `begin`, which becomes number 0."""
    made, opened = books.account[shapes.DEALS_MADE], books.account[shapes.POSITIONS_MADE]
    deals, positions = books.deals[:made], books.positions[:opened]
    if begin:
        deals[:, _BAR_OF_DEAL] -= begin
        positions[:, _BARS_OF_POSITION] -= begin
    return Outcome(
        deal_rows=deals, position_rows=positions, refusals=books.refused, deposit=deposit,
        marks=(books.equity[begin:], books.margin_level[begin:]) if with_equity else None,
        end="ruined" if books.account[shapes.IS_OVER] else "end_of_data",
    )  # fmt: skip
