"""Every limit there is: what it bounds, which way is tighter, and whether live trading needs it.

A limit that is None does not bind. A `Limits` is built whole by `limits_file` and only ever made
tighter afterwards (`tighten`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from mt5_bridge.limits.hours import Hours


class Tighter(StrEnum):
    """Which value of a limit allows less."""

    LOWER = "lower"
    HIGHER = "higher"
    TRUE = "true"
    FIXED = "fixed"
    """Neither is: only the file at the bridge says it."""


class Unit(StrEnum):
    """What a limit counts, as it is said to people."""

    LOTS = "lots"
    MONEY = "account currency"
    PERCENT = "%"
    COUNT = ""
    POINTS = "points"
    SECONDS = "s"
    RATE = "a second"
    SWITCH = "yes or no"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the table below."""

    tighter: Tighter
    unit: Unit
    minimum: Decimal = Decimal(0)
    maximum: Decimal | None = None
    is_minimum_allowed: bool = False


_LOTS = Rule(tighter=Tighter.LOWER, unit=Unit.LOTS)
_MONEY = Rule(tighter=Tighter.LOWER, unit=Unit.MONEY)
_SHARE = Rule(tighter=Tighter.LOWER, unit=Unit.PERCENT, maximum=Decimal(100))
_COUNT = Rule(tighter=Tighter.LOWER, unit=Unit.COUNT, is_minimum_allowed=True)
_POINTS = Rule(tighter=Tighter.LOWER, unit=Unit.POINTS, is_minimum_allowed=True)
_YES = Rule(tighter=Tighter.TRUE, unit=Unit.SWITCH)
_SAID_ONCE = Rule(tighter=Tighter.FIXED, unit=Unit.TEXT)

RULES: Mapping[str, Rule] = MappingProxyType({
    "order.volume_max": _LOTS,
    "order.risk_max": _MONEY,
    "order.risk_percent_max": _SHARE,
    "order.notional_max": _MONEY,
    "order.stop_loss_required": _YES,
    "symbol.volume_max": _LOTS,
    "symbol.positions_max": _COUNT,
    "symbol.spread_points_max": _POINTS,
    "account.positions_max": _COUNT,
    "account.volume_max": _LOTS,
    "account.risk_max": _MONEY,
    "account.risk_percent_max": _SHARE,
    "account.margin_level_min_percent": Rule(tighter=Tighter.HIGHER, unit=Unit.PERCENT),
    "account.gap_percent": Rule(
        tighter=Tighter.HIGHER, unit=Unit.PERCENT, maximum=Decimal(100)
    ),
    "day.loss_max": _MONEY,
    "day.loss_percent_max": _SHARE,
    "day.orders_max": _COUNT,
    "day.volume_max": _LOTS,
    "day.zone": _SAID_ONCE,
    "day.starts_at": _SAID_ONCE,
    "day.basis": _SAID_ONCE,
    "day.flatten_at_guard": _YES,
    "rate.orders_per_second": Rule(tighter=Tighter.LOWER, unit=Unit.RATE, maximum=Decimal(1000)),
    "rate.burst": Rule(
        tighter=Tighter.LOWER, unit=Unit.COUNT, minimum=Decimal(1), is_minimum_allowed=True
    ),
    "price.age_s_max": Rule(tighter=Tighter.LOWER, unit=Unit.SECONDS, maximum=Decimal(60)),
})  # fmt: skip

NEEDED_LIVE: tuple[tuple[str, ...], ...] = (
    ("order.volume_max",),
    ("order.risk_max", "order.risk_percent_max"),
    ("symbol.volume_max",),
    ("symbol.positions_max",),
    ("account.positions_max",),
    ("account.volume_max",),
    ("account.risk_max", "account.risk_percent_max"),
    ("account.margin_level_min_percent",),
    ("day.loss_max", "day.loss_percent_max"),
    ("day.orders_max",),
    ("day.volume_max",),
    ("rate.orders_per_second",),
)
"""Real money asks for one of each, written down by its owner: a default is nobody's decision."""


class DayBasis(StrEnum):
    """Which figure at the day's beginning the loss of the day is counted from."""

    BALANCE = "balance"
    EQUITY = "equity"
    MAX = "max"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLimits:
    """Of one order; `risk` is the loss at its stop, in the account's currency."""

    volume_max: Decimal | None = Decimal(1)
    risk_max: Decimal | None = None
    risk_percent_max: Decimal | None = Decimal(1)
    notional_max: Decimal | None = None
    stop_loss_required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolLimits:
    """Of all that is open, waiting or unknown in one symbol."""

    volume_max: Decimal | None = Decimal(2)
    positions_max: int | None = 5
    spread_points_max: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLimits:
    """Of all that is open, waiting or unknown together.

    `gap_percent`: what holds no stop counts as if the price gapped by so much of itself.
    """

    positions_max: int | None = 10
    volume_max: Decimal | None = Decimal(5)
    risk_max: Decimal | None = None
    risk_percent_max: Decimal | None = Decimal(5)
    margin_level_min_percent: Decimal | None = Decimal(200)
    gap_percent: Decimal = Decimal(5)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLimits:
    """From one `starts_at` in `zone` to the next; the loss is judged on equity."""

    loss_max: Decimal | None = None
    loss_percent_max: Decimal | None = Decimal(3)
    orders_max: int | None = 100
    volume_max: Decimal | None = Decimal(20)
    zone: str = "UTC"
    starts_at: str = "00:00"
    basis: DayBasis = DayBasis.MAX
    flatten_at_guard: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimits:
    """A bucket of `burst` orders that fills by `orders_per_second`; when it is empty: HALT."""

    orders_per_second: Decimal = Decimal(2)
    burst: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLimits:
    """How old a price may be that an entry is decided on."""

    age_s_max: Decimal = Decimal(2)


def _no_symbols() -> Mapping[str, SymbolLimits]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """All limits of one account; `given` names those that its owner wrote down."""

    order: OrderLimits = field(default_factory=OrderLimits)
    symbol: SymbolLimits = field(default_factory=SymbolLimits)
    symbols: Mapping[str, SymbolLimits] = field(default_factory=_no_symbols)
    account: AccountLimits = field(default_factory=AccountLimits)
    day: DayLimits = field(default_factory=DayLimits)
    rate: RateLimits = field(default_factory=RateLimits)
    price: PriceLimits = field(default_factory=PriceLimits)
    hours: Hours = field(default_factory=Hours)
    given: frozenset[str] = frozenset()

    def of_symbol(self, name: str) -> SymbolLimits:
        """Those of this symbol, spelt as the broker spells it, else those of every symbol."""
        return self.symbols.get(name, self.symbol)

    @property
    def needs_risk(self) -> bool:
        """Whether any limit looks at the loss at the stops."""
        return any(
            bound is not None
            for bound in (
                self.order.risk_max, self.order.risk_percent_max, self.account.risk_max,
                self.account.risk_percent_max, self.day.loss_max, self.day.loss_percent_max,
            )
        )  # fmt: skip

    @property
    def needs_day(self) -> bool:
        """Whether any limit looks at the day."""
        day = self.day
        bounds = (day.loss_max, day.loss_percent_max, day.orders_max, day.volume_max)
        return any(bound is not None for bound in bounds)

    def missing_live(self) -> tuple[str, ...]:
        """What live trading needs and nobody has written down."""
        return tuple(
            " or ".join(paths) for paths in NEEDED_LIVE if not self.given.intersection(paths)
        )


def unbound(*, age_s_max: Decimal) -> Limits:
    """No limit but the price's age: for a simulated account whose owner wrote none down."""
    return Limits(
        order=OrderLimits(volume_max=None, risk_percent_max=None, stop_loss_required=False),
        symbol=SymbolLimits(volume_max=None, positions_max=None),
        account=AccountLimits(
            positions_max=None, volume_max=None, risk_percent_max=None,
            margin_level_min_percent=None,
        ),
        day=DayLimits(loss_percent_max=None, orders_max=None, volume_max=None),
        rate=RateLimits(orders_per_second=Decimal(1000), burst=10_000),
        price=PriceLimits(age_s_max=age_s_max),
    )  # fmt: skip
