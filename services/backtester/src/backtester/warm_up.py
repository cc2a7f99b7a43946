"""Every kernel once, before the first job: compiled, or loaded from the cache of this machine."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np

from backtester.tasks import Warm
from tickloom.domain.errors import CorrectIt
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.domain.market import MINUTE_NS, Timeframe
from tickloom.engine.bars import Bars
from tickloom.engine.result import ENGINE_VERSION
from tickloom.engine.run import run_backtest
from tickloom.engine.run_settings import Road, RunSettings
from tickloom.engine.trials import trial_of
from tickloom.strategy.bind import bind_document
from tickloom.strategy.parse import parse_document

_BARS = 800
_START_NS = 1_704_067_200 * 10**9
_EURUSD = Instrument(
    symbol=Symbol("EURUSD"), description="", group="Forex", digits=5,
    tick_size=Decimal("0.00001"), contract_size=Decimal(100_000), volume_min=Decimal("0.01"),
    volume_max=Decimal(100), volume_step=Decimal("0.01"), currency_base="EUR",
    currency_profit="USD", currency_margin="EUR", calc_mode=CalcMode.FOREX,
    pip_size=Decimal("0.0001"),
)  # fmt: skip


def _ema(period: int) -> dict[str, Any]:
    return {"ind": "ema", "period": period}


DOCUMENT: dict[str, Any] = {
    "spec_version": 1, "symbols": ["EURUSD"], "timeframe": "M1",
    "entry": {
        "long": {"all": [
            {"left": _ema(8), "op": "crosses_above", "right": _ema(21)},
            {"left": {"ind": "rsi", "period": 14}, "op": "lt", "right": 90},
        ]},
        "short": {"left": _ema(8), "op": "crosses_below", "right": _ema(21)},
    },
    "exit": {"opposite_signal": True},
    "stop_loss": {"unit": "atr", "value": 1.5, "period": 14},
    "take_profit": [{"unit": "r", "value": 2}],
    "sizing": {"mode": "risk_pct", "pct": 1},
}  # fmt: skip


def warm_up() -> Warm:
    """Both roads over a few bars."""
    parsed = parse_document(DOCUMENT)
    assert parsed.document is not None, parsed.findings
    bound = bind_document(parsed.document).bound
    assert bound is not None
    for road in (Road.REFERENCE, Road.AUTO):
        try:
            result = run_backtest(bound, _wave(), _EURUSD, replace(RunSettings(), road=road))
        except CorrectIt:
            continue
        trial_of(result, {})
    return Warm(engine_version=ENGINE_VERSION)


def _wave() -> Bars:
    """Bars that cross the averages again and again."""
    rows = np.arange(_BARS)
    close = (110_000 + 200 * np.sin(rows / 15)).astype(np.int32)
    open_ = np.concatenate((close[:1], close[:-1]))
    return Bars(
        symbol=Symbol("EURUSD"), timeframe=Timeframe.M1, digits=5,
        time_ns=_START_NS + MINUTE_NS * rows.astype(np.int64), open=open_,
        high=(np.maximum(open_, close) + 4).astype(np.int32),
        low=(np.minimum(open_, close) - 4).astype(np.int32), close=close,
        spread=np.full(_BARS, 8, np.int32), volume=np.ones(_BARS, np.int64),
    )  # fmt: skip
