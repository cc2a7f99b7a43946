"""Why a bar traded: what `explain_bar` reads of history is what the live core showed then."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tickloom.domain.errors import InvalidInput
from tickloom.domain.market import DAY_NS, Bar, Timeframe
from tickloom.engine.bars import Bars
from tickloom.engine.compiler import compile_document
from tickloom.engine.core import DecisionCore
from tickloom.engine.evaluate import EvaluationContext, evaluated, explain_bar
from tickloom.engine.program import Program
from tickloom.testing.markets import market
from tickloom.testing.plays import ALWAYS, EURUSD, MONDAY_NS, bound_of

CONTEXT = EvaluationContext(instrument=EURUSD)
EMA_H4 = {"ind": "ema", "period": 3, "tf": "H4"}
ENTRY: dict[str, Any] = {
    "long": {"all": [
        {"left": {"price": "close"}, "op": "gt", "right": {"field": "prev_day_high"}},
        {"left": EMA_H4, "op": "rising"},
        {"cond": {"pattern": "doji", "tf": "H1"}, "within_bars": 3},
        {"any": [{"time_is": "09:00"}, {"pattern": "hammer"}]},
        {"not": {"left": {"field": "hour"}, "op": "between", "low": 20, "high": 22}},
        {"left": {"field": "session_high", "session": "london"}, "op": "lt",
         "right": {"price": "high", "tf": "D1", "shift": 1}},
    ]}
}  # fmt: skip


def program_of(**parts: Any) -> Program:
    return compile_document(bound_of(EURUSD, Timeframe.M15, **parts))


def single_bars(bars: Bars) -> list[Bar]:
    return [
        Bar(
            symbol=bars.symbol, timeframe=bars.timeframe, time_ns=int(bars.time_ns[i]),
            open=float(bars.prices[0, i]), high=float(bars.prices[1, i]),
            low=float(bars.prices[2, i]), close=float(bars.prices[3, i]),
            tick_volume=int(bars.volume[i]), spread_points=int(bars.spread[i]),
        )
        for i in range(len(bars))
    ]  # fmt: skip


def test_every_reading_of_history_is_that_of_the_live_core() -> None:
    program, bars = program_of(entry=ENTRY), market(11, count=420)
    core = DecisionCore(program, EURUSD)
    words: set[str] = set()
    each = single_bars(bars)
    for index, (bar, after) in enumerate(pairwise(each)):
        core.warm_up([bar], then_ns=after.time_ns)
        if index % 23 == 0 or index > 400:
            read = explain_bar(program, bars, index, context=CONTEXT)
            assert read == core.conditions, index
            words |= {reading.truth for reading in read}
    assert words == {"true", "false", "not_warmed_up"}


def test_a_pattern_and_a_time_happened_or_not_and_show_no_number() -> None:
    read = explain_bar(program_of(entry=ENTRY), market(11, count=420), 300, context=CONTEXT)
    shown = {reading.text: (reading.left, reading.right) for reading in read}
    events = [text for text, values in shown.items() if values == (None, None)]
    assert len(events) == 3, shown


def test_a_bar_that_does_not_exist_is_named() -> None:
    with pytest.raises(InvalidInput, match="bar"):
        explain_bar(program_of(), market(1, count=50), 50, context=CONTEXT)


@pytest.mark.parametrize("starts_late", [0, 40])
def test_a_day_that_history_begins_in_the_middle_of_is_not_traded_on(starts_late: int) -> None:
    """Its high is not the day's: entries wait for the first whole day to close."""
    bars = market(3, count=600)
    bars = bars.part(starts_late, len(bars))
    above = {"left": {"price": "close"}, "op": "gt", "right": {"field": "prev_day_high"}}
    first = evaluated(program_of(entry={"long": above}), bars, context=CONTEXT).first
    ends_ns = int(bars.time_ns[first]) + Timeframe.M15.minutes * 60_000_000_000
    assert ends_ns == MONDAY_NS + 2 * DAY_NS
    core = DecisionCore(program_of(entry={"long": above}), EURUSD)
    each = single_bars(bars)
    core.warm_up(each[:first])
    assert core.bars_missing
    core.warm_up(each[first : first + 1])
    assert not core.bars_missing


def test_a_document_of_the_base_alone_needs_nothing_more() -> None:
    first = evaluated(
        program_of(entry={"long": ALWAYS}), market(3, count=50), context=CONTEXT
    ).first
    assert first == 0
    assert np.array_equal(program_of(entry={"long": ALWAYS}).needed_bars, (1,))
