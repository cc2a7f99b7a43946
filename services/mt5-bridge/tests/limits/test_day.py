"""The day's loss and its boundary, by the numbers of the risk design."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from mt5_bridge.limits.day import Day, day_start_us
from mt5_bridge.limits.rules import DayBasis, DayLimits

D = Decimal


def us(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000


def test_the_headroom_of_the_worked_example_is_2500() -> None:
    day = Day(start_us=0, balance=D(100_000), equity=D(100_000))
    limits = DayLimits(loss_max=D(5_000), loss_percent_max=None)
    assert day.headroom(limits, equity=D(98_800), open_risk=D(800)) == D(2_500)


def test_a_percentage_and_an_amount_bind_together_and_the_smaller_one_counts() -> None:
    day = Day(start_us=0, balance=D(100_000), equity=D(100_000))
    assert day.loss_allowed(DayLimits(loss_max=D(5_000), loss_percent_max=D(3))) == D(3_000)
    assert day.loss_allowed(DayLimits(loss_max=None, loss_percent_max=None)) is None


@pytest.mark.parametrize(
    ("basis", "lost"), [(DayBasis.BALANCE, 500), (DayBasis.EQUITY, 2_500), (DayBasis.MAX, 2_500)]
)
def test_the_loss_is_judged_on_equity_from_the_basis_the_rule_names(
    basis: DayBasis, lost: int
) -> None:
    day = Day(start_us=0, balance=D(100_000), equity=D(102_000))
    assert day.lost(DayLimits(basis=basis), D(99_500)) == D(lost)


def test_what_was_paid_in_hides_no_loss_and_what_was_paid_out_is_none() -> None:
    paid_in = Day(start_us=0, balance=D(1_000), equity=D(1_000), moved=D(500))
    assert paid_in.lost(DayLimits(), D(1_400)) == D(100)
    paid_out = Day(start_us=0, balance=D(1_000), equity=D(1_000), moved=D(-500))
    assert paid_out.lost(DayLimits(), D(500)) == 0


def test_the_guard_acts_at_nine_tenths_of_the_limit() -> None:
    day = Day(start_us=0, balance=D(10_000), equity=D(10_000))
    limits = DayLimits(loss_max=D(100), loss_percent_max=None)
    assert not day.is_guard_reached(limits, D("9910.01"))
    assert day.is_guard_reached(limits, D(9_910))


@pytest.mark.parametrize(
    ("zone", "starts_at", "now", "start"),
    [
        ("UTC", "00:00", "2026-01-15T13:00", "2026-01-15T00:00"),
        ("UTC", "00:30", "2026-01-15T00:29", "2026-01-14T00:30"),
        ("Europe/Prague", "00:00", "2026-01-15T22:59", "2026-01-14T23:00"),
        ("Europe/Prague", "00:00", "2026-01-15T23:00", "2026-01-15T23:00"),
        ("Europe/Prague", "00:00", "2026-07-01T22:00", "2026-07-01T22:00"),
        ("Europe/Prague", "00:00", "2026-03-29T12:00", "2026-03-28T23:00"),
        ("Europe/Prague", "00:00", "2026-03-29T22:00", "2026-03-29T22:00"),
        ("Europe/Prague", "00:00", "2026-10-25T22:59", "2026-10-24T22:00"),
        ("America/New_York", "17:00", "2026-03-06T21:59", "2026-03-05T22:00"),
        ("America/New_York", "17:00", "2026-03-09T21:00", "2026-03-09T21:00"),
        ("Etc/GMT-3", "00:00", "2026-01-15T21:00", "2026-01-15T21:00"),
    ],
)
def test_a_day_begins_by_the_wall_clock_of_its_zone(
    zone: str, starts_at: str, now: str, start: str
) -> None:
    assert day_start_us(DayLimits(zone=zone, starts_at=starts_at), us(now)) == us(start)


def test_no_moment_of_a_year_lies_before_its_days_beginning_or_25_hours_after() -> None:
    limits = DayLimits(zone="Europe/Prague", starts_at="02:30")
    for hour in range(366 * 24):
        now = us("2026-01-01T00:10") + hour * 3_600_000_000
        assert 0 <= now - day_start_us(limits, now) <= 25 * 3_600_000_000


def test_an_account_that_was_opened_today_is_measured_by_what_was_paid_in() -> None:
    opened = Day(start_us=0, balance=D(0), equity=D(0), moved=D(10_000))
    assert opened.loss_allowed(DayLimits(loss_percent_max=D(3))) == D(300)
    grown = Day(start_us=0, balance=D(10_000), equity=D(10_000), moved=D(50_000))
    assert grown.loss_allowed(DayLimits(loss_percent_max=D(3))) == D(300)
