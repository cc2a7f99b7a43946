"""Profit and margin by calculation mode, against figures worked out by hand."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tickloom.domain.order import Side
from tickloom_terminal import constants as mt5

BUY, SELL = mt5.ORDER_TYPE_BUY, mt5.ORDER_TYPE_SELL
FUTURES: dict[str, Any] = {
    "tick_size": Decimal("0.25"), "contract_size": Decimal(1), "volume_step": Decimal(1),
    "volume_min": Decimal(1), "tick_value": Decimal("12.50"), "margin_initial": Decimal(1_100),
    "margin_maintenance": Decimal(1_000),
}  # fmt: skip


def bench_of(trade_bench: Any, mode: int, **differs: Any) -> Any:
    bench = trade_bench({"SYM": differs}, deposit=Decimal(10_000_000))
    sheet = bench.server.sheets["SYM"]
    bench.server.sheets["SYM"] = replace(sheet, calc_mode=mode)
    return bench


@pytest.mark.parametrize(
    ("mode", "differs", "margin", "profit"),
    [
        # contract 100, opened at 50.00, valued at 51.00, 2 lots, leverage 100
        (mt5.SYMBOL_CALC_MODE_FOREX, {}, "2.00", "200.00"),
        (mt5.SYMBOL_CALC_MODE_FOREX_NO_LEVERAGE, {}, "200.00", "200.00"),
        (mt5.SYMBOL_CALC_MODE_CFD, {}, "10000.00", "200.00"),
        (mt5.SYMBOL_CALC_MODE_CFDLEVERAGE, {}, "100.00", "200.00"),
        (mt5.SYMBOL_CALC_MODE_CFDINDEX, {"tick_value": Decimal("0.10")}, "100000.00", "200.00"),
        (mt5.SYMBOL_CALC_MODE_EXCH_STOCKS, {}, "10000.00", "200.00"),
        (mt5.SYMBOL_CALC_MODE_EXCH_STOCKS_MOEX, {}, "10000.00", "200.00"),
        (mt5.SYMBOL_CALC_MODE_FUTURES,
         {"tick_value": Decimal("0.10"), "margin_initial": Decimal(700)}, "1400.00", "20.00"),
        (mt5.SYMBOL_CALC_MODE_EXCH_FUTURES,
         {"tick_value": Decimal("0.10"), "margin_initial": Decimal(700),
          "margin_maintenance": Decimal(600)}, "1200.00", "20.00"),
        (mt5.SYMBOL_CALC_MODE_EXCH_OPTIONS,
         {"tick_value": Decimal("0.10"), "margin_initial": Decimal(700)}, "1400.00", "20.00"),
        (mt5.SYMBOL_CALC_MODE_EXCH_BONDS, {"face_value": Decimal(1000)}, "100000.00", "2000.00"),
        (mt5.SYMBOL_CALC_MODE_CFDLEVERAGE, {"margin_rate_buy": Decimal("1.5")}, "150.00",
         "200.00"),
        (mt5.SYMBOL_CALC_MODE_CFDLEVERAGE, {"margin_initial": Decimal(33)}, "66.00", "200.00"),
    ],
)  # fmt: skip
def test_margin_and_profit_follow_the_mode(
    trade_bench: Any, mode: int, differs: dict[str, Any], margin: str, profit: str
) -> None:
    bench = bench_of(trade_bench, mode, **differs)
    bench.quote("50.00", "50.00")
    assert bench.deal(BUY, "2").retcode == 10009
    bench.quote("51.00", "51.20")
    assert bench.server.margin() == Decimal(margin)
    assert bench.server.figures().profit == Decimal(profit)
    bench.deal(SELL, "2", position=bench.position.ticket)
    assert bench.book.balance == Decimal(10_000_000) + Decimal(profit)


def test_collateral_ties_up_nothing_gains_nothing_and_counts_as_an_asset(trade_bench: Any) -> None:
    bench = bench_of(
        trade_bench, mt5.SYMBOL_CALC_MODE_SERV_COLLATERAL, liquidity_rate=Decimal("0.6")
    )
    bench.quote("50.00", "50.00")
    bench.deal(BUY, "2")
    figures = bench.server.figures()
    assert (figures.margin, figures.profit) == (0, 0)
    assert figures.assets == Decimal("6000.00")
    assert figures.equity == Decimal("10006000.00")


def test_a_new_order_needs_the_initial_margin_a_position_holds_the_maintenance(
    trade_bench: Any,
) -> None:
    bench = bench_of(trade_bench, mt5.SYMBOL_CALC_MODE_FUTURES, **FUTURES)
    bench.quote("4000.00", "4000.25")
    assert bench.server.margin_with("SYM", Side.BUY, Decimal(3)) == Decimal(3_300)
    bench.deal(BUY, "3")
    assert bench.server.margin() == Decimal(3_000)
    bench.quote("4001.00", "4001.25")
    assert bench.server.figures().profit == Decimal("112.50")


@pytest.mark.parametrize(
    ("hedged", "use_leg", "buy", "sell", "margin"),
    [
        ("0", False, "2", "2", "0.00"),
        ("100", False, "2", "2", "4000.00"),
        ("50", False, "2", "2", "2000.00"),
        ("25", False, "3", "1", "4500.00"),
        ("0", True, "2", "2", "4000.00"),
        ("25", True, "3", "1", "6000.00"),
    ],
)
def test_opposite_positions_cover_each_other(
    trade_bench: Any, hedged: str, use_leg: bool, buy: str, sell: str, margin: str
) -> None:
    """Gold at 2000: a lot ties up 2000; the hedged margin is a contract size of 100 at most."""
    bench = trade_bench(
        {"XAUUSD": {"margin_hedged": Decimal(hedged), "hedged_use_leg": use_leg}},
        deposit=Decimal(1_000_000),
    )
    bench.quote("2000.00", "2000.00")
    bench.deal(BUY, buy)
    bench.deal(SELL, sell)
    assert bench.server.margin() == Decimal(margin)


def test_a_hedge_is_possible_without_free_margin_because_it_ties_up_nothing_more(
    trade_bench: Any,
) -> None:
    bench = trade_bench({"XAUUSD": {}})
    bench.quote("2000.00", "2000.00")
    assert bench.deal(BUY, "4").retcode == 10009
    bench.quote("1993.00", "1993.00")
    assert bench.server.figures().margin_free < 0
    assert bench.deal(BUY, "0.01").retcode == mt5.TRADE_RETCODE_NO_MONEY
    assert bench.deal(SELL, "4").retcode == 10009


def test_profits_convert_at_the_worse_side_and_margins_by_the_side_of_the_order(
    trade_bench: Any, forex: Any
) -> None:
    bench = trade_bench({"USDJPY": forex("USDJPY"), "EURUSD": forex("EURUSD")})
    bench.quote("150.000", "150.020", "USDJPY")
    bench.quote("1.08000", "1.08020", "EURUSD")
    bench.deal(BUY, "0.10", "USDJPY")
    assert bench.server.figures().profit == Decimal("-1.33")  # -200 JPY / 150.000
    bench.quote("150.300", "150.320", "USDJPY")
    assert bench.server.figures().profit == Decimal("18.63")  # 2800 JPY / 150.320
    bench.deal(BUY, "0.10", "EURUSD")
    bench.deal(SELL, "0.10", "EURUSD", position=bench.book.last_order)
    assert bench.server.margin() == Decimal("100.00")
    bench.deal(BUY, "1", "EURUSD")
    assert bench.server.margin() == Decimal("1180.20")  # 1 lot / 100 at the ask


def test_a_symbol_that_cannot_be_converted_is_not_opened(trade_bench: Any, forex: Any) -> None:
    bench = trade_bench({"GBPJPY": forex("GBPJPY")})
    bench.quote("190.000", "190.020")
    answer = bench.deal(BUY, "0.10")
    assert answer.retcode == mt5.TRADE_RETCODE_REJECT
    assert not bench.book.positions
    waiting = trade_bench({"USDJPY": forex("USDJPY"), "EURJPY": forex("EURJPY"),
                           "EURUSD": forex("EURUSD")})  # fmt: skip
    waiting.quote("160.000", "160.020", "EURJPY")
    assert waiting.deal(BUY, "0.10", "EURJPY").retcode == mt5.TRADE_RETCODE_PRICE_OFF


def test_the_worked_profits_of_a_real_report_come_out_to_the_cent(trade_bench: Any) -> None:
    """(close - open) x 100 x lots, rounded to cents."""
    bench = trade_bench({"XAUUSD": {"contract_size": Decimal(100)}})
    bench.quote("2612.73", "2612.92")
    bench.deal(BUY, "0.12", sl="2610.00")
    bench.quote("2609.98", "2610.20")
    closing = bench.book.deals[3]
    assert closing.profit == Decimal("-35.28")
    assert closing.comment == "sl 2610.00"


def test_a_cross_ties_up_its_worth_where_its_base_has_no_pair(trade_bench: Any, forex: Any) -> None:
    """GBPJPY in dollars with USDJPY alone: 0.10 x 100,000 / 100 x 190.020 JPY at 150."""
    bench = trade_bench({"GBPJPY": forex("GBPJPY"), "USDJPY": forex("USDJPY")})
    bench.quote("150.000", "150.000", "USDJPY")
    bench.quote("190.000", "190.020")
    assert bench.deal(BUY, "0.10").retcode == 10009
    assert bench.server.margin() == Decimal("126.68")


def test_the_tick_values_of_a_real_sheet_come_out(trade_bench: Any, forex: Any) -> None:
    """EURJPY of a dollar account: a gain is sold at the ask of USDJPY, a loss bought at the bid."""
    bench = trade_bench({"EURJPY": forex("EURJPY"), "USDJPY": forex("USDJPY")})
    bench.quote("111.380", "111.387", "USDJPY")
    sheet, purse = bench.server.sheets["EURJPY"], bench.server.purse
    shown = [float(purse.tick_value(sheet, is_gain=is_gain)) for is_gain in (True, False)]
    assert shown == pytest.approx([0.8977708350166538, 0.8978272580355541], rel=1e-14)


@pytest.mark.parametrize(("hedged", "margin"), [("0", "0.00"), ("100000", "1080.00")])
def test_opposite_lots_of_a_pair_cost_one_side_or_nothing(
    trade_bench: Any, forex: Any, hedged: str, margin: str
) -> None:
    bench = trade_bench({"EURUSD": forex("EURUSD") | {"margin_hedged": Decimal(hedged)}})
    bench.quote("1.08000", "1.08000")
    bench.deal(BUY, "1")
    assert bench.server.margin() == Decimal("1080.00")
    bench.deal(SELL, "1")
    assert bench.server.margin() == Decimal(margin)
