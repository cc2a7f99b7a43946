"""Dated rules: from a moment on, a server's clock follows this one; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from tickloom.domain.server_time import ServerClock

_QUARTER_S = 900
_SAMPLES_MIN = 5
_SPREAD_S_MAX = 120.0
_OFF_QUARTER_S_MAX = 300.0

USUAL = ("America/New_York+7", "Europe/Athens", "UTC", "Europe/London", "America/New_York")
"""What servers keep, the most usual first; a learned offset picks the first that fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedRule:
    """`clock` (as `ServerClock.read` takes it) holds from `from_us` on, UTC microseconds."""

    from_us: int
    clock: str


def rule_at(rules: Sequence[DatedRule], utc_us: int) -> ServerClock | None:
    """The rule in force; the first one also holds before its own beginning."""
    if not rules:
        return None
    ordered = sorted(rules, key=lambda rule: rule.from_us)
    held = ordered[0]
    for rule in ordered:
        if rule.from_us <= utc_us:
            held = rule
    return ServerClock.read(held.clock)


def to_server_us(rules: Sequence[DatedRule], utc_us: int) -> int | None:
    clock = rule_at(rules, utc_us)
    return None if clock is None else clock.to_server_ns(utc_us * 1_000) // 1_000


def to_utc_us(rules: Sequence[DatedRule], server_us: int) -> int | None:
    """The first instant at which the server's clock showed that, under the rule of that day."""
    clock = rule_at(rules, server_us)
    if clock is None:
        return None
    utc_us = clock.to_utc_ns(server_us * 1_000) // 1_000
    then = rule_at(rules, utc_us)
    assert then is not None
    return utc_us if then == clock else then.to_utc_ns(server_us * 1_000) // 1_000


def observed_offset_s(samples: Sequence[float]) -> int | None:
    """The median of (server - UTC) on the quarter of an hour; None when it says nothing clear."""
    if len(samples) < _SAMPLES_MIN or max(samples) - min(samples) > _SPREAD_S_MAX:
        return None
    middle = median(samples)
    offset_s = round(middle / _QUARTER_S) * _QUARTER_S
    return offset_s if abs(middle - offset_s) <= _OFF_QUARTER_S_MAX else None


def usual_rule(offset_s: int, utc_us: int) -> str | None:
    """The most usual rule with that offset now, a fixed one where none of them fits.

    None for offsets with odd minutes: only the owner can say which zone that is.
    """
    for text in USUAL:
        if ServerClock.read(text).offset_s(utc_us * 1_000) == offset_s:
            return text
    hours, rest = divmod(offset_s, 3_600)
    return None if rest else f"GMT{hours:+d}"
