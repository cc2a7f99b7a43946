"""Longer timeframes and fields of days, weeks and sessions against plain loops over the bars."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import isnan, nan
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from tickloom.domain.market import Timeframe
from tickloom.domain.server_time import ServerClock
from tickloom.engine.bars import Bars
from tickloom.engine.compiler import compile_document
from tickloom.engine.evaluate import EvaluationContext, evaluate
from tickloom.strategy.session_table import SESSION_HOURS
from tickloom.testing.plays import ALWAYS, EURUSD, Row, bound_of, rows_market

SERVERS = ("UTC", "GMT+2/eu", "GMT+2/us")
BASE = timedelta(minutes=15)
Fold = tuple[datetime, float, float, float, float, float]  # end, open, high, low, close, volume


def wall_of(server: str, moment: datetime) -> datetime:
    if server == "GMT+2/us":
        return (moment.astimezone(ZoneInfo("America/New_York")) + timedelta(hours=7)).replace(
            tzinfo=None
        )
    zone = {"GMT+2/eu": "Europe/Athens"}.get(server, server)
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def utc_of(server: str, wall: datetime) -> datetime:
    """The instant of a wall clock that is shown exactly once."""
    guess = wall.replace(tzinfo=UTC) - timedelta(hours=2)
    found = [guess + timedelta(hours=h) for h in (-1, 0, 1, 2)]
    return next(moment for moment in found if wall_of(server, moment) == wall)


def walk(day: str, server: str, *, days: int = 16, missing: float = 0.04) -> Bars:
    """Five days a week of the server's clock, with bars missing."""
    draw = np.random.default_rng(len(day) + days)
    begin = datetime.fromisoformat(day).replace(tzinfo=UTC)
    instants = [begin + n * BASE for n in range(days * 96)]
    instants = [m for m in instants if wall_of(server, m).weekday() < 5]
    instants = [m for m in instants if draw.random() >= missing]
    price, rows = 100_000, list[Row]()
    for _ in instants:
        path = price + np.cumsum(draw.integers(-30, 31, 4))
        rows.append((int(path[0]), int(path.max()), int(path.min()), int(path[-1])))
        price = int(path[-1])
    first = int(instants[0].timestamp())
    minutes = [(int(m.timestamp()) - first) // 60 for m in instants]
    return rows_market(rows, begin_ns=first * 10**9, minutes=minutes)


def values_of(operand: dict[str, Any], bars: Bars, server: str = "UTC") -> list[float]:
    """An operand at the close of every bar (inside a sum: a low is no target of a long)."""
    at = {"calc": "add", "args": [operand]}
    bound = bound_of(entry={"long": ALWAYS}, take_profit=[{"at": at}])
    context = EvaluationContext(instrument=EURUSD, server_clock=ServerClock.read(server), news=())
    signals = evaluate(compile_document(bound), bars, context=context)
    return [float(value) for value in signals.levels[0]]


def moments(bars: Bars) -> list[datetime]:
    return [datetime.fromtimestamp(int(t) // 10**9, tz=UTC) for t in bars.time_ns]


def midnight(wall: datetime) -> datetime:
    return wall.replace(hour=0, minute=0)


def hours(count: int) -> Callable[[datetime], tuple[datetime, datetime]]:
    def period(wall: datetime) -> tuple[datetime, datetime]:
        start = midnight(wall) + timedelta(hours=wall.hour // count * count)
        return start, start + timedelta(hours=count)

    return period


def day(wall: datetime) -> tuple[datetime, datetime]:
    return midnight(wall), midnight(wall) + timedelta(days=1)


def week(wall: datetime) -> tuple[datetime, datetime]:
    """From Sunday, as MetaTrader stamps them."""
    start = midnight(wall) - timedelta(days=(wall.weekday() + 1) % 7)
    return start, start + timedelta(days=7)


def month(wall: datetime) -> tuple[datetime, datetime]:
    start = midnight(wall).replace(day=1)
    return start, (start + timedelta(days=32)).replace(day=1)


PERIODS = {"H1": hours(1), "H4": hours(4), "D1": day, "W1": week, "MN1": month}


def folded(bars: Bars, server: str, period: Callable[[datetime], Any]) -> list[Fold]:
    """Longer bars, one after the other, each with the instant at which it ends."""
    found = dict[datetime, Fold]()
    for i, moment in enumerate(moments(bars)):
        start, end = period(wall_of(server, moment))
        o, h, low, c = (float(x) for x in bars.prices[:, i])
        volume = float(bars.volume[i])
        if start in found:
            _, opened, high, lowest, _, before = found[start]
            found[start] = (found[start][0], opened, max(high, h), min(lowest, low), c,
                            before + volume)  # fmt: skip
        else:
            found[start] = (utc_of(server, end), o, h, low, c, volume)
    return list(found.values())


def as_of(bars: Bars, server: str, period: Callable[[datetime], Any]) -> list[list[Fold]]:
    """For each base bar the longer bars that had ended when it closed."""
    whole = folded(bars, server, period)
    return [[bar for bar in whole if bar[0] <= moment + BASE] for moment in moments(bars)]


def equal(one: list[float], other: list[Any]) -> bool:
    assert len(one) == len(other)
    unlike = [(i, a, b) for i, (a, b) in enumerate(zip(one, other, strict=True))
              if a != b and not (isnan(a) and isnan(b))]  # fmt: skip
    assert unlike == []
    return sum(not isnan(a) for a in one) > len(one) // 4


@pytest.mark.parametrize("begin", ["2024-03-04", "2024-10-21"])
@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("timeframe", ["H1", "H4", "D1", "W1"])
def test_longer_bars_are_joined_as_of_the_close(timeframe: str, server: str, begin: str) -> None:
    days = 30 if timeframe in {"D1", "W1"} else 16
    bars = walk(begin, server, days=days)
    known = as_of(bars, server, PERIODS[timeframe])
    operand = {"price": "close", "tf": timeframe}
    last = [each[-1][4] if each else nan for each in known]
    assert equal(values_of(operand, bars, server), last)
    earlier = [each[-3][2] if len(each) > 2 else nan for each in known]
    found = values_of({"price": "high", "tf": timeframe, "shift": 2}, bars, server)
    assert equal(found, earlier)
    if timeframe != "W1":
        means = [sum(bar[4] for bar in each[-5:]) / 5 if len(each) >= 5 else nan for each in known]
        found = values_of({"ind": "sma", "period": 5, "tf": timeframe}, bars, server)
        assert np.allclose(found, means, rtol=1e-12, atol=0, equal_nan=True)


def test_months_are_joined_too() -> None:
    bars = walk("2024-01-20", "GMT+2/eu", days=50)
    known = as_of(bars, "GMT+2/eu", month)
    last = [each[-1][1] if each else nan for each in known]
    assert equal(values_of({"price": "open", "tf": "MN1"}, bars, "GMT+2/eu"), last)


def test_the_table_of_decision_instants() -> None:
    """Opens say which bar is read: H4 bars open at their hour, days at their day."""
    rows: list[Row] = [(100_000 + n, 100_000 + n, 100_000 + n, 100_000 + n) for n in range(192)]
    bars = rows_market(rows)
    h4 = values_of({"price": "open", "tf": "H4"}, bars)
    d1 = values_of({"price": "open", "tf": "D1"}, bars)
    labels = {m.strftime("%d %H:%M"): i for i, m in enumerate(moments(bars))}
    opens = [row[0] / 1e5 for row in rows]
    for label, bar, of_day in (
        ("02 11:30", "02 04:00", "01 00:00"), ("02 11:45", "02 08:00", "01 00:00"),
        ("02 12:00", "02 08:00", "01 00:00"), ("02 23:45", "02 20:00", "02 00:00"),
    ):  # fmt: skip
        assert h4[labels[label]] == opens[labels[bar]]
        assert d1[labels[label]] == opens[labels[of_day]]


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("begin", ["2024-03-04", "2024-10-21"])
def test_fields_of_days_and_weeks_are_the_servers(begin: str, server: str) -> None:
    bars = walk(begin, server, days=25)
    days, weeks = as_of(bars, server, day), as_of(bars, server, week)
    for name, place in (("high", 2), ("low", 3), ("close", 4)):
        expected = [each[-1][place] if each else nan for each in days]
        assert equal(values_of({"field": f"prev_day_{name}"}, bars, server), expected)
    for name, place in (("high", 2), ("low", 3)):
        expected = [each[-1][place] if each else nan for each in weeks]
        assert equal(values_of({"field": f"prev_week_{name}"}, bars, server), expected)
    opened, current = list[float](), None
    for i, moment in enumerate(moments(bars)):
        date = wall_of(server, moment).date()
        opened.append(float(bars.prices[0, i]) if date != current else opened[-1])
        current = date
    assert equal(values_of({"field": "day_open"}, bars, server), opened)


@pytest.mark.parametrize("session", ["asia", "london", "new_york", "sydney", "london_ny_overlap"])
@pytest.mark.parametrize("begin", ["2024-03-04", "2024-07-01"])
def test_the_extremes_of_a_session_grow_inside_it_and_stand_outside(
    session: str, begin: str
) -> None:
    bars = walk(begin, "GMT+2/us")
    high, low, highs, lows = nan, nan, list[float](), list[float]()
    current: object = None
    for i, moment in enumerate(moments(bars)):
        which = occurrence(session, moment)
        if which is not None:
            is_new = which != current
            current = which
            high = bars.prices[1, i] if is_new else max(high, bars.prices[1, i])
            low = bars.prices[2, i] if is_new else min(low, bars.prices[2, i])
        highs.append(float(high))
        lows.append(float(low))
    extreme = {"field": "session_high", "session": session}
    assert equal(values_of(extreme, bars, "GMT+2/us"), highs)
    assert equal(values_of(extreme | {"field": "session_low"}, bars, "GMT+2/us"), lows)


def occurrence(session: str, moment: datetime) -> object:
    """The date of the session in which a moment lies."""
    if session == "london_ny_overlap":
        both = (occurrence("london", moment), occurrence("new_york", moment))
        return both[0] if None not in both else None
    hours_ = SESSION_HOURS[session]
    wall = moment.astimezone(ZoneInfo(hours_.zone))
    inside = hours_.start <= wall.strftime("%H:%M") < hours_.end and wall.weekday() < 5
    return wall.date() if inside else None


def test_before_the_first_session_there_is_no_extreme() -> None:
    bars = rows_market([(100_000, 100_010, 99_990, 100_000)] * 96)
    found = values_of({"field": "session_high", "session": "london"}, bars)
    assert [isnan(value) for value in found] == [True] * 32 + [False] * 64


def test_a_cross_on_longer_bars_is_one_event() -> None:
    """It is true at the one base bar that first sees the longer bar which crossed."""
    bars = walk("2024-03-04", "GMT+2/eu")
    level = float(np.median(bars.prices[3]))
    cross = {"left": {"price": "close", "tf": "H4"}, "op": "crosses_above", "right": level}
    bound = bound_of(entry={"long": cross})
    context = EvaluationContext(
        instrument=EURUSD, server_clock=ServerClock.read("GMT+2/eu"), news=(), warm_up_bars=1
    )
    signals = evaluate(compile_document(bound), bars, context=context)
    known = as_of(bars, "GMT+2/eu", PERIODS["H4"])
    expected = [
        i for i in range(1, len(bars))
        if len(known[i]) > max(1, len(known[i - 1]))
        and known[i][-2][4] <= level < known[i][-1][4]
    ]  # fmt: skip
    assert list(np.flatnonzero(signals.entry_long == 1)) == expected
    assert len(expected) > 1


def test_conditions_count_bars_of_their_own_timeframe() -> None:
    """Three candles of H4 in a row, and one M15 close above the last day's mean."""
    bars = walk("2024-03-04", "UTC")
    above = {"left": {"price": "close", "tf": "H4"}, "op": "gt", "right": {"price": "open",
             "tf": "H4"}}  # fmt: skip
    bound = bound_of(entry={"long": {"cond": above, "for_bars": 3}})
    context = EvaluationContext(instrument=EURUSD, news=(), warm_up_bars=1)
    signals = evaluate(compile_document(bound), bars, context=context)
    known = as_of(bars, "UTC", PERIODS["H4"])
    expected = [int(len(each) >= 3 and all(bar[4] > bar[1] for bar in each[-3:])) for each in known]
    assert list((signals.entry_long == 1).astype(int)) == expected
    assert sum(expected) > 0


def test_the_brokers_own_longer_bars_are_read_where_they_are_given() -> None:
    bars = rows_market([(100_000, 100_010, 99_990, 100_000)] * 96)
    own = rows_market([(1, 5, 1, 4)] * 6, timeframe=Timeframe.H4)
    bound = bound_of(entry={"long": ALWAYS}, take_profit=[{"at": {"price": "close", "tf": "H4"}}])
    context = EvaluationContext(instrument=EURUSD, news=(), higher={Timeframe.H4: own})
    signals = evaluate(compile_document(bound), bars, context=context)
    assert list(signals.levels[0][15:]) == [4 / 1e5] * 81
