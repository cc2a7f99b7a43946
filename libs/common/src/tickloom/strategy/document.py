"""The strategy document as frozen values; what is absent is None or empty.

A document is data, never code: nothing of it is evaluated as text. `strategy.parse` makes one,
`strategy.bind` completes it, `strategy.canonical` gives it an identity.
"""

from dataclasses import dataclass
from typing import Any

from tickloom.domain.market import Timeframe
from tickloom.strategy.nodes import Condition, Number, Operand, Param

DISTANCE_UNITS = ("pips", "points", "price", "pct", "money", "r", "atr")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DEFAULT_ATR_PERIOD = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class ParamRange:
    """A named number: its value, and the sweep it may walk."""

    name: str
    default: int | float
    minimum: int | float | None = None
    maximum: int | float | None = None
    step: int | float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """How far from the entry, measured once, at entry; `period` belongs to `atr`."""

    unit: str
    value: Number | Param
    period: Number | Param | None = None
    timeframe: Timeframe | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLevel:
    """The value of an operand at the decision bar, `buffer` further from the entry."""

    operand: Operand
    buffer: Distance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SwingLevel:
    """The extreme of the last `bars` closed bars, `buffer` further from the entry."""

    bars: int
    buffer: Distance | None = None


StopLevel = Distance | AtLevel | SwingLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A take-profit; `close_pct` is percent of the volume first opened."""

    level: Distance | AtLevel
    close_pct: int | float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exits:
    """What closes a position besides its stop and targets."""

    long: Condition | None = None
    short: Condition | None = None
    max_bars: int | None = None
    max_minutes: int | None = None
    at_time: str | None = None
    before_weekend: bool = False
    opposite_signal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A clock window: start <= label < end; `start` after `end` runs over midnight."""

    start: str
    end: str
    weekdays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsBlackout:
    """No entry around an event of at least this impact."""

    before_minutes: int
    after_minutes: int
    impact: str = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """When a new entry is allowed at all."""

    sessions: tuple[str, ...] = ()
    exclude_sessions: tuple[str, ...] = ()
    windows: tuple[Window, ...] = ()
    exclude_windows: tuple[Window, ...] = ()
    weekdays: tuple[str, ...] = ()
    exclude_weekdays: tuple[str, ...] = ()
    max_spread_points: int | float | None = None
    max_spread_pips: int | float | None = None
    news_blackout: NewsBlackout | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trailing:
    """A stop that follows the best price."""

    distance: Distance
    activate_at: Distance | None = None
    step: Distance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakeven:
    """A stop that moves to the entry, once."""

    trigger: Distance
    offset: Distance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedLots:
    """Always the same volume."""

    lots: int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskPercent:
    """The loss at the stop as a percentage of the balance, or of the equity."""

    percent: int | float
    of: str = "balance"


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskMoney:
    """The loss at the stop in account currency."""

    amount: int | float


Sizing = FixedLots | RiskPercent | RiskMoney


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of it, for each deployment and symbol."""

    max_positions: int = 1
    max_trades_per_day: int | None = None
    cooldown_bars: int = 0
    max_daily_loss_pct: int | float | None = None
    max_daily_loss_money: int | float | None = None
    max_consecutive_losses: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRule:
    """How an entry is sent."""

    type: str = "market"
    offset: Distance | None = None
    expire_bars: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyDocument:
    """A whole strategy; at least one of `entry_long` and `entry_short` is there."""

    entry_long: Condition | None
    entry_short: Condition | None
    name: str = ""
    description: str = ""
    symbols: tuple[str, ...] = ()
    timeframe: Timeframe | None = None
    timezone: str = "server"
    params: tuple[ParamRange, ...] = ()
    exits: Exits = Exits()
    filters: Filters = Filters()
    stop_loss: StopLevel | None = None
    take_profit: tuple[Target, ...] = ()
    trailing: Trailing | None = None
    breakeven: Breakeven | None = None
    sizing: Sizing | None = None
    limits: Limits = Limits()
    order: OrderRule = OrderRule()
    provenance: dict[str, Any] | None = None
