"""Limit and stop entries: where they wait, what fills, replaces and withdraws them."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from tickloom.domain.market import DAY_NS
from tickloom.engine.run import Surroundings
from tickloom.engine.run_settings import AccountSettings, Intrabar, RunSettings
from tickloom.engine.simulation.market import Drill
from tickloom.testing.plays import MONDAY_NS, Play, Row, entries, exits, lived, rows_market
from tickloom.venue.costs import Swap, SwapMode

FLAT: Row = (100_000, 100_010, 99_990, 100_000)
STOP = {"unit": "points", "value": 100}
TARGET = [{"unit": "points", "value": 200}]
LONG, SHORT = Play(long=[0]), Play(short=[0])


def order(kind: str, points: int = 50, expire_bars: int | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {"type": kind, "offset": {"unit": "points", "value": points}}
    return {"order": found if expire_bars is None else found | {"expire_bars": expire_bars}}


@pytest.mark.parametrize(
    ("kind", "play", "reach", "price", "word"),
    [
        ("limit", LONG, (100_000, 100_010, 99_940, 99_960), 99_950, "limit_order"),
        ("limit", SHORT, (100_000, 100_060, 99_990, 100_040), 100_050, "limit_order"),
        ("stop", LONG, (100_000, 100_060, 99_990, 100_040), 100_050, "stop_order"),
        ("stop", SHORT, (100_000, 100_010, 99_940, 99_960), 99_950, "stop_order"),
    ],
)
def test_a_waiting_order_fills_at_its_level_inside_the_bar_it_is_placed_on_or_later(
    kind: str, play: Play, reach: Row, price: int, word: str
) -> None:
    side = 1 if play is LONG else -1
    outcome = lived([FLAT, reach, FLAT], play, **order(kind))
    assert entries(outcome) == [(1, side, 10, price, word)]
    outcome = lived([FLAT, FLAT, FLAT, reach, FLAT], play, **order(kind))
    assert entries(outcome) == [(3, side, 10, price, word)]


def test_a_buy_waits_from_the_ask_of_the_decision_bar_and_fills_on_the_ask() -> None:
    decided: Row = (100_000, 100_010, 99_990, 100_000, 8)
    missed: Row = (100_000, 100_010, 99_951, 100_000, 8)  # its lowest ask is 99,959
    outcome = lived([decided, missed, (100_000, 100_000, 99_950, 100_000, 8)], LONG,
                    **order("limit"))  # fmt: skip
    assert entries(outcome) == [(2, 1, 10, 99_958, "limit_order")]


@pytest.mark.parametrize(
    ("kind", "play", "opening"),
    [
        ("limit", LONG, 99_900), ("limit", SHORT, 100_100),
        ("stop", LONG, 100_100), ("stop", SHORT, 99_900),
    ],
)  # fmt: skip
def test_an_open_beyond_the_level_fills_at_the_open(kind: str, play: Play, opening: int) -> None:
    gap: Row = (opening, opening + 10, opening - 10, opening)
    for bars in ([FLAT, gap, FLAT], [FLAT, FLAT, gap, FLAT]):
        outcome = lived(bars, play, **order(kind))
        assert entries(outcome)[0][3] == opening


def test_an_order_expires_after_its_bars_the_first_included() -> None:
    reach: Row = (100_000, 100_010, 99_940, 99_960)
    placed = [FLAT, FLAT, FLAT, reach, FLAT]
    assert len(entries(lived(placed, LONG, **order("limit", expire_bars=3)))) == 1
    assert entries(lived(placed, LONG, **order("limit", expire_bars=2))) == []


def test_a_newer_signal_of_its_side_replaces_the_order() -> None:
    higher: Row = (100_000, 100_050, 99_990, 100_040)
    above: Row = (100_040, 100_050, 99_991, 100_000)
    outcome = lived([FLAT, higher, above, (100_000, 100_000, 99_900, 99_950), FLAT],
                    Play(long=[0, 1]), **order("limit"))  # fmt: skip
    assert entries(outcome)[0][:4] == (3, 1, 10, 99_990)


@pytest.mark.parametrize("play", [Play(long=[0], short=[1]), Play(long=[0], exit_long=[1])])
def test_the_other_sides_signal_and_its_own_exit_withdraw_the_order(play: Play) -> None:
    reach: Row = (100_000, 100_010, 99_940, 99_960)
    outcome = lived([FLAT, FLAT, reach, FLAT], play, **order("limit"))
    assert [side for _, side, *_ in entries(outcome)] == []


def test_the_weekend_withdraws_the_order() -> None:
    friday_ns = MONDAY_NS + 4 * DAY_NS + (23 * 60 + 15) * 60 * 10**9
    reach: Row = (100_000, 100_010, 99_940, 99_960)
    bars = rows_market([FLAT, FLAT, reach, FLAT], begin_ns=friday_ns)  # reached at 23:45
    assert entries(lived(bars, LONG, **order("limit"), exit={"before_weekend": True})) == []
    assert len(entries(lived(bars, LONG, **order("limit"), exit={"max_bars": 9}))) == 1


def test_of_a_position_opened_inside_a_bar_the_stop_counts_and_the_target_does_not() -> None:
    both: Row = (100_000, 100_300, 99_700, 100_000)
    outcome = lived([FLAT, both, FLAT], LONG, **order("limit"), stop_loss=STOP)
    assert exits(outcome) == [(1, 10, 99_850, "stop_loss")]
    up: Row = (100_000, 100_300, 99_940, 100_000)
    outcome = lived([FLAT, up, FLAT], LONG, **order("limit"), stop_loss=STOP, take_profit=TARGET)
    assert exits(outcome) == [(2, 10, 100_000, "end_of_data")]
    assert (outcome.positions.best[0], outcome.positions.worst[0]) == (100_010, 99_950)


def test_filled_at_the_open_its_target_counts_on_that_bar() -> None:
    up: Row = (99_900, 100_300, 99_890, 100_000)
    outcome = lived([FLAT, up, FLAT], LONG, **order("limit"), stop_loss=STOP, take_profit=TARGET)
    assert exits(outcome) == [(1, 10, 100_150, "take_profit")]


PATH = RunSettings(intrabar=Intrabar.ONE_MINUTE_OHLC)


def test_on_a_path_what_came_before_the_fill_does_not_count() -> None:
    """A falling bar: up to 100,300, down to 99,900, back to 99,950; bought on the way down."""
    path: Row = (100_000, 100_300, 99_900, 99_950)
    play = Play(long=[0], settings=PATH)
    outcome = lived([FLAT, path, FLAT], play, **order("limit"), stop_loss=STOP, take_profit=TARGET)
    assert entries(outcome)[0][:4] == (1, 1, 10, 99_950)
    assert exits(outcome)[0][3] == "end_of_data"
    assert outcome.positions.best[0] == 100_010


def test_on_a_path_a_stop_entry_is_not_stopped_by_the_way_to_its_fill() -> None:
    """A rising bar: down to 99,940, up to 100,300; bought at 100,050 with a stop at 99,950."""
    path: Row = (100_000, 100_300, 99_940, 100_240)
    play = Play(long=[0], settings=PATH)
    outcome = lived([FLAT, path, FLAT], play, **order("stop"), stop_loss=STOP, take_profit=TARGET)
    assert entries(outcome)[0][:4] == (1, 1, 10, 100_050)
    assert exits(outcome) == [(1, 10, 100_250, "take_profit")]


def test_on_a_path_a_stop_behind_the_fill_counts() -> None:
    path: Row = (100_000, 100_060, 99_700, 99_950)  # up first, then down
    play = Play(long=[0], settings=PATH)
    outcome = lived([FLAT, path, FLAT], play, **order("stop"), stop_loss=STOP)
    assert exits(outcome) == [(1, 10, 99_950, "stop_loss")]


def test_a_position_opened_among_ticks_knows_only_the_prices_after_it() -> None:
    ticks = [(15, 100_000), (16, 100_250), (17, 99_940), (18, 100_000)]
    prices = np.array([price for _, price in ticks], dtype=np.int32)
    times = MONDAY_NS + np.array([m * 60 * 10**9 for m, _ in ticks], dtype=np.int64)
    drill = Drill(time_ns=times, open=prices, high=prices, low=prices, spread=prices * 0)
    play = Play(
        long=[0], settings=RunSettings(intrabar=Intrabar.DRILL_DOWN),
        around=Surroundings(drill=drill),
    )  # fmt: skip
    bars: list[Row] = [
        FLAT,
        (100_000, 100_250, 99_940, 100_000),
        (100_000, 100_000, 99_960, 100_000),
    ]
    outcome = lived(bars, play, **order("limit"), stop_loss=STOP, take_profit=TARGET)
    assert entries(outcome)[0][:4] == (1, 1, 10, 99_940)
    assert (outcome.positions.best[0], outcome.positions.worst[0]) == (100_000, 99_940)


def test_an_order_that_the_account_can_no_longer_carry_is_refused_when_its_price_comes() -> None:
    """At 1:1 each half lot ties up half the account; a night's swap is then missing."""
    bars = rows_market(
        [FLAT, (100_000, 100_010, 99_950, 100_000), (100_000, 100_010, 99_960, 100_000),
         (100_000, 100_000, 99_940, 99_960), FLAT],
        minutes=[0, 15, 30, 1_440, 1_455],
    )  # fmt: skip
    parts: dict[str, Any] = {
        "limits": {"max_positions": 2}, "sizing": {"mode": "fixed_lots", "lots": 0.5},
    }  # fmt: skip
    account = AccountSettings(balance=Decimal(99_960), leverage=1)
    plain = Play(long=[0, 1], settings=RunSettings(account=account))
    assert len(entries(lived(bars, plain, **order("limit"), **parts))) == 2
    swap = Swap(mode=SwapMode.POINTS, long=Decimal(-50))
    outcome = lived(
        bars, Play(long=[0, 1], settings=RunSettings(account=account, swap=swap)),
        **order("limit"), **parts,
    )  # fmt: skip
    assert len(entries(outcome)) == 1
    assert outcome.refused == {"not_enough_margin": 1}


def test_a_limit_filled_beyond_its_stop_is_refused() -> None:
    gap: Row = (99_700, 99_710, 99_690, 99_700)
    outcome = lived([FLAT, FLAT, gap, FLAT], LONG, **order("limit"), stop_loss=STOP)
    assert entries(outcome) == []
    assert outcome.refused == {"stop_wrong_side": 1}


def test_an_order_and_a_position_share_the_limit_of_positions() -> None:
    reach: Row = (100_000, 100_010, 99_940, 99_960)
    outcome = lived([FLAT, reach, FLAT, reach, FLAT], Play(long=[0, 1, 2]), **order("limit"))
    assert len(entries(outcome)) == 1
    assert outcome.refused == {"max_positions": 2}


@pytest.mark.parametrize(
    "offset",
    [{"unit": "r", "value": 0.5}, {"unit": "money", "value": 5}, {"unit": "pct", "value": 0.05}],
)
def test_an_offset_in_r_money_or_percent(offset: dict[str, Any]) -> None:
    """Half of 100 points, 5 USD at 0.1 lots, 0.05 % of 1.00000: 50 points each."""
    reach: Row = (100_000, 100_010, 99_940, 99_960)
    outcome = lived([FLAT, reach, FLAT], LONG, order={"type": "limit", "offset": offset},
                    stop_loss=STOP)  # fmt: skip
    assert entries(outcome)[0][3] == 99_950
    assert outcome.positions.stop[0] == 99_850
