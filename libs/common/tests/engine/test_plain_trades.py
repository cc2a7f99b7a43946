"""Trades that are lived through at once come to what the bars make of them, one by one.

TICKLOOM_PAIRS says how many generated pairs (100 by default), TICKLOOM_SEED which ones.
"""

import os
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tickloom.engine.bars import Bars
from tickloom.engine.result import Outcome
from tickloom.engine.run import Prepared, prepare
from tickloom.engine.run_settings import Intrabar, RunSettings
from tickloom.engine.simulation.market import make_market
from tickloom.engine.simulation.plain_trades import has_plain_trades
from tickloom.engine.simulation.shapes import Market, Points
from tickloom.engine.simulation.simulate import simulate
from tickloom.engine.simulation.touch import first_touch
from tickloom.testing.documents import documents
from tickloom.testing.markets import market
from tickloom.testing.results import EURUSD
from tickloom.testing.roads import bound_of, same
from tickloom.testing.run_settings import run_settings
from tickloom.venue.costs import Swap, SwapMode

PAIRS = int(os.environ.get("TICKLOOM_PAIRS", "100"))
SEED = int(os.environ.get("TICKLOOM_SEED", "1"))
HURRY = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

_OTHER_ENDS = ("exit", "breakeven", "trailing", "order")
plain: list[int] = []


def with_plain_trades(raw: dict[str, Any]) -> dict[str, Any]:
    """The document without what closes a position but its stop and its one target."""
    kept = {name: part for name, part in raw.items() if name not in _OTHER_ENDS}
    limits = {
        name: value for name, value in raw.get("limits", {}).items()
        if name not in {"max_positions", "max_daily_loss_pct", "max_daily_loss_money"}
    }  # fmt: skip
    targets = [
        {name: value for name, value in target.items() if name != "close_pct"}
        for target in raw.get("take_profit", [])[:1]
    ]
    return {**kept, "limits": limits} | ({"take_profit": targets} if targets else {})


def plainly(chosen: RunSettings) -> RunSettings:
    return replace(chosen, intrabar=Intrabar.STOP_FIRST, swap=Swap(mode=SwapMode.NONE))


def lived_both_ways(prepared: Prepared) -> tuple[Outcome, Outcome]:
    setting, first = prepared.setting, prepared.first
    return simulate(setting, first=first, by_events=True), simulate(setting, first=first)


@seed(SEED)
@settings(max_examples=PAIRS, deadline=None, suppress_health_check=HURRY, database=None)
@given(raw=documents(), chosen=run_settings(), number=st.integers(0, 2**31))
def test_plain_trades_are_those_of_the_bars(
    raw: dict[str, Any], chosen: RunSettings, number: int
) -> None:
    bound = bound_of(with_plain_trades(raw))
    if bound is None:
        return
    prepared = prepare(bound, market(number), EURUSD, plainly(chosen))
    setting = prepared.setting
    if not has_plain_trades(setting.market, setting.signals, setting.lengths, setting.terms):
        return
    fast, whole = lived_both_ways(prepared)
    plain.append(len(whole.positions.id))
    assert same(fast, whole)
    assert fast.refused == whole.refused
    alone = simulate(setting, first=prepared.first, with_equity=False, by_events=True)
    assert alone.digest == whole.digest
    assert alone.refused == whole.refused


def test_the_generated_documents_have_plain_trades() -> None:
    """Documents that never trade, or not plainly, prove nothing."""
    assert len(plain) >= PAIRS // 3
    assert sum(plain) > 3 * len(plain)


@given(
    number=st.integers(0, 2**31), begin=st.integers(0, 90), length=st.integers(0, 90),
    side=st.sampled_from([1, -1]), below=st.integers(0, 400), above=st.integers(0, 400),
)  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_the_first_bar_that_meets_a_level_is_found_with_the_extremes_before_it(
    number: int, begin: int, length: int, side: int, below: int, above: int
) -> None:
    bars = market(number, count=200)
    until = begin + length
    seen = np.random.default_rng(number).integers(0, 9, len(bars)).astype(np.int32)
    lift = seen if side < 0 else np.zeros_like(seen)
    lows, highs = bars.low + lift, bars.high + lift
    start = int(bars.close[begin])
    lower, upper = start - below, start + above
    meets = (lows <= lower) | (highs >= upper)
    expected = next((bar for bar in range(begin, until) if meets[bar]), until)
    levels = (lower, upper) if side > 0 else (upper, lower)
    found, low, high = first_touch(market_of(bars, seen), begin, until, side, *levels)
    assert found == expected
    if expected > begin:
        assert low == lows[begin:expected].min()
        assert high == highs[begin:expected].max()
    else:
        assert low > high


@pytest.mark.parametrize("level", [-(1 << 40), 1 << 40, 2**31])
def test_a_level_that_no_price_can_have_is_never_met(level: int) -> None:
    bars = market(7, count=100)
    given_market = market_of(bars, np.zeros(len(bars), dtype=np.int32))
    against, ahead = (level, 1 << 40) if level < 0 else (-(1 << 40), level)
    assert first_touch(given_market, 3, 90, 1, against, ahead)[0] == 90


def market_of(bars: Bars, spread: Points) -> Market:
    """The bars with these spreads."""
    return make_market(bars, RunSettings())._replace(spread=spread)
