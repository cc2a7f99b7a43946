"""The order of things inside one bar: the open, stop before target, gaps, the entry bar, sides."""

from typing import Any

import numpy as np
import pytest

from tickloom.engine.run import Surroundings
from tickloom.engine.run_settings import Intrabar, RunSettings
from tickloom.engine.simulation.market import Drill
from tickloom.testing.plays import MONDAY_NS, Play, Row, entries, exits, lived
from tickloom.venue.costs import Slippage

FLAT: Row = (100_000, 100_010, 99_990, 100_000)
STOP = {"unit": "points", "value": 100}
TARGET = [{"unit": "points", "value": 200}]
LEVELS: dict[str, Any] = {"stop_loss": STOP, "take_profit": TARGET}
LONG, SHORT = Play(long=[0]), Play(short=[0])
PATH = RunSettings(intrabar=Intrabar.ONE_MINUTE_OHLC)


def test_an_entry_acts_at_the_open_after_its_decision_and_buys_at_the_ask() -> None:
    bars: list[Row] = [FLAT, (100_050, 100_060, 100_040, 100_050, 7), FLAT]
    assert entries(lived(bars, LONG)) == [(1, 1, 10, 100_057, "signal")]
    assert entries(lived(bars, SHORT)) == [(1, -1, 10, 100_050, "signal")]


def test_what_is_open_at_the_end_is_closed_at_the_last_price_on_its_own_side() -> None:
    bars: list[Row] = [FLAT, FLAT, (100_000, 100_020, 99_980, 100_015, 4)]
    assert exits(lived(bars, LONG)) == [(2, 10, 100_015, "end_of_data")]
    assert exits(lived(bars, SHORT)) == [(2, 10, 100_019, "end_of_data")]


def test_no_entry_on_the_last_bar_of_the_data() -> None:
    assert entries(lived([FLAT, FLAT], Play(long=[1]))) == []


@pytest.mark.parametrize("play", [LONG, SHORT])
def test_stop_and_target_in_one_bar_the_stop_comes_first(play: Play) -> None:
    bars: list[Row] = [FLAT, FLAT, (100_000, 100_500, 99_500, 100_000), FLAT]
    stop = 99_900 if play is LONG else 100_100
    assert exits(lived(bars, play, **LEVELS)) == [(2, 10, stop, "stop_loss")]


@pytest.mark.parametrize("play", [LONG, SHORT])
def test_a_stop_on_the_entry_bar_counts(play: Play) -> None:
    bars: list[Row] = [FLAT, (100_000, 100_150, 99_850, 100_000), FLAT]
    stop = 99_900 if play is LONG else 100_100
    assert exits(lived(bars, play, **LEVELS)) == [(1, 10, stop, "stop_loss")]


def test_a_target_on_the_entry_bar_counts_for_a_market_order() -> None:
    bars: list[Row] = [FLAT, (100_000, 100_250, 99_950, 100_000), FLAT]
    assert exits(lived(bars, LONG, **LEVELS)) == [(1, 10, 100_200, "take_profit")]


@pytest.mark.parametrize(
    ("path", "price", "reason"),
    [
        ((100_000, 100_300, 99_800, 100_100), 99_900, "stop_loss"),  # rises: low first
        ((100_000, 100_300, 99_800, 99_950), 100_200, "take_profit"),  # falls: high first
    ],
)
def test_the_path_of_a_rising_bar_is_low_first_and_of_a_falling_one_high_first(
    path: Row, price: int, reason: str
) -> None:
    bars = [FLAT, FLAT, path, FLAT]
    outcome = lived(bars, Play(long=[0], settings=PATH), **LEVELS)
    assert exits(outcome) == [(2, 10, price, reason)]


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ((100_000, 100_010, 99_990, 100_005), "take_profit"),  # rose: the doji falls, high first
        ((100_000, 100_010, 99_990, 99_995), "stop_loss"),
    ],
)
def test_a_bar_that_closes_where_it_opened_goes_the_other_way_than_the_last(
    before: Row, reason: str
) -> None:
    bars: list[Row] = [FLAT, before, (100_000, 100_300, 99_800, 100_000), FLAT]
    assert exits(lived(bars, Play(long=[0], settings=PATH), **LEVELS))[0][3] == reason


def drilled(*ticks: tuple[float, int], spreads: tuple[int, ...] = ()) -> Surroundings:
    """Ticks at minutes from the beginning."""
    prices = np.array([price for _, price in ticks], dtype=np.int32)
    return Surroundings(
        drill=Drill(
            time_ns=MONDAY_NS + np.array([int(m * 60e9) for m, _ in ticks], dtype=np.int64),
            open=prices, high=prices, low=prices,
            spread=np.array(spreads or [0] * len(ticks), dtype=np.int32),
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("ticks", "result"),
    [
        (((30, 100_000), (31, 100_230), (32, 99_800)), (2, 10, 100_230, "take_profit")),
        (((30, 100_000), (31, 99_870), (32, 100_230)), (2, 10, 99_870, "stop_loss")),
    ],
)
def test_ticks_decide_where_there_are_some(
    ticks: tuple[tuple[float, int], ...], result: tuple[int, int, int, str]
) -> None:
    bars: list[Row] = [FLAT, FLAT, (100_000, 100_300, 99_800, 100_000), FLAT]
    settings = RunSettings(intrabar=Intrabar.DRILL_DOWN)
    play = Play(long=[0], settings=settings, around=drilled(*ticks))
    assert exits(lived(bars, play, **LEVELS)) == [result]


def test_a_bar_without_ticks_is_pessimistic_when_drilling() -> None:
    bars: list[Row] = [FLAT, FLAT, (100_000, 100_300, 99_800, 100_000), FLAT]
    settings = RunSettings(intrabar=Intrabar.DRILL_DOWN)
    play = Play(long=[0], settings=settings, around=drilled((1, 100_000), (2, 100_000)))
    assert exits(lived(bars, play, **LEVELS)) == [(2, 10, 99_900, "stop_loss")]


def test_ticks_that_miss_the_extremes_of_their_bar_hide_no_stop() -> None:
    bars: list[Row] = [FLAT, FLAT, (100_000, 100_020, 99_880, 100_000), FLAT]
    settings = RunSettings(intrabar=Intrabar.DRILL_DOWN)
    play = Play(long=[0], settings=settings, around=drilled((30, 100_000), (31, 99_950)))
    assert exits(lived(bars, play, **LEVELS)) == [(2, 10, 99_900, "stop_loss")]


def test_the_spread_of_the_tick_stops_a_short_and_not_the_spread_of_its_bar() -> None:
    """At the highest tick the spread has closed to 2, while the bar began with one of 12."""
    bars: list[Row] = [FLAT, FLAT, (100_000, 100_090, 100_000, 100_050, 12), FLAT]
    settings = RunSettings(intrabar=Intrabar.DRILL_DOWN)
    ticks = ((30, 100_000), (31, 100_090), (32, 100_050))
    calm = Play(short=[0], settings=settings, around=drilled(*ticks, spreads=(12, 2, 2)))
    assert exits(lived(bars, calm, **LEVELS)) == [(3, 10, 100_000, "end_of_data")]
    wide = Play(short=[0], settings=settings, around=drilled(*ticks, spreads=(12, 12, 2)))
    assert exits(lived(bars, wide, **LEVELS)) == [(2, 10, 100_102, "stop_loss")]


def test_ticks_that_say_less_than_their_bar_leave_its_spread_to_a_short() -> None:
    bars: list[Row] = [FLAT, FLAT, (100_000, 100_090, 100_000, 100_050, 12), FLAT]
    settings = RunSettings(intrabar=Intrabar.DRILL_DOWN)
    around = drilled((30, 100_000), (31, 100_089), spreads=(2, 2))
    outcome = lived(bars, Play(short=[0], settings=settings, around=around), **LEVELS)
    assert exits(outcome) == [(2, 10, 100_100, "stop_loss")]


@pytest.mark.parametrize(
    ("play", "opening", "price", "reason"),
    [
        (LONG, 99_700, 99_700, "stop_loss"),
        (LONG, 100_400, 100_400, "take_profit"),
        (SHORT, 100_400, 100_400, "stop_loss"),
        (SHORT, 99_700, 99_700, "take_profit"),
    ],
)
def test_a_gap_fills_at_the_open_a_stop_worse_a_target_better(
    play: Play, opening: int, price: int, reason: str
) -> None:
    bars: list[Row] = [FLAT, FLAT, (opening, opening + 700, opening - 700, opening), FLAT]
    assert exits(lived(bars, play, **LEVELS)) == [(2, 10, price, reason)]


def test_a_short_is_stopped_by_the_ask_and_reaches_its_target_by_the_ask() -> None:
    """Its own entry is at the bid, so the spread is paid on the way out."""
    bars: list[Row] = [FLAT, FLAT, (100_000, 100_095, 99_990, 100_000, 5), FLAT]
    assert exits(lived(bars, SHORT, **LEVELS)) == [(2, 10, 100_100, "stop_loss")]
    near: list[Row] = [FLAT, FLAT, (100_000, 100_000, 99_798, 99_900, 5), FLAT]
    assert exits(lived(near, SHORT, **LEVELS))[0][3] == "end_of_data"
    reached: list[Row] = [FLAT, FLAT, (100_000, 100_000, 99_795, 99_900, 5), FLAT]
    assert exits(lived(reached, SHORT, **LEVELS)) == [(2, 10, 99_800, "take_profit")]


def test_a_level_that_is_only_just_reached_is_reached() -> None:
    touched: list[Row] = [FLAT, FLAT, (100_000, 100_000, 99_900, 100_000), FLAT]
    assert exits(lived(touched, LONG, **LEVELS)) == [(2, 10, 99_900, "stop_loss")]
    missed: list[Row] = [FLAT, FLAT, (100_000, 100_000, 99_901, 100_000), FLAT]
    assert exits(lived(missed, LONG, **LEVELS))[0][3] == "end_of_data"


def test_the_opening_gap_comes_before_the_exit_that_was_decided() -> None:
    bars: list[Row] = [FLAT, FLAT, (99_850, 99_900, 99_800, 99_850), FLAT]
    outcome = lived(bars, Play(long=[0], exit_long=[1]), **LEVELS)
    assert exits(outcome) == [(2, 10, 99_850, "stop_loss")]


def test_a_decided_exit_comes_before_the_range_of_its_bar() -> None:
    bars: list[Row] = [FLAT, FLAT, (99_950, 100_500, 99_500, 99_950), FLAT]
    outcome = lived(bars, Play(long=[0], exit_long=[1]), **LEVELS)
    assert exits(outcome) == [(2, 10, 99_950, "exit_condition")]


def test_a_position_stopped_at_the_open_makes_room_for_an_entry_at_that_open() -> None:
    bars: list[Row] = [FLAT, FLAT, (99_850, 99_900, 99_800, 99_850), FLAT]
    outcome = lived(bars, Play(long=[0, 1]), **LEVELS)
    assert [bar for bar, *_ in entries(outcome)] == [1, 2]


def test_slippage_makes_market_and_stop_fills_worse_and_targets_no_better() -> None:
    settings = RunSettings(slippage=Slippage(points=3))
    stopped: list[Row] = [FLAT, FLAT, (100_000, 100_000, 99_500, 99_600), FLAT]
    outcome = lived(stopped, Play(long=[0], settings=settings), **LEVELS)
    assert entries(outcome)[0][3] == 100_003
    assert exits(outcome) == [(2, 10, 99_897, "stop_loss")]
    won: list[Row] = [FLAT, FLAT, (100_000, 100_250, 99_990, 100_200), FLAT]
    assert exits(lived(won, Play(long=[0], settings=settings), **LEVELS))[0][2] == 100_200
    short = lived(stopped, Play(short=[0], exit_short=[1], settings=settings))
    assert entries(short)[0][3] == 99_997
    assert exits(short)[0][2] == 100_003
