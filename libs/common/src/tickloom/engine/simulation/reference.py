"""The reference loop: bar by bar, everything a document can say. It is the specification.

Its state stands in `Books`, so it may stop at any bar and go on later: the stream is this loop
called with one bar more. Within a bar: at the open what the opening price has passed, then exits
decided at the close before, then entries; inside the bar waiting orders, stops, targets; at the
close break-even and trailing, and the account marked.
"""

import numpy as np

from tickloom.engine.reasons import EntryReason, ExitReason
from tickloom.engine.signals import BEFORE_WEEKEND, Signals, on_bar
from tickloom.engine.simulation.entries import enter, fill_waiting, wanted_side
from tickloom.engine.simulation.exits import (
    close_all,
    close_at_levels,
    close_decided,
    is_exit_decided,
    is_level_reached,
    move_stops,
    stop_out,
    stop_out_on_way,
)
from tickloom.engine.simulation.kernel import entry_kernel, part_of_kernel, seldom_kernel
from tickloom.engine.simulation.money import swap
from tickloom.engine.simulation.positions import floating, is_safe, reach, tied_up
from tickloom.engine.simulation.shapes import (
    BALANCE,
    DAY,
    DAY_BALANCE,
    DAY_BLOCKED,
    DAY_TRADES,
    DEALS_MADE,
    IS_OVER,
    LAST_DIRECTION,
    MARKET,
    OHLC_PATH,
    OPEN_COUNT,
    OPENED_IN_RANGE,
    OPENED_ON_PATH,
    P_IS_INSIDE,
    P_PRICE,
    P_SIDE,
    P_STEPS,
    P_SWAP_DUE,
    POSITIONS_MADE,
    TARGETS_MAX,
    W_IS_THERE,
    W_LAST_BAR,
    Books,
    Integers,
    Lengths,
    Market,
    Money,
    Terms,
)

_END, _STOP_OUT = int(ExitReason.END_OF_DATA), int(ExitReason.STOP_OUT)
_SIGNAL, _REVERSAL = int(EntryReason.SIGNAL), int(EntryReason.REVERSAL)
_HUNDRED = 100.0


@entry_kernel
def run_reference(
    market: Market, signals: Signals, lengths: Lengths, money: Money, terms: Terms, books: Books,
    start: int, stop: int, first: int, is_end: bool,
) -> int:  # fmt: skip
    """Live through bars `start` to `stop`; answers the bar at which it stopped.

    That is `stop`, or an earlier one when a log is full: enlarge it and call again from there.
    Entries begin at the open of bar `first` + 1. `is_end`: `stop` is the end of the data.
    """
    account = books.account
    for bar in range(start, stop):
        if not has_room(books):
            return bar
        if account[IS_OVER]:
            mark_flat(books, bar, bar + 1)
            continue
        live_bar(market, signals, lengths, money, terms, books, bar, first)
        if is_end and bar == stop - 1:
            end_data(market, money, books, bar)
    return stop


@part_of_kernel
def live_bar(
    market: Market, signals: Signals, lengths: Lengths, money: Money, terms: Terms, books: Books,
    bar: int, first: int,
) -> None:  # fmt: skip
    """One bar from its open to its close, in the order of the rules."""
    _begin_bar(market, signals, money, books, bar)
    _at_open(market, signals, lengths, money, terms, books, bar, first)
    _inside(market, money, terms, books, bar)
    _at_close(market, money, terms, books, bar)


@seldom_kernel
def end_data(market: Market, money: Money, books: Books, bar: int) -> None:
    """What is open when the data end is closed at the last price."""
    bid = int(market.close[bar])
    close_all(books, money, market, bar, bid, bid + market.spread[bar], _END)
    mark_flat(books, bar, bar + 1)


@part_of_kernel
def has_room(books: Books) -> bool:
    """A bar closes every position in up to six parts and opens a few."""
    most = (books.open.shape[0] + 2) * (TARGETS_MAX + 2)
    return (
        books.account[DEALS_MADE] + most <= books.deals.shape[0]
        and books.account[POSITIONS_MADE] + books.open.shape[0] + 4 <= books.positions.shape[0]
    )


@part_of_kernel
def begin_day(account: Integers, signals: Signals, bar: int) -> None:
    """What is counted by days begins anew with one."""
    day = on_bar(signals.day, bar)
    if account[DAY] != day:
        account[DAY], account[DAY_TRADES] = day, 0
        account[DAY_BALANCE] = account[BALANCE]


@part_of_kernel
def _begin_bar(market: Market, signals: Signals, money: Money, books: Books, bar: int) -> None:
    """The day may be a new one, and nights have passed since the bar before."""
    account = books.account
    begin_day(account, signals, bar)
    nights = on_bar(market.nights, bar)
    if nights == 0:
        return
    bid = int(market.open[bar])
    ask = bid + market.spread[bar]
    for place in range(account[OPEN_COUNT]):
        row = books.open[place]
        row[P_SWAP_DUE] += swap(
            money, market, bar, row[P_SIDE], row[P_STEPS], nights, row[P_PRICE], bid, ask
        )


@part_of_kernel
def _at_open(
    market: Market, signals: Signals, lengths: Lengths, money: Money, terms: Terms, books: Books,
    bar: int, first: int,
) -> None:  # fmt: skip
    bid, spread = int(market.open[bar]), int(market.spread[bar])
    if is_level_reached(books, bid, bid, spread, True, True):
        close_at_levels(books, money, market, terms, bar, bid, bid, spread, True, True, True)
    if bar > 0:
        is_reversal = False
        if is_exit_decided(books, market, terms, signals, bar):
            is_reversal = close_decided(books, money, market, terms, signals, bar)
        if terms.order_type != MARKET:
            _withdraw(books, signals, bar)
        if bar > first and wanted_side(signals, bar - 1):
            reason = _REVERSAL if is_reversal else _SIGNAL
            enter(books, money, market, terms, lengths, signals, bar, reason)
    if terms.order_type != MARKET:
        fill_waiting(books, money, market, terms, bar, bid, bid, True, spread)
    if not is_safe(books, money, market, bar, int(market.low[bar]), int(market.high[bar]) + spread):
        stop_out(books, money, market, bar, bid, spread)


@seldom_kernel
def _withdraw(books: Books, signals: Signals, bar: int) -> None:
    """Cancel waiting orders: too old, the other side's signal, their side's exit, the weekend."""
    decision = bar - 1
    side = wanted_side(signals, decision)
    for own in range(2):
        plan = books.waiting[own]
        if not plan[W_IS_THERE]:
            continue
        exits = signals.exit_long if own == 0 else signals.exit_short
        other = -1 if own == 0 else 1
        is_old = plan[W_LAST_BAR] >= 0 and bar > plan[W_LAST_BAR]
        ends = on_bar(signals.closing, bar) & BEFORE_WEEKEND
        if is_old or ends or side == other or on_bar(exits, decision) == 1:
            plan[W_IS_THERE] = 0


@part_of_kernel
def _inside(market: Market, money: Money, terms: Terms, books: Books, bar: int) -> None:
    """Between the open and the close, as finely as the data and the settings allow."""
    account = books.account
    if account[OPEN_COUNT] == 0 and not (
        books.waiting[0, W_IS_THERE] or books.waiting[1, W_IS_THERE]
    ):
        return
    low, high = int(market.low[bar]), int(market.high[bar])
    spread = int(market.spread[bar])
    if len(market.sub_begin) > 1 and market.sub_begin[bar + 1] > market.sub_begin[bar]:
        _drill(market, money, terms, books, bar)
    elif terms.intrabar == OHLC_PATH:
        _walk(market, money, terms, books, bar)
    else:
        _stop_first(market, money, terms, books, bar, int(market.open[bar]), low, high, spread)


@part_of_kernel
def _stop_first(
    market: Market, money: Money, terms: Terms, books: Books, bar: int, begin: int, low: int,
    high: int, spread: int,
) -> None:  # fmt: skip
    """Waiting orders, then stops, then targets: the pessimistic order."""
    if terms.order_type != MARKET:
        before = books.account[OPEN_COUNT]
        fill_waiting(books, money, market, terms, bar, low, high, False, spread)
        for place in range(before, books.account[OPEN_COUNT]):
            books.open[place, P_IS_INSIDE] = OPENED_IN_RANGE
    if is_level_reached(books, low, high, spread, True, False):
        close_at_levels(books, money, market, terms, bar, low, high, spread, False, True, False)
    if not is_safe(books, money, market, bar, low, high + spread):
        stop_out_on_way(books, money, market, bar, begin, low, spread)
        stop_out_on_way(books, money, market, bar, begin, high, spread)
    if is_level_reached(books, low, high, spread, False, True):
        close_at_levels(books, money, market, terms, bar, low, high, spread, False, False, True)


@seldom_kernel
def _drill(market: Market, money: Money, terms: Terms, books: Books, bar: int) -> None:
    """Through the shorter bars (or ticks) of this one, each like a bar of its own."""
    least, most = int(market.high[bar]), int(market.low[bar])
    for sub in range(market.sub_begin[bar], market.sub_begin[bar + 1]):
        if books.account[OPEN_COUNT] == 0 and terms.order_type == MARKET:
            return
        bid, spread = int(market.sub_open[sub]), int(market.sub_spread[sub])
        if is_level_reached(books, bid, bid, spread, True, True):
            close_at_levels(books, money, market, terms, bar, bid, bid, spread, True, True, True)
        if terms.order_type != MARKET:
            before = books.account[OPEN_COUNT]
            fill_waiting(books, money, market, terms, bar, bid, bid, True, spread)
            for place in range(before, books.account[OPEN_COUNT]):
                books.open[place, P_IS_INSIDE] = OPENED_ON_PATH
        low, high = int(market.sub_low[sub]), int(market.sub_high[sub])
        least, most = min(least, low), max(most, high)
        if low < high:
            _stop_first(market, money, terms, books, bar, bid, low, high, spread)
        elif not is_safe(books, money, market, bar, bid, bid + spread):
            stop_out(books, money, market, bar, bid, spread)
        _take_in(books, low, high, spread)
        for place in range(books.account[OPEN_COUNT]):
            if books.open[place, P_IS_INSIDE] == OPENED_IN_RANGE:
                books.open[place, P_IS_INSIDE] = OPENED_ON_PATH
    low, high, spread = int(market.low[bar]), int(market.high[bar]), int(market.spread[bar])
    if terms.order_type == MARKET and (low < least or most < high):
        # What the detail left out of the bar's range was met as well. Where it left nothing out,
        # its own spreads say what a short met, and the bar's one spread does not.
        close_at_levels(books, money, market, terms, bar, low, high, spread, False, True, False)
        close_at_levels(books, money, market, terms, bar, low, high, spread, False, False, True)


@seldom_kernel
def _take_in(books: Books, low: int, high: int, spread: int) -> None:
    """The bids from `low` to `high` for what was opened on the way to them."""
    for place in range(books.account[OPEN_COUNT]):
        row = books.open[place]
        if row[P_IS_INSIDE] == OPENED_ON_PATH:
            lift = 0 if row[P_SIDE] > 0 else spread
            reach(row, low + lift, high + lift)


@seldom_kernel
def _walk(market: Market, money: Money, terms: Terms, books: Books, bar: int) -> None:
    """MetaTrader's path: open, low, high, close of a rising bar; open, high, low, close else.

    A bar that closes where it opened takes the opposite of the last direction.
    """
    opened, closed = int(market.open[bar]), int(market.close[bar])
    low, high, spread = int(market.low[bar]), int(market.high[bar]), int(market.spread[bar])
    rises = closed > opened or (closed == opened and books.account[LAST_DIRECTION] < 0)
    corners = (opened, low, high, closed) if rises else (opened, high, low, closed)
    for leg in range(3):
        begin, end = corners[leg], corners[leg + 1]
        low, high = min(begin, end), max(begin, end)
        close_at_levels(books, money, market, terms, bar, low, high, spread, False, True, True)
        _take_in(books, low, high, spread)
        if terms.order_type != MARKET:
            _fill_on_leg(market, money, terms, books, bar, low, high, end)
        stop_out_on_way(books, money, market, bar, begin, end, spread)


@seldom_kernel
def _fill_on_leg(
    market: Market, money: Money, terms: Terms, books: Books, bar: int, low: int, high: int,
    end: int,
) -> None:  # fmt: skip
    """A waiting order on one leg of a path; it meets only what lies between its fill and `end`."""
    spread = int(market.spread[bar])
    before = books.account[OPEN_COUNT]
    fill_waiting(books, money, market, terms, bar, low, high, False, spread)
    if books.account[OPEN_COUNT] == before:
        return
    row = books.open[before]
    row[P_IS_INSIDE] = OPENED_ON_PATH
    filled = row[P_PRICE] - (spread if row[P_SIDE] > 0 else 0)
    low, high = min(filled, end), max(filled, end)
    close_at_levels(books, money, market, terms, bar, low, high, spread, False, True, True, before)
    if books.account[OPEN_COUNT] > before:
        _take_in(books, low, high, spread)


@part_of_kernel
def _at_close(market: Market, money: Money, terms: Terms, books: Books, bar: int) -> None:
    account = books.account
    bid, spread = int(market.close[bar]), int(market.spread[bar])
    low, high = int(market.low[bar]), int(market.high[bar])
    if bid != market.open[bar]:
        account[LAST_DIRECTION] = 1 if bid > market.open[bar] else -1
    else:
        account[LAST_DIRECTION] = -account[LAST_DIRECTION]
    if account[OPEN_COUNT]:
        move_stops(books, terms, low, high, bid, spread)
        if not is_safe(books, money, market, bar, bid, bid + spread) and (
            account[BALANCE] + floating(books, money, market, bar, bid, bid + spread) <= 0
        ):
            close_all(books, money, market, bar, bid, bid + spread, _STOP_OUT)
    mark(market, money, terms, books, bar, bid, spread)
    if account[BALANCE] <= 0 and account[OPEN_COUNT] == 0:
        account[IS_OVER] = 1


@part_of_kernel
def mark(
    market: Market, money: Money, terms: Terms, books: Books, bar: int, bid: int, spread: int
) -> None:
    """Equity and margin level of this close, and the day's loss against its limit."""
    account = books.account
    if account[OPEN_COUNT] == 0:
        mark_flat(books, bar, bar + 1)
        equity = account[BALANCE]
    elif len(books.equity) == 0 and not terms.daily_loss_money and not terms.daily_loss_numerator:
        return
    else:
        ask = bid + spread
        equity = account[BALANCE] + floating(books, money, market, bar, bid, ask)
        tied = tied_up(books, money, market, bar, bid, 0, 0, 0)
        if len(books.equity):
            mark_open(books, bar, equity, tied)
    lost = account[DAY_BALANCE] - equity
    if terms.daily_loss_money and lost >= terms.daily_loss_money:
        account[DAY_BLOCKED] = account[DAY]
    top, under = terms.daily_loss_numerator, terms.daily_loss_denominator
    if top and lost * under >= account[DAY_BALANCE] * top:
        account[DAY_BLOCKED] = account[DAY]


@part_of_kernel
def mark_open(books: Books, bar: int, equity: int, tied: float) -> None:
    """The account of a bar at whose close something is open."""
    books.equity[bar] = equity
    books.margin_level[bar] = _HUNDRED * equity / tied if tied > 0.0 else np.nan


@part_of_kernel
def mark_flat(books: Books, begin: int, end: int) -> None:
    """The account of bars on which nothing is open."""
    if len(books.equity):
        balance = books.account[BALANCE]
        for bar in range(begin, end):
            books.equity[bar] = balance
            books.margin_level[bar] = np.nan
