"""The usual trade: entered at an open, left at its stop or its target, with nothing in between.

Most trades of most documents are that, and most of what a bar could ask of them need not be asked.
Such a trade is lived through here at once, by the rules that live bars have, without the row of an
open position. What is anything else (no margin left, an account near stop-out, the end of the
data) is left to the bars, and nothing has been written then. `test_plain_trades`
and `test_roads` hold both equal.
"""

from typing import NamedTuple

from tickloom.engine.places import EVEN_TRIGGER
from tickloom.engine.reasons import EntryReason, ExitReason, Refusal
from tickloom.engine.signals import BOTH_SIDES, Signals
from tickloom.engine.simulation.entries import obstacle, plan_entry
from tickloom.engine.simulation.guide import Guide
from tickloom.engine.simulation.kernel import inner_kernel, kernel, part_of_kernel
from tickloom.engine.simulation.money import commission, margin, profit, rate
from tickloom.engine.simulation.positions import (
    Ended,
    alone,
    count_result,
    log_deal,
    log_position,
    slipped,
)
from tickloom.engine.simulation.reference import begin_day, mark_flat, mark_open
from tickloom.engine.simulation.shapes import (
    BALANCE,
    DAY_TRADES,
    LAST_ENTRY_BAR,
    LAST_EXIT_BAR,
    NO_LENGTH,
    POSITIONS_MADE,
    SHARE_UNIT,
    W_PLANNED,
    W_STEPS,
    W_STOP,
    W_TARGET_LEVEL,
    Books,
    Lengths,
    Market,
    Money,
    Terms,
)
from tickloom.engine.simulation.touch import first_touch

_SIGNAL = int(EntryReason.SIGNAL)
_STOP, _TARGET = int(ExitReason.STOP_LOSS), int(ExitReason.TAKE_PROFIT)
_BOTH, _POSITIONS = int(Refusal.BOTH_SIDES), int(Refusal.MAX_POSITIONS)
_FAR = 1 << 40
_IN, _OUT = 0, 1


class _Entry(NamedTuple):
    """A fill, and the balance after its commission (`charged`).

    `planned`, `stop` and `target` are as planned, `risked` is what the stop is away from the fill;
    0 where there is none.
    """

    bar: int
    side: int
    steps: int
    price: int
    planned: int
    risked: int
    stop: int
    target: int
    charged: int
    balance: int


class _Exit(NamedTuple):
    """How a trade ends, `reason` 0 where it does not end plainly.

    `low` and `high` are the closing side's extremes on the bars before, `bottom` and `top` those
    of the exit's own bar; `is_assumed`: stop and target were both met inside it.
    """

    bar: int
    is_at_open: bool
    price: int
    reason: int
    low: int
    high: int
    bottom: int
    top: int
    is_assumed: bool


@kernel
def has_plain_trades(market: Market, signals: Signals, lengths: Lengths, terms: Terms) -> bool:
    """Whether only a stop, a target, stop-out and the end of the data close positions of a run."""
    is_by_levels = not terms.opposite_signal and terms.max_bars == 0 and terms.max_time_ns == 0
    is_whole = terms.targets == 0 or (terms.targets == 1 and lengths.shares[0] >= SHARE_UNIT)
    has_rows = (
        len(signals.exit_long) > 1 or len(signals.exit_short) > 1 or len(signals.closing) > 1
        or len(market.nights) > 1 or len(market.sub_begin) > 1
    )  # fmt: skip
    says_more = (
        signals.exit_long[0] == 1 or signals.exit_short[0] == 1 or signals.closing[0] != 0
        or market.nights[0] != 0
    )  # fmt: skip
    is_still = lengths.kind[EVEN_TRIGGER] == NO_LENGTH
    return is_by_levels and is_whole and is_still and not has_rows and not says_more


@inner_kernel
def live_plain_trade(
    market: Market, signals: Signals, lengths: Lengths, money: Money, terms: Terms, books: Books,
    guide: Guide, entry: int, last: int,
) -> int:  # fmt: skip
    """Live through what comes of an entry of `guide`, nothing being open.

    The answer is the bar to go on with: the entry's own, and nothing has happened, where it is not
    plain. `last` is the last bar of the data.
    """
    bar = guide.entries[entry]
    if bar >= last:
        return bar
    begin_day(books.account, signals, bar)
    why = _planned(market, signals, lengths, money, terms, books, guide, entry)
    if why:
        books.refused[why] += 1
        mark_flat(books, bar, bar + 1)
        return bar + 1
    entered = _entered(market, money, terms, books, bar, int(guide.sides[entry]))
    left = _left(market, terms, entered, books.account[POSITIONS_MADE] + 1, last)
    if left.reason == 0 or not _is_carried(market, money, entered, left):
        return bar
    bid = left.price if entered.side > 0 else left.price - market.spread[left.bar]
    points = (left.price - entered.price) * entered.side
    gained = profit(
        money, market, left.bar, points, entered.steps, bid, bid + market.spread[left.bar]
    )
    charged = commission(money, market, left.bar, entered.steps, left.price, False)
    if entered.balance + gained + charged <= 0:
        return bar
    _book(market, signals, books, entered, left, gained, charged)
    _refuse_meanwhile(books, guide, entry, left.bar - int(left.is_at_open))
    if len(books.equity):
        _mark_held(market, money, books, entered, left.bar)
        if not left.is_at_open:
            mark_flat(books, left.bar, left.bar + 1)
    return left.bar + int(not left.is_at_open)


@part_of_kernel
def _planned(
    market: Market, signals: Signals, lengths: Lengths, money: Money, terms: Terms, books: Books,
    guide: Guide, entry: int,
) -> int:  # fmt: skip
    """Plan the entry in the books; a refusal code where it may not be."""
    bar, side = guide.entries[entry], int(guide.sides[entry])
    bid, spread = int(market.open[bar]), int(market.spread[bar])
    why = obstacle(books.account, market, terms, signals, bar, side, 0)
    if why:
        return why
    books.plan[:] = 0
    price = bid + spread if side > 0 else bid
    return plan_entry(
        books, money, market, terms, lengths, guide.levels, entry, bar - 1, side, price, bid,
        bid + spread, books.plan,
    )  # fmt: skip


@part_of_kernel
def _entered(
    market: Market, money: Money, terms: Terms, books: Books, bar: int, side: int
) -> _Entry:
    """The fill of what is planned."""
    plan = books.plan
    sent = int(market.open[bar])
    if side > 0:
        sent += market.spread[bar]
    price = slipped(terms, bar, books.account[POSITIONS_MADE] + 1, sent, side)
    steps, stop = plan[W_STEPS], plan[W_STOP]
    charged = commission(money, market, bar, steps, price, True)
    risked = (price - stop) * side if terms.has_stop else 0
    return _Entry(
        bar=bar, side=side, steps=steps, price=price, planned=plan[W_PLANNED],
        risked=risked, stop=stop,
        target=plan[W_TARGET_LEVEL], charged=charged, balance=books.account[BALANCE] + charged,
    )  # fmt: skip


@part_of_kernel
def _left(market: Market, terms: Terms, entered: _Entry, identity: int, last: int) -> _Exit:
    """Where the stop or the target is met; of both on one bar the stop."""
    side = entered.side
    against = entered.stop if terms.has_stop else -side * _FAR
    ahead = entered.target if terms.targets else side * _FAR
    bar, low, high = first_touch(market, entered.bar, last, side, against, ahead)
    lift = 0 if side > 0 else market.spread[bar]
    bottom, top = market.low[bar] + lift, market.high[bar] + lift
    opened = market.open[bar] + lift
    is_at_open = bar > entered.bar and (
        (opened - against) * side <= 0 or (opened - ahead) * side >= 0
    )
    if is_at_open:
        bottom, top = opened, opened
    worst, best = (bottom, top) if side > 0 else (top, bottom)
    is_stopped, reason = (worst - against) * side <= 0, 0
    price = best if is_at_open else ahead
    is_ahead = (best - ahead) * side >= 0
    if is_stopped:
        price = slipped(terms, bar, identity, worst if is_at_open else against, -side)
        reason = _STOP
    elif is_ahead:
        reason = _TARGET
    if bar == last:
        reason = 0
    return _Exit(
        bar=bar, is_at_open=is_at_open, price=price, reason=reason,
        low=low, high=high, bottom=bottom, top=top,
        is_assumed=is_stopped and is_ahead and not is_at_open,
    )  # fmt: skip


@part_of_kernel
def _is_carried(market: Market, money: Money, entered: _Entry, left: _Exit) -> bool:
    """Whether stop-out stayed far, with a fifth in reserve for a rate that moves meanwhile."""
    side = entered.side
    low, high = min(left.low, left.bottom), max(left.high, left.top)
    now = rate(money, market, entered.bar, max(1, low))
    unit = money.value_numerator / money.value_denominator * now * entered.steps
    tied = margin(money, market, entered.bar, entered.steps, entered.price, max(1, low))
    spare = entered.balance - 1.2 * tied * money.stop_out_level - 200.0
    furthest = low if side > 0 else high
    return (entered.price - furthest) * side * unit <= 0.8 * spare


@part_of_kernel
def _book(
    market: Market, signals: Signals, books: Books, entered: _Entry, left: _Exit, gained: int,
    charged: int,
) -> None:  # fmt: skip
    """Both deals and the position, as if its row had been kept."""
    account, side, bar = books.account, entered.side, entered.bar
    account[POSITIONS_MADE] += 1
    identity = account[POSITIONS_MADE]
    account[DAY_TRADES] += 1
    account[LAST_ENTRY_BAR], account[LAST_EXIT_BAR] = bar, left.bar
    account[BALANCE] = entered.balance
    log_deal(books, market, bar, identity, side, _IN, _SIGNAL, entered.steps, entered.price, 0,
             entered.charged, 0)  # fmt: skip
    account[BALANCE] = entered.balance + gained + charged
    log_deal(books, market, left.bar, identity, -side, _OUT, left.reason, entered.steps,
             left.price, gained, charged, 0)  # fmt: skip
    begin_day(account, signals, left.bar)
    charges = entered.charged + charged
    count_result(account, gained + charges)
    low = min(left.low, entered.price, left.price)
    high = max(left.high, entered.price, left.price)
    best, worst = (high, low) if side > 0 else (low, high)
    ended = Ended(
        id=identity, side=side, volume=entered.steps, decision_bar=bar - 1, bar_open=bar,
        bar_close=left.bar, price_open=entered.price, price_close=left.price, stop=entered.stop,
        target=entered.target, planned_r=entered.planned, achieved_r=entered.risked,
        best=best, worst=worst, entry_reason=_SIGNAL,
        exit_reason=left.reason, profit=gained, commission=charges, swap=0,
        is_assumed=left.is_assumed,
    )  # fmt: skip
    log_position(books, market, ended)


@part_of_kernel
def _refuse_meanwhile(books: Books, guide: Guide, entry: int, last: int) -> None:
    """Entries that are wanted while this one is open, up to bar `last`, are refused."""
    later = entry + 1
    while guide.entries[later] <= last:
        is_both = guide.sides[later] == BOTH_SIDES
        books.refused[_BOTH if is_both else _POSITIONS] += 1
        later += 1


@part_of_kernel
def _mark_held(market: Market, money: Money, books: Books, entered: _Entry, until: int) -> None:
    """Equity and margin level at the close of every bar on which the position stays open."""
    side, steps = entered.side, entered.steps
    for bar in range(entered.bar, until):
        bid = int(market.close[bar])
        ask = bid + market.spread[bar]
        points = ((bid if side > 0 else ask) - entered.price) * side
        equity = entered.balance + profit(money, market, bar, points, steps, bid, ask)
        own = margin(money, market, bar, steps, entered.price, bid)
        mark_open(books, bar, equity, alone(own, steps))
