"""Opening and closing in the books: every deal booked once, every position logged when it ends."""

from typing import NamedTuple

import numpy as np

from tickloom.engine.simulation.exact import rounded_ratio
from tickloom.engine.simulation.kernel import inner_kernel, part_of_kernel
from tickloom.engine.simulation.money import commission, margin, profit, rate
from tickloom.engine.simulation.shapes import (
    BALANCE,
    DAY,
    DAY_TRADES,
    DEALS_MADE,
    LAST_ENTRY_BAR,
    LAST_EXIT_BAR,
    LOSSES_DAY,
    LOSSES_IN_ROW,
    OPEN_COUNT,
    P_ACHIEVED,
    P_BAR,
    P_BEST,
    P_COMMISSION,
    P_DECISION,
    P_ENTRY_REASON,
    P_EVEN_OFFSET,
    P_EVEN_TRIGGER,
    P_FIRST_STEPS,
    P_FIRST_STOP,
    P_FIRST_TARGET,
    P_ID,
    P_PLANNED,
    P_PRICE,
    P_PROFIT,
    P_SIDE,
    P_STEPS,
    P_STOP,
    P_STOP_REASON,
    P_SWAP,
    P_SWAP_DUE,
    P_TARGET_LEVEL,
    P_TARGET_STEPS,
    P_TARGETS,
    P_TIME,
    P_TRAIL,
    P_TRAIL_ACTIVATE,
    P_TRAIL_STEP,
    P_WORST,
    POSITIONS_MADE,
    TARGETS_MAX,
    W_DECISION,
    W_EVEN_OFFSET,
    W_EVEN_TRIGGER,
    W_PLANNED,
    W_REASON,
    W_STEPS,
    W_STOP,
    W_TARGET_LEVEL,
    W_TARGET_STEPS,
    W_TARGETS,
    W_TRAIL,
    W_TRAIL_ACTIVATE,
    W_TRAIL_STEP,
    Books,
    Integers,
    Market,
    Money,
    Terms,
)

_STOP_LOSS = 1  # ExitReason.STOP_LOSS: what a stop is called until break-even or trailing move it
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)


@part_of_kernel
def slipped(terms: Terms, bar: int, identity: int, price: int, direction: int) -> int:
    """A market or stop fill after slippage, `direction` +1 where a higher price is worse.

    What is drawn depends on the seed, the bar and the position only, never on the order of calls.
    """
    points = terms.slippage
    if terms.slippage_most > points:
        state = np.uint64(terms.seed) + np.uint64(bar) * _GOLDEN + np.uint64(identity) * _MIX_1
        state = (state ^ (state >> np.uint64(30))) * _MIX_1
        state = (state ^ (state >> np.uint64(27))) * _MIX_2
        state ^= state >> np.uint64(31)
        span = np.uint64(terms.slippage_most - points + 1)
        points += int(state % span)
    return price + direction * points


@inner_kernel
def open_position(
    books: Books, money: Money, market: Market, plan: Integers, bar: int, side: int, price: int,
    stop_points: int,
) -> None:  # fmt: skip
    """Make a position of `plan` (a waiting row), filled at `price`; `stop_points` from its stop."""
    account = books.account
    row = books.open[account[OPEN_COUNT]]
    row[:] = 0
    account[OPEN_COUNT] += 1
    account[POSITIONS_MADE] += 1
    account[DAY_TRADES] += 1
    account[LAST_ENTRY_BAR] = bar
    steps = plan[W_STEPS]
    row[P_ID], row[P_SIDE] = account[POSITIONS_MADE], side
    row[P_STEPS], row[P_FIRST_STEPS] = steps, steps
    row[P_DECISION], row[P_BAR], row[P_TIME] = plan[W_DECISION], bar, market.time[bar]
    row[P_PRICE], row[P_BEST], row[P_WORST] = price, price, price
    row[P_STOP], row[P_FIRST_STOP], row[P_STOP_REASON] = plan[W_STOP], plan[W_STOP], _STOP_LOSS
    row[P_PLANNED], row[P_ACHIEVED] = plan[W_PLANNED], stop_points
    row[P_ENTRY_REASON] = plan[W_REASON]
    row[P_TRAIL], row[P_TRAIL_ACTIVATE] = plan[W_TRAIL], plan[W_TRAIL_ACTIVATE]
    row[P_TRAIL_STEP] = plan[W_TRAIL_STEP]
    row[P_EVEN_TRIGGER], row[P_EVEN_OFFSET] = plan[W_EVEN_TRIGGER], plan[W_EVEN_OFFSET]
    row[P_TARGETS] = plan[W_TARGETS]
    for place in range(TARGETS_MAX):
        row[P_TARGET_LEVEL + place] = plan[W_TARGET_LEVEL + place]
        row[P_TARGET_STEPS + place] = plan[W_TARGET_STEPS + place]
    if row[P_TARGETS]:
        row[P_FIRST_TARGET] = row[P_TARGET_LEVEL]
    charged = commission(money, market, bar, steps, price, True)
    row[P_COMMISSION] = charged
    account[BALANCE] += charged
    log_deal(books, market, bar, row[P_ID], side, 0, row[P_ENTRY_REASON], steps, price, 0, charged,
              0)  # fmt: skip


@inner_kernel
def close_part(
    books: Books, money: Money, market: Market, place: int, steps: int, bar: int, price: int,
    reason: int, is_assumed: bool = False,
) -> bool:  # fmt: skip
    """Close `steps` of the position at `place` at its closing side's `price`; True when it ended.

    Swap goes in proportion; what is left keeps its id, its price and its levels. `is_assumed`: a
    target was met as well, and only the order of both that is assumed made this exit.
    """
    account, row = books.account, books.open[place]
    side = row[P_SIDE]
    spread = market.spread[bar]
    bid = price if side > 0 else price - spread
    gained = profit(money, market, bar, (price - row[P_PRICE]) * side, steps, bid, bid + spread)
    charged = commission(money, market, bar, steps, price, False)
    swapped = row[P_SWAP_DUE]
    if steps < row[P_STEPS]:
        swapped = rounded_ratio(swapped * steps, row[P_STEPS])
    row[P_SWAP_DUE] -= swapped
    row[P_SWAP] += swapped
    row[P_PROFIT] += gained
    row[P_COMMISSION] += charged
    row[P_STEPS] -= steps
    account[BALANCE] += gained + charged + swapped
    _reach(row, price)
    log_deal(books, market, bar, row[P_ID], -side, 1, reason, steps, price, gained, charged,
              swapped)  # fmt: skip
    if row[P_STEPS] > 0:
        return False
    log_position(books, market, _ended(row, bar, price, reason, is_assumed))
    count_result(account, result_of(row))
    account[LAST_EXIT_BAR] = bar
    _remove(books, place)
    return True


@part_of_kernel
def result_of(row: Integers) -> int:
    """What a position came to, all deals together."""
    return row[P_PROFIT] + row[P_COMMISSION] + row[P_SWAP]


@part_of_kernel
def count_result(account: Integers, net: int) -> None:
    """Positions lost in a row; the limit itself is judged where entries are."""
    account[LOSSES_IN_ROW] = account[LOSSES_IN_ROW] + 1 if net < 0 else 0
    if net >= 0:
        return
    account[LOSSES_DAY] = account[DAY]


@part_of_kernel
def _remove(books: Books, place: int) -> None:
    """The others move up: the oldest stays first."""
    count = books.account[OPEN_COUNT]
    for other in range(place, count - 1):
        for column in range(books.open.shape[1]):
            books.open[other, column] = books.open[other + 1, column]
    books.account[OPEN_COUNT] = count - 1


@part_of_kernel
def _reach(row: Integers, price: int) -> None:
    """The best and worst price of the closing side so far."""
    if (price - row[P_BEST]) * row[P_SIDE] > 0:
        row[P_BEST] = price
    if (price - row[P_WORST]) * row[P_SIDE] < 0:
        row[P_WORST] = price


@part_of_kernel
def reach(row: Integers, low: int, high: int) -> None:
    """Take in the range of a bar, as prices of the closing side."""
    _reach(row, low)
    _reach(row, high)


@part_of_kernel
def log_deal(
    books: Books, market: Market, bar: int, identity: int, side: int, entry: int, reason: int,
    steps: int, price: int, gained: int, charged: int, swapped: int,
) -> None:  # fmt: skip
    row = books.deals[books.account[DEALS_MADE]]
    row[0], row[1], row[2], row[3] = market.time[bar], bar, identity, side
    row[4], row[5], row[6], row[7] = entry, reason, steps, price
    row[8], row[9], row[10], row[11] = gained, charged, swapped, books.account[BALANCE]
    books.account[DEALS_MADE] += 1


class Ended(NamedTuple):
    """A position from its entry to its end, as `result.Positions` names its columns."""

    id: int
    side: int
    volume: int
    decision_bar: int
    bar_open: int
    bar_close: int
    price_open: int
    price_close: int
    stop: int
    target: int
    planned_r: int
    achieved_r: int
    best: int
    worst: int
    entry_reason: int
    exit_reason: int
    profit: int
    commission: int
    swap: int
    is_assumed: bool


@part_of_kernel
def log_position(books: Books, market: Market, ended: Ended) -> None:
    """At the place of its id, so that positions stand in the order in which they were opened."""
    log = books.positions[ended.id - 1]
    log[0], log[1], log[2], log[3] = ended.id, ended.side, ended.volume, ended.decision_bar
    log[4], log[5] = ended.bar_open, ended.bar_close
    log[6], log[7] = market.time[ended.bar_open], market.time[ended.bar_close]
    log[8], log[9], log[10], log[11] = ended.price_open, ended.price_close, ended.stop, ended.target
    log[12], log[13], log[14], log[15] = ended.planned_r, ended.achieved_r, ended.best, ended.worst
    log[16], log[17] = ended.entry_reason, ended.exit_reason
    log[18], log[19], log[20] = ended.profit, ended.commission, ended.swap
    log[21] = ended.is_assumed


@part_of_kernel
def _ended(row: Integers, bar: int, price: int, reason: int, is_assumed: bool) -> Ended:
    """The row of a position of which nothing is left."""
    return Ended(
        id=row[P_ID], side=row[P_SIDE], volume=row[P_FIRST_STEPS], decision_bar=row[P_DECISION],
        bar_open=row[P_BAR], bar_close=bar, price_open=row[P_PRICE], price_close=price,
        stop=row[P_FIRST_STOP], target=row[P_FIRST_TARGET], planned_r=row[P_PLANNED],
        achieved_r=row[P_ACHIEVED], best=row[P_BEST], worst=row[P_WORST],
        entry_reason=row[P_ENTRY_REASON], exit_reason=reason, profit=row[P_PROFIT],
        commission=row[P_COMMISSION], swap=row[P_SWAP], is_assumed=is_assumed,
    )  # fmt: skip


@part_of_kernel
def floating(books: Books, money: Money, market: Market, bar: int, bid: int, ask: int) -> int:
    """What all open positions stand at, swap included, each rounded as it is shown."""
    total = 0
    for place in range(books.account[OPEN_COUNT]):
        row = books.open[place]
        price = bid if row[P_SIDE] > 0 else ask
        points = (price - row[P_PRICE]) * row[P_SIDE]
        total += profit(money, market, bar, points, row[P_STEPS], bid, ask) + row[P_SWAP_DUE]
    return total


@part_of_kernel
def tied_up(
    books: Books, money: Money, market: Market, bar: int, bid: int, side: int, steps: int,
    price: int,
) -> float:  # fmt: skip
    """The margin of all positions (and of `steps` more): opposite ones cover each other."""
    long_steps, short_steps = 0, 0
    long_margin, short_margin = 0.0, 0.0
    for place in range(books.account[OPEN_COUNT]):
        row = books.open[place]
        own = margin(money, market, bar, row[P_STEPS], row[P_PRICE], bid)
        if row[P_SIDE] > 0:
            long_steps += row[P_STEPS]
            long_margin += own
        else:
            short_steps += row[P_STEPS]
            short_margin += own
    if steps:
        own = margin(money, market, bar, steps, price, bid)
        if side > 0:
            long_steps += steps
            long_margin += own
        else:
            short_steps += steps
            short_margin += own
    if short_steps == 0:
        return alone(long_margin, long_steps)
    uncovered = abs(long_steps - short_steps)
    if long_steps >= short_steps:
        return long_margin * uncovered / long_steps
    return short_margin * uncovered / short_steps


@part_of_kernel
def alone(own: float, steps: int) -> float:
    """What is tied up on one side, nothing covering it: to the bit as a share of the whole is."""
    return own * steps / steps if steps else 0.0


@part_of_kernel
def is_safe(books: Books, money: Money, market: Market, bar: int, low: int, high: int) -> bool:
    """Whether stop-out is far even if every position met its worst price between the two at once.

    `low` is a bid and `high` an ask. A cheap bound with a tenth in reserve: where it says no,
    the account is counted exactly. With nothing open there is nothing to close.
    """
    if books.account[OPEN_COUNT] == 0:
        return True
    worst = float(books.account[BALANCE])
    tied = 0.0
    now = rate(money, market, bar, max(1, low))
    unit = money.value_numerator / money.value_denominator * now
    for place in range(books.account[OPEN_COUNT]):
        row = books.open[place]
        price = low if row[P_SIDE] > 0 else high
        worst += (price - row[P_PRICE]) * row[P_SIDE] * row[P_STEPS] * unit + row[P_SWAP_DUE]
        tied += margin(money, market, bar, row[P_STEPS], row[P_PRICE], max(1, low))
    return worst > 1.1 * tied * money.stop_out_level + 100.0
