"""A level that waits for an entry has the bits that a pass over all bars would have given it."""

import os
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.engine.compiler import compile_document
from tickloom.engine.entry_levels import plan_of
from tickloom.engine.evaluate import EvaluationContext, evaluate, evaluated
from tickloom.engine.signals import places_of
from tickloom.strategy.bind import bind_document
from tickloom.strategy.indicators.volatility import atr_at, atr_column, atr_init
from tickloom.strategy.parse import parse_document
from tickloom.testing.documents import documents
from tickloom.testing.markets import market

EURUSD = Instrument(
    symbol=Symbol("EURUSD"), description="", group="Forex", digits=5,
    tick_size=Decimal("0.00001"), contract_size=Decimal(100_000), volume_min=Decimal("0.01"),
    volume_max=Decimal(100), volume_step=Decimal("0.01"), currency_base="EUR",
    currency_profit="USD", currency_margin="EUR", calc_mode=CalcMode.FOREX,
    pip_size=Decimal("0.0001"),
)  # fmt: skip
HURRY = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
DOCUMENTS = int(os.environ.get("TICKLOOM_PAIRS", "60"))


@pytest.mark.parametrize("period", [1, 2, 3, 14, 50])
def test_an_atr_at_one_bar_is_the_atr_of_the_whole_column_there(period: int) -> None:
    bars = market(11, count=400)
    params = np.array([float(period)])
    whole = np.empty((1, len(bars)))
    atr_column(atr_init(params), (bars.rows[1], bars.rows[2], bars.rows[3]), whole)
    own = np.empty(len(bars))
    points = (bars.high, bars.low, bars.close)
    atr_at(params, points, bars.scale, np.arange(len(bars), dtype=np.int64), own)
    assert np.array_equal(own, whole[0], equal_nan=True)


@seed(1)
@settings(max_examples=DOCUMENTS, deadline=None, database=None, suppress_health_check=HURRY)
@given(raw=documents(), number=st.integers(0, 2**31))
def test_where_an_entry_is_true_every_level_is_the_same(raw: dict[str, Any], number: int) -> None:
    document = parse_document(raw).document
    bound = None if document is None else bind_document(document).bound
    if bound is None:
        return
    program, bars = compile_document(bound), market(number)
    context = EvaluationContext(instrument=EURUSD, warm_up_bars=30, news=())
    whole = evaluate(program, bars, context=context)
    waited = evaluated(program, bars, context=context, for_simulation=True).signals
    assert np.array_equal(whole.entry_long, waited.entry_long)
    assert np.array_equal(whole.entry_short, waited.entry_short)
    places = places_of(whole.entry_long, whole.entry_short).bars
    either = (whole.entry_long == 1) | (whole.entry_short == 1)
    assert np.array_equal(places, np.flatnonzero(either))
    assert np.array_equal(whole.levels[:, places], waited.levels[:, places], equal_nan=True)


def test_an_atr_that_a_condition_reads_too_does_not_wait() -> None:
    atr = {"ind": "atr", "period": 14}
    raw: dict[str, Any] = {
        "spec_version": 1, "symbols": ["EURUSD"], "timeframe": "M1",
        "entry": {"long": {"left": {"ind": "ema", "period": 20}, "op": "gt", "right": 1}},
        "stop_loss": {"unit": "atr", "value": 1.5, "period": 14},
        "sizing": {"mode": "fixed_lots", "lots": 0.1},
    }  # fmt: skip

    def waiting() -> int:
        document = parse_document(raw).document
        assert document is not None
        bound = bind_document(document).bound
        assert bound is not None
        return len(plan_of(compile_document(bound)).waiting)

    assert waiting() == 1
    raw["entry"] = {"long": {"left": atr, "op": "gt", "right": 0.001}}
    assert waiting() == 0
