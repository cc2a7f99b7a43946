"""When an entry may act at all, and at which opens the clock closes: filters, weekends, days.

All of it is a function of labels, so a backtest's columns and a live bar are one call. Filters
block new entries only; they never block or cause an exit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tickloom.domain.errors import InvalidInput
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.domain.market import DAY_NS, MINUTE_NS, Timeframe
from tickloom.engine.clock_rows import (
    NO_BAR,
    Clocks,
    Flags,
    Labels,
    Times,
    is_in_session,
    labels_of,
    last_occurrence,
    minutes_of,
    wall,
    weekday,
)
from tickloom.engine.reasons import Refusal
from tickloom.engine.signals import AT_TIME, BEFORE_WEEKEND
from tickloom.strategy.document import WEEKDAYS, Filters, NewsBlackout, StrategyDocument, Window

Codes = npt.NDArray[np.uint8]
Days = npt.NDArray[np.int32]
_IMPACTS = ("low", "medium", "high")
_WEEKEND_LEAST_NS = 15 * MINUTE_NS
_FRIDAY_END_NS = 5 * DAY_NS
_WEEK_NS = 7 * DAY_NS
_MONDAY_NS = 3 * DAY_NS  # 1970-01-01 was a Thursday: weeks from Monday begin 3 days before it


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsEvent:
    """An event of the economic calendar, in UTC."""

    time_ns: int
    currency: str
    impact: str = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gates:
    """What the clock allows of one document on one symbol.

    `week_end_ns` is the end of the last trading session from Monday 00:00 of the server's clock
    (None: the market never closes). `news` None: there is no calendar, and a document that asks
    for one takes no entry.
    """

    document: StrategyDocument
    instrument: Instrument
    timeframe: Timeframe
    clocks: Clocks
    week_end_ns: int | None = _FRIDAY_END_NS
    news: Sequence[NewsEvent] | None = None
    ignore_news: bool = False

    def columns(self, times: Times) -> tuple[Codes, Codes]:
        """`blocked` and `closing` of consecutive bars; labels are looked at only if they matter."""
        exits = self.document.exits
        if self._has_filters or exits.at_time is not None:
            labels = labels_of(times)
            return self.blocked(labels), self.closing(labels)
        blocked = np.zeros(len(times), dtype=np.uint8)
        blocked[-1:] = Refusal.NO_EXECUTION_BAR
        return blocked, np.zeros(len(times), dtype=np.uint8)

    def compact_columns(self, times: Times) -> tuple[Codes, Codes, Days]:
        """`blocked`, `closing` and `day` for a simulation: what says nothing has one entry.

        It looks at no decision that has no bar to act on.
        """
        nothing: Codes = np.zeros(1, dtype=np.uint8)
        blocked, closing = nothing, nothing
        if self._has_filters or self.closes_by_clock:
            labels = labels_of(times)
            blocked = self.blocked(labels) if self._has_filters else nothing
            closing = self.closing(labels) if self.closes_by_clock else nothing
        return blocked, closing, self.day(times) if self.counts_days else np.zeros(1, np.int32)

    def blocked(self, labels: Labels) -> Codes:
        """For each decision bar: 0, or the code of the filter that its execution bar fails."""
        codes = np.zeros(len(labels.own), dtype=np.uint8)
        if self._has_filters:
            for code, passes in self._filters(labels.after):
                codes[(codes == 0) & ~passes] = code
        codes[labels.after == NO_BAR] = Refusal.NO_EXECUTION_BAR
        return codes

    @property
    def closes_by_clock(self) -> bool:
        """Whether `closing` can be anything but 0."""
        exits = self.document.exits
        return exits.at_time is not None or exits.before_weekend

    @property
    def counts_days(self) -> bool:
        """Whether a limit counts by days."""
        limits = self.document.limits
        counted = (
            limits.max_trades_per_day, limits.max_daily_loss_pct, limits.max_daily_loss_money,
            limits.max_consecutive_losses,
        )  # fmt: skip
        return any(limit is not None for limit in counted)

    @property
    def _has_filters(self) -> bool:
        document = self.document
        return document.filters != Filters() or document.exits.before_weekend

    def closing(self, labels: Labels) -> Codes:
        """Bits for each bar's own open: `at_time` came since the last bar, the weekend is near."""
        bits = np.zeros(len(labels.own), dtype=np.uint8)
        exits = self.document.exits
        if exits.at_time is not None:
            latest = last_occurrence(
                minutes_of(exits.at_time), labels.own, self.clocks.document, happens_in_gap=True
            )
            bits[(latest > labels.before) & (labels.before != NO_BAR)] |= AT_TIME
        if exits.before_weekend:
            bits[self._is_weekend(labels)] |= BEFORE_WEEKEND
        return bits

    def day(self, times: Times) -> Days:
        """Numbers of the days of `tz` in which bars open; all 0 where no limit counts by days."""
        if not self.counts_days:
            return np.zeros(len(times), dtype=np.int32)
        return (wall(times, self.clocks.document) // DAY_NS).astype(np.int32)

    def _filters(self, times: Times) -> list[tuple[int, Flags]]:
        filters = self.document.filters
        found = [
            (int(Refusal.SESSION), _in_sessions(filters, times)),
            (int(Refusal.WINDOW), self._in_windows(filters, times)),
            (int(Refusal.WEEKDAY), self._on_weekdays(filters, times)),
        ]
        if filters.news_blackout is not None and not self.ignore_news:
            found.append((int(Refusal.NEWS_BLACKOUT), self._quiet(filters.news_blackout, times)))
        if self.document.exits.before_weekend:
            found.append((int(Refusal.WEEKEND), ~self._near_weekend(times)))
        return found

    def _in_windows(self, filters: Filters, times: Times) -> Flags:
        passes = np.ones(len(times), dtype=np.bool_)
        if filters.windows:
            passes = np.zeros(len(times), dtype=np.bool_)
            for window in filters.windows:
                passes |= self._in_window(window, times)
        for window in filters.exclude_windows:
            passes &= ~self._in_window(window, times)
        return passes

    def _in_window(self, window: Window, times: Times) -> Flags:
        """From <= label < to; over midnight it belongs to the weekday on which it starts."""
        shown = wall(times, self.clocks.document)
        minute = shown % DAY_NS // MINUTE_NS
        start, end = minutes_of(window.start), minutes_of(window.end)
        days = weekday(shown)
        if start < end:
            inside = (minute >= start) & (minute < end)
        else:
            inside = (minute >= start) | (minute < end)
            days = np.where(minute < end, (days - 1) % 7, days)
        if window.weekdays:
            wanted = [WEEKDAYS.index(name) for name in window.weekdays]
            inside &= np.isin(days, wanted)
        return inside

    def _on_weekdays(self, filters: Filters, times: Times) -> Flags:
        days = weekday(wall(times, self.clocks.document))
        passes = np.ones(len(times), dtype=np.bool_)
        if filters.weekdays:
            passes &= np.isin(days, [WEEKDAYS.index(name) for name in filters.weekdays])
        if filters.exclude_weekdays:
            passes &= ~np.isin(days, [WEEKDAYS.index(name) for name in filters.exclude_weekdays])
        return passes

    def _quiet(self, blackout: NewsBlackout, times: Times) -> Flags:
        """No event from `before` minutes ahead to `after` minutes past it, half-open."""
        if self.news is None:
            return np.zeros(len(times), dtype=np.bool_)
        currencies = {self.instrument.currency_profit}
        if self.instrument.calc_mode is CalcMode.FOREX:
            currencies.add(self.instrument.currency_base)
        least = _IMPACTS.index(blackout.impact)
        passes = np.ones(len(times), dtype=np.bool_)
        for event in self.news:
            if event.currency in currencies and _IMPACTS.index(event.impact) >= least:
                begin = event.time_ns - blackout.before_minutes * MINUTE_NS
                end = event.time_ns + blackout.after_minutes * MINUTE_NS
                passes &= (times < begin) | (times >= end)
        return passes

    def _near_weekend(self, times: Times) -> Flags:
        """From the end of the week's last session less a bar (15 minutes at least) on."""
        if self.week_end_ns is None:
            return np.zeros(len(times), dtype=np.bool_)
        lead = max(self.timeframe.minutes * MINUTE_NS, _WEEKEND_LEAST_NS)
        since_monday = (wall(times, self.clocks.server) + _MONDAY_NS) % _WEEK_NS
        is_sunday = since_monday >= 6 * DAY_NS  # Sunday belongs to the week that begins
        return (since_monday >= self.week_end_ns - lead) & ~is_sunday

    def _is_weekend(self, labels: Labels) -> Flags:
        """Also the first bar of a new week, should the last bars before it be missing."""
        weeks = (wall(labels.own, self.clocks.server) + _MONDAY_NS + DAY_NS) // _WEEK_NS
        exists = labels.before != NO_BAR
        is_new = np.zeros(len(weeks), dtype=np.bool_)
        before = (wall(labels.before[exists], self.clocks.server) + _MONDAY_NS + DAY_NS) // _WEEK_NS
        is_new[exists] = weeks[exists] != before
        never_closes = self.week_end_ns is None
        return self._near_weekend(labels.own) | (is_new & (not never_closes))


def _in_sessions(filters: Filters, times: Times) -> Flags:
    passes = np.ones(len(times), dtype=np.bool_)
    if filters.sessions:
        passes = np.zeros(len(times), dtype=np.bool_)
        for session in filters.sessions:
            passes |= is_in_session(session, times)
    for session in filters.exclude_sessions:
        passes &= ~is_in_session(session, times)
    return passes


def usual_week_end_ns(times: Times, timeframe: Timeframe, clocks: Clocks) -> int | None:
    """When the trading week ends on the server's clock, as most weeks of these bars show.

    A property of the symbol's schedule, not of prices. None where weeks have no end.
    """
    if not len(times):
        return _FRIDAY_END_NS
    shown = wall(times, clocks.server) + _MONDAY_NS + DAY_NS  # weeks from Sunday
    last = np.flatnonzero(np.diff(shown // _WEEK_NS))
    if not len(last):
        return _FRIDAY_END_NS
    ends = shown[last] % _WEEK_NS - DAY_NS + timeframe.minutes * MINUTE_NS
    values, counts = np.unique(ends, return_counts=True)
    usual = int(values[counts.argmax()])
    return None if usual > _FRIDAY_END_NS + DAY_NS // 2 else usual


def require_calendar(gates: Gates) -> None:
    """A backtest without a calendar is refused unless the user chose to ignore the filter."""
    wants = gates.document.filters.news_blackout is not None
    if wants and gates.news is None and not gates.ignore_news:
        raise InvalidInput(
            "/filters/news_blackout", "no calendar",
            "events of the economic calendar, or the choice to ignore this filter",
            code="need:calendar",
        )  # fmt: skip
