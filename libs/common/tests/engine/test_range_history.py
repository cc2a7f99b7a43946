"""Bars before the range warm up and are never traded, marked, counted or shown."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from tickloom.domain.errors import InvalidInput
from tickloom.domain.market import Timeframe
from tickloom.engine.bars import Bars
from tickloom.engine.compiler import compile_document
from tickloom.engine.evaluate import EvaluationContext, evaluate
from tickloom.engine.history_bars import HISTORY_BARS, history_bars
from tickloom.engine.parameter_space import Axis
from tickloom.engine.result import RunResult
from tickloom.engine.result_document import result_document
from tickloom.engine.run import run_backtest
from tickloom.engine.run_settings import Road, RunSettings
from tickloom.engine.sweep_runner import SweepRunner
from tickloom.strategy.bind import BoundDocument, bind_document
from tickloom.strategy.document import StrategyDocument
from tickloom.strategy.parse import parse_document
from tickloom.testing.markets import market
from tickloom.testing.plays import EURUSD
from tickloom.venue.costs import Swap, SwapMode

BARS = market(3, count=2_000)
BEGIN = 900


def document(
    length: int | dict[str, str] = 8, average: str = "sma", **parts: Any
) -> StrategyDocument:
    mean = {"ind": average, "period": length}
    raw = {
        "spec_version": 1, "symbols": [str(BARS.symbol)], "timeframe": str(BARS.timeframe),
        "entry": {
            "long": {"left": {"price": "close"}, "op": "gt", "right": mean},
            "short": {"left": {"price": "close"}, "op": "lt", "right": mean},
        },
        "exit": {"opposite_signal": True, "max_bars": 9},
        "stop_loss": {"unit": "pips", "value": 40}, "take_profit": [{"unit": "r", "value": 1}],
        "sizing": {"mode": "fixed_lots", "lots": 0.1}, **parts,
    }  # fmt: skip
    parsed = parse_document(raw)
    assert parsed.document is not None, parsed.findings
    return parsed.document


def bound(length: int = 8, **parts: Any) -> BoundDocument:
    made = bind_document(document(length, **parts)).bound
    assert made is not None
    return made


def ranged(begin: int = BEGIN, bars: Bars = BARS) -> Bars:
    return replace(bars, begin=begin)


def run(bars: Bars, variant: BoundDocument, road: Road = Road.AUTO, late: int = 0) -> RunResult:
    swap = Swap(mode=SwapMode.POINTS, long=Decimal(-3), short=Decimal(1))
    settings = RunSettings(road=road, entry_delay_bars=late, swap=swap)
    return run_backtest(variant, bars, EURUSD, settings)


def test_the_first_entry_is_decided_before_the_range_and_acts_at_its_first_bar() -> None:
    result = run(ranged(), bound())
    assert result.positions.decision_bar[0] == -1
    assert result.positions.bar_open[0] == 0
    assert result.positions.time_open_ns[0] == BARS.time_ns[BEGIN]
    assert result.first_bar == 0
    trade = result_document(result)["trades"][0]
    assert trade["decision_time"] < result_document(result)["header"]["from"]


def test_nothing_of_the_history_is_shown_or_counted() -> None:
    result = run(ranged(), bound())
    assert np.array_equal(result.time_ns, BARS.time_ns[BEGIN:])
    assert result.equity is not None
    assert len(result.equity.equity) == len(result.equity.balance) == len(BARS) - BEGIN
    made = result_document(result)
    assert made["header"]["bars"] == len(BARS) - BEGIN
    assert made["header"]["history_bars"] == BEGIN
    assert made["header"]["history_from"] < made["header"]["from"]
    assert made["header"]["from"] == made["equity"]["time"][0] == made["header"]["first_bar_time"]
    assert "warm_up" not in {flag["code"] for flag in made["honesty"]["flags"]}


def test_what_a_range_trades_does_not_depend_on_how_much_lies_before_it() -> None:
    """A mean of eight bars remembers nothing of the ninth."""
    part = BARS.part(BEGIN - 50, len(BARS))
    whole, short = run(ranged(), bound()), run(ranged(50, part), bound())
    assert whole.digest == short.digest
    assert whole.refused == short.refused
    assert whole.data_hash != short.data_hash


def test_a_run_without_history_loses_its_first_bars_and_says_so() -> None:
    with_history, without = run(ranged(), bound(60)), run(BARS.part(BEGIN, len(BARS)), bound(60))
    assert without.first_bar == 59
    assert with_history.positions.bar_open[0] < without.positions.bar_open[0]
    flags = result_document(without)["honesty"]["flags"]
    flag = next(each for each in flags if each["code"] == "warm_up")
    assert flag["severity"] == "warning"
    assert "the first 59 of 1040 bars (5.7 %)" in flag["message"]
    assert "0 bars of history" in flag["message"]


def test_too_little_history_eats_into_the_range() -> None:
    result = run(ranged(20), bound(60))
    assert result.first_bar == 59 - 20
    assert (result.positions.bar_open > result.first_bar).all()
    flags = {flag["code"]: flag["severity"] for flag in result_document(result)["honesty"]["flags"]}
    assert flags["warm_up"] == "info"


@pytest.mark.parametrize("late", [0, 1, 3])
@pytest.mark.parametrize("begin", [0, 1, 5, BEGIN, len(BARS) - 1])
def test_every_road_and_a_sweep_come_to_the_same_from_the_same_bar_on(
    begin: int, late: int
) -> None:
    bars = ranged(begin)
    alone = run(bars, bound(), Road.REFERENCE, late)
    by_events = run(bars, bound(), Road.EVENT, late)
    together = SweepRunner(bars, EURUSD, alone.settings).run(bound())
    assert begin > 1_900 or len(alone.positions.id) > 50
    for other in (by_events, together):
        assert other.digest == alone.digest
        assert other.refused == alone.refused
        assert other.first_bar == alone.first_bar
        assert alone.equity is not None
        assert other.equity is not None
        assert np.array_equal(other.equity.equity, alone.equity.equity)


def test_decisions_begin_with_the_last_bar_of_the_history() -> None:
    program = compile_document(bound())
    context = EvaluationContext(instrument=EURUSD)
    signals = evaluate(program, ranged(), context=context)
    assert (signals.entry_long[: BEGIN - 1] == -1).all()
    assert signals.entry_long[BEGIN - 1] != -1


def test_bars_without_a_range_are_refused() -> None:
    with pytest.raises(InvalidInput, match="at least one bar"):
        run(ranged(len(BARS)), bound())


def test_a_stretch_brings_as_much_history_as_there_is() -> None:
    bars = ranged(100)
    part = bars.stretch(10, 20, 50)
    assert (part.begin, len(part)) == (50, 60)
    assert np.array_equal(part.range.time_ns, BARS.time_ns[110:120])
    assert bars.stretch(0, 20, 500).begin == 100
    assert ranged(0).stretch(0, 5, 10).begin == 0


def test_all_sets_of_a_search_read_the_history_of_the_longest() -> None:
    variable = document(
        {"param": "length"},
        params={"length": {"default": 10, "min": 5, "max": 9_000, "step": 5}},
    )  # fmt: skip
    axis = Axis(name="length", values=(5, 6_000))
    assert history_bars(variable, Timeframe.M1, {}) == HISTORY_BARS
    assert history_bars(variable, Timeframe.M1, {}, axes=[axis]) == 2 * HISTORY_BARS
    assert history_bars(variable, Timeframe.M1, {"length": 8_000}) == 2 * HISTORY_BARS
    assert history_bars(variable, Timeframe.M1, {}, warm_up_bars=20_000) == 4 * HISTORY_BARS


def test_a_length_that_cannot_be_is_left_to_be_refused() -> None:
    variable = document({"param": "length"}, "hma", params={"length": {"default": 10}})
    assert history_bars(variable, Timeframe.M1, {"length": -5}) == HISTORY_BARS
