"""The day's beginning: seen, kept over restarts, and made of the deals when nobody looked."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from mt5_bridge.kept_state import KeptState
from mt5_bridge.limits.day import day_start_us
from mt5_bridge.limits.day_keeper import DayKeeper
from mt5_bridge.limits.rules import DayLimits, Limits
from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.records import AccountFigures, VenueDeal, VenuePosition, VenueSymbol

D = Decimal
US, DAY_S = 1_000_000, 86_400
NOON_S = 1_700_049_600  # 2023-11-15T12:00Z
MIDNIGHT_S = NOON_S - 12 * 3_600
OFFSET_S = 7_200
LIMITS = Limits(day=DayLimits(zone="UTC"))
FAILED = CallFailed(code=-10004, text="no")


def server_s(utc_us: int) -> int:
    return utc_us // US + OFFSET_S


def deal(ticket: int, utc_s: int, **changes: Any) -> VenueDeal:
    base = VenueDeal(
        ticket=ticket, order=changes.get("position", ticket), position=0, symbol="EURUSD",
        type=0, entry=0, reason=0, volume=D(1), price=D("1.1"), profit=D(0),
        commission=D(0), swap=D(0), fee=D(0),
        time_ms=(utc_s + OFFSET_S) * 1_000, magic=0, comment="",
    )  # fmt: skip
    return replace(base, **changes)


@dataclass
class Terminal:
    """The part of the port that the keeper asks; EURUSD was at 1.1000 at midnight."""

    sheet: VenueSymbol
    figures: AccountFigures
    deals: list[VenueDeal] = field(default_factory=list[VenueDeal])
    open: list[VenuePosition] = field(default_factory=list[VenuePosition])
    silent: set[str] = field(default_factory=set[str])
    has_rates: bool = True

    def account(self) -> Any:
        return FAILED if "account" in self.silent else self.figures

    def history_deals(self, *, from_s: int, to_s: int) -> Any:
        if "deals" in self.silent:
            return FAILED
        return tuple(d for d in self.deals if from_s * 1_000 <= d.time_ms <= to_s * 1_000)

    def positions(self) -> Any:
        return tuple(self.open)

    def symbol(self, _: str) -> Any:
        return self.sheet

    def rates(self, _name: str, _timeframe: int, *, from_s: int, to_s: int) -> Any:
        dtype = [("time", "i8"), ("close", "f8"), ("spread", "i4")]
        rows = [(MIDNIGHT_S + OFFSET_S - 60, 1.1, 10)] if self.has_rates else []
        array = np.array(rows, dtype=dtype)
        return array[(array["time"] >= from_s) & (array["time"] <= to_s)]

    def profit(
        self, kind: int, _symbol: str, volume: Decimal, *, opened: Decimal, closed: Decimal
    ) -> Any:
        return (closed - opened) * (-1 if kind else 1) * volume * 100_000


MakeTerminal = Callable[..., Any]  # the few calls of the port that are asked


@pytest.fixture
def terminal(
    sheet: Callable[..., VenueSymbol], figures: Callable[..., AccountFigures]
) -> MakeTerminal:
    def make(**changes: Any) -> Terminal:
        return Terminal(sheet=sheet(), figures=figures(), **changes)

    return make


@pytest.fixture
def keeper(kept: KeptState) -> DayKeeper:
    return DayKeeper(kept, server_s)


def known(keeper: DayKeeper, at_s: int) -> Any:
    return keeper.day(LIMITS, at_s * US)


def test_a_beginning_that_was_watched_is_the_account_as_it_was(
    keeper: DayKeeper, terminal: MakeTerminal, figures: Callable[..., AccountFigures]
) -> None:
    at = terminal()
    keeper.observe(at, LIMITS, (MIDNIGHT_S - 5) * US)
    at.figures = figures(balance=D(9_900), equity=D(9_950))
    keeper.observe(at, LIMITS, MIDNIGHT_S * US)
    day = known(keeper, NOON_S)
    assert (day.balance, day.equity, day.is_recovered) == (D(9_900), D(9_950), False)
    assert day.start_us == day_start_us(LIMITS.day, NOON_S * US)


def test_after_a_pause_over_the_boundary_the_day_is_recovered(
    keeper: DayKeeper, terminal: MakeTerminal
) -> None:
    at = terminal()
    keeper.observe(at, LIMITS, (MIDNIGHT_S - 3_600) * US)
    keeper.observe(at, LIMITS, NOON_S * US)
    assert known(keeper, NOON_S).is_recovered


def test_it_is_kept_over_a_restart_and_ends_with_the_day(
    keeper: DayKeeper, terminal: MakeTerminal, kept: KeptState
) -> None:
    keeper.observe(terminal(), LIMITS, NOON_S * US)
    keeper.count(D("0.5"))
    again = DayKeeper(kept, server_s)
    assert (known(again, NOON_S).orders, known(again, NOON_S).volume) == (1, D("0.5"))
    assert known(again, NOON_S + DAY_S) is None


@pytest.mark.parametrize("what", ["account", "deals"])
def test_a_terminal_that_does_not_tell_leaves_the_day_unknown(
    keeper: DayKeeper, terminal: MakeTerminal, what: str
) -> None:
    keeper.observe(terminal(silent={what}), LIMITS, NOON_S * US)
    assert known(keeper, NOON_S) is None


def test_an_unknown_clock_leaves_the_day_unknown(kept: KeptState, terminal: MakeTerminal) -> None:
    blind = DayKeeper(kept, lambda _: None)
    blind.observe(terminal(), LIMITS, NOON_S * US)
    assert known(blind, NOON_S) is None


def test_the_balance_is_exact_and_what_was_paid_in_is_told_apart(
    keeper: DayKeeper, terminal: MakeTerminal
) -> None:
    deals = [
        deal(1, MIDNIGHT_S - 7_200, position=5),
        deal(2, MIDNIGHT_S + 60, position=5, type=1, entry=1, price=D("1.0990"), profit=D(-100),
             commission=D(-7), swap=D(-1), fee=D(-2)),
        deal(3, MIDNIGHT_S + 90, type=2, symbol="", volume=D(0), profit=D(1_000)),
        deal(4, MIDNIGHT_S + 95, type=3, symbol="", volume=D(0), profit=D(50)),
    ]  # fmt: skip
    keeper.observe(terminal(deals=deals), LIMITS, NOON_S * US)
    day = known(keeper, NOON_S)
    assert day.balance == D(10_000) + 110 - 1_000
    assert day.moved == D(1_050)


def test_what_was_open_at_midnight_counts_at_the_price_of_that_minute(
    keeper: DayKeeper, terminal: MakeTerminal, position: Callable[..., VenuePosition]
) -> None:
    closed_since = [
        deal(1, MIDNIGHT_S - 7_200, position=5, price=D("1.0950")),
        deal(2, MIDNIGHT_S + 60, position=5, type=1, entry=1, price=D("1.0900"), profit=D(-500)),
    ]
    opened_since = [deal(3, MIDNIGHT_S + 70, position=6)]
    still_open = position(identifier=7, type=1, volume=D("0.5"), price_open=D("1.1050"))
    halved = [
        deal(8, MIDNIGHT_S - 9_000, position=7, type=1, price=D("1.1050")),
        deal(9, MIDNIGHT_S + 30, position=7, type=0, entry=1, volume=D("0.5"), profit=D(20)),
    ]
    at = terminal(
        deals=[*closed_since, *opened_since, *halved],
        open=[position(identifier=6, volume=D(1)), still_open],
    )
    keeper.observe(at, LIMITS, NOON_S * US)
    day = known(keeper, NOON_S)
    assert day.balance == D(10_000) + 480
    # the long lot was 500 up at the bid; the short lot 490 up at the ask, a point of ten higher
    assert day.equity == day.balance + 500 + 490
    assert (day.orders, day.volume) == (1, D(1))


def test_without_prices_the_larger_of_balance_and_equity_stands_in(
    keeper: DayKeeper, terminal: MakeTerminal, position: Callable[..., VenuePosition],
    figures: Callable[..., AccountFigures],
) -> None:  # fmt: skip
    at = terminal(open=[position(identifier=7)], has_rates=False)
    at.figures = figures(equity=D(10_300))
    keeper.observe(at, LIMITS, NOON_S * US)
    day = known(keeper, NOON_S)
    assert (day.balance, day.equity) == (D(10_000), D(10_300))


def test_a_netting_position_that_was_reversed_today_is_taken_back_to_what_it_was(
    keeper: DayKeeper, terminal: MakeTerminal, position: Callable[..., VenuePosition]
) -> None:
    deals = [
        deal(1, MIDNIGHT_S - 9_000, position=7, volume=D(1), price=D("1.0900")),
        deal(2, MIDNIGHT_S - 8_000, position=7, volume=D(1), price=D("1.0920")),
        deal(3, MIDNIGHT_S + 60, position=7, type=1, entry=2, volume=D(3), price=D("1.0950")),
    ]
    short = position(identifier=7, type=1, volume=D(1), price_open=D("1.0950"))
    keeper.observe(terminal(deals=deals, open=[short]), LIMITS, NOON_S * US)
    day = known(keeper, NOON_S)
    assert day.equity - day.balance == (D("1.1") - D("1.0910")) * 2 * 100_000


def test_money_paid_in_later_is_followed(keeper: DayKeeper, terminal: MakeTerminal) -> None:
    at = terminal()
    keeper.observe(at, LIMITS, NOON_S * US)
    at.deals.append(deal(9, NOON_S + 5, type=2, symbol="", volume=D(0), profit=D(-300)))
    keeper.observe(at, LIMITS, (NOON_S + 10) * US)
    assert known(keeper, NOON_S).moved == D(-300)
    assert known(keeper, NOON_S).lost(LIMITS.day, D(9_700)) == 0


def test_a_clock_that_steps_back_over_midnight_does_not_begin_yesterday_again(
    keeper: DayKeeper, terminal: MakeTerminal
) -> None:
    keeper.observe(terminal(), LIMITS, (MIDNIGHT_S + 10) * US)
    before = known(keeper, NOON_S)
    keeper.observe(terminal(), LIMITS, (MIDNIGHT_S - 10) * US)
    assert known(keeper, NOON_S) == before
