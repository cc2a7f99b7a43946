"""A trade server on quotes that the test writes: fills, stops, netting, swaps, refusals."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.domain.server_time import ServerClock
from tickloom.venue.costs import Commission, CommissionMode, Swap, SwapMode
from tickloom_terminal import constants as mt5
from tickloom_terminal.trade.book import Book, Change
from tickloom_terminal.trade.calendar import Calendar
from tickloom_terminal.trade.desk import RequestDesk
from tickloom_terminal.trade.records import AccountRules, Answer, Request
from tickloom_terminal.trade.server import TradeServer, restored
from tickloom_terminal.trade.sheet import SymbolSheet

SECOND_NS = 1_000_000_000
GOLD = Instrument(
    symbol=Symbol("XAUUSD"), description="Gold", group="Metals", digits=2,
    tick_size=Decimal("0.01"),
    contract_size=Decimal(100), volume_min=Decimal("0.01"), volume_max=Decimal(80),
    volume_step=Decimal("0.01"),
    currency_base="XAU", currency_profit="USD", currency_margin="USD",
    calc_mode=CalcMode.CFD_LEVERAGE, pip_size=Decimal("0.10"),
)  # fmt: skip
SHEET = SymbolSheet(instrument=GOLD)
HEDGING = AccountRules()
NETTING = replace(HEDGING, margin_mode=mt5.ACCOUNT_MARGIN_MODE_RETAIL_NETTING)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * SECOND_NS


class Bench:
    """A server with gold at 2000.00/2000.20 on a Tuesday."""

    def __init__(self, sheet: SymbolSheet = SHEET, rules: AccountRules = HEDGING) -> None:
        self.changes: list[Change] = []
        self.book = Book(rules=rules, record=self.changes.append)
        self.server = TradeServer([sheet], rules, Calendar(clock=ServerClock()), self.book)
        self.desk = RequestDesk(self.server)
        self.book.deposit(at("2024-03-05 09:59"))
        self.quote("2000.00", "2000.20", "2024-03-05 10:00")

    def quote(self, bid: str, ask: str, when: str | None = None) -> None:
        time_ns = self.server.now_ns + SECOND_NS if when is None else at(when)
        points = GOLD.points
        self.server.on_quote("XAUUSD", time_ns, points(Decimal(bid)), points(Decimal(ask)))

    def deal(self, kind: int, volume: str, **fields: Any) -> Answer:
        return self.desk.send(
            Request(
                action=mt5.TRADE_ACTION_DEAL, symbol="XAUUSD", type=kind, volume=Decimal(volume),
                **fields,
            )
        )  # fmt: skip

    def pending(self, kind: int, price: str, **fields: Any) -> Answer:
        return self.desk.send(
            Request(
                action=mt5.TRADE_ACTION_PENDING, symbol="XAUUSD", type=kind, volume=Decimal("0.10"),
                price=Decimal(price), type_filling=mt5.ORDER_FILLING_RETURN,
                **fields,
            )
        )  # fmt: skip


def test_a_buy_is_filled_at_the_ask_and_valued_at_the_bid() -> None:
    bench = Bench()
    answer = bench.deal(mt5.ORDER_TYPE_BUY, "0.12")
    assert (answer.retcode, answer.order, answer.deal) == (mt5.TRADE_RETCODE_DONE, 2, 2)
    assert answer.price == Decimal("2000.20")
    assert bench.server.figures().profit == Decimal("-2.40")


def test_a_stop_is_filled_at_the_quote_that_triggers_it_and_never_better() -> None:
    bench = Bench()
    ticket = bench.deal(
        mt5.ORDER_TYPE_BUY, "0.12", sl=Decimal("1995.00"), tp=Decimal("2010.00")
    ).order
    bench.quote("1994.60", "1994.80")
    closing = bench.book.deals[3]
    assert closing.price == Decimal("1994.60")
    assert (closing.reason, closing.comment) == (mt5.DEAL_REASON_SL, "sl 1995.00")
    assert closing.position_id == ticket
    assert closing.profit == Decimal("-67.20")
    assert bench.book.balance == Decimal("9932.80")
    assert not bench.book.positions


def test_a_target_takes_the_better_price_of_a_gap() -> None:
    bench = Bench()
    bench.deal(mt5.ORDER_TYPE_SELL, "0.10", tp=Decimal("1990.00"))
    bench.quote("1980.00", "1980.20")
    assert bench.book.deals[3].price == Decimal("1980.20")
    assert bench.book.deals[3].comment == "tp 1990.00"


def test_opposite_deals_hedge_and_close_each_other_by_their_open_prices() -> None:
    bench = Bench()
    buy = bench.deal(mt5.ORDER_TYPE_BUY, "0.30").order
    bench.quote("2005.00", "2005.20")
    sell = bench.deal(mt5.ORDER_TYPE_SELL, "0.10").order
    assert len(bench.book.positions) == 2
    answer = bench.desk.send(
        Request(action=mt5.TRADE_ACTION_CLOSE_BY, position=buy, position_by=sell)
    )
    assert answer.retcode == mt5.TRADE_RETCODE_DONE
    pair = [d for d in bench.book.deals.values() if d.entry == mt5.DEAL_ENTRY_OUT_BY]
    assert [d.profit for d in pair] == [Decimal("48.00"), Decimal(0)]
    assert [(p.ticket, p.volume) for p in bench.book.positions.values()] == [(buy, Decimal("0.20"))]


def test_netting_averages_reduces_and_reverses_in_one_deal() -> None:
    bench = Bench(rules=NETTING)
    first = bench.deal(mt5.ORDER_TYPE_BUY, "0.10").order
    bench.quote("2010.00", "2010.20")
    bench.deal(mt5.ORDER_TYPE_BUY, "0.10")
    (net,) = bench.book.positions.values()
    assert (net.volume, net.price_open) == (Decimal("0.20"), Decimal("2005.20"))
    bench.deal(mt5.ORDER_TYPE_SELL, "0.05")
    assert bench.book.deals[4].profit == Decimal("24.00")
    answer = bench.deal(mt5.ORDER_TYPE_SELL, "0.20")
    (net,) = bench.book.positions.values()
    assert (net.identifier, net.ticket) == (first, answer.order)
    assert (net.side.value, net.volume, net.price_open) == (
        "sell",
        Decimal("0.05"),
        Decimal("2010.00"),
    )
    assert bench.book.deals[5].entry == mt5.DEAL_ENTRY_INOUT


@pytest.mark.parametrize(
    ("kind", "price", "bid", "ask", "filled"),
    [
        (mt5.ORDER_TYPE_BUY_LIMIT, "1999.00", "1998.40", "1998.60", "1998.60"),
        (mt5.ORDER_TYPE_BUY_STOP, "2001.00", "2001.10", "2001.30", "2001.30"),
        (mt5.ORDER_TYPE_SELL_LIMIT, "2001.00", "2001.50", "2001.70", "2001.50"),
        (mt5.ORDER_TYPE_SELL_STOP, "1999.00", "1998.70", "1998.90", "1998.70"),
    ],
)
def test_a_waiting_order_is_filled_at_the_quote_that_reaches_it(
    kind: int, price: str, bid: str, ask: str, filled: str
) -> None:
    bench = Bench()
    placed = bench.pending(kind, price)
    assert placed.retcode == mt5.TRADE_RETCODE_DONE
    bench.quote(bid, ask)
    assert bench.book.deals[2].price == Decimal(filled)
    assert bench.book.done_orders[placed.order].state == mt5.ORDER_STATE_FILLED
    assert placed.order in bench.book.positions


def test_a_stop_limit_becomes_a_limit_when_it_is_reached() -> None:
    bench = Bench()
    placed = bench.pending(mt5.ORDER_TYPE_BUY_STOP_LIMIT, "2002.00", stoplimit=Decimal("2001.00"))
    bench.quote("2002.00", "2002.20")
    order = bench.book.orders[placed.order]
    assert (order.type, order.price_open) == (mt5.ORDER_TYPE_BUY_LIMIT, Decimal("2001.00"))
    bench.quote("2000.70", "2000.90")
    assert bench.book.deals[2].price == Decimal("2000.90")


def test_an_order_that_expires_at_the_weekend_ends_with_the_first_quote_of_monday() -> None:
    bench = Bench()
    placed = bench.pending(
        mt5.ORDER_TYPE_BUY_LIMIT, "1900.00", type_time=mt5.ORDER_TIME_SPECIFIED,
        expiration_ns=at("2024-03-09 01:05"),
    )  # fmt: skip
    bench.quote("2000.00", "2000.20", "2024-03-08 23:00")
    assert placed.order in bench.book.orders
    bench.quote("2000.00", "2000.20", "2024-03-11 01:00")
    done = bench.book.done_orders[placed.order]
    assert (done.state, done.comment) == (mt5.ORDER_STATE_EXPIRED, "expired [2024.03.11 01:00]")


@pytest.mark.parametrize(
    ("nights", "until", "charged"),
    [
        ("one weekday", "2024-03-06 10:00", "-10.55"),
        ("Wednesday to Thursday counts three times", "2024-03-07 10:00", "-42.20"),
        ("Friday to Monday once", "2024-03-11 10:00", "-63.30"),
    ],
)
def test_swap_is_charged_at_each_server_midnight(nights: str, until: str, charged: str) -> None:
    swap = Swap(mode=SwapMode.POINTS, long=Decimal("-65.94"), short=Decimal(0), triple_day=3)
    bench = Bench(replace(SHEET, swap=swap))
    bench.deal(mt5.ORDER_TYPE_BUY, "0.16")
    bench.quote("2000.00", "2000.20", until)
    (position,) = bench.book.positions.values()
    assert position.swap == Decimal(charged), nights


def test_commission_is_charged_on_the_entry_deal_of_a_round_turn() -> None:
    model = Commission(mode=CommissionMode.ROUND_TURN, amount=Decimal(5))
    bench = Bench(replace(SHEET, commission=model))
    ticket = bench.deal(mt5.ORDER_TYPE_BUY, "0.16").order
    bench.deal(mt5.ORDER_TYPE_SELL, "0.16", position=ticket)
    assert [d.commission for d in bench.book.deals.values()] == [
        Decimal(0),
        Decimal("-0.80"),
        Decimal(0),
    ]


def test_an_order_that_cannot_be_paid_is_refused_and_a_hedge_ties_up_nothing_more() -> None:
    bench = Bench()
    assert bench.deal(mt5.ORDER_TYPE_BUY, "6").retcode == mt5.TRADE_RETCODE_NO_MONEY
    assert bench.deal(mt5.ORDER_TYPE_BUY, "4").retcode == mt5.TRADE_RETCODE_DONE
    before = bench.server.margin()
    assert before == Decimal("8000.80")
    assert bench.deal(mt5.ORDER_TYPE_SELL, "4").retcode == mt5.TRADE_RETCODE_DONE
    assert bench.server.margin() == 0


def test_stop_out_closes_the_greatest_loss_until_the_level_suffices() -> None:
    bench = Bench()
    bench.deal(mt5.ORDER_TYPE_BUY, "3")
    bench.deal(mt5.ORDER_TYPE_BUY, "1")
    bench.quote("1980.50", "1980.70")
    outs = [d for d in bench.book.deals.values() if d.reason == mt5.DEAL_REASON_SO]
    assert [d.volume for d in outs] == [Decimal(3)]
    assert outs[0].comment.startswith("so 26.5%")
    assert [p.volume for p in bench.book.positions.values()] == [Decimal(1)]


@pytest.mark.parametrize(
    ("volume", "fields", "code"),
    [
        ("0.005", {}, mt5.TRADE_RETCODE_INVALID_VOLUME),
        ("81", {}, mt5.TRADE_RETCODE_INVALID_VOLUME),
        ("0.10", {"type_filling": 2}, mt5.TRADE_RETCODE_INVALID_FILL),
        ("0.10", {"sl": Decimal("2000.10")}, mt5.TRADE_RETCODE_INVALID_STOPS),
        ("0.10", {"position": 77}, mt5.TRADE_RETCODE_POSITION_CLOSED),
    ],
)  # fmt: skip
def test_a_bad_market_request_is_answered_with_its_code(
    volume: str, fields: dict[str, Any], code: int
) -> None:
    assert Bench().deal(mt5.ORDER_TYPE_BUY, volume, **fields).retcode == code


def test_a_closed_market_takes_no_order() -> None:
    bench = Bench()
    bench.server.advance(at("2024-03-09 10:00"))
    assert bench.deal(mt5.ORDER_TYPE_BUY, "0.10").retcode == mt5.TRADE_RETCODE_MARKET_CLOSED


def test_instant_execution_requotes_beyond_the_deviation() -> None:
    bench = Bench(replace(SHEET, execution=mt5.SYMBOL_TRADE_EXECUTION_INSTANT))
    asked: dict[str, Any] = {"price": Decimal("2000.00"), "deviation": 10}
    assert bench.deal(mt5.ORDER_TYPE_BUY, "0.10", **asked).retcode == mt5.TRADE_RETCODE_REQUOTE
    asked["deviation"] = 20
    assert bench.deal(mt5.ORDER_TYPE_BUY, "0.10", **asked).retcode == mt5.TRADE_RETCODE_DONE


def test_a_partial_fill_leaves_what_was_not_to_be_had() -> None:
    bench = Bench()
    answer = bench.desk.send(
        Request(
            action=mt5.TRADE_ACTION_DEAL, symbol="XAUUSD", type=mt5.ORDER_TYPE_BUY,
            volume=Decimal("0.50"), type_filling=mt5.ORDER_FILLING_IOC,
        ),
        executed=Decimal("0.20"),
    )  # fmt: skip
    assert answer.retcode == mt5.TRADE_RETCODE_DONE_PARTIAL
    assert answer.volume == Decimal("0.20")
    done = bench.book.done_orders[answer.order]
    assert (done.state, done.volume_current) == (mt5.ORDER_STATE_PARTIAL, Decimal("0.30"))


def test_a_ledger_gives_the_same_books_again() -> None:
    bench = Bench(rules=NETTING)
    bench.deal(mt5.ORDER_TYPE_BUY, "0.30", sl=Decimal("1950.00"))
    bench.pending(mt5.ORDER_TYPE_SELL_LIMIT, "2050.00")
    bench.quote("2010.00", "2010.20")
    bench.deal(mt5.ORDER_TYPE_SELL, "0.10")
    again = Book(rules=NETTING)
    server = TradeServer([SHEET], NETTING, Calendar(clock=ServerClock()), again)
    restored(server, bench.changes, now_ns=bench.server.now_ns)
    for name in ("orders", "positions", "done_orders", "deals", "balance", "last_order"):
        assert getattr(again, name) == getattr(bench.book, name), name
