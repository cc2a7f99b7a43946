"""Peers in an environment of their own: what they say is checked before any ratio is printed."""

import json
import os
import sys
from typing import Any

import numpy as np
import pytest
from bench.backtests.answers import Trade, WrongAnswer, answer_of, required_alike
from bench.backtests.apart import NotHere, output_of
from bench.backtests.outsiders import joined
from bench.backtests.ticks import A_MINUTE, Ticks, minutes_of, quotes
from bench.backtests.workload import market

from tickloom.domain.market import MINUTE_NS

TRADES: list[Trade] = [
    (number * MINUTE_NS, 1 - 2 * (number % 2), 100_000 + number, (number + 1) * MINUTE_NS, 100_050)
    for number in range(1, 201)
]


def said(**changed: Any) -> str:
    return json.dumps({"version": "1.0", "cpu_s": [0.5, 0.7, 0.6], "trades": TRADES} | changed)


def test_the_last_line_is_the_answer_and_its_median_is_what_it_took() -> None:
    answer = answer_of(f"a warning of a library\n{said()}\n")
    assert (answer.version, answer.seconds, answer.trades) == ("1.0", 0.6, TRADES)


@pytest.mark.parametrize(
    ("printed", "complaint"),
    [
        ("", "printed nothing"),
        ("Traceback: no module", "no answer"),
        (said() + "\ndone", "no answer"),
        (json.dumps({"version": "1.0", "cpu_s": [0.5]}), "trades"),
        (said(trades=[[1, 1, 100_000]]), "trades"),
        (said(trades=[[1, 1, 1.1, 2, 1.2]]), "trades"),
        (said(cpu_s=[]), "above 0"),
        (said(cpu_s=[0.5, 0.0]), "above 0"),
    ],
)
def test_what_is_no_answer_is_refused_with_what_is_wrong(printed: str, complaint: str) -> None:
    with pytest.raises(WrongAnswer, match=complaint):
        answer_of(printed)


def changed(place: int, **parts: int) -> list[Trade]:
    """The trades with one of them told differently."""
    names = ("decided", "side", "price", "closed", "price_close")
    other = dict(zip(names, TRADES[place], strict=True)) | parts
    row = (other["decided"], other["side"], other["price"], other["closed"], other["price_close"])
    return [*TRADES[:place], row, *TRADES[place + 1 :]]


def test_the_same_trades_are_alike_even_when_exits_are_told_to_the_nanosecond() -> None:
    exact = [(*trade[:3], trade[3] + 17_000_000_000, trade[4]) for trade in TRADES]
    found = required_alike(TRADES, exact)
    assert (found.ours, found.theirs, found.entries, found.whole) == (200, 200, 200, 200)


@pytest.mark.parametrize(
    "theirs",
    [
        changed(7, price=100_009),
        changed(7, side=TRADES[7][1] * -1),
        changed(7, decided=TRADES[7][0] + MINUTE_NS),
        TRADES[:-1],
        [*TRADES, (999 * MINUTE_NS, 1, 100_000, 0, 0)],
        [],
    ],
)
def test_another_entry_is_refused(theirs: list[Trade]) -> None:
    with pytest.raises(WrongAnswer, match="not the same entries"):
        required_alike(TRADES, theirs)


def test_two_engines_that_trade_nothing_are_not_alike() -> None:
    with pytest.raises(WrongAnswer, match="not the same entries"):
        required_alike([], [])


def test_two_exits_of_two_hundred_may_differ_and_three_may_not() -> None:
    two = [(*trade[:4], 100_049 if place < 2 else trade[4]) for place, trade in enumerate(TRADES)]
    assert required_alike(TRADES, two).whole == 198
    three = [(*trade[:4], 100_049 if place < 3 else trade[4]) for place, trade in enumerate(TRADES)]
    with pytest.raises(WrongAnswer, match="too many exits"):
        required_alike(TRADES, three)


def test_what_is_open_when_the_data_end_counts_as_no_difference() -> None:
    two = [(*trade[:4], 100_049 if place < 2 else trade[4]) for place, trade in enumerate(TRADES)]
    left_open = [*two[:-1], (*two[-1][:3], 0, 0)]
    assert required_alike(TRADES, left_open).whole == 197


def test_a_program_that_fails_is_told_by_its_last_complaint() -> None:
    code = "import sys; sys.stderr.write('first\\nno wheel for this system\\n'); sys.exit(3)"
    with pytest.raises(NotHere, match="no wheel for this system"):
        output_of([sys.executable, "-c", code], dict(os.environ))
    with pytest.raises(NotHere, match="no-such-program"):
        output_of(["no-such-program", "-c"], dict(os.environ))
    assert output_of([sys.executable, "-c", "print(7)"], dict(os.environ)) == "7\n"


def test_minutes_are_made_of_the_ticks_that_lie_in_them() -> None:
    seconds = np.array([0, 30, 59, 60, 200, 201], dtype=np.int64)
    ticks = Ticks(
        time_ns=seconds * 10**9 + MINUTE_NS, bid=np.array([5, 9, 4, 6, 8, 7], dtype=np.int32),
        spread=np.array([1, 2, 3, 4, 5, 6], dtype=np.int32),
    )  # fmt: skip
    bars = minutes_of(ticks)
    assert (bars.time_ns // MINUTE_NS).tolist() == [1, 2, 4], "a minute without ticks has no bar"
    assert bars.open.tolist() == [5, 6, 8]
    assert bars.high.tolist() == [9, 6, 8]
    assert bars.low.tolist() == [4, 6, 7]
    assert bars.close.tolist() == [4, 6, 7]
    assert bars.spread.tolist() == [1, 4, 5]
    assert bars.volume.tolist() == [3, 1, 2]


def test_generated_ticks_rise_and_begin_each_minute_at_its_first_moment() -> None:
    ticks = quotes(300)
    assert (np.diff(ticks.time_ns) > 0).all()
    assert (ticks.time_ns[::A_MINUTE] % MINUTE_NS == 0).all()
    assert (minutes_of(ticks).volume == A_MINUTE).all()


def test_joined_bars_open_where_the_one_before_closed() -> None:
    bars = joined(market(500))
    assert (bars.open[1:] == bars.close[:-1]).all()
    assert (bars.high >= np.maximum(bars.open, bars.close)).all()
    assert (bars.low <= np.minimum(bars.open, bars.close)).all()
