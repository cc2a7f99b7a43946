"""Keeps the day's account over restarts; what happened while nobody looked is made of the deals."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import msgspec
import structlog

from mt5_bridge.kept_state import KeptState
from mt5_bridge.limits.day import Day, day_start_us
from mt5_bridge.limits.day_recovery import moved_since, recovered
from mt5_bridge.limits.rules import Limits
from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.terminal_port import TerminalPort

_NAME = "day"
_SEEN_S = 60.0
"""A boundary counts as seen when the account was read so shortly before it."""
_US = 1_000_000
log = structlog.get_logger(__name__)

ToServerSeconds = Callable[[int], int | None]
"""UTC microseconds to the server clock's seconds; None while the clock is not known."""


class DayKeeper:
    """The current day of one account; None in `day` means entries have to wait.

    `observe` is called by the terminal's owner thread, before the first order and every few
    seconds; the gate only reads, and counts what passed.
    """

    def __init__(self, kept: KeptState, to_server_s: ToServerSeconds) -> None:
        self._kept = kept
        self._to_server_s = to_server_s
        self._seen_us: int | None = None
        stored = kept.get(_NAME)
        self._day = None if stored is None else msgspec.json.decode(stored, type=Day)

    def day(self, limits: Limits, now_us: int) -> Day | None:
        """The day that `now_us` belongs to, when its beginning is known."""
        known = self._day
        if known is None or known.start_us < day_start_us(limits.day, now_us):
            return None
        return known

    def count(self, volume: Decimal) -> None:
        """One more entry goes out."""
        day = self._day
        assert day is not None, "an entry passed on an unknown day"
        self._keep(replace(day, orders=day.orders + 1, volume=day.volume + volume))

    def observe(self, port: TerminalPort, limits: Limits, now_us: int) -> None:
        """Begin a new day where one has begun, and follow what is paid in and out."""
        start_us = day_start_us(limits.day, now_us)
        start_s = self._to_server_s(start_us)
        figures = port.account()
        if start_s is None or isinstance(figures, CallFailed):
            return
        known = self._day
        if known is None or known.start_us < start_us:
            was_seen = (
                self._seen_us is not None
                and start_us - self._seen_us <= _SEEN_S * _US
                and now_us - start_us <= _SEEN_S * _US
            )
            day: Day | None
            if was_seen:
                day = Day(start_us=start_us, balance=figures.balance, equity=figures.equity)
            else:
                day = recovered(port, figures, start_us=start_us, start_s=start_s)
            if day is None:
                return
            self._keep(day)
            log.info("day_begun", start_us=start_us, is_recovered=day.is_recovered)
        else:
            self._follow(port, known)
        self._seen_us = now_us

    def _follow(self, port: TerminalPort, day: Day) -> None:
        start_s = self._to_server_s(day.start_us)
        moved = None if start_s is None else moved_since(port, start_s=start_s)
        if moved is not None and moved != day.moved:
            self._keep(replace(day, moved=moved))

    def _keep(self, day: Day) -> None:
        self._kept.put(_NAME, msgspec.json.encode(day))
        self._day = day
