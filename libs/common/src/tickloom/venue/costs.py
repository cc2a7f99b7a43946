"""What trading costs: commission, swap, slippage and spread as policies, the plain one first.

Policies are data. The amounts are computed in one place for the simulators
(`engine`) from the numbers here, and rounded per deal to the account's digits, as MetaTrader does.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class CommissionMode(StrEnum):
    """How a commission is counted; amounts are positive numbers that are charged."""

    NONE = "none"
    PER_LOT = "per_lot"
    """Account currency a lot, on each side (entry deals and exit deals)."""
    ROUND_TURN = "round_turn"
    """Account currency a lot, all of it on the entry deal."""
    PER_MILLION = "per_million"
    """Account currency for each million of turnover in account currency, on each side."""
    PERCENT = "percent"
    """Percent of the turnover, on each side."""
    PER_DEAL = "per_deal"
    """Account currency a deal, whatever its volume."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commission:
    """A commission model; `minimum` is the least a deal pays."""

    mode: CommissionMode = CommissionMode.NONE
    amount: Decimal = Decimal(0)
    minimum: Decimal = Decimal(0)


class SwapMode(StrEnum):
    """MetaTrader's SYMBOL_SWAP_MODE, the ones that charge money."""

    NONE = "none"
    POINTS = "points"
    MONEY_BASE = "money_base"
    MONEY_MARGIN = "money_margin"
    MONEY_DEPOSIT = "money_deposit"
    INTEREST_CURRENT = "interest_current"
    INTEREST_OPEN = "interest_open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """What a lot is credited (or, negative, charged) at each rollover (server midnight).

    Monday to Friday once, the night after `triple_day` (0 Sunday to 6 Saturday) three times.
    """

    mode: SwapMode = SwapMode.NONE
    long: Decimal = Decimal(0)
    short: Decimal = Decimal(0)
    triple_day: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Slippage:
    """Points by which market and stop fills are worse; `maximum` > `points` draws between them."""

    points: int = 0
    maximum_points: int = 0


class SpreadMode(StrEnum):
    """Where the ask of a bar comes from."""

    RECORDED = "recorded"
    FIXED = "fixed"
    MINUTE_OF_WEEK = "minute_of_week"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The spread model; `by_minute` has 10,080 points (server week from Sunday 00:00)."""

    mode: SpreadMode = SpreadMode.RECORDED
    points: int = 0
    by_minute: tuple[int, ...] = ()
    multiplier: Decimal = Decimal(1)
