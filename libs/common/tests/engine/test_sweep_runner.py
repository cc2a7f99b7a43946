"""What a sweep computes once for all its variants gives each of them the result it has alone."""

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from tickloom.domain.errors import InvalidInput
from tickloom.engine.compiler import compile_document
from tickloom.engine.gates import NewsEvent
from tickloom.engine.run import Surroundings, run_backtest
from tickloom.engine.run_settings import AccountSettings, Intrabar, RunSettings
from tickloom.engine.simulation.market import Drill, Rates
from tickloom.engine.sweep_runner import SweepRunner, is_shared
from tickloom.strategy.bind import BoundDocument, bind_document
from tickloom.strategy.parse import parse_document
from tickloom.testing.markets import market
from tickloom.testing.plays import EURUSD

BARS = market(11, count=1_500)


def bound(fast: int, stop: float, **parts: Any) -> BoundDocument:
    average = {"ind": "ema", "period": fast}
    cross = {"left": average, "op": "crosses_above", "right": {"ind": "ema", "period": 20}}
    weak = {"not": {"left": {"ind": "rsi", "period": 7}, "op": "gt", "right": 70}}
    rises = {"left": average, "op": "rising", "bars": 2}
    raw = {
        "spec_version": 1, "symbols": [str(BARS.symbol)], "timeframe": str(BARS.timeframe),
        "entry": {"long": {"all": [cross, weak]}, "short": {"any": [rises, weak]}},
        "exit": {"long": {"left": average, "op": "lt", "right": {"price": "close"}}},
        "stop_loss": {"unit": "atr", "value": stop}, "take_profit": [{"unit": "r", "value": 2}],
        "sizing": {"mode": "fixed_lots", "lots": 0.1}, **parts,
    }  # fmt: skip
    parsed = parse_document(raw)
    assert parsed.document is not None, parsed.findings
    made = bind_document(parsed.document).bound
    assert made is not None
    return made


VARIANTS = [bound(fast, stop) for fast, stop in product((3, 5, 8), (1.0, 2.0))]


@pytest.mark.parametrize("late", [0, 1])
@pytest.mark.parametrize("at_once", [False, True])
def test_every_variant_has_the_result_that_it_has_alone(late: int, *, at_once: bool) -> None:
    settings = RunSettings(entry_delay_bars=late)
    runner = SweepRunner(BARS, EURUSD, settings)
    one_by_one = (runner.run(variant) for variant in VARIANTS)
    together = list(runner.run_all(VARIANTS) if at_once else one_by_one)
    assert sum(len(result.positions.id) for result in together) > len(VARIANTS)
    for variant, result in zip(VARIANTS, together, strict=True):
        assert is_shared(compile_document(variant))
        alone = run_backtest(variant, BARS, EURUSD, settings)
        assert result.digest == alone.digest
        assert result.refused == alone.refused
        assert result.first_bar == alone.first_bar
        assert result.equity is not None
        assert alone.equity is not None
        assert np.array_equal(result.equity.equity, alone.equity.equity)


@pytest.mark.parametrize("count", [5, 40, 1_500])
def test_averages_and_crosses_of_many_documents_are_those_of_each(count: int) -> None:
    """Fewer bars than an average needs, and more documents than go through a step together."""
    settings, bars = RunSettings(), BARS.part(0, count)
    variants = [bound(fast, stop) for fast, stop in product(range(2, 15), (0.5, 1.0))]
    together = SweepRunner(bars, EURUSD, settings).run_all(variants, with_equity=False)
    for variant, result in zip(variants, together, strict=True):
        assert result.bound is variant
        assert result.digest == run_backtest(variant, bars, EURUSD, settings).digest


@pytest.mark.parametrize("op", ["crosses_above", "crosses_below", "crosses", "gte", "lt", "eq"])
def test_every_comparison_has_the_truths_that_it_has_alone(op: str) -> None:
    price, average = {"price": "close"}, {"ind": "ema", "period": 9}
    test = {"left": price, "op": op, "right": average}
    ranged = {"left": {"ind": "rsi", "period": 7}, "op": "outside", "low": 35, "high": 65}
    kept = {"within_bars": 4, "cond": test}
    rule = {
        "long": {"all": [kept, {"any": [ranged, test]}]},
        "short": {"for_bars": 2, "cond": test},
    }
    variant = bound(3, 1.0, entry=rule)
    settings = RunSettings()
    alone = run_backtest(variant, BARS, EURUSD, settings)
    assert SweepRunner(BARS, EURUSD, settings).run(variant).digest == alone.digest


def test_a_document_that_reads_more_than_bars_runs_alone_in_its_place() -> None:
    hour = {"left": {"field": "hour"}, "op": "gte", "right": 3}
    other = bound(3, 1.0, entry={"long": hour})
    assert not is_shared(compile_document(other))
    runner = SweepRunner(BARS, EURUSD, RunSettings())
    runner.run(VARIANTS[0])
    alone = run_backtest(other, BARS, EURUSD, RunSettings())
    assert runner.run(other).digest == alone.digest
    mixed = [VARIANTS[0], other, VARIANTS[1]]
    digests = [result.digest for result in runner.run_all(mixed)]
    assert digests == [runner.run(each).digest for each in mixed]
    assert digests[1] == alone.digest


def test_variants_read_the_calendar_the_rates_and_the_detail_of_their_run() -> None:
    news = NewsEvent(time_ns=int(BARS.time_ns[300]), currency="EUR", impact="high")
    detail = Drill(
        time_ns=BARS.time_ns, open=BARS.low, high=BARS.high, low=BARS.low, spread=BARS.spread
    )
    rates = Rates(bars=BARS, is_inverse=False)
    around = Surroundings(news=[news], rates=rates, drill=detail)
    blackout = {"news_blackout": {"before_min": 60, "after_min": 60, "impact": "high"}}
    settings = RunSettings(account=AccountSettings(currency="GBP"), intrabar=Intrabar.DRILL_DOWN)
    runner = SweepRunner(BARS, EURUSD, settings, around=around)
    for stop in (1.0, 2.0):
        variant = bound(3, stop, filters=blackout)
        alone = run_backtest(variant, BARS, EURUSD, settings, around=around)
        assert alone.refused["news_blackout"]
        assert len(alone.positions.id) > 5
        assert runner.run(variant).digest == alone.digest
    without = run_backtest(variant, BARS, EURUSD, settings, around=replace(around, drill=None))
    assert without.digest != alone.digest


def test_bars_of_another_symbol_are_refused() -> None:
    strange = bound(3, 1.0, symbols=["USDJPY"])
    with pytest.raises(InvalidInput, match="symbol"):
        SweepRunner(BARS, EURUSD, RunSettings()).run(strange)
    results = SweepRunner(BARS, EURUSD, RunSettings()).run_all([*VARIANTS[:2], strange])
    with pytest.raises(InvalidInput, match="symbol"):
        list(results)
