"""The workload "EMA cross": minutes, two EMAs that cross, an RSI, stop and target in ATRs.

It says what every peer can say as well, so that the same trades can be asked for: bid and ask are
one price, costs are a share of the turnover on both sides, and no entry is decided on the bar on
which a trade ended (vectorbt makes one order a bar).
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.domain.market import MINUTE_NS, Timeframe
from tickloom.engine.bars import Bars
from tickloom.engine.run_settings import AccountSettings, RunSettings
from tickloom.strategy.bind import BoundDocument, bind_document
from tickloom.strategy.parse import parse_document
from tickloom.venue.costs import Commission, CommissionMode

Floats = npt.NDArray[np.float64]
FAST, SLOW, STRENGTH, RANGE = 20, 50, 14, 14
STOP_ATR, TARGET_ATR = 1.5, 3.0
_BEGIN_NS = 1_577_923_200 * 1_000_000_000
_LEVEL = 110_000
FEES = 0.00001


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The same bars as plain float columns, as peers take them."""

    time_ns: npt.NDArray[np.int64]
    open: Floats
    high: Floats
    low: Floats
    close: Floats


EURUSD = Instrument(
    symbol=Symbol("EURUSD"), description="", group="Forex", digits=5,
    tick_size=Decimal("0.00001"), contract_size=Decimal(100_000), volume_min=Decimal("0.01"),
    volume_max=Decimal(500), volume_step=Decimal("0.01"), currency_base="EUR",
    currency_profit="USD", currency_margin="EUR", calc_mode=CalcMode.FOREX,
    pip_size=Decimal("0.0001"),
)  # fmt: skip
SETTINGS = RunSettings(
    account=AccountSettings(balance=Decimal(1_000_000)),
    commission=Commission(mode=CommissionMode.PERCENT, amount=Decimal("0.001")),
)


def market(count: int, seed: int = 7) -> Bars:
    """A seeded walk that turns back to its level, so that prices stay what EURUSD's are."""
    draw = np.random.default_rng(seed)
    moves = draw.normal(0, 6, (count, 4))
    pull = np.sin(np.arange(count) / 40_000) * 12_000
    path = _LEVEL + pull[:, None] + 0.25 * np.cumsum(np.rint(moves)).reshape(count, 4)
    path = np.rint(path).astype(np.int32)
    return Bars(
        symbol=Symbol("EURUSD"), timeframe=Timeframe.M1, digits=5,
        time_ns=_BEGIN_NS + np.arange(count, dtype=np.int64) * MINUTE_NS, open=path[:, 0].copy(),
        high=path.max(axis=1), low=path.min(axis=1), close=path[:, 3].copy(),
        spread=np.zeros(count, dtype=np.int32), volume=np.full(count, 50, dtype=np.int64),
    )  # fmt: skip


def columns_of(bars: Bars) -> Columns:
    return Columns(
        time_ns=bars.time_ns, open=bars.prices[0].copy(), high=bars.prices[1].copy(),
        low=bars.prices[2].copy(), close=bars.prices[3].copy(),
    )  # fmt: skip


Number = int | float | dict[str, str]
"""A number of the document, or the name of one of its params."""


def words_of(fast: Number, slow: Number, stop: Number) -> dict[str, Any]:
    """Both directions, 3 ATR target, 0.1 lot."""

    def side(word: str, op: str) -> dict[str, object]:
        average = {"ind": "ema", "period": fast}, {"ind": "ema", "period": slow}
        cross = {"left": average[0], "op": f"crosses_{word}", "right": average[1]}
        strength = {"left": {"ind": "rsi", "period": STRENGTH}, "op": op, "right": 50}
        return {"all": [cross, strength]}

    return {
        "spec_version": 1, "symbols": ["EURUSD"], "timeframe": "M1",
        "entry": {"long": side("above", "gt"), "short": side("below", "lt")},
        "stop_loss": {"unit": "atr", "value": stop, "period": RANGE},
        "take_profit": [{"unit": "atr", "value": TARGET_ATR, "period": RANGE}],
        "sizing": {"mode": "fixed_lots", "lots": 0.1}, "limits": {"cooldown_bars": 1},
    }  # fmt: skip


def document(fast: int = FAST, slow: int = SLOW, stop: float = STOP_ATR) -> BoundDocument:
    parsed = parse_document(words_of(fast, slow, stop))
    assert parsed.document is not None, parsed.findings
    bound = bind_document(parsed.document).bound
    assert bound is not None, "the workload is a document like any other"
    return bound


def sets() -> list[tuple[int, int, float]]:
    """The 200 parameter sets of the sweep."""
    return [
        (fast, slow, stop)
        for fast in range(8, 28, 2)
        for slow in range(30, 70, 10)
        for stop in (1.0, 1.5, 2.0, 2.5, 3.0)
    ]
