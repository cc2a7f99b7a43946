"""From a signal to an order: limits, levels, size; then the fill, now or when the price comes."""

from tickloom.engine.places import (
    EVEN_OFFSET,
    EVEN_TRIGGER,
    ORDER_OFFSET,
    STOP,
    STOP_BUFFER,
    TARGET,
    TRAIL,
    TRAIL_ACTIVATE,
    TRAIL_STEP,
)
from tickloom.engine.reasons import EntryReason, Refusal
from tickloom.engine.signals import Signals, on_bar
from tickloom.engine.simulation.kernel import inner_kernel, part_of_kernel, seldom_kernel
from tickloom.engine.simulation.levels import (
    UNKNOWN,
    length,
    money_length,
    stop_level,
    stop_refusal,
    target_level,
    target_refusal,
)
from tickloom.engine.simulation.money import margin
from tickloom.engine.simulation.positions import floating, open_position, slipped, tied_up
from tickloom.engine.simulation.shapes import (
    BALANCE,
    DAY_BLOCKED,
    DAY_TRADES,
    FIXED_LOTS,
    IN_MONEY,
    IN_R,
    LAST_ENTRY_BAR,
    LAST_EXIT_BAR,
    LIMIT,
    LOSSES_DAY,
    LOSSES_IN_ROW,
    MARKET,
    OPEN_COUNT,
    POSITIONS_MADE,
    W_DECISION,
    W_EVEN_OFFSET,
    W_EVEN_TRIGGER,
    W_IS_THERE,
    W_LAST_BAR,
    W_PLACED,
    W_PLANNED,
    W_PRICE,
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
    Floats,
    Integers,
    Lengths,
    Market,
    Money,
    Terms,
)
from tickloom.engine.simulation.sizing import (
    allowed_steps,
    fixed_steps,
    split_targets,
    wanted_steps,
)

_BOTH, _EXIT_BLOCKS = int(Refusal.BOTH_SIDES), int(Refusal.EXIT_BLOCKS_ENTRY)
_POSITIONS, _COOLDOWN = int(Refusal.MAX_POSITIONS), int(Refusal.COOLDOWN)
_TRADES, _DAILY_LOSS = int(Refusal.MAX_TRADES_PER_DAY), int(Refusal.MAX_DAILY_LOSS)
_LOSSES, _SPREAD = int(Refusal.MAX_CONSECUTIVE_LOSSES), int(Refusal.SPREAD_TOO_WIDE)
_NO_LEVEL, _WRONG_SIDE = int(Refusal.NO_LEVEL), int(Refusal.STOP_WRONG_SIDE)
_MARGIN = int(Refusal.NOT_ENOUGH_MARGIN)
_BY_LIMIT, _BY_STOP = int(EntryReason.LIMIT_ORDER), int(EntryReason.STOP_ORDER)


@part_of_kernel
def wanted_side(signals: Signals, decision: int) -> int:
    """+1 or -1 where exactly one side's entry is true, 2 where both are, else 0."""
    is_long = signals.entry_long[decision] == 1
    is_short = signals.entry_short[decision] == 1
    if is_long and is_short:
        return 2
    return 1 if is_long else (-1 if is_short else 0)


@part_of_kernel
def obstacle(  # noqa: PLR0911 - one return a rule
    account: Integers, market: Market, terms: Terms, signals: Signals, bar: int, side: int,
    waiting: int,
) -> int:  # fmt: skip
    """What keeps an entry decided at the bar before from acting at `bar`; 0: nothing does."""
    decision = bar - 1
    day = on_bar(signals.day, bar)
    exits = signals.exit_long if side > 0 else signals.exit_short
    if side == 2:
        return _BOTH
    if on_bar(exits, decision) == 1:
        return _EXIT_BLOCKS
    if account[OPEN_COUNT] + waiting >= terms.max_positions:
        return _POSITIONS
    last = max(account[LAST_ENTRY_BAR], account[LAST_EXIT_BAR])
    if terms.cooldown_bars and last >= 0 and bar - last <= terms.cooldown_bars:
        return _COOLDOWN
    if terms.max_trades_per_day and account[DAY_TRADES] + waiting >= terms.max_trades_per_day:
        return _TRADES
    if account[DAY_BLOCKED] == day:
        return _DAILY_LOSS
    most = terms.max_consecutive_losses
    if most and account[LOSSES_IN_ROW] >= most and account[LOSSES_DAY] == day:
        return _LOSSES
    blocked = on_bar(signals.blocked, decision)
    if blocked:
        return blocked
    is_wide = terms.spread_most >= 0 and market.spread[bar] > terms.spread_most
    return _SPREAD if is_wide else 0


@inner_kernel
def plan_entry(
    books: Books, money: Money, market: Market, terms: Terms, lengths: Lengths, levels: Floats,
    at: int, decision: int, side: int, price: int, bid: int, ask: int, plan: Integers,
) -> int:  # fmt: skip
    """Fill `plan` with levels and size for an entry at `price`; a refusal code where it may not be.

    `at` is the place in `levels` of what was known at the decision; `bid` and `ask` are the
    quotes at sending (for a waiting order: the price it waits at).
    """
    bar, scale = decision + 1, money.price_scale
    closing = bid if side > 0 else ask
    fixed = fixed_steps(terms) if terms.sizing == FIXED_LOTS else 0
    stop = 0
    if terms.has_stop:
        in_money = _money_of_stop(lengths, fixed, money, market, bar, bid)
        stop = stop_level(lengths, levels, at, side, price, terms, in_money, scale)
        refusal = stop_refusal(stop, side, price, closing, terms)
        if refusal:
            return refusal
    r_points = (price - stop) * side if terms.has_stop else 0
    balance = books.account[BALANCE]
    equity = balance + floating(books, money, market, bar, bid, ask)
    wanted = wanted_steps(terms, money, market, bar, bid, balance, equity, max(1, r_points))
    before = tied_up(books, money, market, bar, bid, 0, 0, 0)
    one = margin(money, market, bar, 1, price, bid)
    steps = allowed_steps(terms, wanted, equity - before, one)
    if steps < 0:
        return -steps
    plan[W_DECISION], plan[W_STEPS], plan[W_STOP] = decision, steps, stop
    plan[W_PLANNED], plan[W_PRICE] = r_points, price
    refusal = _plan_targets(money, market, terms, lengths, levels, at, side, closing, plan, bid)
    if refusal:
        return refusal
    return _plan_moves(money, market, lengths, levels, at, plan, bid)


@part_of_kernel
def _money_of_stop(
    lengths: Lengths, fixed: int, money: Money, market: Market, bar: int, bid: int
) -> int:
    """The points of a stop, or of its buffer, in money for a fixed volume; else 0."""
    points = 0
    for place in (STOP, STOP_BUFFER):
        if lengths.kind[place] == IN_MONEY:
            points = money_length(lengths, place, fixed, money, market, bar, bid)
    return points


@part_of_kernel
def _plan_targets(
    money: Money, market: Market, terms: Terms, lengths: Lengths, levels: Floats, at: int,
    side: int, closing: int, plan: Integers, bid: int,
) -> int:  # fmt: skip
    """Levels of the targets, nearest first, and how much each closes."""
    decision, price, steps = plan[W_DECISION], plan[W_PRICE], plan[W_STEPS]
    plan[W_TARGETS] = terms.targets
    shares = plan[W_TARGET_STEPS : W_TARGET_STEPS + terms.targets]
    found = plan[W_TARGET_LEVEL : W_TARGET_LEVEL + terms.targets]
    for number in range(terms.targets):
        place = TARGET + number
        in_money = 0
        if lengths.kind[place] == IN_MONEY:
            in_money = money_length(lengths, place, steps, money, market, decision + 1, bid)
        level = target_level(
            lengths, place, levels, at, side, price, plan[W_PLANNED], terms, in_money,
            money.price_scale,
        )  # fmt: skip
        refusal = target_refusal(level, side, price, closing, terms)
        if refusal:
            return refusal
        spot = number
        while spot > 0 and (found[spot - 1] - level) * side > 0:
            found[spot], shares[spot] = found[spot - 1], shares[spot - 1]
            spot -= 1
        found[spot], shares[spot] = level, lengths.shares[number]
    split_targets(steps, shares, terms.targets, shares)
    return 0


@part_of_kernel
def _plan_moves(
    money: Money, market: Market, lengths: Lengths, levels: Floats, at: int, plan: Integers,
    bid: int,
) -> int:  # fmt: skip
    """Trailing and break-even lengths, measured once, now."""
    for place, spot in (
        (TRAIL, W_TRAIL), (TRAIL_ACTIVATE, W_TRAIL_ACTIVATE), (TRAIL_STEP, W_TRAIL_STEP),
        (EVEN_TRIGGER, W_EVEN_TRIGGER), (EVEN_OFFSET, W_EVEN_OFFSET),
    ):  # fmt: skip
        decision = plan[W_DECISION]
        if lengths.kind[place] == IN_MONEY:
            points = money_length(lengths, place, plan[W_STEPS], money, market, decision + 1, bid)
        else:
            points = length(
                lengths, place, levels, at, plan[W_PRICE], plan[W_PLANNED],
                money.price_scale,
            )  # fmt: skip
        if points == UNKNOWN:
            return _NO_LEVEL
        plan[spot] = points
    return 0


@inner_kernel
def enter(
    books: Books, money: Money, market: Market, terms: Terms, lengths: Lengths, signals: Signals,
    bar: int, reason: int,
) -> None:  # fmt: skip
    """What the signal of the bar before comes to at the open of `bar`."""
    plan = books.plan
    decision = bar - 1
    side = wanted_side(signals, decision)
    if side == 0:
        return
    own = 0 if side > 0 else 1
    waiting = books.waiting[0, W_IS_THERE] + books.waiting[1, W_IS_THERE]
    if side != 2 and books.waiting[own, W_IS_THERE]:
        waiting -= 1  # it would be replaced
    why = obstacle(books.account, market, terms, signals, bar, side, waiting)
    if why:
        books.refused[why] += 1
        return
    plan[:] = 0
    bid = int(market.open[bar])
    ask = bid + market.spread[bar]
    price = ask if side > 0 else bid
    if terms.order_type != MARKET:
        _place(books, money, market, terms, lengths, signals.levels, bar, side, plan)
        return
    why = plan_entry(
        books, money, market, terms, lengths, signals.levels, decision, decision, side, price, bid,
        ask, plan,
    )  # fmt: skip
    if why:
        books.refused[why] += 1
        return
    plan[W_REASON] = reason
    filled = slipped(terms, bar, books.account[POSITIONS_MADE] + 1, price, side)
    risked = (filled - plan[W_STOP]) * side if terms.has_stop else 0
    open_position(books, money, market, plan, bar, side, filled, risked)


@part_of_kernel
def _offset(
    money: Money, market: Market, terms: Terms, lengths: Lengths, levels: Floats, decision: int,
    side: int, base: int,
) -> int:  # fmt: skip
    """How far from `base` an order waits.

    Neither price nor size is known yet: R is the stop's distance from `base`, money that of a
    fixed volume.
    """
    fixed = fixed_steps(terms) if terms.sizing == FIXED_LOTS else 0
    kind, bar, r_points = lengths.kind[ORDER_OFFSET], decision + 1, 0
    if kind == IN_MONEY:
        if fixed == 0:
            return UNKNOWN
        return money_length(lengths, ORDER_OFFSET, fixed, money, market, bar, base)
    if kind == IN_R:
        in_money = _money_of_stop(lengths, fixed, money, market, bar, base)
        stop = stop_level(lengths, levels, decision, side, base, terms, in_money, money.price_scale)
        r_points = (base - stop) * side
        if stop == UNKNOWN or r_points <= 0:
            return UNKNOWN
    return length(lengths, ORDER_OFFSET, levels, decision, base, r_points, money.price_scale)


@seldom_kernel
def _place(
    books: Books, money: Money, market: Market, terms: Terms, lengths: Lengths, levels: Floats,
    bar: int, side: int, plan: Integers,
) -> None:  # fmt: skip
    """A waiting order, `offset` from the decision bar's close (for buys plus its spread)."""
    decision = bar - 1
    base = int(market.close[decision]) + (market.spread[decision] if side > 0 else 0)
    offset = _offset(money, market, terms, lengths, levels, decision, side, base)
    if offset == UNKNOWN:
        books.refused[_NO_LEVEL] += 1
        return
    away = -side if terms.order_type == LIMIT else side
    price = base + away * (offset // terms.tick_points * terms.tick_points)
    bid = price if side < 0 else price - market.spread[decision]
    ask = price if side > 0 else price + market.spread[decision]
    why = plan_entry(
        books, money, market, terms, lengths, levels, decision, decision, side, price, bid, ask,
        plan,
    )  # fmt: skip
    if why:
        books.refused[why] += 1
        return
    plan[W_IS_THERE], plan[W_PLACED] = 1, bar
    plan[W_LAST_BAR] = bar + terms.expire_bars - 1 if terms.expire_bars else -1
    plan[W_REASON] = _BY_LIMIT if terms.order_type == LIMIT else _BY_STOP
    row = books.waiting[0 if side > 0 else 1]
    for column in range(len(row)):
        row[column] = plan[column]


@seldom_kernel
def fill_waiting(
    books: Books, money: Money, market: Market, terms: Terms, bar: int, low: int, high: int,
    is_jump: bool, spread: int,
) -> bool:  # fmt: skip
    """Fill waiting orders that bids from `low` to `high` reach; True when one was filled.

    On a jump (an opening price, a tick) they are filled at the price itself, else at their level.
    """
    was_filled = False
    for own in range(2):
        plan = books.waiting[own]
        if not plan[W_IS_THERE]:
            continue
        side = 1 if own == 0 else -1
        lift = spread if side > 0 else 0
        is_below = (terms.order_type == LIMIT) == (side > 0)  # it waits below the market
        reached = low + lift <= plan[W_PRICE] if is_below else high + lift >= plan[W_PRICE]
        if not reached:
            continue
        plan[W_IS_THERE] = 0
        price = low + lift if is_jump else plan[W_PRICE]
        if terms.order_type != LIMIT:
            price = slipped(terms, bar, books.account[POSITIONS_MADE] + 1, price, side)
        risked = (price - plan[W_STOP]) * side if terms.has_stop else 0
        if terms.has_stop and risked <= 0:
            books.refused[_WRONG_SIDE] += 1
            continue
        bid = price - lift
        if not _is_carried(books, money, market, bar, plan[W_STEPS], price, bid, bid + spread):
            books.refused[_MARGIN] += 1
            continue
        open_position(books, money, market, plan, bar, side, price, risked)
        was_filled = True
    return was_filled


@seldom_kernel
def _is_carried(
    books: Books, money: Money, market: Market, bar: int, steps: int, price: int, bid: int,
    ask: int,
) -> bool:  # fmt: skip
    """Whether the account has the margin for `steps` more at these prices."""
    equity = books.account[BALANCE] + floating(books, money, market, bar, bid, ask)
    tied = tied_up(books, money, market, bar, bid, 0, 0, 0)
    return margin(money, market, bar, steps, price, bid) <= equity - tied
