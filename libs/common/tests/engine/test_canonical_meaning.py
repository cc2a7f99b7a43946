"""A document and its canonical form come to the same signals on every market."""

from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tickloom.domain.ids import Symbol
from tickloom.domain.market import Timeframe
from tickloom.engine.bars import Bars
from tickloom.engine.compiler import compile_document
from tickloom.engine.evaluate import EvaluationContext, evaluate
from tickloom.engine.signals import Signals
from tickloom.strategy.bind import BoundDocument, bind_document
from tickloom.strategy.canonical import canonical_text
from tickloom.strategy.parse import Parsed, parse_document, parse_text
from tickloom.testing.documents import documents
from tickloom.testing.results import EURUSD

QUARTER = 15 * 60 * 10**9


def market(seed: int, count: int = 900) -> Bars:
    """A walk with flat stretches, so that equal values occur."""
    generator = np.random.default_rng(seed)
    close = 110_000 + np.cumsum(
        generator.integers(-30, 31, count) * generator.integers(0, 2, count)
    )
    opened = np.concatenate(([110_000], close[:-1]))
    high = np.maximum(opened, close) + generator.integers(0, 12, count)
    low = np.minimum(opened, close) - generator.integers(0, 12, count)
    return Bars(
        symbol=Symbol("EURUSD"), timeframe=Timeframe.M15, digits=5,
        time_ns=1_704_067_200 * 10**9 + QUARTER * np.arange(count, dtype=np.int64),
        open=opened.astype(np.int32), high=high.astype(np.int32), low=low.astype(np.int32),
        close=close.astype(np.int32), spread=generator.integers(0, 20, count).astype(np.int32),
        volume=generator.integers(1, 99, count),
    )  # fmt: skip


def bound_of(parsed: Parsed) -> BoundDocument:
    assert parsed.document is not None
    bound = bind_document(parsed.document).bound
    assert bound is not None
    return bound


def signals_of(bound: BoundDocument, bars: Bars) -> Signals:
    context = EvaluationContext(instrument=EURUSD, warm_up_bars=50, ignore_news=True)
    return evaluate(compile_document(bound), bars, context=context)


@given(documents(), st.integers(0, 50))
@settings(
    max_examples=40, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
def test_the_canonical_form_of_a_document_gives_its_signals(raw: dict[str, Any], seed: int) -> None:
    bound = bound_of(parse_document(raw))
    again = bound_of(parse_text(canonical_text(bound.document)))
    assert again.hash == bound.hash
    bars = market(seed)
    one, other = signals_of(bound, bars), signals_of(again, bars)
    for name in ("entry_long", "entry_short", "exit_long", "exit_short", "blocked", "closing"):
        assert (getattr(one, name) == getattr(other, name)).all(), name
    assert (one.day == other.day).all()
