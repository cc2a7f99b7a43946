"""Partial targets, break-even and trailing: who closes what, and from when a moved stop holds."""

from typing import Any

import numpy as np
import pytest

from tickloom.domain.market import DAY_NS, Timeframe
from tickloom.engine.run_settings import RunSettings
from tickloom.testing.plays import MONDAY_NS, Play, Row, entries, exits, lived, rows_market
from tickloom.venue.costs import Slippage

FLAT: Row = (100_000, 100_010, 99_990, 100_000)
STOP = {"unit": "points", "value": 100}
LONG = Play(long=[0])


def target(points: float, share: float | None = None) -> dict[str, Any]:
    level: dict[str, Any] = {"unit": "points", "value": points}
    return level if share is None else level | {"close_pct": share}


def sized(lots: float, *shares: float | None) -> list[tuple[int, int]]:
    """(points, volume) of every target of a position, all reached by one bar."""
    targets = [target(100 * (n + 1), share) for n, share in enumerate(shares)]
    bars: list[Row] = [FLAT, FLAT, (100_000, 101_000, 99_990, 100_900), FLAT]
    outcome = lived(
        bars, LONG, stop_loss=STOP, take_profit=targets,
        sizing={"mode": "fixed_lots", "lots": lots},
    )  # fmt: skip
    return [(price - 100_000, volume) for _, volume, price, why in exits(outcome)
            if why == "take_profit"]  # fmt: skip


def test_parts_of_a_position_are_floored_to_the_step_and_pass_their_share_on() -> None:
    assert sized(0.10, 40, 30, 30) == [(100, 4), (200, 3), (300, 3)]
    assert sized(0.02, 50, 50) == [(100, 1), (200, 1)]
    assert sized(0.01, 50, 50) == [(200, 1)]
    assert sized(0.02, 40, 30, 30) == [(200, 1), (300, 1)]
    assert sized(0.03, 10, 10, 80) == [(300, 3)]


def test_one_target_without_a_share_closes_everything() -> None:
    assert sized(0.10, None) == [(100, 10)]


def test_targets_without_a_share_divide_what_the_others_leave() -> None:
    assert sized(0.10, None, None) == [(100, 5), (200, 5)]
    assert sized(0.09, None, None, None) == [(100, 3), (200, 3), (300, 3)]
    assert sized(0.10, 40, None, None) == [(100, 4), (200, 3), (300, 3)]
    assert sized(0.10, None, None, None) == [(100, 3), (200, 3), (300, 4)]


def test_what_no_target_closes_runs_on() -> None:
    bars: list[Row] = [FLAT, FLAT, (100_000, 101_000, 99_990, 100_900), FLAT]
    outcome = lived(bars, LONG, stop_loss=STOP, take_profit=[target(100, 30), target(200, 30)])
    assert exits(outcome) == [
        (2, 3, 100_100, "take_profit"), (2, 3, 100_200, "take_profit"),
        (3, 4, 100_000, "end_of_data"),
    ]  # fmt: skip


def test_the_nearest_target_comes_first_whatever_the_order_in_the_document() -> None:
    bars: list[Row] = [FLAT, FLAT, (100_000, 100_120, 99_990, 100_100), FLAT]
    targets = [target(300, 20), target(100, 50), target(200, 30)]
    assert exits(lived(bars, LONG, stop_loss=STOP, take_profit=targets))[0] == (
        2, 5, 100_100, "take_profit",
    )  # fmt: skip
    short = lived(
        [FLAT, FLAT, (100_000, 100_010, 99_790, 99_800), FLAT], Play(short=[0]), stop_loss=STOP,
        take_profit=targets,
    )  # fmt: skip
    assert exits(short)[:2] == [(2, 5, 99_900, "take_profit"), (2, 3, 99_800, "take_profit")]


def test_a_gap_through_two_targets_fills_both_at_the_open() -> None:
    bars: list[Row] = [FLAT, FLAT, (100_250, 100_260, 100_240, 100_250), FLAT]
    outcome = lived(bars, LONG, stop_loss=STOP, take_profit=[target(100, 50), target(200, 50)])
    assert exits(outcome) == [(2, 5, 100_250, "take_profit"), (2, 5, 100_250, "take_profit")]


# Example 6 of the strategy document: filled at 1.08500, R = 10 pips, 0.50 lot, ATR 7 pips.
EXAMPLE_6: dict[str, Any] = {
    "exit": {"max_minutes": 720, "before_weekend": True},
    "stop_loss": {"swing_bars": 8, "buffer": {"unit": "atr", "value": 0.3, "period": 14}},
    "take_profit": [
        {"unit": "r", "value": 1, "close_pct": 40}, {"unit": "r", "value": 2, "close_pct": 30},
        {"unit": "r", "value": 4, "close_pct": 30},
    ],
    "breakeven": {"trigger": {"unit": "r", "value": 1}, "offset": {"unit": "pips", "value": 1}},
    "trailing": {
        "distance": {"unit": "atr", "value": 1.5, "period": 14},
        "activate_at": {"unit": "r", "value": 2}, "step": {"unit": "pips", "value": 2},
    },
    "sizing": {"mode": "fixed_lots", "lots": 0.5},
}  # fmt: skip
ENTERED: list[Row] = [
    (108_490, 108_505, 108_480, 108_500), (108_500, 108_550, 108_450, 108_540),
]  # fmt: skip
FIRST: Row = (108_540, 108_604, 108_530, 108_600)
SECOND: Row = (108_600, 108_712, 108_590, 108_700)
LATER: list[Row] = [
    (108_700, 108_725, 108_680, 108_710), (108_710, 108_740, 108_690, 108_700),
]  # fmt: skip


def example_6(*rows: Row, minutes: list[int] | None = None, begin_ns: int = MONDAY_NS) -> Any:
    """ATR 7 pips; the swing low is such that the stop is 1.08400 with the buffer of 2.1 pips."""
    bars = rows_market([*ENTERED, *rows], minutes=minutes, begin_ns=begin_ns)
    play = Play(long=[0], levels=(0.0007, 1.08421, 1.1))
    return lived(bars, play, **EXAMPLE_6)


def test_example_6_enters_with_its_stop_and_three_targets() -> None:
    outcome = example_6((108_540, 108_950, 108_530, 108_900))
    assert entries(outcome) == [(1, 1, 50, 108_500, "signal")]
    assert (outcome.positions.stop[0], outcome.positions.planned_r[0]) == (108_400, 100)
    assert exits(outcome) == [
        (2, 20, 108_600, "take_profit"), (2, 15, 108_700, "take_profit"),
        (2, 15, 108_900, "take_profit"),
    ]  # fmt: skip


def test_example_6_after_the_first_target_the_rest_stands_at_break_even_from_the_next_bar() -> None:
    outcome = example_6(FIRST, (108_600, 108_610, 108_505, 108_550))
    assert exits(outcome) == [(2, 20, 108_600, "take_profit"), (3, 30, 108_510, "break_even")]
    same_bar = example_6((108_540, 108_604, 108_505, 108_600), FIRST)
    assert [why for *_, why in exits(same_bar)] == ["take_profit", "end_of_data"]
    old_stop = example_6((108_540, 108_604, 108_399, 108_600))
    assert exits(old_stop) == [(2, 50, 108_400, "stop_loss")]


@pytest.mark.parametrize(
    ("rows", "stop"),
    [
        ((FIRST, SECOND), 108_607),
        ((FIRST, SECOND, LATER[0]), 108_607),  # better by 1.3 pips: less than the step
        ((FIRST, SECOND, *LATER), 108_635),
    ],
)
def test_example_6_trails_by_steps(rows: tuple[Row, ...], stop: int) -> None:
    fall: Row = (108_700, 108_700, stop, 108_640)
    outcome = example_6(*rows, fall)
    assert exits(outcome)[1:] == [
        (3, 15, 108_700, "take_profit"), (len(rows) + 2, 15, stop, "trailing_stop"),
    ]  # fmt: skip
    near = example_6(*rows, (108_700, 108_700, stop + 1, 108_660))
    assert exits(near)[-1][3] == "end_of_data"


def test_example_6_closes_before_the_weekend_and_after_720_minutes() -> None:
    quiet: Row = (108_540, 108_550, 108_530, 108_540)
    friday_ns = MONDAY_NS + 4 * DAY_NS + 22 * 60 * 60_000_000_000  # 22:00
    late = example_6(*[quiet] * 10, begin_ns=friday_ns)  # the week ends at 24:00
    assert exits(late) == [(7, 50, 108_540, "before_weekend")]  # 23:45
    hours = [0, 15, 30, 734, 735, 750]
    outcome = example_6(*[quiet] * 4, minutes=hours)
    assert exits(outcome) == [(4, 50, 108_540, "max_minutes")]


def test_the_stop_never_moves_back_and_the_better_one_wins() -> None:
    parts: dict[str, Any] = {
        "stop_loss": STOP, "trailing": {"distance": {"unit": "points", "value": 50}},
        "breakeven": {"trigger": {"unit": "points", "value": 60}},
    }  # fmt: skip
    rise: Row = (100_000, 100_070, 99_990, 100_060)
    sink: Row = (100_060, 100_060, 100_030, 100_040)
    outcome = lived([FLAT, FLAT, rise, sink, (100_040, 100_040, 100_020, 100_030)], LONG, **parts)
    assert exits(outcome) == [(4, 10, 100_020, "trailing_stop")]
    wide = parts | {"trailing": {"distance": {"unit": "points", "value": 90}}}
    outcome = lived([FLAT, FLAT, rise, sink, (100_040, 100_040, 100_000, 100_030)], LONG, **wide)
    assert exits(outcome) == [(4, 10, 100_000, "break_even")]


def test_a_short_trails_the_lowest_ask() -> None:
    parts: dict[str, Any] = {
        "stop_loss": STOP, "trailing": {"distance": {"unit": "points", "value": 50}},
    }  # fmt: skip
    fall: Row = (100_000, 100_000, 99_900, 99_910, 10)  # lowest ask 99_910, stop 99_960
    still: Row = (99_910, 99_949, 99_905, 99_940, 10)
    hit: Row = (99_940, 99_950, 99_930, 99_940, 10)
    outcome = lived([FLAT, FLAT, fall, still, hit], Play(short=[0]), **parts)
    assert exits(outcome) == [(4, 10, 99_960, "trailing_stop")]


def test_a_moved_stop_above_the_close_is_filled_at_the_next_open() -> None:
    """The venue would close it at once, at the price there is: worse than its level."""
    parts: dict[str, Any] = {
        "stop_loss": STOP, "breakeven": {"trigger": {"unit": "points", "value": 60}},
    }  # fmt: skip
    spike: Row = (100_000, 100_080, 99_950, 99_960)
    outcome = lived([FLAT, FLAT, spike, (99_955, 99_990, 99_940, 99_960)], LONG, **parts)
    assert exits(outcome) == [(3, 10, 99_955, "break_even")]


def test_extremes_and_both_r_are_kept_on_the_trade() -> None:
    play = Play(long=[0], settings=RunSettings(slippage=Slippage(points=2)))
    bars: list[Row] = [FLAT, FLAT, (100_000, 100_090, 99_930, 100_000), FLAT]
    trades = lived(bars, play, stop_loss=STOP).positions
    assert (trades.planned_r[0], trades.achieved_r[0]) == (100, 102)
    assert (trades.best[0], trades.worst[0]) == (100_090, 99_930)
    assert np.array_equal(trades.time_open_ns, [MONDAY_NS + Timeframe.M15.minutes * 60 * 10**9])


def test_lengths_in_money_are_those_of_the_volume_that_was_opened() -> None:
    """0.1 lots: 5 USD are 50 points. Nothing else in the document has a value on a bar."""
    money = {"unit": "money", "value": 5}
    rise: Row = (100_000, 100_070, 99_990, 100_060)
    fall: Row = (100_060, 100_060, 99_980, 99_990)
    trailing = lived([FLAT, FLAT, rise, fall], LONG, trailing={"distance": money})
    assert exits(trailing) == [(3, 10, 100_020, "trailing_stop")]
    even = lived([FLAT, FLAT, rise, fall], LONG, breakeven={"trigger": money})
    assert exits(even) == [(3, 10, 100_000, "break_even")]
    late = lived([FLAT, FLAT, rise, fall], LONG, breakeven={"trigger": money | {"value": 7.2}})
    assert exits(late)[0][3] == "end_of_data"
    by_risk = lived(
        [FLAT, FLAT, rise, fall], LONG, trailing={"distance": money}, stop_loss=STOP,
        sizing={"mode": "risk_money", "amount": 20},
    )  # fmt: skip
    assert exits(by_risk) == [(3, 20, 100_045, "trailing_stop")]


def test_a_stop_and_its_buffer_in_money() -> None:
    money = {"unit": "money", "value": 5}
    assert lived([FLAT] * 3, LONG, stop_loss=money).positions.stop[0] == 99_950
    swing = {"swing_bars": 3, "buffer": money}
    play = Play(long=[0], levels=(0.999, 1.001))
    assert lived([FLAT] * 3, play, stop_loss=swing).positions.stop[0] == 99_850
