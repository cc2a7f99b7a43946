"""All roads come to the same bits, for generated documents on generated markets.

TICKLOOM_PAIRS says how many pairs (100 by default; the long run takes 2,000) and TICKLOOM_SEED
which ones; TICKLOOM_SCRAMBLES how many documents meet a scrambled future (60; 500 in the long run).
"""

import os
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.domain.market import Bar
from tickloom.engine.bars import Bars
from tickloom.engine.compiler import compile_document
from tickloom.engine.evaluate import EvaluationContext, clocks_of, evaluate, run_of
from tickloom.engine.result import Outcome
from tickloom.engine.run import Prepared, prepare
from tickloom.engine.run_settings import RunSettings
from tickloom.engine.signals import Signals
from tickloom.engine.simulation.events import cannot_express
from tickloom.engine.simulation.reference import run_reference
from tickloom.engine.simulation.simulate import (
    new_books,
    outcome,
    simulate,
    with_more_room,
)
from tickloom.engine.stream import Stream
from tickloom.testing.documents import documents
from tickloom.testing.markets import market, scrambled_after
from tickloom.testing.roads import bound_of, same
from tickloom.testing.run_settings import run_settings

PAIRS = int(os.environ.get("TICKLOOM_PAIRS", "100"))
SCRAMBLES = int(os.environ.get("TICKLOOM_SCRAMBLES", "60"))
STREAMS = max(20, PAIRS // 4)
SEED = int(os.environ.get("TICKLOOM_SEED", "1"))
HURRY = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
EURUSD = Instrument(
    symbol=Symbol("EURUSD"), description="", group="Forex", digits=5,
    tick_size=Decimal("0.00001"), contract_size=Decimal(100_000), volume_min=Decimal("0.01"),
    volume_max=Decimal(100), volume_step=Decimal("0.01"), currency_base="EUR",
    currency_profit="USD", currency_margin="EUR", calc_mode=CalcMode.FOREX,
    pip_size=Decimal("0.0001"),
)  # fmt: skip
traded: list[int] = []


@seed(SEED)
@settings(max_examples=PAIRS, deadline=None, suppress_health_check=HURRY, database=None)
@given(
    raw=documents(), chosen=run_settings(), number=st.integers(0, 2**31),
    begin=st.sampled_from((0, 0, 1, 400)),
)  # fmt: skip
def test_reference_events_and_stream_agree_bit_for_bit(
    raw: dict[str, Any], chosen: RunSettings, number: int, begin: int
) -> None:
    bound = bound_of(raw)
    if bound is None:
        return
    bars = replace(market(number), begin=begin)
    prepared = prepare(bound, bars, EURUSD, chosen)
    whole = simulate(prepared.setting, first=prepared.first, begin=begin)
    traded.append(len(whole.positions.id))
    assert same(stepped(prepared, begin), whole)
    if not cannot_express(bound, chosen):
        fast = simulate(prepared.setting, first=prepared.first, begin=begin, by_events=True)
        assert same(fast, whole)
        assert fast.refused == whole.refused


def test_the_generated_pairs_do_trade() -> None:
    """Documents that never trade prove nothing."""
    assert sum(count > 0 for count in traded) >= len(traded) // 8
    assert sum(traded) > 3 * len(traded)


def stepped(prepared: Prepared, begin: int) -> Outcome:
    """The reference called with one bar more each time."""
    setting = prepared.setting
    count = len(setting.market.time)
    books = new_books(setting.terms, setting.balance, count, with_equity=True)
    bar = begin
    while bar < count:
        reached = run_reference(
            setting.market, setting.signals, setting.lengths, setting.money, setting.terms, books,
            bar, bar + 1, prepared.first, bar == count - 1,
        )  # fmt: skip
        if reached == bar:
            books = with_more_room(books)
        bar = reached
    return outcome(books, deposit=setting.balance, with_equity=True, begin=begin)


@seed(SEED)
@settings(max_examples=SCRAMBLES, deadline=None, suppress_health_check=HURRY, database=None)
@given(raw=documents(), number=st.integers(0, 2**31), place=st.integers(300, 1_200))
def test_scrambling_the_future_changes_nothing_in_the_past(
    raw: dict[str, Any], number: int, place: int
) -> None:
    bound = bound_of(raw)
    if bound is None:
        return
    program = compile_document(bound)
    context = EvaluationContext(instrument=EURUSD, warm_up_bars=30, news=())
    bars = market(number)
    known = evaluate(program, bars, context=context)
    other = evaluate(program, scrambled_after(bars, place, number + 1), context=context)
    for name in Signals._fields:
        past, again = getattr(known, name), getattr(other, name)
        cut = place + 1
        assert np.array_equal(past[..., :cut], again[..., :cut], equal_nan=past.dtype.kind == "f")


@seed(SEED)
@settings(max_examples=STREAMS, deadline=None, suppress_health_check=HURRY, database=None)
@given(raw=documents(), number=st.integers(0, 2**31))
def test_one_bar_after_the_other_gives_the_same_values_as_whole_columns(
    raw: dict[str, Any], number: int
) -> None:
    bound = bound_of(raw)
    if bound is None:
        return
    program = compile_document(bound)
    context = EvaluationContext(instrument=EURUSD, news=())
    bars = market(number, count=420)
    block = run_of(program, bars, context).whole_base()
    clocks = clocks_of(bound.document, context.server_clock)
    stream = Stream(program, point=1e-5, clocks=clocks)
    each = single_bars(bars)
    for place, (bar, after) in enumerate(pairwise(each)):
        met = stream.meet(bar, after.time_ns)
        assert np.array_equal(met.columns[:, 0], block.columns[:, place], equal_nan=True), place
        assert np.array_equal(met.truths[:, 0], block.truths[:, place]), place


def single_bars(bars: Bars) -> list[Bar]:
    prices = bars.prices
    return [
        Bar(
            symbol=bars.symbol, timeframe=bars.timeframe, time_ns=int(bars.time_ns[i]),
            open=float(prices[0, i]), high=float(prices[1, i]), low=float(prices[2, i]),
            close=float(prices[3, i]), tick_volume=int(bars.volume[i]),
            spread_points=int(bars.spread[i]),
        )
        for i in range(len(bars))
    ]  # fmt: skip
