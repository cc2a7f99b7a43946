"""What the kernels read and write: tuples of arrays and numbers, and the places in state rows.

Prices are points, volumes steps, money the account currency's smallest unit, all int64.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Points = npt.NDArray[np.int32]
Codes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]

TARGETS_MAX = 5

# How a length or a level is given (`Lengths.kind`).
NO_LENGTH, IN_POINTS, IN_PERCENT, IN_R, IN_ATR, IN_MONEY, AT_LEVEL = range(7)

# How the profit currency becomes the account's (`Money.conversion`).
SAME, FIXED, OWN_INVERSE, DIRECT, INVERSE = range(5)

# What decides inside a bar (`Terms.intrabar`).
STOP_FIRST, OHLC_PATH, DRILL_DOWN = range(3)

MARKET, LIMIT, STOP_ORDER = range(3)
FIXED_LOTS, RISK_PERCENT_BALANCE, RISK_PERCENT_EQUITY, RISK_MONEY = range(4)


class Market(NamedTuple):
    """Bars as the simulator sees them; `nights` are the rollovers since the bar before.

    `nights` has one entry (0) where nothing is paid for them.

    `sub_*` are shorter bars (or ticks, as bars of one price) for drilling down, `sub_begin[j]` to
    `sub_begin[j + 1]` those of bar j; `sub_begin` has one entry where there are none at all.
    """

    time: Integers
    open: Points
    high: Points
    low: Points
    close: Points
    spread: Points
    nights: Points
    rate_bid: Integers
    rate_ask: Integers
    sub_begin: Integers
    sub_open: Points
    sub_high: Points
    sub_low: Points
    sub_spread: Points


class Lengths(NamedTuple):
    """Distances and levels of a document, one place each.

    IN_POINTS, IN_PERCENT, IN_R: `numerator / denominator` points, percent or R. IN_ATR and
    IN_MONEY: `factor` times the level row, or that much money. AT_LEVEL: the level row itself.
    `row_long` and `row_short` are rows of `Signals.levels` (-1: none); `shares` are those of the
    targets in SHARE_UNIT.
    """

    kind: Integers
    numerator: Integers
    denominator: Integers
    factor: Floats
    row_long: Integers
    row_short: Integers
    shares: Integers


class Money(NamedTuple):
    """How points become money.

    One point of one step is `value_numerator / value_denominator` smallest units of the profit
    currency (scaled to the account's digits); `rate_numerator / rate_denominator` is the FIXED
    rate, `scale` the points in a unit of the rate's pair, `price_scale` those of the symbol.
    A step ties up `margin_unit` times the price in points, in the profit currency.
    """

    conversion: int
    value_numerator: int
    value_denominator: int
    rate_numerator: int
    rate_denominator: int
    scale: int
    price_scale: int
    margin_unit: float
    is_netting: bool
    stop_out_level: float
    commission_mode: int
    commission_numerator: int
    commission_denominator: int
    commission_minimum: int
    swap_mode: int
    swap_long_numerator: int
    swap_short_numerator: int
    swap_denominator: int


SHARE_UNIT = 60 * 100_000_000
"""Shares of a volume are counted in this unit: millionths of a percent, divisible by 1 to 5."""


class Terms(NamedTuple):
    """The rules of one run in numbers; 0 or -1 means that a rule is not there (as named)."""

    has_long: bool
    has_short: bool
    opposite_signal: bool
    max_bars: int
    max_time_ns: int
    order_type: int
    expire_bars: int
    targets: int
    has_stop: bool
    tick_points: int
    stops_level: int
    spread_most: int
    sizing: int
    size_numerator: int
    size_denominator: int
    volume_min: int
    volume_max: int
    max_positions: int
    max_trades_per_day: int
    cooldown_bars: int
    daily_loss_numerator: int
    daily_loss_denominator: int
    daily_loss_money: int
    max_consecutive_losses: int
    slippage: int
    slippage_most: int
    seed: int
    intrabar: int
    bar_ns: int


# Places in an account row.
(
    BALANCE, DAY, DAY_BALANCE, DAY_TRADES, DAY_BLOCKED, LOSSES_IN_ROW, LOSSES_DAY, LAST_ENTRY_BAR,
    LAST_EXIT_BAR, POSITIONS_MADE, DEALS_MADE, OPEN_COUNT, IS_OVER, LAST_DIRECTION,
) = range(14)  # fmt: skip
ACCOUNT_SIZE = 16

# Places in a row of an open position.
(
    P_ID, P_SIDE, P_STEPS, P_FIRST_STEPS, P_DECISION, P_BAR, P_TIME, P_PRICE, P_STOP, P_FIRST_STOP,
    P_STOP_REASON, P_FIRST_TARGET, P_PLANNED, P_ACHIEVED, P_BEST, P_WORST, P_ENTRY_REASON,
    P_PROFIT, P_COMMISSION, P_SWAP, P_SWAP_DUE, P_TRAIL, P_TRAIL_ACTIVATE, P_TRAIL_STEP,
    P_EVEN_TRIGGER, P_EVEN_OFFSET, P_TARGETS, P_IS_INSIDE,
) = range(28)  # fmt: skip
P_TARGET_LEVEL = 28
OPENED_IN_RANGE, OPENED_ON_PATH = 1, 2
"""Of `P_IS_INSIDE`, until the bar's close: what came after the fill is not known, or is."""
P_TARGET_STEPS = P_TARGET_LEVEL + TARGETS_MAX
POSITION_SIZE = P_TARGET_STEPS + TARGETS_MAX

# Places in a row of a waiting entry order (one a side).
(
    W_IS_THERE, W_DECISION, W_PLACED, W_LAST_BAR, W_PRICE, W_STEPS, W_STOP, W_PLANNED, W_REASON,
    W_TRAIL, W_TRAIL_ACTIVATE, W_TRAIL_STEP, W_EVEN_TRIGGER, W_EVEN_OFFSET, W_TARGETS,
) = range(15)  # fmt: skip
W_TARGET_LEVEL = 15
W_TARGET_STEPS = W_TARGET_LEVEL + TARGETS_MAX
WAITING_SIZE = W_TARGET_STEPS + TARGETS_MAX

DEAL_COLUMNS = 12
POSITION_COLUMNS = 22
REFUSALS = 32


class Books(NamedTuple):
    """Everything that changes: account, open positions, waiting orders and the log of both.

    `plan` is room for an entry in the making; `deals` and `positions` are rows as `result.Deals`
    and `result.Positions` name them.
    """

    account: Integers
    open: Integers
    waiting: Integers
    plan: Integers
    deals: Integers
    positions: Integers
    refused: Integers
    equity: Integers
    margin_level: Floats
