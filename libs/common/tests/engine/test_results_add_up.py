"""What every result must hold, whatever document, market, account and costs it came from."""

import json
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tickloom.engine.result import RunResult
from tickloom.engine.result_document import result_document
from tickloom.engine.result_figures import curve_of
from tickloom.engine.run import run_backtest
from tickloom.engine.run_settings import RunSettings
from tickloom.engine.tear_sheet import tear_sheet
from tickloom.stats.money_curve import drawdown_of
from tickloom.strategy.bind import bind_document
from tickloom.strategy.parse import parse_document
from tickloom.testing.documents import documents
from tickloom.testing.markets import market
from tickloom.testing.results import EURUSD
from tickloom.testing.run_settings import run_settings


def run_of(raw: dict[str, Any], seed: int, chosen: RunSettings) -> RunResult:
    document = parse_document(raw).document
    assert document is not None
    bound = bind_document(document).bound
    assert bound is not None
    return run_backtest(bound, market(seed, count=1_000), EURUSD, chosen)


def exposed(result: RunResult) -> npt.NDArray[np.bool_]:
    """On which bars something was open."""
    flags = np.zeros(len(result.time_ns), dtype=np.bool_)
    held = result.positions
    for begin, end in zip(held.bar_open.tolist(), held.bar_close.tolist(), strict=True):
        flags[begin : max(end, begin + 1)] = True
    return flags


@given(documents(), st.integers(0, 10_000), run_settings())
@settings(
    max_examples=30, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large,
                           HealthCheck.filter_too_much],
)  # fmt: skip
def test_the_parts_of_a_result_add_up(raw: dict[str, Any], seed: int, chosen: RunSettings) -> None:
    result = run_of(raw, seed, chosen)
    made: Any = json.loads(json.dumps(result_document(result), allow_nan=False))
    statistics, trades, deals = made["statistics"], made["trades"], made["deals"]
    net = Decimal(statistics["net_profit"])
    assert sum(Decimal(trade["net"]) for trade in trades) == net
    assert sum(Decimal(month["profit"]) for month in made["monthly"]) == net
    assert sum(month["trades"] for month in made["monthly"]) == len(trades)
    balance = chosen.account.balance
    for deal in deals:
        balance += sum(Decimal(deal[name]) for name in ("profit", "commission", "swap"))
        assert Decimal(deal["balance"]) == balance
    assert statistics["total_deals"] == len(deals)
    assert Decimal(statistics["gross_profit"]) + Decimal(statistics["gross_loss"]) == net
    assert {trade["id"] for trade in trades} == {deal["position"] for deal in deals}


@given(documents(), st.integers(0, 10_000), run_settings())
@settings(
    max_examples=30, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large,
                           HealthCheck.filter_too_much],
)  # fmt: skip
def test_a_trade_lies_between_its_best_and_its_worst_and_inside_the_market(
    raw: dict[str, Any], seed: int, chosen: RunSettings
) -> None:
    result = run_of(raw, seed, chosen)
    held = result.positions
    assume(len(held.id))
    moved = held.side * (held.price_close - held.price_open)
    best = held.side * (held.best - held.price_open)
    worst = held.side * (held.worst - held.price_open)
    assert (worst <= best).all()
    assert (held.time_open_ns <= held.time_close_ns).all()
    assert (held.bar_open <= held.bar_close).all()
    assert (held.bar_open > held.decision_bar).all()
    slack = chosen.slippage.points + chosen.slippage.maximum_points
    assert (moved <= best + slack).all()
    assert (moved >= worst - slack).all()
    assert exposed(result)[held.bar_open].all()


@given(documents(), st.integers(0, 10_000), run_settings())
@settings(
    max_examples=20, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large,
                           HealthCheck.filter_too_much],
)  # fmt: skip
def test_where_nothing_is_open_equity_is_the_balance(
    raw: dict[str, Any], seed: int, chosen: RunSettings
) -> None:
    result = run_of(raw, seed, chosen)
    assert result.equity is not None
    curve = curve_of(result)
    assert curve is not None
    idle = ~exposed(result)
    assert (result.equity.equity[idle] == result.equity.balance[idle]).all()
    assert int(result.equity.equity[-1]) == int(result.equity.balance[-1])
    first = len(idle) - len(curve.equity)
    assert curve.exposed_bars == np.count_nonzero(~idle[first:])
    held = np.isfinite(result.equity.margin_level_pct)
    assert not idle[held].any()
    known = result.equity.margin_level_pct[first:][held[first:]]
    assert curve.margin_level_minimum_pct == (known.min() if len(known) else None)
    deposit = int(chosen.account.balance * 10**chosen.account.digits)
    assert curve.drawdown == drawdown_of(np.append(deposit, curve.equity))
    assert tear_sheet(result_document(result)).endswith("</html>\n")
