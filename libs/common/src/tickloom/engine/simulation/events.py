"""The fast road: only bars on which something can happen are lived through, by the same rules.

While nothing is open, that is the bar after an entry signal. While a position is open, it is a bar
that reaches its stop, its target, its break-even trigger or the neighbourhood of stop-out, a bar
on which an exit rule or the clock may close it, one after a signal, one after a rollover, and the
last. What lies between is scanned for nothing but its extremes.
"""

import numpy as np

from tickloom.engine.reasons import ExitReason
from tickloom.engine.run_settings import Intrabar, RunSettings
from tickloom.engine.signals import Signals
from tickloom.engine.simulation.abreast import ABREAST
from tickloom.engine.simulation.guide import Guide
from tickloom.engine.simulation.kernel import entry_kernel, part_of_kernel
from tickloom.engine.simulation.money import margin, rate
from tickloom.engine.simulation.plain_trades import has_plain_trades, live_plain_trade
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
    DEAL_COLUMNS,
    DEALS_MADE,
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
    POSITION_COLUMNS,
    POSITIONS_MADE,
    STOP_FIRST,
    Books,
    Lengths,
    Market,
    Money,
    Terms,
)
from tickloom.engine.simulation.touch import first_touch
from tickloom.strategy.ahead import fetch
from tickloom.strategy.bind import BoundDocument

_EVEN = int(ExitReason.BREAK_EVEN)
_FAR = 1 << 40
_NOTHING, _ONE = 0, 1
_LINE_WORDS, _TRADES_AHEAD = 8, 2


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


@entry_kernel
def run_events(
    market: Market, signals: Signals, lengths: Lengths, money: Money, terms: Terms, books: Books,
    guide: Guide, start: int, stop: int, first: int, is_end: bool,
) -> int:  # fmt: skip
    """As `run_reference`, with the same answer, over the bars of `guide` only."""
    terms = _narrowed(terms)
    account = books.account
    is_plain = has_plain_trades(market, signals, lengths, terms)
    entry = int(np.searchsorted(guide.entries, start))
    note = int(np.searchsorted(guide.marks, start))
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
                _look_ahead(market, books, min(guide.entries[entry + 1], stop - 1))
            until = min(stop, guide.entries[entry])
            mark_flat(books, bar, until)
            bar = until
            if bar == stop:
                return stop
            if is_plain and bar > first:
                after = live_plain_trade(
                    market, signals, lengths, money, terms, books, guide, entry, stop - 1
                )
                if after > bar:
                    bar = after
                    continue
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
def _look_ahead(market: Market, books: Books, bar: int) -> None:
    """Have at hand what the trade after the next reads and writes, while this one is lived through.

    The processor goes on by itself along a column, but not at once.
    """
    fetch(market.open, bar)
    fetch(market.time, bar)
    for later in range(bar, bar + 3 * ABREAST, ABREAST):
        fetch(market.low, later)
        fetch(market.high, later)
        fetch(market.spread, later)
    deal = (books.account[DEALS_MADE] + 2 * _TRADES_AHEAD) * DEAL_COLUMNS
    position = (books.account[POSITIONS_MADE] + _TRADES_AHEAD) * POSITION_COLUMNS
    for word in range(0, 2 * DEAL_COLUMNS, _LINE_WORDS):
        fetch(books.deals, deal + word)
        fetch(books.positions, position + word)


@part_of_kernel
def _quiet_until(
    market: Market, money: Money, terms: Terms, books: Books, bar: int, until: int
) -> int:
    """The first bar from `bar` on (`until` at the latest) on which the position may be touched."""
    row = books.open[0]
    side = row[P_SIDE]
    if terms.max_bars:
        until = min(until, row[P_BAR] + terms.max_bars)
    if terms.max_time_ns:
        until = _bar_of(market, bar, until, row[P_TIME] + terms.max_time_ns)
    against = _adverse_level(market, money, books, bar)
    ahead = side * _FAR
    if row[P_TARGETS]:
        ahead = row[P_TARGET_LEVEL]
    if row[P_EVEN_TRIGGER] and row[P_STOP_REASON] != _EVEN:
        trigger = row[P_PRICE] + side * row[P_EVEN_TRIGGER]
        ahead = min(ahead, trigger) if side > 0 else max(ahead, trigger)
    begin = bar
    bar, low, high = first_touch(market, begin, max(begin, until), side, against, ahead)
    if bar > begin:
        reach(row, low, high)
    if len(books.equity):
        for quiet in range(begin, bar):
            bid, spread = int(market.close[quiet]), int(market.spread[quiet])
            mark(market, money, terms, books, quiet, bid, spread)
    return bar


@part_of_kernel
def _bar_of(market: Market, begin: int, end: int, time: int) -> int:
    """The first bar from `begin` on that opens at `time` or later, `end` at the latest."""
    while begin < end:
        middle = (begin + end) // 2
        if market.time[middle] < time:
            begin = middle + 1
        else:
            end = middle
    return begin


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
