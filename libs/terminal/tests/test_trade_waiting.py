"""Orders that wait, and orders for more than a quote has."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tickloom_terminal import constants as mt5
from tickloom_terminal.trade.records import Request
from tickloom_terminal.trade.server import restored

BUY, SELL = mt5.ORDER_TYPE_BUY, mt5.ORDER_TYPE_SELL
LIMIT = mt5.ORDER_TYPE_BUY_LIMIT
RETURN, IOC, FOK = mt5.ORDER_FILLING_RETURN, mt5.ORDER_FILLING_IOC, mt5.ORDER_FILLING_FOK
BOC = mt5.ORDER_FILLING_BOC
EXCHANGE: dict[str, Any] = {"execution": mt5.SYMBOL_TRADE_EXECUTION_EXCHANGE}


def gold(trade_bench: Any, rules: dict[str, Any] | None = None, **sheet: Any) -> Any:
    bench = trade_bench({"XAUUSD": {"filling_mask": 7} | sheet}, **(rules or {}))
    bench.quote("2000.00", "2000.20")
    return bench


@pytest.mark.parametrize(
    ("type_time", "expires", "lives_until", "ends_at"),
    [
        (mt5.ORDER_TIME_DAY, "", "2024-03-05 23:59", "2024-03-06 00:00"),
        (mt5.ORDER_TIME_SPECIFIED, "2024-03-06 12:00", "2024-03-06 11:59", "2024-03-06 12:00"),
        (mt5.ORDER_TIME_SPECIFIED_DAY, "2024-03-07 09:00", "2024-03-07 23:59", "2024-03-08 00:00"),
        (mt5.ORDER_TIME_SPECIFIED, "2024-03-09 12:00", "2024-03-10 12:00", "2024-03-11 01:05"),
    ],
)
def test_orders_expire_with_the_first_quote_of_an_open_market_at_or_after_their_time(
    trade_bench: Any, type_time: int, expires: str, lives_until: str, ends_at: str
) -> None:
    bench = gold(trade_bench)
    moment = int(datetime.fromisoformat(expires).replace(tzinfo=UTC).timestamp()) if expires else 0
    order = bench.pending(
        LIMIT, "1900", type_time=type_time, expiration_ns=moment * 1_000_000_000
    ).order
    bench.quote("2000.00", "2000.20", when=lives_until)
    assert order in bench.book.orders
    bench.quote("2000.00", "2000.20", when=ends_at)
    done = bench.book.done_orders[order]
    stamp = ends_at.replace("-", ".")
    assert (done.state, done.comment) == (mt5.ORDER_STATE_EXPIRED, f"expired [{stamp}]")


@pytest.mark.parametrize(
    ("mode", "order_stays", "stop_stays"),
    [
        (mt5.SYMBOL_ORDERS_GTC, True, True),
        (mt5.SYMBOL_ORDERS_DAILY, False, False),
        (mt5.SYMBOL_ORDERS_DAILY_NO_STOPS, False, True),
    ],
)
def test_a_symbol_can_end_orders_and_stops_with_the_day(
    trade_bench: Any, mode: int, order_stays: bool, stop_stays: bool
) -> None:
    bench = gold(trade_bench, gtc_mode=mode)
    order = bench.pending(LIMIT, "1900").order
    bench.deal(BUY, "0.10", sl="1950")
    bench.quote("2000.00", "2000.20", when="2024-03-06 00:01")
    assert (order in bench.book.orders, bool(bench.position.sl)) == (order_stays, stop_stays)


def test_a_triggered_order_without_money_is_rejected(trade_bench: Any) -> None:
    bench = gold(trade_bench)
    order = bench.pending(LIMIT, "1990", "10").order
    bench.quote("1989.00", "1989.20")
    done = bench.book.done_orders[order]
    assert (done.state, done.comment) == (mt5.ORDER_STATE_REJECTED, "no money")
    assert not bench.book.positions


@pytest.mark.parametrize(
    ("rules", "mode", "kind", "comment"),
    [
        ({}, mt5.SYMBOL_TRADE_MODE_CLOSEONLY, LIMIT, "Only position closing is allowed"),
        ({}, mt5.SYMBOL_TRADE_MODE_SHORTONLY, LIMIT, "Only short positions are allowed"),
        ({}, mt5.SYMBOL_TRADE_MODE_DISABLED, LIMIT, "Trade disabled"),
        ({"allows_hedges": False}, mt5.SYMBOL_TRADE_MODE_FULL, LIMIT, "Hedging is prohibited"),
    ],
)
def test_an_order_meets_the_rules_of_the_day_on_which_it_is_reached(
    trade_bench: Any, rules: dict[str, Any], mode: int, kind: int, comment: str
) -> None:
    bench = gold(trade_bench, rules)
    order = bench.pending(kind, "1990").order
    bench.deal(SELL, "0.10")
    bench.server.sheets["XAUUSD"] = replace(bench.server.sheets["XAUUSD"], trade_mode=mode)
    bench.quote("1989.00", "1989.20")
    done = bench.book.done_orders[order]
    assert (done.state, done.comment) == (mt5.ORDER_STATE_REJECTED, comment)
    assert bench.position.volume == Decimal("0.10")


def test_levels_of_a_waiting_order_go_to_its_position(trade_bench: Any) -> None:
    bench = gold(trade_bench)
    order = bench.pending(LIMIT, "1990", sl="1980", tp="2000", magic=9, comment="mine").order
    bench.quote("1989.00", "1989.20")
    held = bench.position
    assert (held.ticket, held.sl, held.tp) == (order, Decimal("1980.00"), Decimal("2000.00"))
    assert (held.magic, held.comment) == (9, "mine")


def test_a_stop_limit_that_would_trade_at_once_is_cancelled_if_it_may_only_book(
    trade_bench: Any,
) -> None:
    prices = {"stoplimit": "2001.00"}
    kind = mt5.ORDER_TYPE_BUY_STOP_LIMIT
    booked = gold(trade_bench)
    order = booked.pending(kind, "2002", type_filling=BOC, **prices).order
    booked.quote("2002.00", "2002.20")
    assert booked.book.orders[order].type == LIMIT
    gap = gold(trade_bench)
    order = gap.pending(kind, "2002", type_filling=BOC, stoplimit="2002.00").order
    gap.quote("2001.80", "2002.00")
    assert gap.book.done_orders[order].state == mt5.ORDER_STATE_CANCELED


def test_a_sell_stop_limit_waits_on_above_the_market(trade_bench: Any) -> None:
    bench = gold(trade_bench)
    order = bench.pending(mt5.ORDER_TYPE_SELL_STOP_LIMIT, "1998", stoplimit="1999.50").order
    bench.quote("1998.00", "1998.20")
    assert bench.book.orders[order].type == mt5.ORDER_TYPE_SELL_LIMIT
    bench.quote("1999.60", "1999.80")
    assert bench.book.deals[2].price == Decimal("1999.60")


@pytest.mark.parametrize(
    ("filling", "code", "volume", "state"),
    [
        (FOK, 10006, None, None),
        (IOC, 10010, "0.30", mt5.ORDER_STATE_PARTIAL),
    ],
)
def test_more_than_a_quote_has_is_done_by_the_filling_mode(
    trade_bench: Any, filling: int, code: int, volume: str | None, state: int | None
) -> None:
    bench = gold(trade_bench, depth=Decimal("0.30"))
    answer = bench.deal(BUY, "0.50", type_filling=filling)
    assert answer.retcode == code
    if volume is None:
        assert not bench.book.positions
        return
    assert (bench.position.volume, answer.volume) == (Decimal(volume), Decimal(volume))
    done = bench.book.done_orders[answer.order]
    assert (done.state, done.volume_current) == (state, Decimal("0.20"))
    assert bench.deal(BUY, "0.10", type_filling=filling).retcode == 10006
    bench.quote("2000.00", "2000.20")
    assert bench.deal(BUY, "0.10", type_filling=filling).retcode == 10009


def test_the_rest_of_a_returned_order_goes_on_with_the_next_quotes(trade_bench: Any) -> None:
    bench = gold(trade_bench, depth=Decimal("0.30"), **EXCHANGE)
    answer = bench.deal(BUY, "0.70", type_filling=RETURN)
    assert (answer.retcode, answer.volume) == (10010, Decimal("0.30"))
    assert bench.book.orders[answer.order].state == mt5.ORDER_STATE_PARTIAL
    bench.quote("2001.00", "2001.20")
    bench.quote("2002.00", "2002.20")
    held = bench.position
    assert (held.ticket, held.volume) == (answer.order, Decimal("0.70"))
    assert bench.book.done_orders[answer.order].state == mt5.ORDER_STATE_FILLED
    deals = [d for d in bench.book.deals.values() if d.order == answer.order]
    assert [(d.volume, d.price) for d in deals] == [
        (Decimal("0.30"), Decimal("2000.20")), (Decimal("0.30"), Decimal("2001.20")),
        (Decimal("0.10"), Decimal("2002.20")),
    ]  # fmt: skip
    assert {d.position_id for d in deals} == {answer.order}
    assert held.price_open == sum(d.volume * d.price for d in deals) / Decimal("0.70")


def test_a_returned_rest_can_be_taken_away(trade_bench: Any) -> None:
    bench = gold(trade_bench, depth=Decimal("0.30"), **EXCHANGE)
    order = bench.deal(BUY, "0.70", type_filling=RETURN).order
    assert bench.send(action=mt5.TRADE_ACTION_MODIFY, order=order, price="1990").retcode == 10013
    assert bench.send(action=mt5.TRADE_ACTION_REMOVE, order=order).retcode == 10009
    done = bench.book.done_orders[order]
    assert (done.state, done.volume_current) == (mt5.ORDER_STATE_CANCELED, Decimal("0.40"))


def test_the_rest_of_a_close_ends_with_its_position(trade_bench: Any) -> None:
    bench = gold(trade_bench, depth=Decimal("0.30"), **EXCHANGE)
    bench.deal(BUY, "0.30", sl="1990")
    bench.quote("2000.00", "2000.20")
    ticket = bench.position.ticket
    order = bench.desk.send(_close(ticket, "0.30"), executed=Decimal("0.10")).order
    assert bench.book.orders[order].volume_current == Decimal("0.20")
    bench.quote("1989.00", "1989.20")
    assert not bench.book.positions
    bench.quote("1989.00", "1989.20")
    assert bench.book.done_orders[order].state == mt5.ORDER_STATE_CANCELED
    assert not bench.book.positions


def _close(ticket: int, volume: str) -> Any:
    return Request(
        action=mt5.TRADE_ACTION_DEAL, symbol="XAUUSD", type=SELL, volume=Decimal(volume),
        type_filling=RETURN, position=ticket,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("filling", "volume", "state"),
    [(RETURN, "0.30", None), (IOC, "0.30", mt5.ORDER_STATE_PARTIAL),
     (FOK, None, mt5.ORDER_STATE_CANCELED)],
)  # fmt: skip
def test_a_waiting_order_for_more_than_a_quote_has(
    trade_bench: Any, filling: int, volume: str | None, state: int | None
) -> None:
    bench = gold(trade_bench, depth=Decimal("0.30"))
    order = bench.pending(LIMIT, "1990", "0.50", type_filling=filling).order
    bench.quote("1989.00", "1989.20")
    held = next(iter(bench.book.positions.values()), None)
    assert (None if held is None else held.volume) == (None if volume is None else Decimal(volume))
    if state is not None:
        assert bench.book.done_orders[order].state == state
        return
    assert bench.book.orders[order].volume_current == Decimal("0.20")
    bench.quote("1991.00", "1991.20")
    assert bench.book.orders[order].volume_current == Decimal("0.20")
    bench.quote("1988.00", "1988.20")
    assert (bench.position.ticket, bench.position.volume) == (order, Decimal("0.50"))


def test_a_server_that_restarts_rejects_orders_in_flight_and_forgets_removals(
    trade_bench: Any,
) -> None:
    bench = gold(trade_bench)
    taken = bench.desk.take_in(
        Request(action=mt5.TRADE_ACTION_DEAL, symbol="XAUUSD", type=BUY, volume=Decimal("0.10"))
    )
    assert taken.retcode == mt5.TRADE_RETCODE_PLACED
    order = bench.pending(LIMIT, "1900").order
    bench.desk.take_in(Request(action=mt5.TRADE_ACTION_REMOVE, order=order))
    again = trade_bench({"XAUUSD": {}})
    again.book.deals.clear()
    restored(again.server, bench.changes, now_ns=bench.server.now_ns)
    assert again.book.done_orders[taken.order].state == mt5.ORDER_STATE_REJECTED
    assert [o.state for o in again.book.orders.values()] == [mt5.ORDER_STATE_PLACED]
