"""The day's account: what it began with, what it has lost, what was sent since; pure.

A day runs from `starts_at` to `starts_at` on the wall clock of an IANA zone, so it has 23 or 25
hours when the zone's clocks change.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from mt5_bridge.limits.hours import minute_of_day
from mt5_bridge.limits.rules import DayBasis, DayLimits

GUARD = Decimal("0.9")
"""A limit is acted on at this share of itself."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_PER_CENT = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of the account; `is_recovered`: made of the deals afterwards, not seen.

    `moved` is what was paid in (or, negative, out) since the day began: it is no result.
    """

    start_us: int
    balance: Decimal
    equity: Decimal
    is_recovered: bool = False
    moved: Decimal = Decimal(0)
    orders: int = 0
    volume: Decimal = Decimal(0)

    def basis(self, basis: DayBasis) -> Decimal:
        if basis is DayBasis.BALANCE:
            return self.balance
        if basis is DayBasis.EQUITY:
            return self.equity
        return max(self.balance, self.equity)

    def lost(self, limits: DayLimits, equity: Decimal) -> Decimal:
        """What the day has cost so far, on equity; negative when it has gained."""
        return self.basis(limits.basis) + self.moved - equity

    def loss_allowed(self, limits: DayLimits) -> Decimal | None:
        """The day's limit itself, in account currency; None without one."""
        amounts: list[Decimal] = []
        if limits.loss_max is not None:
            amounts.append(limits.loss_max)
        if limits.loss_percent_max is not None:
            amounts.append(self._worth(limits) * limits.loss_percent_max / _PER_CENT)
        return min(amounts) if amounts else None

    def _worth(self, limits: DayLimits) -> Decimal:
        """What a percentage is of; an account opened today began with what was paid in."""
        began = self.basis(limits.basis)
        return began if began > 0 else max(self.moved, Decimal(0))

    def headroom(self, limits: DayLimits, *, equity: Decimal, open_risk: Decimal) -> Decimal | None:
        """What a new order may lose: 0.9 L - lost so far - open risk-to-stop."""
        allowed = self.loss_allowed(limits)
        if allowed is None:
            return None
        return GUARD * allowed - self.lost(limits, equity) - open_risk

    def is_guard_reached(self, limits: DayLimits, equity: Decimal) -> bool:
        """Whether equity itself has come down to the guarded limit."""
        allowed = self.loss_allowed(limits)
        return allowed is not None and self.lost(limits, equity) >= GUARD * allowed


def day_start_us(limits: DayLimits, now_us: int) -> int:
    """The beginning of the day that `now_us` belongs to, UTC."""
    zone = ZoneInfo(limits.zone)
    minute = minute_of_day("day.starts_at", limits.starts_at)
    local = (_EPOCH + timedelta(microseconds=now_us)).astimezone(zone).date()
    start = _instant_us(local + timedelta(days=1), minute, zone)
    while start > now_us:
        start = _instant_us(local, minute, zone)
        local -= timedelta(days=1)
    return start


def _instant_us(day: date, minute: int, zone: ZoneInfo) -> int:
    """The first instant at which the zone's wall clock shows that minute, or has passed it."""
    wall = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone)
    return (wall.astimezone(UTC) - _EPOCH) // _MICROSECOND
