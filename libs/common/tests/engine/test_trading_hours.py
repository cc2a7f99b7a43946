import numpy as np
import pytest

from tickloom.domain.market import DAY_NS, MINUTE_NS, Timeframe
from tickloom.domain.server_time import ServerClock
from tickloom.engine.trading_hours import trading_hours
from tickloom.testing.plays import MONDAY_NS, rows_market

MINUTES = {
    "stock": [9 * 60 + 30 + 15 * n for n in range(26)],
    "break": [15 * n for n in range(96) if 15 * n < 23 * 60],
    "midnight": [15 * n for n in range(96) if not 5 * 60 <= 15 * n < 22 * 60],
    "always": [15 * n for n in range(96)],
}


def windows(minutes: list[int], clock: ServerClock | None = None) -> list[tuple[str, str]]:
    """Thirty days of the same hours, and one odd bar at noon of the first."""
    labels = sorted({1_440 * day + minute for day in range(30) for minute in minutes} | {720})
    bars = rows_market([(1, 1, 1, 1)] * len(labels), minutes=labels)
    return [(window.start, window.end) for window in trading_hours(bars, clock or ServerClock())]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("stock", [("09:30", "16:00")]), ("break", [("00:00", "23:00")]),
        ("midnight", [("00:00", "05:00"), ("22:00", "00:00")]), ("always", []),
    ],
)  # fmt: skip
def test_hours_are_those_that_most_days_show(name: str, expected: list[tuple[str, str]]) -> None:
    assert windows(MINUTES[name]) == expected


def test_hours_are_told_by_the_servers_clock() -> None:
    assert windows(MINUTES["stock"], ServerClock(shift_hours=2)) == [("11:30", "18:00")]


def test_days_tell_no_hours() -> None:
    days = rows_market([(1, 1, 1, 1)] * 9, timeframe=Timeframe.D1)
    assert trading_hours(days, ServerClock()) == ()
    assert (np.diff(days.time_ns) == DAY_NS).all()
    assert MONDAY_NS % (24 * 60 * MINUTE_NS) == 0
