"""What closes positions: levels reached, decisions of the bar before, stop-out, the end of data."""

from tickloom.engine.reasons import ExitReason
from tickloom.engine.signals import AT_TIME, BEFORE_WEEKEND, Signals, on_bar
from tickloom.engine.simulation.entries import wanted_side
from tickloom.engine.simulation.kernel import inner_kernel, part_of_kernel, seldom_kernel
from tickloom.engine.simulation.money import profit
from tickloom.engine.simulation.positions import close_part, floating, reach, slipped, tied_up
from tickloom.engine.simulation.shapes import (
    BALANCE,
    OPEN_COUNT,
    OPENED_IN_RANGE,
    P_BAR,
    P_BEST,
    P_EVEN_OFFSET,
    P_EVEN_TRIGGER,
    P_ID,
    P_IS_INSIDE,
    P_PRICE,
    P_SIDE,
    P_STEPS,
    P_STOP,
    P_STOP_REASON,
    P_SWAP_DUE,
    P_TARGET_LEVEL,
    P_TARGET_STEPS,
    P_TARGETS,
    P_TIME,
    P_TRAIL,
    P_TRAIL_ACTIVATE,
    P_TRAIL_STEP,
    TARGETS_MAX,
    Books,
    Integers,
    Market,
    Money,
    Terms,
)

_TARGET = int(ExitReason.TAKE_PROFIT)
_CONDITION, _OPPOSITE = int(ExitReason.EXIT_CONDITION), int(ExitReason.OPPOSITE_SIGNAL)
_MAX_BARS, _MAX_MINUTES = int(ExitReason.MAX_BARS), int(ExitReason.MAX_MINUTES)
_AT_TIME, _WEEKEND = int(ExitReason.AT_TIME), int(ExitReason.BEFORE_WEEKEND)
_EVEN, _TRAILING = int(ExitReason.BREAK_EVEN), int(ExitReason.TRAILING_STOP)
_STOP_OUT = int(ExitReason.STOP_OUT)


@part_of_kernel
def exit_reason(  # noqa: PLR0911 - one return a rule
    row: Integers, terms: Terms, signals: Signals, bar: int, time: int
) -> int:
    """Why the position should close at the open of `bar`; 0 when it should not."""
    decision, side = bar - 1, row[P_SIDE]
    own = signals.exit_long if side > 0 else signals.exit_short
    if on_bar(own, decision) == 1:
        return _CONDITION
    if terms.opposite_signal and wanted_side(signals, decision) == -side:
        return _OPPOSITE
    if terms.max_bars and bar - row[P_BAR] >= terms.max_bars:
        return _MAX_BARS
    if terms.max_time_ns and time >= row[P_TIME] + terms.max_time_ns:
        return _MAX_MINUTES
    closing = on_bar(signals.closing, bar)
    if closing & AT_TIME and bar > row[P_BAR]:
        return _AT_TIME
    if closing & BEFORE_WEEKEND:
        return _WEEKEND
    return 0


@part_of_kernel
def is_exit_decided(books: Books, market: Market, terms: Terms, signals: Signals, bar: int) -> bool:
    """Whether a position should close at the open of `bar`."""
    for place in range(books.account[OPEN_COUNT]):
        if exit_reason(books.open[place], terms, signals, bar, market.time[bar]):
            return True
    return False


@seldom_kernel
def close_decided(
    books: Books, money: Money, market: Market, terms: Terms, signals: Signals, bar: int
) -> bool:
    """Exits decided at the close before, at this open's prices; True on a reversal."""
    is_reversal = False
    bid = int(market.open[bar])
    ask = bid + market.spread[bar]
    place = 0
    while place < books.account[OPEN_COUNT]:
        row = books.open[place]
        reason = exit_reason(row, terms, signals, bar, market.time[bar])
        if reason == 0:
            place += 1
            continue
        is_reversal = is_reversal or reason == _OPPOSITE
        side = row[P_SIDE]
        price = slipped(terms, bar, row[P_ID], bid if side > 0 else ask, -side)
        close_part(books, money, market, place, row[P_STEPS], bar, price, reason)
    return is_reversal


@part_of_kernel
def is_level_reached(
    books: Books, low: int, high: int, spread: int, stops: bool, targets: bool
) -> bool:
    """Whether bids from `low` to `high` reach a stop or a target, whichever are asked for."""
    for place in range(books.account[OPEN_COUNT]):
        row = books.open[place]
        side = row[P_SIDE]
        worst = low if side > 0 else high + spread
        best = high if side > 0 else low + spread
        if stops and row[P_STOP] and (worst - row[P_STOP]) * side <= 0:
            return True
        if targets and row[P_TARGETS] and (best - row[P_TARGET_LEVEL]) * side >= 0:
            return True
    return False


@inner_kernel
def close_at_levels(
    books: Books, money: Money, market: Market, terms: Terms, bar: int, low: int, high: int,
    spread: int, is_jump: bool, stops: bool, targets: bool, since: int = 0,
) -> None:  # fmt: skip
    """Fill the stops and targets that bids from `low` to `high` reach, the oldest position first.

    On a jump (low = high: an opening price, a tick) both are filled at that price: a stop worse
    than its level, a target better. Inside a range both are filled at their level. Of a position
    that a waiting order opened inside this range only the stop counts. Positions before place
    `since` are left alone.
    """
    place = since
    while place < books.account[OPEN_COUNT]:
        row = books.open[place]
        side = row[P_SIDE]
        lift = 0 if side > 0 else spread
        worst = low if side > 0 else high + lift
        best = high if side > 0 else low + lift
        stop = row[P_STOP]
        if stops and stop and (worst - stop) * side <= 0:
            price = slipped(terms, bar, row[P_ID], worst if is_jump else stop, -side)
            met = row[P_TARGETS] and (best - row[P_TARGET_LEVEL]) * side >= 0
            close_part(
                books,
                money,
                market,
                place,
                row[P_STEPS],
                bar,
                price,
                row[P_STOP_REASON],
                bool(met and not is_jump),
            )
            continue
        if (
            targets
            and row[P_IS_INSIDE] != OPENED_IN_RANGE
            and _hit_targets(books, money, market, place, bar, best, is_jump)
        ):
            continue
        place += 1


@inner_kernel
def _hit_targets(
    books: Books, money: Money, market: Market, place: int, bar: int, best: int, is_jump: bool
) -> bool:
    """Close what the targets up to `best` close, nearest first; True when the position ended."""
    row = books.open[place]
    side = row[P_SIDE]
    while row[P_TARGETS] and (best - row[P_TARGET_LEVEL]) * side >= 0:
        level, part = row[P_TARGET_LEVEL], min(row[P_TARGET_STEPS], row[P_STEPS])
        for spot in range(TARGETS_MAX - 1):
            row[P_TARGET_LEVEL + spot] = row[P_TARGET_LEVEL + spot + 1]
            row[P_TARGET_STEPS + spot] = row[P_TARGET_STEPS + spot + 1]
        row[P_TARGETS] -= 1
        if part and close_part(
            books, money, market, place, part, bar, best if is_jump else level, _TARGET
        ):
            return True
    return False


@part_of_kernel
def move_stops(books: Books, terms: Terms, low: int, high: int, close: int, spread: int) -> None:
    """At a bar's close: take in its range, then break-even and trailing; they hold from now on."""
    for place in range(books.account[OPEN_COUNT]):
        row = books.open[place]
        side = row[P_SIDE]
        lift = 0 if side > 0 else spread
        if row[P_IS_INSIDE]:
            reach(row, close + lift, close + lift)
            row[P_IS_INSIDE] = 0
        else:
            reach(row, low + lift, high + lift)
        ahead = (row[P_BEST] - row[P_PRICE]) * side
        if row[P_EVEN_TRIGGER] and ahead >= row[P_EVEN_TRIGGER]:
            level = row[P_PRICE] + side * row[P_EVEN_OFFSET]
            _improve(row, level, terms.tick_points, 1, _EVEN)
        if row[P_TRAIL] and ahead >= row[P_TRAIL_ACTIVATE]:
            level = row[P_BEST] - side * row[P_TRAIL]
            _improve(row, level, terms.tick_points, max(1, row[P_TRAIL_STEP]), _TRAILING)


@part_of_kernel
def _improve(row: Integers, level: int, tick: int, least: int, reason: int) -> None:
    """Move the stop to `level` (on the grid, away from the price) if that is better by `least`."""
    side = row[P_SIDE]
    level = level // tick * tick if side > 0 else -(-level // tick) * tick
    if row[P_STOP] == 0 or (level - row[P_STOP]) * side >= least:
        row[P_STOP], row[P_STOP_REASON] = level, reason


@seldom_kernel
def stop_out(books: Books, money: Money, market: Market, bar: int, bid: int, spread: int) -> None:
    """Close the greatest loss, and look again, while the margin level is at or under stop-out."""
    while _is_out(books, money, market, bar, bid, spread):
        _close_worst(books, money, market, bar, bid, spread)


@seldom_kernel
def stop_out_on_way(
    books: Books, money: Money, market: Market, bar: int, begin: int, end: int, spread: int
) -> None:  # fmt: skip
    """As `stop_out` while bids go from `begin` to `end`, at the first that is out each time.

    The level falls all the way or rises all the way: money is a straight line of the price.
    """
    while _is_out(books, money, market, bar, end, spread):
        if not _is_out(books, money, market, bar, begin, spread):
            out = end
            while abs(out - begin) > 1:
                middle = (begin + out) // 2
                if _is_out(books, money, market, bar, middle, spread):
                    out = middle
                else:
                    begin = middle
            begin = out
        _close_worst(books, money, market, bar, begin, spread)


@seldom_kernel
def _is_out(books: Books, money: Money, market: Market, bar: int, bid: int, spread: int) -> bool:
    if books.account[OPEN_COUNT] == 0:
        return False
    equity = books.account[BALANCE] + floating(books, money, market, bar, bid, bid + spread)
    tied = tied_up(books, money, market, bar, bid, 0, 0, 0)
    return equity <= tied * money.stop_out_level if tied > 0.0 else equity < 0


@seldom_kernel
def _close_worst(
    books: Books, money: Money, market: Market, bar: int, bid: int, spread: int
) -> None:  # fmt: skip
    """Close the position with the greatest loss, swap included."""
    ask = bid + spread
    worst, least = 0, 0
    for place in range(books.account[OPEN_COUNT]):
        row = books.open[place]
        side = row[P_SIDE]
        points = ((bid if side > 0 else ask) - row[P_PRICE]) * side
        gained = profit(money, market, bar, points, row[P_STEPS], bid, ask) + row[P_SWAP_DUE]
        if place == 0 or gained < least:
            worst, least = place, gained
    row = books.open[worst]
    price = bid if row[P_SIDE] > 0 else ask
    close_part(books, money, market, worst, row[P_STEPS], bar, price, _STOP_OUT)


@seldom_kernel
def close_all(
    books: Books, money: Money, market: Market, bar: int, bid: int, ask: int, reason: int
) -> None:
    while books.account[OPEN_COUNT]:
        row = books.open[0]
        price = bid if row[P_SIDE] > 0 else ask
        close_part(books, money, market, 0, row[P_STEPS], bar, price, reason)
