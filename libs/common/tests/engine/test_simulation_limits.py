"""Exits by rule and by the clock, reversals, and everything that holds an entry back."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from tickloom.domain.market import MINUTE_NS, Timeframe
from tickloom.engine.run_settings import AccountSettings, Intrabar, RunSettings
from tickloom.testing.plays import (
    MONDAY_NS,
    XAUUSD,
    Play,
    Row,
    entries,
    exits,
    lived,
    rows_market,
)
from tickloom.venue.costs import Swap, SwapMode

HOUR_NS = 60 * MINUTE_NS
FLAT: Row = (100_000, 100_010, 99_990, 100_000)
STOP = {"unit": "points", "value": 100}
LOSING: Row = (100_000, 100_010, 99_890, 99_950)
LONG = Play(long=[0])


def on(*bars: int) -> Play:
    return Play(long=bars)


def test_max_bars_holds_so_many_full_bars() -> None:
    outcome = lived([FLAT] * 8, LONG, exit={"max_bars": 3})
    assert exits(outcome) == [(4, 10, 100_000, "max_bars")]


def test_max_minutes_closes_at_the_first_label_that_is_late_enough() -> None:
    bars = rows_market([FLAT] * 6, minutes=[0, 15, 30, 45, 90, 105])
    outcome = lived(bars, LONG, exit={"max_minutes": 40})
    assert exits(outcome) == [(4, 10, 100_000, "max_minutes")]
    exact = lived(bars, LONG, exit={"max_minutes": 30})
    assert exits(exact)[0][0] == 3


def test_at_time_closes_at_its_bar_or_at_the_first_after_a_gap() -> None:
    hours = [0, 15, 30, 60, 75, 90]
    bars = rows_market([FLAT] * 6, minutes=hours)
    assert exits(lived(bars, LONG, exit={"at_time": "01:00"}))[0] == (3, 10, 100_000, "at_time")
    assert exits(lived(bars, LONG, exit={"at_time": "00:45"}))[0] == (3, 10, 100_000, "at_time")
    same = lived(bars, LONG, exit={"at_time": "00:15"})  # its own entry time is not after it
    assert exits(same)[0][3] == "end_of_data"


def test_before_weekend_on_daily_bars_is_fridays_open_and_nothing_enters_from_then_on() -> None:
    days = [0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14]
    bars = rows_market([FLAT] * 11, timeframe=Timeframe.D1, minutes=[d * 1_440 for d in days])
    outcome = lived(bars, on(0, 3, 4), exit={"before_weekend": True})
    assert exits(outcome)[0] == (4, 10, 100_000, "before_weekend")
    assert [bar for bar, *_ in entries(outcome)] == [1, 5]
    assert outcome.refused == {"weekend": 1}


def test_a_position_left_over_a_weekend_closes_at_the_first_bar_after_it() -> None:
    """The bars in which it should have closed are missing that week."""
    usual = [*range(20 * 60, 24 * 60, 15)]  # four hours of each Friday
    friday = 4 * 1_440
    first = [friday + 7 * 1_440 * week + minute for week in (-2, -1, 0) for minute in usual]
    short = [friday + 7 * 1_440 + minute for minute in usual[:8]]  # ends at 21:45
    third = [friday + 14 * 1_440 + minute for minute in usual]
    bars = rows_market([FLAT] * 72, minutes=[*first, *short, *third])
    outcome = lived(bars, on(49), exit={"before_weekend": True})
    assert exits(outcome)[0] == (56, 10, 100_000, "before_weekend")


def test_an_opposite_signal_closes_and_enters_at_the_same_open() -> None:
    play = Play(long=[0], short=[2])
    outcome = lived([FLAT] * 5, play, exit={"opposite_signal": True})
    assert exits(outcome)[0] == (3, 10, 100_000, "opposite_signal")
    assert entries(outcome)[1] == (3, -1, 10, 100_000, "reversal")
    ignored = lived([FLAT] * 5, play)
    assert len(entries(ignored)) == 1
    assert ignored.refused == {"max_positions": 1}


def test_a_reversal_that_a_limit_holds_back_still_closes() -> None:
    play = Play(long=[0], short=[2])
    outcome = lived(
        [FLAT] * 5, play, exit={"opposite_signal": True}, limits={"max_trades_per_day": 1}
    )
    assert exits(outcome)[0] == (3, 10, 100_000, "opposite_signal")
    assert len(entries(outcome)) == 1


def test_both_sides_at_once_make_no_order_and_no_reversal() -> None:
    outcome = lived([FLAT] * 5, Play(long=[0, 2], short=[2]), exit={"opposite_signal": True})
    assert exits(outcome)[0][3] == "end_of_data"
    assert outcome.refused == {"both_sides": 1}


def test_an_entry_and_its_sides_exit_together_make_no_entry() -> None:
    outcome = lived([FLAT] * 4, Play(long=[0], exit_long=[0]))
    assert entries(outcome) == []
    assert outcome.refused == {"exit_blocks_entry": 1}
    other = lived([FLAT] * 4, Play(long=[0], exit_short=[0]))
    assert len(entries(other)) == 1


def test_a_condition_that_stays_true_enters_again_after_its_exit() -> None:
    outcome = lived([FLAT] * 6, on(0, 1, 2, 3), exit={"max_bars": 1})
    assert [bar for bar, *_ in entries(outcome)] == [1, 2, 3, 4]


def test_cooldown_counts_bars_after_the_last_entry_or_exit() -> None:
    outcome = lived([FLAT] * 9, on(*range(8)), exit={"max_bars": 1}, limits={"cooldown_bars": 2})
    assert [bar for bar, *_ in entries(outcome)] == [1, 5]
    assert outcome.refused["cooldown"] == 6


def test_max_trades_per_day_counts_the_days_of_tz() -> None:
    bars = rows_market([FLAT] * 8, timeframe=Timeframe.H1, begin_ns=MONDAY_NS + 20 * HOUR_NS)
    parts: dict[str, Any] = {"exit": {"max_bars": 1}, "limits": {"max_trades_per_day": 1}}
    assert [b for b, *_ in entries(lived(bars, on(*range(7)), **parts))] == [1, 4]
    berlin = lived(bars, on(*range(7)), tz="Europe/Berlin", **parts)  # its midnight is 23:00 UTC
    assert [b for b, *_ in entries(berlin)] == [1, 3]


def test_a_days_loss_blocks_entries_until_the_next_day_and_closes_nothing() -> None:
    """10,000 USD; each stop costs 10 USD at 0.1 lots."""
    bars = rows_market([FLAT, *[LOSING] * 3, FLAT], timeframe=Timeframe.H1,
                       begin_ns=MONDAY_NS + 21 * HOUR_NS)  # fmt: skip
    play = on(*range(4))
    for limits in ({"max_daily_loss_money": 10}, {"max_daily_loss_pct": 0.1}):
        outcome = lived(bars, play, stop_loss=STOP, limits=limits)
        assert [b for b, *_ in entries(outcome)] == [1, 3]
        assert outcome.refused == {"max_daily_loss": 2}
    loose = lived(bars, play, stop_loss=STOP, limits={"max_daily_loss_money": 10.01})
    assert [b for b, *_ in entries(loose)] == [1, 2, 3, 4]


def test_a_days_loss_counts_what_floats_and_is_judged_at_closes() -> None:
    deep: Row = (100_000, 100_000, 99_800, 99_890)  # 11 USD behind at its close
    bars: list[Row] = [FLAT, deep, (99_890, 100_000, 99_880, 99_990), FLAT, FLAT]
    outcome = lived(
        bars, on(0, 2), exit={"max_bars": 1},
        limits={"max_daily_loss_money": 11, "max_positions": 1},
    )  # fmt: skip
    assert len(entries(outcome)) == 1
    assert exits(outcome) == [(2, 10, 99_890, "max_bars")]


def test_losses_in_a_row_block_until_the_next_day() -> None:
    """A further loss on that day is again the last of two in a row."""
    bars = rows_market([FLAT, *[LOSING] * 6], timeframe=Timeframe.H1,
                       begin_ns=MONDAY_NS + 20 * HOUR_NS)  # fmt: skip
    outcome = lived(bars, on(*range(6)), stop_loss=STOP, limits={"max_consecutive_losses": 2})
    assert [b for b, *_ in entries(outcome)] == [1, 2, 4]
    assert outcome.refused == {"max_consecutive_losses": 3}


def test_a_win_ends_a_row_of_losses() -> None:
    win: Row = (100_000, 100_210, 99_990, 100_100)
    bars: list[Row] = [FLAT, LOSING, win, LOSING, LOSING, FLAT]
    target = [{"unit": "points", "value": 200}]
    outcome = lived(bars, on(*range(5)), stop_loss=STOP, take_profit=target,
                    limits={"max_consecutive_losses": 2})  # fmt: skip
    assert [b for b, *_ in entries(outcome)] == [1, 2, 3, 4]


def test_partial_closes_add_up_to_one_result() -> None:
    """First a gain of 50 points on half, then a loss of 100 on the other half."""
    up: Row = (100_000, 100_060, 99_990, 100_000)
    bars: list[Row] = [FLAT, up, LOSING, FLAT, FLAT]
    target = [{"unit": "points", "value": 50, "close_pct": 50}]
    outcome = lived(bars, on(0, 3), stop_loss=STOP, take_profit=target,
                    limits={"max_consecutive_losses": 1})  # fmt: skip
    assert len(entries(outcome)) == 1


def test_the_spread_of_the_execution_bar_is_what_the_filter_sees() -> None:
    wide: Row = (100_000, 100_010, 99_990, 100_000, 13)
    fits: Row = (100_000, 100_010, 99_990, 100_000, 12)
    for filters in ({"max_spread_points": 12}, {"max_spread_pips": 1.2},
                    {"max_spread_points": 12, "max_spread_pips": 9}):  # fmt: skip
        assert len(entries(lived([wide, fits, wide], LONG, filters=filters))) == 1
        refused = lived([fits, wide, fits], LONG, filters=filters)
        assert refused.refused == {"spread_too_wide": 1}


def test_a_level_on_the_wrong_side_or_too_near_refuses_the_entry() -> None:
    at = {"at": {"field": "prev_day_low"}}
    wrong = lived([FLAT] * 4, Play(long=[0], levels=(1.00001,)), entry=_only_long(), stop_loss=at)
    assert wrong.refused == {"stop_wrong_side": 1}
    wide: Row = (100_000, 100_010, 99_990, 100_000, 30)
    near = lived([FLAT, wide, FLAT], LONG, stop_loss={"unit": "points", "value": 30})
    assert near.refused == {"stop_too_near": 1}
    unknown = lived([FLAT] * 4, Play(long=[0], levels=(np.nan,)), entry=_only_long(), stop_loss=at)
    assert unknown.refused == {"no_level": 1}


def _only_long() -> dict[str, Any]:
    return {"long": {"left": {"price": "close"}, "op": "gt", "right": 0}}


def test_an_order_the_account_cannot_carry_is_smaller_or_refused() -> None:
    """1:100 on 1.00000: a lot ties up 1,000 USD."""
    sizing = {"mode": "fixed_lots", "lots": 20}
    outcome = lived([FLAT] * 4, LONG, sizing=sizing)
    assert entries(outcome)[0][2] == 1_000
    poor = RunSettings(account=AccountSettings(balance=Decimal("9.99")))
    refused = lived([FLAT] * 4, Play(long=[0], settings=poor), sizing=sizing)
    assert refused.refused == {"not_enough_margin": 1}


def test_a_stop_of_one_pip_is_capped_by_the_margin() -> None:
    """1 % of 10,000 USD over a pip would be 10 lots, a leverage of 100 times."""
    outcome = lived([FLAT] * 4, LONG, stop_loss={"unit": "pips", "value": 0.5},
                    sizing={"mode": "risk_pct", "pct": 1})  # fmt: skip
    assert entries(outcome)[0][2] == 1_000


def test_below_the_minimum_volume_nothing_is_opened() -> None:
    refused = lived([FLAT] * 4, LONG, stop_loss={"unit": "points", "value": 1_001},
                    sizing={"mode": "risk_money", "amount": 10})  # fmt: skip
    assert refused.refused == {"below_minimum_volume": 1}


def test_stop_out_closes_the_greatest_loss_first_and_looks_again() -> None:
    """1,000 USD at 1:100: two positions of 0.5 lots tie up 1,000, and 300 are left at 0.99300.

    The bar falls on to 0.99230: one position can bear that.
    """
    settings = RunSettings(account=AccountSettings(balance=Decimal(1_000)))
    fall: Row = (100_000, 100_000, 99_230, 99_300)
    outcome = lived(
        [FLAT, FLAT, FLAT, fall, FLAT], Play(long=[0, 1], settings=settings),
        limits={"max_positions": 2}, sizing={"mode": "fixed_lots", "lots": 0.5},
    )  # fmt: skip
    assert [volume for _, _, volume, *_ in entries(outcome)] == [50, 50]
    assert exits(outcome)[0] == (3, 50, 99_300, "stop_out")
    assert exits(outcome)[1] == (4, 50, 100_000, "end_of_data")


@pytest.mark.parametrize("intrabar", [Intrabar.STOP_FIRST, Intrabar.ONE_MINUTE_OHLC])
@pytest.mark.parametrize("side", [1, -1])
def test_every_stop_out_is_filled_where_the_level_is_reached(
    side: int, intrabar: Intrabar
) -> None:  # fmt: skip
    """Two positions of 0.5 lots: out at a loss of 350 each, and the one that is left at 500."""
    settings = RunSettings(account=AccountSettings(balance=Decimal(1_000)), intrabar=intrabar)
    far = 100_000 - side * 2_000
    crash: Row = (100_000, max(100_000, far), min(100_000, far), far)
    longs, shorts = ([0, 1], []) if side > 0 else ([], [0, 1])
    outcome = lived(
        [FLAT, FLAT, FLAT, crash, FLAT], Play(long=longs, short=shorts, settings=settings),
        limits={"max_positions": 2}, sizing={"mode": "fixed_lots", "lots": 0.5},
    )  # fmt: skip
    # 650 - 350 are 300 of 1,000; then 650 less what half a lot loses are 150 of 500.
    assert exits(outcome) == [
        (3, 50, 100_000 - side * 700, "stop_out"), (3, 50, 100_000 - side * 1_000, "stop_out"),
    ]  # fmt: skip


def test_a_lost_account_ends_the_run() -> None:
    settings = RunSettings(account=AccountSettings(balance=Decimal(1_000)))
    crash: Row = (97_000, 97_000, 96_000, 97_000)
    outcome = lived(
        [FLAT, FLAT, crash, FLAT, FLAT], Play(long=[0, 3], settings=settings),
        sizing={"mode": "fixed_lots", "lots": 0.9},
    )  # fmt: skip
    assert exits(outcome) == [(2, 90, 97_000, "stop_out")]
    assert outcome.end == "ruined"
    assert len(entries(outcome)) == 1
    assert outcome.equity is not None
    assert list(outcome.equity.equity[2:]) == [-170_000] * 3


def test_gold_is_counted_in_its_own_points() -> None:
    bars: list[Row] = [(235_000, 235_100, 234_900, 235_000)] * 2
    bars += [(235_000, 235_900, 234_950, 235_800), (235_800, 235_800, 235_700, 235_750)]
    play = Play(long=[0], instrument=XAUUSD)
    outcome = lived(bars, play, stop_loss={"unit": "pips", "value": 80},
                    take_profit=[{"unit": "r", "value": 1}],
                    sizing={"mode": "risk_pct", "pct": 1})  # fmt: skip
    assert entries(outcome)[0][2:4] == (12, 235_000)
    assert exits(outcome) == [(2, 12, 235_800, "take_profit")]
    assert outcome.positions.profit[0] == 9_600


@pytest.mark.parametrize("limit", [1, 2])
def test_several_positions_have_their_own_stops(limit: int) -> None:
    step: Row = (100_060, 100_070, 100_050, 100_060)
    bars: list[Row] = [FLAT, FLAT, step, (100_060, 100_060, 99_955, 99_960), FLAT]
    outcome = lived(bars, on(0, 1), stop_loss=STOP, limits={"max_positions": limit})
    assert len(entries(outcome)) == limit
    stops = [price for *_, price, why in exits(outcome) if why == "stop_loss"]
    assert stops == [99_960][: limit - 1]


def test_nights_are_not_lost_in_a_gap_of_half_a_year() -> None:
    swap = Swap(mode=SwapMode.MONEY_DEPOSIT, long=Decimal(-1), triple_day=3)
    bars = rows_market([FLAT] * 4, minutes=[0, 15, 15 + 182 * 1_440, 30 + 182 * 1_440])
    outcome = lived(bars, Play(long=[0], settings=RunSettings(swap=swap)))
    nights = 182 // 7 * 7
    assert outcome.positions.swap[0] == -nights * 10
