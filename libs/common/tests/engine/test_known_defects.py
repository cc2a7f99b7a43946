"""Defects that earlier implementations of this design had, each as one test.

A partial fill (10010) that counted as a failure is in `libs/terminal/tests/test_trade_server.py`.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.domain.market import DAY_NS
from tickloom.engine.result_figures import summary_of
from tickloom.engine.run import run_backtest
from tickloom.engine.run_settings import AccountSettings, RunSettings
from tickloom.engine.simulation.simulate import simulate
from tickloom.stats.ratios import daily_of, sharpe_ratio
from tickloom.strategy.bind import bind_document
from tickloom.strategy.parse import parse_document
from tickloom.testing.markets import market
from tickloom.testing.plays import (
    ALWAYS,
    EURUSD,
    MONDAY_NS,
    USDJPY,
    XAUUSD,
    Play,
    Row,
    bound_of,
    entries,
    exits,
    lived,
    rows_market,
    setting_of,
)
from tickloom.venue.costs import Commission, CommissionMode, Slippage, Swap, SwapMode

FLAT: Row = (100_000, 100_010, 99_990, 100_000)
STOP = {"unit": "points", "value": 100}
LONG = Play(long=[0])


def findings_of(**parts: object) -> list[str]:
    """Codes of what is wrong with a document, parsing and binding together."""
    raw: dict[str, Any] = {
        "spec_version": 1, "symbols": ["EURUSD"], "timeframe": "M15", "entry": {"long": ALWAYS},
        "sizing": {"mode": "fixed_lots", "lots": 0.1}, **parts,
    }  # fmt: skip
    parsed = parse_document(raw)
    found = list(parsed.findings)
    if parsed.document is not None:
        found += bind_document(parsed.document).findings
    return [each.code for each in found if each.severity != "warning"]


def test_a_stop_is_not_judged_by_the_close_only() -> None:
    """A bar that spikes through the stop and closes above it stops."""
    spike: Row = (100_000, 100_010, 99_850, 100_005)
    assert exits(lived([FLAT, FLAT, spike, FLAT], LONG, stop_loss=STOP)) == [
        (2, 10, 99_900, "stop_loss")
    ]


def test_a_gap_through_the_stop_loses_what_the_open_costs() -> None:
    """Neither one R, nor a price between the bars that nobody could trade at."""
    gap: Row = (99_700, 99_800, 99_600, 99_750)
    outcome = lived([FLAT, FLAT, gap, FLAT], LONG, stop_loss=STOP)
    assert exits(outcome) == [(2, 10, 99_700, "stop_loss")]
    assert outcome.positions.profit[0] == -3_000


def test_no_entry_at_the_close_that_made_the_signal() -> None:
    jump: Row = (100_300, 100_320, 100_290, 100_310)
    bars: list[Row] = [FLAT, jump, jump]
    assert entries(lived(bars, LONG)) == [(1, 1, 10, 100_300, "signal")]


def test_spread_commission_swap_and_slippage_are_charged() -> None:
    wide: Row = (100_000, 100_010, 99_990, 100_000, 20)
    costs = RunSettings(
        commission=Commission(mode=CommissionMode.PER_LOT, amount=Decimal(3)),
        swap=Swap(mode=SwapMode.MONEY_DEPOSIT, long=Decimal(-5)),
        slippage=Slippage(points=1),
    )
    days = [wide] * 4
    outcome = lived(days, Play(long=[0], exit_long=[1], settings=costs))
    trade = outcome.positions
    assert (trade.price_open[0], trade.price_close[0]) == (100_021, 99_999)
    assert (trade.profit[0], trade.commission[0]) == (-220, -60)
    plain = lived(days, Play(long=[0], exit_long=[1]))
    assert plain.positions.profit[0] == -200


INDEX = Instrument(
    symbol=Symbol("US500"), description="", group="Indices", digits=1, tick_size=Decimal("0.1"),
    contract_size=Decimal(1), volume_min=Decimal("0.1"), volume_max=Decimal(1_000),
    volume_step=Decimal("0.1"), currency_base="USD", currency_profit="USD", currency_margin="USD",
    calc_mode=CalcMode.CFD_LEVERAGE, pip_size=None,
)  # fmt: skip
CRYPTO = replace(
    INDEX,
    symbol=Symbol("BTCUSD"),
    digits=2,
    tick_size=Decimal("0.01"),
    currency_base="BTC",
    volume_min=Decimal("0.01"),
    volume_step=Decimal("0.01"),
)


@pytest.mark.parametrize(
    ("instrument", "price", "stop"),
    [
        (EURUSD, 108_500, 108_300), (USDJPY, 150_000, 149_800), (XAUUSD, 235_000, 234_800),
        (replace(USDJPY, symbol=Symbol("GBPJPY"), currency_base="GBP"), 190_000, 189_800),
    ],
)  # fmt: skip
def test_a_pip_is_the_instruments_and_never_guessed_from_the_price(
    instrument: Instrument, price: int, stop: int
) -> None:
    still: Row = (price, price, price, price)
    account = AccountSettings(conversion_rate=Decimal("0.0067"))
    play = Play(long=[0], instrument=instrument, settings=RunSettings(account=account))
    outcome = lived([still] * 3, play, stop_loss={"unit": "pips", "value": 20})
    assert outcome.positions.stop[0] == stop


@pytest.mark.parametrize("instrument", [INDEX, CRYPTO])
def test_an_index_and_a_crypto_symbol_have_no_pip_until_the_user_sets_one(
    instrument: Instrument,
) -> None:
    still: Row = (500_000, 500_000, 500_000, 500_000)
    play = Play(long=[0], instrument=instrument)
    with pytest.raises(Exception, match="no pip"):
        lived([still] * 3, play, stop_loss={"unit": "pips", "value": 20})
    own = Play(long=[0], instrument=replace(instrument, pip_size=Decimal(1)))
    outcome = lived([still] * 3, own, stop_loss={"unit": "pips", "value": 20})
    assert outcome.positions.stop[0] == 500_000 - 20 * 10**instrument.digits
    price = lived([still] * 3, play, stop_loss={"unit": "price", "value": 12.5})
    assert price.positions.stop[0] == 500_000 - int(12.5 * 10**instrument.digits)


def test_the_sharpe_ratio_of_one_curve_is_the_same_on_every_timeframe() -> None:
    """The same equity seen each minute, each hour and each day: no factor of root 1,440."""
    draw = np.random.default_rng(5)
    minutes = 40 * 1_440
    equity = 1_000_000 + np.cumsum(draw.integers(-50, 52, minutes))
    times = MONDAY_NS + np.arange(minutes, dtype=np.int64) * (DAY_NS // 1_440)
    ratios = [
        sharpe_ratio(daily_of(times[step - 1 :: step], equity[step - 1 :: step], 1_000_000))
        for step in (1, 60, 1_440)
    ]
    assert ratios[0] is not None
    assert ratios == pytest.approx([ratios[0]] * 3, rel=2e-2)


def test_a_trade_without_a_stop_is_not_sized_by_a_hundred_pips() -> None:
    risk = {"mode": "risk_pct", "pct": 1}
    assert "need:stop_loss" in findings_of(sizing=risk)
    assert findings_of(sizing=risk, stop_loss=STOP) == []


@pytest.mark.parametrize("name", ["alphatrend", "supertrendd", "RSI_14", "ema_50"])
def test_an_unknown_indicator_is_refused_and_never_silently_false(name: str) -> None:
    condition = {"left": {"ind": name}, "op": "gt", "right": 0}
    assert "invalid:schema" in findings_of(entry={"long": condition})


def test_a_value_that_is_missing_is_not_false() -> None:
    """Were it false, its negation would trade during warm-up."""
    slow = {"left": {"ind": "sma", "period": 50}, "op": "gt", "right": 0}
    bound = bound_of(entry={"long": {"not": slow}})
    result = run_backtest(bound, market(3, count=200), EURUSD, RunSettings(warm_up_bars=1))
    assert len(result.positions.id) == 0


@pytest.mark.parametrize("name", ["ema", "sma", "wma", "hma", "rma", "highest"])
def test_an_average_without_a_length_is_an_error_and_never_50(name: str) -> None:
    condition = {"left": {"ind": name}, "op": "gt", "right": 1}
    assert "invalid:period" in findings_of(entry={"long": condition})


def test_the_first_target_does_not_close_everything() -> None:
    targets = [{"unit": "points", "value": n * 100, "close_pct": p}
               for n, p in ((1, 50), (2, 30), (3, 20))]  # fmt: skip
    bars: list[Row] = [FLAT, FLAT]
    bars += [(100_000 + n, 100_010 + n, 99_990 + n, 100_000 + n) for n in (90, 190, 290, 290)]
    outcome = lived(bars, LONG, stop_loss=STOP, take_profit=targets)
    assert exits(outcome) == [
        (2, 5, 100_100, "take_profit"), (3, 3, 100_200, "take_profit"),
        (4, 2, 100_300, "take_profit"),
    ]  # fmt: skip


def test_both_sides_of_the_quote_are_used() -> None:
    wide: Row = (100_000, 100_010, 99_990, 100_000, 15)
    long = lived([wide] * 3, LONG).positions
    assert (long.price_open[0], long.price_close[0]) == (100_015, 100_000)
    short = lived([wide] * 3, Play(short=[0])).positions
    assert (short.price_open[0], short.price_close[0]) == (100_000, 100_015)
    assert long.profit[0] == short.profit[0] == -150


@pytest.mark.parametrize(
    ("instrument", "price", "pip", "dollars"),
    [
        (EURUSD, 108_500, 10, "10.00"), (USDJPY, 150_000, 10, "6.67"),
        (XAUUSD, 235_000, 10, "10.00"), (INDEX, 50_000, 10, "1.00"), (CRYPTO, 6_000_000, 100, "1"),
    ],
)  # fmt: skip
def test_a_pip_is_not_worth_ten_dollars_everywhere(
    instrument: Instrument, price: int, pip: int, dollars: str
) -> None:
    still: Row = (price, price, price, price)
    rise: Row = (price + pip, price + pip, price + pip, price + pip)
    rich = RunSettings(account=AccountSettings(balance=Decimal(100_000)))
    play = Play(long=[0], exit_long=[1], instrument=instrument, settings=rich)
    outcome = lived([still, still, rise, rise], play, sizing={"mode": "fixed_lots", "lots": 1})
    assert outcome.positions.profit[0] == int(Decimal(dollars) * 100)


def test_gold_is_worth_the_same_in_sizing_and_in_profit() -> None:
    """A stop of 8.00 USD at 1 % of 10,000 loses what was risked, no hundredth of it."""
    still: Row = (235_000, 235_000, 235_000, 235_000)
    fall: Row = (235_000, 235_000, 234_200, 234_200)
    outcome = lived([still, still, fall, fall], Play(long=[0], instrument=XAUUSD),
                    stop_loss={"unit": "price", "value": 8},
                    sizing={"mode": "risk_pct", "pct": 1})  # fmt: skip
    assert -10_000 <= outcome.positions.profit[0] < -9_200


def test_equity_follows_open_positions() -> None:
    bars: list[Row] = [FLAT, FLAT, (100_000, 100_000, 99_700, 99_700), FLAT]
    outcome = lived(bars, LONG)
    assert outcome.equity is not None
    assert list(outcome.equity.equity) == [1_000_000, 1_000_000, 997_000, 1_000_000]
    assert list(outcome.equity.balance) == [1_000_000] * 4


def test_results_are_those_of_the_data_and_never_drawn() -> None:
    cross = {"left": {"ind": "ema", "period": 5}, "op": "crosses_above",
             "right": {"ind": "ema", "period": 12}}  # fmt: skip
    bound = bound_of(entry={"long": cross}, stop_loss=STOP, exit={"max_bars": 20})
    settings = RunSettings(warm_up_bars=30, slippage=Slippage(points=1, maximum_points=4))
    results = [run_backtest(bound, market(7), EURUSD, settings) for _ in range(2)]
    assert len(results[0].positions.id) > 10
    assert results[0].digest == results[1].digest
    other = run_backtest(bound, market(7), EURUSD, replace(settings, seed=1))
    assert other.digest != results[0].digest  # the seed is part of a run's identity


def test_cooldown_is_there() -> None:
    play = Play(long=range(8))
    outcome = lived([FLAT] * 9, play, exit={"max_bars": 1}, limits={"cooldown_bars": 3})
    assert [bar for bar, *_ in entries(outcome)] == [1, 6]


def test_drawdown_is_counted_on_equity_and_not_on_closed_trades() -> None:
    """A trade 30 USD behind that ends where it began."""
    bound = bound_of(entry={"long": {"time_is": "00:15"}}, exit={"max_bars": 2})
    bars = rows_market([FLAT, FLAT, (100_000, 100_000, 99_700, 99_700), FLAT, FLAT])
    result = run_backtest(bound, bars, EURUSD, RunSettings(warm_up_bars=1))
    assert list(result.positions.profit) == [0]
    assert summary_of(result).figures["equity_drawdown_maximal"] == 30
    assert summary_of(result).figures["balance_drawdown_maximal"] == 0


def test_no_run_touches_another() -> None:
    setting, _ = setting_of(rows_market([FLAT] * 5), LONG)
    assert simulate(setting, first=0).digest == simulate(setting, first=0).digest
