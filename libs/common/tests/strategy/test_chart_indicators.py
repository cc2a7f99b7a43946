"""Every indicator as a chart asks for it: an operand over bars, all lines, named and placed."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from computed import IDS, KEYS, Key
from oracles import ORACLES
from oracles_market import Market, generated

from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.domain.market import MINUTE_NS, Bar, Timeframe
from tickloom.engine.charts import operand_values, operand_warm_up_bars
from tickloom.strategy.catalogue import CATALOGUE

EURUSD = Instrument(
    symbol=Symbol("EURUSD"), description="Euro", group="forex", digits=5,
    tick_size=Decimal("0.00001"), contract_size=Decimal(100_000), volume_min=Decimal("0.01"),
    volume_max=Decimal(50), volume_step=Decimal("0.01"), currency_base="EUR",
    currency_profit="USD", currency_margin="EUR", calc_mode=CalcMode.FOREX,
    pip_size=Decimal("0.0001"),
)  # fmt: skip
HOUR_NS = 60 * MINUTE_NS
MARKET = generated(300, 17)
DAYS = Market(
    open=MARKET.open, high=MARKET.high, low=MARKET.low, close=MARKET.close, volume=MARKET.volume,
    new_day=[float(i % 24 == 0) for i in range(300)], point=1e-5,
)  # fmt: skip


def hours(market: Market) -> list[Bar]:
    rows = zip(market.open, market.high, market.low, market.close, market.volume, strict=True)
    return [
        Bar(
            symbol=EURUSD.symbol, timeframe=Timeframe.H1, time_ns=i * HOUR_NS, open=o, high=h,
            low=low, close=c, tick_volume=int(v), spread_points=10,
        )
        for i, (o, h, low, c, v) in enumerate(rows)
    ]  # fmt: skip


BARS = hours(DAYS)


def operand_of(key: Key) -> dict[str, Any]:
    name, form = key
    lengths = {p.name: 14 for p in CATALOGUE[name].params if p.default is None}
    given = {} if name == "vwap" else lengths
    return {"ind": name, **given} | ({} if form is None else {"form": form})


@pytest.mark.parametrize("key", [key for key in KEYS if key != ("pivot", None)], ids=str)
def test_a_chart_shows_all_lines_of_an_indicator_as_its_formula_gives_them(key: Key) -> None:
    spec = CATALOGUE[key[0]]
    operand = operand_of(key)
    values = operand_values(operand, BARS, EURUSD)
    assert tuple(values.lines) == (spec.lines or ("",))
    assert values.pane == spec.pane
    params = spec.filled({k: v for k, v in operand.items() if k not in {"ind", "form"}})
    source = getattr(DAYS, spec.source or "close")
    expected = ORACLES[key](DAYS, source, tuple(params.values()))
    for line, oracle in zip(values.lines.values(), expected, strict=True):
        np.testing.assert_allclose(line, np.array(oracle), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("key", KEYS, ids=IDS)
def test_the_bars_read_before_a_chart_settle_its_slowest_line(key: Key) -> None:
    name, form = key
    spec = CATALOGUE[name]
    operand = operand_of(key)
    params = spec.filled({k: v for k, v in operand.items() if k not in {"ind", "form"}})
    slowest = max(spec.first_bar(params, line, form) for line in spec.lines or (None,))
    assert operand_warm_up_bars(operand) == slowest + spec.settling_bars(params, form)


def test_pivots_are_those_of_the_last_closed_day() -> None:
    values = operand_values({"ind": "pivot", "line": "p"}, BARS, EURUSD).lines["p"]
    assert np.isnan(values[:23]).all()
    for bar in (23, 24, 46):
        day = slice(0, 24)
        p = (max(DAYS.high[day]) + min(DAYS.low[day]) + DAYS.close[23]) / 3
        assert values[bar] == pytest.approx(p, abs=1e-12)
    assert values[47] != values[46], "the day has closed with this bar"


def test_a_form_that_remembers_settles_where_the_default_need_not() -> None:
    assert operand_warm_up_bars({"ind": "atr"}) == 15
    assert operand_warm_up_bars({"ind": "atr", "form": "wilder"}) == 15 + 250
