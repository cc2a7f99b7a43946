"""Filters and exits by the clock in plain English, and when foreign sessions are open here."""

from datetime import datetime
from zoneinfo import ZoneInfo

from tickloom.domain.market import Timeframe
from tickloom.strategy.canonical import text_of
from tickloom.strategy.check_clock import acts_at, is_zone
from tickloom.strategy.document import Filters, NewsBlackout, StrategyDocument, Window
from tickloom.strategy.explain_condition import session_text
from tickloom.strategy.explain_parts import Wording
from tickloom.strategy.nodes import FieldOperand, TimeIs
from tickloom.strategy.session_table import SESSION_HOURS
from tickloom.strategy.walk import nodes

_DAYS = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday",
    "sat": "Saturday", "sun": "Sunday",
}  # fmt: skip
_WINTER, _SUMMER = (2025, 1, 15), (2025, 7, 15)


def zone_text(document: StrategyDocument) -> str:
    """The zone as it is said after a clock time."""
    return "server time" if document.timezone == "server" else document.timezone


def joined(words: list[str], last: str = "or") -> str:
    """a, b or c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def filters_text(document: StrategyDocument, wording: Wording) -> str:
    """When new entries are allowed at all, a sentence for each filter."""
    filters, zone = document.filters, zone_text(document)
    sentences = [
        *_named("Only during the {} session.", filters.sessions),
        *_named("Not during the {} session.", filters.exclude_sessions),
        *_clock("Only", filters.windows, zone), *_clock("Not", filters.exclude_windows, zone),
        *_days("Only on {}.", filters.weekdays), *_days("Not on {}.", filters.exclude_weekdays),
        *_spreads(filters, wording),
    ]  # fmt: skip
    if filters.news_blackout is not None:
        sentences.append(_news(filters.news_blackout))
    return " ".join(sentences)


def _named(template: str, sessions: tuple[str, ...]) -> list[str]:
    return [template.format(joined([session_text(s) for s in sessions]))] if sessions else []


def _days(template: str, days: tuple[str, ...]) -> list[str]:
    return [template.format(joined([_DAYS[day] for day in days]))] if days else []


def _clock(word: str, windows: tuple[Window, ...], zone: str) -> list[str]:
    texts = [
        f"between {window.start} and {window.end}"
        + (f" on {joined([_DAYS[day] for day in window.weekdays])}" if window.weekdays else "")
        for window in windows
    ]
    return [f"{word} {joined(texts)} ({zone})."] if texts else []


def _spreads(filters: Filters, wording: Wording) -> list[str]:
    return [
        f"Only while the spread is at most {text_of(value)} {unit}{wording.in_price(value, unit)}."
        for value, unit in (
            (filters.max_spread_points, "points"), (filters.max_spread_pips, "pips"),
        )
        if value is not None
    ]  # fmt: skip


def _news(news: NewsBlackout) -> str:
    impact = "high impact" if news.impact == "high" else f"{news.impact} impact or higher"
    return (
        f"No entry from {news.before_minutes} minutes before to {news.after_minutes} minutes "
        f"after news of {impact}."
    )


def clock_notes(document: StrategyDocument) -> str:
    """When a time off the grid really acts, and the local hours of sessions that are used."""
    return " ".join((*_off_grid(document), *_sessions(document)))


def _off_grid(document: StrategyDocument) -> list[str]:
    base = document.timeframe
    if base is None:
        return []
    clocks = [node.clock for _, node in nodes(document) if isinstance(node, TimeIs)]
    if document.exits.at_time is not None:
        clocks.append(document.exits.at_time)
    return [
        f"At {clock} means {later} on {base} bars."
        for clock in dict.fromkeys(clocks)
        if (later := _acts(clock, base, document.timezone)) != clock
    ]


def _acts(clock: str, base: Timeframe, timezone: str) -> str:
    return acts_at(clock, base, timezone)


def _sessions(document: StrategyDocument) -> list[str]:
    zone = document.timezone
    if zone == "server" or not is_zone(zone):
        return []
    used = [*document.filters.sessions, *document.filters.exclude_sessions]
    used += [n.session for _, n in nodes(document) if isinstance(n, FieldOperand) and n.session]
    notes: list[str] = []
    for word in dict.fromkeys(used):
        hours = SESSION_HOURS.get(word)
        if hours is None or hours.zone == zone:
            continue
        winter, summer = (_local(word, zone, day) for day in (_WINTER, _SUMMER))
        place = zone.rpartition("/")[2].replace("_", " ")
        text = f"{session_text(word)} is {winter[0]} to {winter[1]} {place} time"
        if winter != summer:
            text += f" in January, {summer[0]} to {summer[1]} in July"
        notes.append(f"{text}.")
    return notes


def _local(word: str, zone: str, day: tuple[int, int, int]) -> tuple[str, str]:
    hours = SESSION_HOURS[word]
    begin, end = (
        datetime(*day, int(clock[:2]), int(clock[3:]), tzinfo=ZoneInfo(hours.zone))
        .astimezone(ZoneInfo(zone))
        .strftime("%H:%M")
        for clock in (hours.start, hours.end)
    )
    return begin, end
