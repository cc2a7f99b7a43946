"""Accounts: credit, margin call, stop-out, netting, exchange, and the books they come back from."""

from decimal import Decimal
from typing import Any

import pytest

from tickloom_terminal import constants as mt5

BUY, SELL = mt5.ORDER_TYPE_BUY, mt5.ORDER_TYPE_SELL
NETTING = {"margin_mode": mt5.ACCOUNT_MARGIN_MODE_RETAIL_NETTING}
EXCHANGE = {"margin_mode": mt5.ACCOUNT_MARGIN_MODE_EXCHANGE}


def gold(trade_bench: Any, rules: dict[str, Any] | None = None, **sheet: Any) -> Any:
    bench = trade_bench({"XAUUSD": sheet}, **(rules or {}))
    bench.quote("2000.00", "2000.20")
    return bench


def test_the_first_deal_is_the_deposit_and_the_first_order_has_ticket_2(trade_bench: Any) -> None:
    bench = gold(trade_bench)
    first = bench.book.deals[1]
    assert (first.type, first.symbol, first.profit) == (2, "", Decimal(10_000))
    assert bench.deal(BUY, "0.10").order == 2


def test_credit_counts_for_equity_and_margin_and_not_for_the_balance(trade_bench: Any) -> None:
    bench = gold(trade_bench, {"deposit": Decimal(1_000)})
    assert bench.deal(BUY, "0.60").retcode == mt5.TRADE_RETCODE_NO_MONEY
    bench.book.operate(mt5.DEAL_TYPE_CREDIT, Decimal(500), bench.server.now_ns)
    figures = bench.server.figures()
    assert (figures.balance, figures.credit, figures.equity) == (1_000, 500, 1_500)
    assert bench.deal(BUY, "0.60").retcode == 10009
    bench.book.operate(mt5.DEAL_TYPE_CREDIT, Decimal(-500), bench.server.now_ns)
    bench.book.operate(
        mt5.DEAL_TYPE_BALANCE, Decimal(-100), bench.server.now_ns, comment="withdrawal"
    )
    assert (bench.book.balance, bench.book.credit) == (900, 0)


def test_a_margin_call_warns_and_closes_nothing(trade_bench: Any) -> None:
    bench = gold(trade_bench)
    bench.deal(BUY, "4")
    assert not bench.server.is_margin_call()
    bench.quote("1984.50", "1984.70")
    assert bench.server.figures().margin_level < 50
    assert bench.server.is_margin_call()
    assert len(bench.book.positions) == 1


def test_stop_out_looks_again_after_each_close_and_says_why(trade_bench: Any) -> None:
    bench = gold(trade_bench)
    bench.deal(BUY, "2")
    bench.quote("1999.00", "1999.20")
    bench.deal(BUY, "2")
    bench.quote("1980.00", "1980.20")
    outs = [d for d in bench.book.deals.values() if d.reason == mt5.DEAL_REASON_SO]
    assert [(d.volume, d.price) for d in outs] == [(Decimal(2), Decimal("1980.00"))]
    level, equity, margin = outs[0].comment.removeprefix("so ").split("/")
    assert (level, equity, margin) == ("26.5%", "2120.00", "7998.80")
    order = bench.book.done_orders[outs[0].order]
    assert (order.reason, order.price_open, order.state) == (mt5.ORDER_REASON_SO, 0, 4)


def test_stop_out_in_money_looks_at_the_equity(trade_bench: Any) -> None:
    bench = gold(
        trade_bench,
        {"stopout_mode": mt5.ACCOUNT_STOPOUT_MODE_MONEY, "stop_out": Decimal(3_000),
         "margin_call": Decimal(5_000)},
    )  # fmt: skip
    bench.deal(BUY, "4")
    bench.quote("1983.00", "1983.20")
    assert bench.book.positions
    assert bench.server.is_margin_call()
    bench.quote("1982.70", "1982.90")
    assert not bench.book.positions
    assert bench.book.deals[3].comment.startswith("so 3000.00/3000.00/")


def test_a_fully_hedged_account_is_stopped_out_only_below_zero(trade_bench: Any) -> None:
    bench = gold(trade_bench)
    bench.deal(BUY, "2")
    bench.deal(SELL, "2")
    bench.quote("1000.00", "1049.00")
    assert bench.server.figures().equity == Decimal("160.00")
    assert len(bench.book.positions) == 2
    bench.quote("1000.00", "1050.00")
    assert len(bench.book.positions) == 0


def test_nothing_is_closed_while_the_market_is_closed(trade_bench: Any) -> None:
    bench = gold(trade_bench)
    bench.deal(BUY, "4", sl="1990.00")
    bench.quote("1980.00", "1980.20", when="2024-03-09 12:00")
    assert bench.book.positions
    bench.quote("1979.00", "1979.20", when="2024-03-11 00:01")
    assert bench.book.deals[3].price == Decimal("1979.00")
    assert bench.book.deals[3].comment == "sl 1990.00"


def test_netting_keeps_one_position_with_the_levels_of_the_latest_request(
    trade_bench: Any,
) -> None:
    bench = gold(trade_bench, NETTING)
    bench.deal(BUY, "0.10", sl="1990.00", tp="2050.00")
    bench.deal(BUY, "0.20", sl="1980.00")
    held = bench.position
    assert (held.volume, held.sl, held.tp) == (
        Decimal("0.30"), Decimal("1980.00"), Decimal("2050.00"),
    )  # fmt: skip
    assert bench.send(action=6, symbol="XAUUSD", sl="1985").retcode == 10009
    assert (bench.position.sl, bench.position.tp) == (Decimal("1985.00"), 0)


def test_a_netting_reversal_is_one_deal_that_keeps_the_identifier(trade_bench: Any) -> None:
    bench = gold(trade_bench, NETTING)
    first = bench.deal(BUY, "0.10", magic=5).order
    bench.quote("2010.00", "2010.20")
    answer = bench.deal(SELL, "0.30", magic=6)
    deal = bench.book.deals[answer.deal]
    assert (deal.entry, deal.volume, deal.profit) == (
        mt5.DEAL_ENTRY_INOUT, Decimal("0.30"), Decimal("98.00"),
    )  # fmt: skip
    held = bench.position
    assert (held.identifier, held.ticket, held.volume) == (first, answer.order, Decimal("0.20"))
    assert held.magic == 5
    assert bench.server.margin() == Decimal("402.00")
    bench.quote("2020.00", "2020.20")
    closed = bench.deal(BUY, "0.20", position=held.ticket)
    assert bench.book.deals[closed.deal].position_id == first
    assert not bench.book.positions


def test_netting_with_a_ticket_closes_that_position_and_nothing_else(trade_bench: Any) -> None:
    bench = gold(trade_bench, NETTING)
    ticket = bench.deal(BUY, "0.10").order
    assert bench.deal(SELL, "0.20", position=ticket).retcode == 10038
    assert bench.deal(SELL, "0.10", position=ticket).retcode == 10009
    assert bench.deal(SELL, "0.10", position=ticket).retcode == 10036


def test_on_a_netting_account_a_reversal_needs_the_margin_of_what_is_left(trade_bench: Any) -> None:
    bench = gold(trade_bench, NETTING, margin_hedged=Decimal(100))
    assert bench.deal(BUY, "4").retcode == 10009
    assert bench.deal(SELL, "8").retcode == 10009
    assert bench.position.volume == Decimal(4)
    assert bench.deal(BUY, "9.50").retcode == mt5.TRADE_RETCODE_NO_MONEY


def test_on_an_exchange_waiting_orders_tie_up_margin_and_go_first(trade_bench: Any) -> None:
    bench = gold(trade_bench, EXCHANGE)
    order = bench.pending(mt5.ORDER_TYPE_BUY_LIMIT, "1900.00", "1").order
    assert bench.server.margin() == Decimal("1900.00")
    assert bench.pending(mt5.ORDER_TYPE_BUY_LIMIT, "1900.00", "5").retcode == 10019
    bench.deal(BUY, "3")
    bench.quote("1974.50", "1974.70")
    assert bench.book.done_orders[order].state == mt5.ORDER_STATE_CANCELED
    assert bench.position.volume == Decimal(3)
    assert gold(trade_bench).pending(2, "1900.00", "50").retcode == 10009


def test_closing_by_an_opposite_position_saves_a_spread(trade_bench: Any) -> None:
    bench = gold(trade_bench)
    buy = bench.deal(BUY, "0.10").order
    sell = bench.deal(SELL, "0.30").order
    bench.send(action=mt5.TRADE_ACTION_CLOSE_BY, position=buy, position_by=sell)
    pair = [d for d in bench.book.deals.values() if d.entry == mt5.DEAL_ENTRY_OUT_BY]
    assert [(d.type, d.profit, d.position_id) for d in pair] == [
        (SELL, Decimal("-2.00"), buy), (BUY, Decimal(0), sell),
    ]  # fmt: skip
    assert (bench.position.ticket, bench.position.volume) == (sell, Decimal("0.20"))


@pytest.mark.parametrize("rules", [{}, NETTING, EXCHANGE], ids=["hedging", "netting", "exchange"])
def test_the_same_deals_without_hedges_give_the_same_balance(
    trade_bench: Any, rules: dict[str, Any]
) -> None:
    bench = gold(trade_bench, rules)
    for side, price in ((BUY, "2000.00"), (SELL, "2003.00"), (BUY, "1990.00")):
        bench.quote(price, f"{Decimal(price) + Decimal('0.20')}")
        ticket = bench.deal(side, "0.25").order
        bench.quote("2001.00", "2001.20")
        bench.deal(SELL if side == BUY else BUY, "0.25", position=ticket)
    assert not bench.book.positions
    assert bench.book.balance == Decimal("10335.00")


@pytest.mark.parametrize(("follows", "margin"), [(False, "800.08"), (True, "840.00")])
def test_held_margin_stands_at_the_opening_price_or_follows_the_market(
    trade_bench: Any, follows: bool, margin: str
) -> None:
    bench = gold(trade_bench, {"margin_follows_price": follows})
    bench.deal(BUY, "0.40")
    bench.quote("2100.00", "2100.20")
    assert bench.server.margin() == Decimal(margin)
