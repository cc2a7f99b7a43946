"""The fast road: only bars on which something can happen are lived through, by the same rules.

While nothing is open, that is the bar after an entry signal. While a position is open, it is a bar
that reaches its stop, its target, its break-even trigger or the neighbourhood of stop-out, a bar
on which an exit rule or the clock may close it, one after a signal, one after a rollover, and the
last. What lies between is scanned for nothing but its extremes.
"""

from typing import NamedTuple

import numpy as np

from tickloom.engine.reasons import ExitReason
from tickloom.engine.run_settings import Intrabar, RunSettings
from tickloom.engine.signals import Places, Signals, places_of
from tickloom.engine.simulation.kernel import entry_kernel, kernel, part_of_kernel
from tickloom.engine.simulation.money import margin, rate
from tickloom.engine.simulation.positions import reach
from tickloom.engine.simulation.reference import (
    end_data,
    has_room,
    live_bar,
    mark,
    mark_flat,
)
from tickloom.engine.simulation.shapes import (
    BALANCE,
    IS_OVER,
    MARKET,
    OPEN_COUNT,
    P_BAR,
    P_EVEN_TRIGGER,
    P_PRICE,
    P_SIDE,
    P_STEPS,
    P_STOP,
    P_STOP_REASON,
    P_SWAP_DUE,
    P_TARGET_LEVEL,
    P_TARGETS,
    P_TIME,
    STOP_FIRST,
    Books,
    Integers,
    Lengths,
    Market,
    Money,
    Points,
    Terms,
)
from tickloom.strategy.ahead import fetch
from tickloom.strategy.bind import BoundDocument

_EVEN = int(ExitReason.BREAK_EVEN)
_FAR = 1 << 40
_NEVER = 1 << 62
_MOST = np.int32(2**31 - 1)
_NOTHING, _ONE = 0, 1
_STRIDE = 16
"""Bars whose extremes are looked at together: one comparison of wide registers."""


class Guide(NamedTuple):
    """Bars to be lived through: `entries` while nothing is open, `marks` while something is.

    Both rise; the last entry of each is beyond the data.
    """

    entries: Integers
    marks: Integers


def cannot_express(bound: BoundDocument, settings: RunSettings) -> str:
    """Why the reference loop has to be taken; empty where this road can express the run."""
    document = bound.document
    limits = document.limits
    reasons = (
        (document.trailing is not None, "trailing stops"),
        (document.order.type != "market", "waiting orders"),
        (limits.max_positions > 1, "several positions"),
        (limits.max_daily_loss_pct is not None, "a daily loss limit"),
        (limits.max_daily_loss_money is not None, "a daily loss limit"),
        (settings.intrabar is not Intrabar.STOP_FIRST, f"intrabar {settings.intrabar}"),
    )
    return next((words for is_so, words in reasons if is_so), "")


def make_guide(market: Market, signals: Signals, decided: Places | None = None) -> Guide:
    """The bars that matter, found once for a run; most documents have no others than entries.

    `decided` are the bars on which an entry is true, where they are known.
    """
    if decided is None:
        decided = places_of(signals.entry_long, signals.entry_short)
    entries = _next_bars(decided, len(signals.entry_long))
    exits = _next_bars(places_of(signals.exit_long, signals.exit_short), len(signals.exit_long))
    own = [np.flatnonzero(column) for column in (signals.closing, market.nights)]
    others = [bars for bars in (exits, *own) if len(bars)]
    marks = np.unique(np.concatenate((entries, *others))) if others else entries
    end = np.array([_FAR, _FAR], dtype=np.int64)
    return Guide(
        entries=np.concatenate((entries, end)),
        marks=np.concatenate((marks, end)),
    )


def _next_bars(decided: Places, count: int) -> Places:
    """The bars after those, as far as there are any."""
    found = decided + 1
    return found[:-1] if len(found) and found[-1] == count else found


@entry_kernel
def run_events(
    market: Market, signals: Signals, lengths: Lengths, money: Money, terms: Terms, books: Books,
    guide: Guide, start: int, stop: int, first: int, is_end: bool,
) -> int:  # fmt: skip
    """As `run_reference`, with the same answer, over the bars of `guide` only."""
    terms = _narrowed(terms)
    account = books.account
    entry = np.searchsorted(guide.entries, start)
    note = np.searchsorted(guide.marks, start)
    bar = start
    while bar < stop:
        if not has_room(books):
            return bar
        if account[IS_OVER]:
            mark_flat(books, bar, stop)
            return stop
        if account[OPEN_COUNT] == 0:
            while guide.entries[entry] < bar:
                entry += 1
            until = min(stop, guide.entries[entry])
            mark_flat(books, bar, until)
            bar = until
            if bar == stop:
                return stop
            _look_ahead(market, signals, min(guide.entries[entry + 1], stop - 1))
        live_bar(market, signals, lengths, money, terms, books, bar, first)
        if is_end and bar == stop - 1:
            end_data(market, money, books, bar)
        bar += 1
        if account[OPEN_COUNT] and bar < stop:
            while guide.marks[note] < bar:
                note += 1
            bar = _quiet_until(market, money, terms, books, bar, min(guide.marks[note], stop - 1))
    return stop


@part_of_kernel
def _narrowed(terms: Terms) -> Terms:
    """What `cannot_express` has ruled out is written in as constants, and so compiled away."""
    return Terms(
        has_long=terms.has_long, has_short=terms.has_short,
        opposite_signal=terms.opposite_signal, max_bars=terms.max_bars,
        max_time_ns=terms.max_time_ns, order_type=int(MARKET), expire_bars=int(_NOTHING),
        targets=terms.targets, has_stop=terms.has_stop, tick_points=terms.tick_points,
        stops_level=terms.stops_level, spread_most=terms.spread_most, sizing=terms.sizing,
        size_numerator=terms.size_numerator, size_denominator=terms.size_denominator,
        volume_min=terms.volume_min, volume_max=terms.volume_max, max_positions=int(_ONE),
        max_trades_per_day=terms.max_trades_per_day, cooldown_bars=terms.cooldown_bars,
        daily_loss_numerator=int(_NOTHING), daily_loss_denominator=int(_ONE),
        daily_loss_money=int(_NOTHING), max_consecutive_losses=terms.max_consecutive_losses,
        slippage=terms.slippage, slippage_most=terms.slippage_most, seed=terms.seed,
        intrabar=int(STOP_FIRST), bar_ns=terms.bar_ns,
    )  # fmt: skip


@part_of_kernel
def _look_ahead(market: Market, signals: Signals, bar: int) -> None:
    """Have at hand what the next entry reads, while this one is lived through."""
    fetch(market.open, bar)
    fetch(market.low, bar)
    fetch(market.high, bar)
    fetch(market.close, bar)
    fetch(market.spread, bar)
    fetch(market.time, bar)
    fetch(signals.entry_long, bar - 1)
    fetch(signals.entry_short, bar - 1)
    fetch(signals.blocked, bar - 1)
    for row in range(signals.levels.shape[0]):
        fetch(signals.levels[row], bar - 1)


@part_of_kernel
def _quiet_until(
    market: Market, money: Money, terms: Terms, books: Books, bar: int, until: int
) -> int:
    """The first bar from `bar` on (`until` at the latest) on which the position may be touched."""
    row = books.open[0]
    side = row[P_SIDE]
    if terms.max_bars:
        until = min(until, row[P_BAR] + terms.max_bars)
    end_time = row[P_TIME] + terms.max_time_ns if terms.max_time_ns else _NEVER
    against = _adverse_level(market, money, books, bar)
    ahead = side * _FAR
    if row[P_TARGETS]:
        ahead = row[P_TARGET_LEVEL]
    if row[P_EVEN_TRIGGER] and row[P_STOP_REASON] != _EVEN:
        trigger = row[P_PRICE] + side * row[P_EVEN_TRIGGER]
        ahead = min(ahead, trigger) if side > 0 else max(ahead, trigger)
    begin = bar
    if side > 0:
        bar = _scan_long(market, books, bar, until, against, ahead, end_time)
    else:
        bar = _scan_short(market, books, bar, until, against, ahead, end_time)
    if len(books.equity):
        for quiet in range(begin, bar):
            bid, spread = int(market.close[quiet]), int(market.spread[quiet])
            mark(market, money, terms, books, quiet, bid, spread)
    return bar


@part_of_kernel
def _adverse_level(market: Market, money: Money, books: Books, bar: int) -> int:
    """The nearest price on the losing side that needs a look: the stop, or near stop-out."""
    row = books.open[0]
    side = row[P_SIDE]
    bid = max(1, int(market.open[bar]))
    now = rate(money, market, bar, bid)
    unit = money.value_numerator / money.value_denominator * now * row[P_STEPS]
    tied = margin(money, market, bar, row[P_STEPS], row[P_PRICE], bid)
    spare = books.account[BALANCE] + row[P_SWAP_DUE] - 1.2 * tied * money.stop_out_level - 200.0
    near = row[P_PRICE] - side * int(max(0.0, 0.8 * spare) / unit)
    if row[P_STOP] == 0:
        return near
    return max(near, row[P_STOP]) if side > 0 else min(near, row[P_STOP])


@part_of_kernel
def _scan_long(
    market: Market, books: Books, bar: int, until: int, against: int, ahead: int, end_time: int
) -> int:
    """Quiet bars of a long: bids between the two levels; its extremes are taken in."""
    low, high = _MOST, -_MOST
    begin = bar
    if end_time == _NEVER:
        while bar + _STRIDE <= until:
            bottom, top = _reach_of(market.low, market.high, bar)
            if bottom <= against or top >= ahead:
                break
            low, high = min(low, bottom), max(high, top)
            bar += _STRIDE
    while bar < until:
        bottom, top = market.low[bar], market.high[bar]
        if bottom <= against or top >= ahead or market.time[bar] >= end_time:
            break
        low, high = min(low, bottom), max(high, top)
        bar += 1
    if bar > begin:
        reach(books.open[0], int(low), int(high))
    return bar


@part_of_kernel
def _scan_short(
    market: Market, books: Books, bar: int, until: int, against: int, ahead: int, end_time: int
) -> int:
    """Quiet bars of a short: asks between the two levels; its extremes are taken in."""
    low, high = _MOST, -_MOST
    begin = bar
    if end_time == _NEVER:
        while bar + _STRIDE <= until:
            bottom, top = _lifted_reach_of(market.low, market.high, market.spread, bar)
            if top >= against or bottom <= ahead:
                break
            low, high = min(low, bottom), max(high, top)
            bar += _STRIDE
    while bar < until:
        lift = market.spread[bar]
        bottom, top = np.int32(market.low[bar] + lift), np.int32(market.high[bar] + lift)
        if top >= against or bottom <= ahead or market.time[bar] >= end_time:
            break
        low, high = min(low, bottom), max(high, top)
        bar += 1
    if bar > begin:
        reach(books.open[0], int(low), int(high))
    return bar


@kernel
def _reach_of(lows: Points, highs: Points, bar: int) -> tuple[np.int32, np.int32]:
    """The extremes of a stride of bars, several of which are compared at once."""
    begin = np.uint64(bar)
    low, high = lows[begin], highs[begin]
    for step in range(1, _STRIDE):
        place = begin + np.uint64(step)
        low, high = min(low, lows[place]), max(high, highs[place])
    return low, high


@kernel
def _lifted_reach_of(
    lows: Points, highs: Points, lifts: Points, bar: int
) -> tuple[np.int32, np.int32]:
    """The same of asks."""
    begin = np.uint64(bar)
    low, high = np.int32(lows[begin] + lifts[begin]), np.int32(highs[begin] + lifts[begin])
    for step in range(1, _STRIDE):
        place = begin + np.uint64(step)
        lift = lifts[place]
        low = min(low, np.int32(lows[place] + lift))
        high = max(high, np.int32(highs[place] + lift))
    return low, high
