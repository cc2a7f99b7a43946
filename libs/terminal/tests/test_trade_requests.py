"""What a trade server answers to a request: the first thing wrong, in the server's order."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.domain.server_time import ServerClock
from tickloom_terminal import constants as mt5
from tickloom_terminal.trade.book import Book
from tickloom_terminal.trade.calendar import Calendar
from tickloom_terminal.trade.desk import RequestDesk
from tickloom_terminal.trade.records import AccountRules, Answer, Request
from tickloom_terminal.trade.server import TradeServer
from tickloom_terminal.trade.sheet import SymbolSheet

SECOND_NS = 1_000_000_000
TUESDAY_NS = int(datetime(2024, 3, 5, 10, tzinfo=UTC).timestamp()) * SECOND_NS
GOLD = Instrument(
    symbol=Symbol("XAUUSD.m"), description="Gold", group="Metals", digits=2,
    tick_size=Decimal("0.01"), contract_size=Decimal(100), volume_min=Decimal("0.01"),
    volume_max=Decimal(80), volume_step=Decimal("0.01"), currency_base="XAU",
    currency_profit="USD", currency_margin="USD", calc_mode=CalcMode.CFD_LEVERAGE,
    pip_size=Decimal("0.10"),
)  # fmt: skip
SHEET = SymbolSheet(instrument=GOLD)
HEDGING = AccountRules()
NETTING = replace(HEDGING, margin_mode=mt5.ACCOUNT_MARGIN_MODE_RETAIL_NETTING)
BUY, SELL = mt5.ORDER_TYPE_BUY, mt5.ORDER_TYPE_SELL


class Bench:
    """Gold at 2000.00/2000.20 on a Tuesday, under a broker's own name."""

    def __init__(self, rules: AccountRules = HEDGING, **sheet: Any) -> None:
        instrument = replace(GOLD, **sheet.pop("instrument", {}))
        self.sheet = replace(SHEET, instrument=instrument, **sheet)
        self.book = Book(rules=rules)
        self.book.deposit(TUESDAY_NS)
        self.server = TradeServer([self.sheet], rules, Calendar(clock=ServerClock()), self.book)
        self.desk = RequestDesk(self.server)
        self.quote("2000.00", "2000.20")

    def quote(self, bid: str, ask: str) -> None:
        points = self.sheet.instrument.points
        time_ns = self.server.now_ns + SECOND_NS if self.server.now_ns else TUESDAY_NS
        self.server.on_quote(self.sheet.name, time_ns, points(Decimal(bid)), points(Decimal(ask)))

    def send(self, **fields: Any) -> Answer:
        return self.desk.send(Request(**_read(fields)))

    def deal(self, kind: int = BUY, volume: str = "0.10", **fields: Any) -> Answer:
        return self.send(
            action=mt5.TRADE_ACTION_DEAL, symbol=self.sheet.name, type=kind, volume=volume, **fields
        )

    def pending(self, kind: int, price: str, volume: str = "0.10", **fields: Any) -> Answer:
        fields = {"type_filling": mt5.ORDER_FILLING_RETURN} | fields
        return self.send(
            action=mt5.TRADE_ACTION_PENDING, symbol=self.sheet.name, type=kind, volume=volume,
            price=price, **fields,
        )  # fmt: skip


def _read(fields: dict[str, Any]) -> dict[str, Any]:
    amounts = {"volume", "price", "stoplimit", "sl", "tp"}
    return {name: Decimal(v) if name in amounts else v for name, v in fields.items()}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"action": 99}, mt5.TRADE_RETCODE_INVALID),
        ({"action": 1, "symbol": "EURUSD", "volume": "1"}, mt5.TRADE_RETCODE_INVALID),
        ({"action": 1, "symbol": "xauusd.m", "volume": "1"}, mt5.TRADE_RETCODE_INVALID),
        ({"action": 1, "symbol": "XAUUSD.m", "type": 2}, mt5.TRADE_RETCODE_INVALID_ORDER),
        ({"action": 5, "symbol": "XAUUSD.m", "type": 0}, mt5.TRADE_RETCODE_INVALID_ORDER),
        ({"action": 6, "position": 12}, mt5.TRADE_RETCODE_POSITION_CLOSED),
        ({"action": 6, "symbol": "XAUUSD.m"}, mt5.TRADE_RETCODE_INVALID),
        ({"action": 7, "order": 12, "price": "1"}, mt5.TRADE_RETCODE_INVALID),
        ({"action": 8, "order": 12}, mt5.TRADE_RETCODE_INVALID),
        ({"action": 10, "position": 1, "position_by": 2}, mt5.TRADE_RETCODE_POSITION_CLOSED),
    ],
)  # fmt: skip
def test_a_request_about_nothing_is_refused(fields: dict[str, Any], code: int) -> None:
    assert Bench().send(**fields).retcode == code


def test_of_several_things_wrong_the_first_in_the_servers_order_is_named() -> None:
    """Each step puts one thing right, and the next one is named."""
    bench = Bench(
        trade_mode=mt5.SYMBOL_TRADE_MODE_LONGONLY, sessions=(), filling_mask=2, order_mask=126,
        instrument={"stops_level_points": 50}, execution=mt5.SYMBOL_TRADE_EXECUTION_MARKET,
    )  # fmt: skip
    wrong: dict[str, Any] = {"kind": SELL, "volume": "0.005", "sl": "1999.00"}
    expected: list[tuple[int, dict[str, Any], dict[str, Any]]] = [
        (mt5.TRADE_RETCODE_LONG_ONLY, {}, {}),
        (mt5.TRADE_RETCODE_MARKET_CLOSED, {"trade_mode": mt5.SYMBOL_TRADE_MODE_FULL}, {}),
        (mt5.TRADE_RETCODE_INVALID_VOLUME, {"sessions": SHEET.sessions}, {}),
        (mt5.TRADE_RETCODE_INVALID_FILL, {}, {"volume": "9"}),
        (mt5.TRADE_RETCODE_INVALID_ORDER, {}, {"type_filling": mt5.ORDER_FILLING_IOC}),
        (mt5.TRADE_RETCODE_INVALID_STOPS, {"order_mask": 127}, {}),
        (mt5.TRADE_RETCODE_NO_MONEY, {}, {"sl": "2001.00"}),
        (mt5.TRADE_RETCODE_DONE, {}, {"volume": "0.10"}),
    ]
    sheet = bench.sheet
    for code, of_sheet, of_request in expected:
        sheet = replace(sheet, **of_sheet)
        bench.server.sheets[sheet.name] = sheet
        wrong |= of_request
        assert bench.deal(**wrong).retcode == code


def test_without_a_quote_there_is_no_price() -> None:
    server = TradeServer([SHEET], HEDGING, Calendar(clock=ServerClock()), Book(rules=HEDGING))
    server.advance(TUESDAY_NS)
    request = Request(
        action=mt5.TRADE_ACTION_DEAL, symbol="XAUUSD.m", volume=Decimal("0.10"), type=BUY
    )
    assert RequestDesk(server).send(request).retcode == mt5.TRADE_RETCODE_PRICE_OFF


@pytest.mark.parametrize(
    ("mode", "buy", "sell"),
    [
        (mt5.SYMBOL_TRADE_MODE_FULL, 10009, 10009),
        (mt5.SYMBOL_TRADE_MODE_DISABLED, 10017, 10017),
        (mt5.SYMBOL_TRADE_MODE_LONGONLY, 10009, 10042),
        (mt5.SYMBOL_TRADE_MODE_SHORTONLY, 10043, 10009),
        (mt5.SYMBOL_TRADE_MODE_CLOSEONLY, 10044, 10044),
    ],
)
def test_trade_modes_refuse_what_opens(mode: int, buy: int, sell: int) -> None:
    bench = Bench(trade_mode=mode)
    assert (bench.deal(BUY).retcode, bench.deal(SELL).retcode) == (buy, sell)
    waiting = bench.pending(mt5.ORDER_TYPE_BUY_LIMIT, "1990").retcode
    assert waiting == buy


@pytest.mark.parametrize("rules", [HEDGING, NETTING], ids=["hedging", "netting"])
def test_trade_modes_let_positions_be_closed(rules: AccountRules) -> None:
    bench = Bench(rules)
    ticket = bench.deal(BUY, "0.30").order
    bench.server.sheets[bench.sheet.name] = replace(
        bench.sheet, trade_mode=mt5.SYMBOL_TRADE_MODE_CLOSEONLY
    )
    close: dict[str, Any] = {"position": ticket} if rules.is_hedging else {}
    assert bench.deal(SELL, "0.10", **close).retcode == 10009
    assert bench.deal(SELL, "0.20", **close).retcode == 10009
    assert not bench.book.positions


def test_a_disabled_symbol_takes_no_change_either() -> None:
    bench = Bench()
    ticket = bench.deal().order
    order = bench.pending(mt5.ORDER_TYPE_BUY_LIMIT, "1990").order
    bench.server.sheets[bench.sheet.name] = replace(
        bench.sheet, trade_mode=mt5.SYMBOL_TRADE_MODE_DISABLED
    )
    for fields in (
        {"action": 6, "position": ticket, "sl": "1990"}, {"action": 8, "order": order},
        {"action": 7, "order": order, "price": "1980"},
        {"action": 1, "symbol": "XAUUSD.m", "type": SELL, "volume": "0.10", "position": ticket},
    ):  # fmt: skip
        assert bench.send(**fields).retcode == mt5.TRADE_RETCODE_TRADE_DISABLED


@pytest.mark.parametrize(
    ("execution", "mask", "taken"),
    [
        (mt5.SYMBOL_TRADE_EXECUTION_MARKET, 1, {0}),
        (mt5.SYMBOL_TRADE_EXECUTION_MARKET, 2, {1}),
        (mt5.SYMBOL_TRADE_EXECUTION_MARKET, 7, {0, 1}),
        (mt5.SYMBOL_TRADE_EXECUTION_INSTANT, 1, {0, 1, 2}),
        (mt5.SYMBOL_TRADE_EXECUTION_REQUEST, 2, {0, 1, 2}),
        (mt5.SYMBOL_TRADE_EXECUTION_EXCHANGE, 1, {0, 2}),
        (mt5.SYMBOL_TRADE_EXECUTION_EXCHANGE, 2, {1, 2}),
    ],
)
def test_filling_modes_of_deals_by_execution(execution: int, mask: int, taken: set[int]) -> None:
    bench = Bench(execution=execution, filling_mask=mask)
    codes = {f: bench.deal(type_filling=f, price="2000.20").retcode for f in (0, 1, 2, 3, 4)}
    assert {f for f, code in codes.items() if code == 10009} == taken
    assert {code for f, code in codes.items() if f not in taken} == {10030}


@pytest.mark.parametrize(
    ("kind", "price", "filling", "code"),
    [
        (mt5.ORDER_TYPE_BUY_LIMIT, "1990", mt5.ORDER_FILLING_RETURN, 10009),
        (mt5.ORDER_TYPE_BUY_LIMIT, "1990", mt5.ORDER_FILLING_BOC, 10009),
        (mt5.ORDER_TYPE_BUY_STOP, "2010", mt5.ORDER_FILLING_BOC, 10030),
        (mt5.ORDER_TYPE_BUY_LIMIT, "1990", mt5.ORDER_FILLING_FOK, 10030),
        (mt5.ORDER_TYPE_BUY_LIMIT, "1990", mt5.ORDER_FILLING_IOC, 10009),
    ],
)
def test_filling_modes_of_waiting_orders(kind: int, price: str, filling: int, code: int) -> None:
    bench = Bench(filling_mask=2 | 4)
    assert bench.pending(kind, price, type_filling=filling).retcode == code


@pytest.mark.parametrize(
    ("volume", "code"),
    [
        ("0.30000000000000004", 10009), ("0.009999999999", 10009), ("0.015", 10014),
        ("0", 10014), ("-0.1", 10014), ("80.01", 10014),
    ],
)  # fmt: skip
def test_volumes_are_compared_with_a_tolerance(volume: str, code: int) -> None:
    bench = Bench(rules=replace(HEDGING, deposit=Decimal(10_000_000)))
    answer = bench.deal(volume=volume)
    assert answer.retcode == code
    assert code != 10009 or answer.volume % GOLD.volume_step == 0


def test_a_close_of_more_than_there_is_is_refused() -> None:
    bench = Bench()
    ticket = bench.deal(volume="0.10").order
    assert bench.deal(SELL, "0.11", position=ticket).retcode == 10038
    assert bench.deal(BUY, "0.05", position=ticket).retcode == mt5.TRADE_RETCODE_INVALID
    assert bench.deal(SELL, "0.04", position=ticket).retcode == 10009
    (left,) = bench.book.positions.values()
    assert (left.ticket, left.volume) == (ticket, Decimal("0.06"))
    assert left.price_open == Decimal("2000.20")
    assert bench.deal(SELL, "0.06", position=ticket).retcode == 10009
    assert bench.deal(SELL, "0.06", position=ticket).retcode == 10036


@pytest.mark.parametrize("rules", [HEDGING, NETTING], ids=["hedging", "netting"])
def test_the_limit_of_volume_counts_positions_and_waiting_orders_of_one_direction(
    rules: AccountRules,
) -> None:
    bench = Bench(rules, volume_limit=Decimal("0.50"))
    bench.deal(BUY, "0.20")
    bench.pending(mt5.ORDER_TYPE_BUY_LIMIT, "1990", "0.20")
    assert bench.deal(BUY, "0.11").retcode == 10034
    assert bench.pending(mt5.ORDER_TYPE_BUY_STOP, "2010", "0.11").retcode == 10034
    assert bench.deal(BUY, "0.10").retcode == 10009
    assert bench.deal(SELL, "0.60").retcode == (10034 if rules.is_hedging else 10009)


@pytest.mark.parametrize(
    ("type_time", "expiration", "mask", "code"),
    [
        (mt5.ORDER_TIME_GTC, 0, 15, 10009),
        (mt5.ORDER_TIME_GTC, 0, 14, 10022),
        (mt5.ORDER_TIME_DAY, 0, 13, 10022),
        (mt5.ORDER_TIME_SPECIFIED, 0, 15, 10022),
        (mt5.ORDER_TIME_SPECIFIED, TUESDAY_NS - 1, 15, 10022),
        (mt5.ORDER_TIME_SPECIFIED, TUESDAY_NS + 60 * SECOND_NS, 15, 10009),
        (mt5.ORDER_TIME_SPECIFIED, TUESDAY_NS + 60 * SECOND_NS, 11, 10022),
        (mt5.ORDER_TIME_SPECIFIED_DAY, TUESDAY_NS - 36_000 * SECOND_NS, 15, 10009),
        (mt5.ORDER_TIME_SPECIFIED_DAY, TUESDAY_NS - 36_001 * SECOND_NS, 15, 10022),
        (7, 0, 15, 10022),
    ],
)  # fmt: skip
def test_expirations_are_of_four_kinds_and_not_past(
    type_time: int, expiration: int, mask: int, code: int
) -> None:
    bench = Bench(expiration_mask=mask)
    answer = bench.pending(
        mt5.ORDER_TYPE_BUY_LIMIT, "1990", type_time=type_time, expiration_ns=expiration
    )
    assert answer.retcode == code


@pytest.mark.parametrize(
    ("kind", "price", "stoplimit", "code"),
    [
        (mt5.ORDER_TYPE_BUY_LIMIT, "1999.70", "0", 10009),
        (mt5.ORDER_TYPE_BUY_LIMIT, "1999.71", "0", 10015),
        (mt5.ORDER_TYPE_BUY_LIMIT, "2000.30", "0", 10015),
        (mt5.ORDER_TYPE_BUY_STOP, "2000.70", "0", 10009),
        (mt5.ORDER_TYPE_BUY_STOP, "2000.69", "0", 10015),
        (mt5.ORDER_TYPE_SELL_LIMIT, "2000.50", "0", 10009),
        (mt5.ORDER_TYPE_SELL_LIMIT, "2000.49", "0", 10015),
        (mt5.ORDER_TYPE_SELL_STOP, "1999.50", "0", 10009),
        (mt5.ORDER_TYPE_SELL_STOP, "1999.51", "0", 10015),
        (mt5.ORDER_TYPE_BUY_STOP_LIMIT, "2002.00", "2001.00", 10009),
        (mt5.ORDER_TYPE_BUY_STOP_LIMIT, "2002.00", "2003.00", 10015),
        (mt5.ORDER_TYPE_BUY_STOP_LIMIT, "2002.00", "0", 10015),
        (mt5.ORDER_TYPE_SELL_STOP_LIMIT, "1998.00", "1999.00", 10009),
        (mt5.ORDER_TYPE_SELL_STOP_LIMIT, "1998.00", "1997.00", 10015),
        (mt5.ORDER_TYPE_BUY_LIMIT, "0", "0", 10015),
    ],
)  # fmt: skip
def test_waiting_orders_keep_their_side_and_the_stops_level(
    kind: int, price: str, stoplimit: str, code: int
) -> None:
    bench = Bench(instrument={"stops_level_points": 50})
    assert bench.pending(kind, price, stoplimit=stoplimit).retcode == code


@pytest.mark.parametrize(
    ("kind", "sl", "tp", "code"),
    [
        (BUY, "1999.50", "2000.50", 10009), (BUY, "1999.51", "0", 10016),
        (BUY, "0", "2000.49", 10016), (BUY, "2001", "0", 10016), (BUY, "0", "1999", 10016),
        (SELL, "2000.70", "1999.70", 10009), (SELL, "2000.69", "0", 10016),
        (SELL, "0", "1999.71", 10016), (SELL, "1999", "0", 10016),
    ],
)  # fmt: skip
def test_stops_of_a_deal_are_measured_from_the_price_that_closes_it(
    kind: int, sl: str, tp: str, code: int
) -> None:
    bench = Bench(instrument={"stops_level_points": 50})
    assert bench.deal(kind, sl=sl, tp=tp).retcode == code


def test_stops_of_a_waiting_order_are_measured_from_its_price() -> None:
    bench = Bench(instrument={"stops_level_points": 50})
    limit = mt5.ORDER_TYPE_BUY_LIMIT
    assert bench.pending(limit, "1990", sl="1989.50", tp="1990.50").retcode == 10009
    assert bench.pending(limit, "1990", sl="1989.51").retcode == 10016
    assert bench.pending(limit, "1990", tp="1990.49").retcode == 10016


def test_prices_beside_the_tick_grid_are_refused_and_surplus_digits_read_as_meant() -> None:
    bench = Bench(instrument={"tick_size": Decimal("0.05")})
    assert bench.deal(sl="1990.01").retcode == 10016
    assert bench.pending(mt5.ORDER_TYPE_BUY_LIMIT, "1990.01").retcode == 10015
    plain = Bench()
    ticket = plain.deal(sl="1990.0000000000002", tp="2010.198").order
    held = plain.book.positions[ticket]
    assert (held.sl, held.tp) == (Decimal("1990.00"), Decimal("2010.20"))


@pytest.mark.parametrize(
    ("price", "deviation", "code"),
    [("2000.20", 0, 10009), ("2000.00", 19, 10004), ("2000.00", 20, 10009),
     ("2000.41", 20, 10004), ("0", 20, 10015)],
)  # fmt: skip
@pytest.mark.parametrize("execution", [0, 1], ids=["request", "instant"])
def test_only_instant_and_request_execution_look_at_the_price(
    execution: int, price: str, deviation: int, code: int
) -> None:
    asked: dict[str, Any] = {"price": price, "deviation": deviation}
    answer = Bench(execution=execution).deal(**asked)
    assert answer.retcode == code
    assert code != 10009 or answer.price == Decimal("2000.20")
    assert Bench().deal(**asked).retcode == 10009


def test_nothing_near_its_trigger_can_be_touched() -> None:
    bench = Bench(freeze_level_points=100)
    ticket = bench.deal(sl="1999.00").order
    order = bench.pending(mt5.ORDER_TYPE_BUY_LIMIT, "1999.20").order
    for fields in (
        {"action": 6, "position": ticket, "sl": "1990"},
        {"action": 1, "symbol": "XAUUSD.m", "type": SELL, "volume": "0.10", "position": ticket},
        {"action": 7, "order": order, "price": "1990"}, {"action": 8, "order": order},
    ):  # fmt: skip
        assert bench.send(**fields).retcode == mt5.TRADE_RETCODE_FROZEN
    bench.quote("2001.00", "2001.20")
    for fields in (
        {"action": 6, "position": ticket, "sl": "1990"},
        {"action": 7, "order": order, "price": "1990"}, {"action": 8, "order": order},
        {"action": 1, "symbol": "XAUUSD.m", "type": SELL, "volume": "0.10", "position": ticket},
    ):  # fmt: skip
        assert bench.send(**fields).retcode == 10009


def test_an_account_has_limits_of_orders_and_positions() -> None:
    bench = Bench(replace(HEDGING, limit_orders=2, limit_positions=3))
    ticket = bench.deal().order
    for price in ("1990", "1980"):
        assert bench.pending(mt5.ORDER_TYPE_BUY_LIMIT, price).retcode == 10009
    assert bench.pending(mt5.ORDER_TYPE_BUY_LIMIT, "1970").retcode == 10033
    assert bench.deal().retcode == 10040
    assert bench.deal(SELL, position=ticket).retcode == 10009


def test_a_fifo_account_closes_the_oldest_position_first() -> None:
    bench = Bench(replace(HEDGING, fifo_close=True))
    first, second = bench.deal().order, bench.deal().order
    assert bench.deal(SELL, position=second).retcode == mt5.TRADE_RETCODE_FIFO_CLOSE
    assert bench.deal(SELL, position=first).retcode == 10009
    assert bench.deal(SELL, position=second).retcode == 10009


def test_an_account_may_forbid_hedges() -> None:
    bench = Bench(replace(HEDGING, allows_hedges=False))
    ticket = bench.deal().order
    assert bench.deal(SELL).retcode == 10046
    assert bench.deal(SELL, position=ticket).retcode == 10009
    assert bench.deal(SELL).retcode == 10009


def test_a_change_of_nothing_is_told() -> None:
    bench = Bench()
    ticket = bench.deal(sl="1990").order
    order = bench.pending(mt5.ORDER_TYPE_BUY_LIMIT, "1980", type_time=mt5.ORDER_TIME_DAY).order
    day = mt5.ORDER_TIME_DAY
    assert bench.send(action=6, position=ticket, sl="1990.00").retcode == 10025
    assert bench.send(action=7, order=order, price="1980", type_time=day).retcode == 10025
    assert bench.send(action=6, position=ticket).retcode == 10009
    assert bench.book.positions[ticket].sl == 0
    assert bench.send(action=7, order=order, price="1981", type_time=day).retcode == 10009
    assert bench.book.orders[order].price_open == Decimal("1981.00")


def test_a_changed_order_meets_the_checks_of_a_new_one() -> None:
    bench = Bench()
    order = bench.pending(mt5.ORDER_TYPE_BUY_LIMIT, "1980").order
    assert bench.send(action=7, order=order, price="0").retcode == 10015
    assert bench.send(action=7, order=order, price="2010").retcode == 10015
    assert bench.send(action=7, order=order, price="1980", sl="1981").retcode == 10016


@pytest.mark.parametrize(
    ("mask", "fields", "code"),
    [
        (127 - 1, {"action": 1, "type": BUY}, 10035),
        (127 - 2, {"action": 5, "type": 2, "price": "1990", "type_filling": 2}, 10035),
        (127 - 4, {"action": 5, "type": 4, "price": "2010", "type_filling": 2}, 10035),
        (127 - 8, {"action": 5, "type": 6, "price": "2010", "stoplimit": "2005", "type_filling": 2},
         10035),
        (127 - 16, {"action": 1, "type": BUY, "sl": "1990"}, 10035),
        (127 - 32, {"action": 1, "type": BUY, "tp": "2010"}, 10035),
        (127 - 32, {"action": 1, "type": BUY, "sl": "1990"}, 10009),
    ],
)  # fmt: skip
def test_a_symbol_takes_the_orders_of_its_mask(
    mask: int, fields: dict[str, Any], code: int
) -> None:
    bench = Bench(order_mask=mask)
    assert bench.send(symbol="XAUUSD.m", volume="0.10", **fields).retcode == code


def test_close_by_asks_for_two_opposite_positions_of_one_symbol() -> None:
    bench = Bench()
    first, second, other = bench.deal().order, bench.deal().order, bench.deal(SELL).order
    by = mt5.TRADE_ACTION_CLOSE_BY
    assert bench.send(action=by, position=first, position_by=second).retcode == 10013
    assert bench.send(action=by, position=first, position_by=99).retcode == 10036
    bench.server.sheets[bench.sheet.name] = replace(bench.sheet, order_mask=63)
    assert bench.send(action=by, position=first, position_by=other).retcode == 10035
    bench.server.sheets[bench.sheet.name] = bench.sheet
    answer = bench.send(action=by, position=first, position_by=other)
    assert answer.retcode == 10009
    order = bench.book.done_orders[answer.order]
    assert (order.type, order.position_id, order.position_by_id) == (8, first, other)
    assert [d.order for d in bench.book.deals.values()][-2:] == [answer.order, answer.order]


def test_order_check_says_what_order_send_would_and_does_nothing() -> None:
    bench = Bench()
    ticket = bench.deal().order
    requests = [
        {"action": 1, "symbol": "XAUUSD.m", "type": BUY, "volume": "0.10"},
        {"action": 1, "symbol": "XAUUSD.m", "type": BUY, "volume": "50"},
        {"action": 6, "position": ticket, "sl": "1990"}, {"action": 6, "position": 77},
        {"action": 8, "order": 77}, {"action": 10, "position": ticket, "position_by": 77},
        {"action": 5, "symbol": "XAUUSD.m", "type": 2, "volume": "0.10", "price": "1990",
         "type_filling": 2},
        {"action": 5, "symbol": "XAUUSD.m", "type": 2, "volume": "0.10", "price": "2010",
         "type_filling": 2},
    ]  # fmt: skip
    for fields in requests:
        before = len(bench.book.deals), len(bench.book.orders), dict(bench.book.positions)
        said = bench.desk.check(Request(**_read(dict(fields))))
        assert (len(bench.book.deals), len(bench.book.orders), dict(bench.book.positions)) == before
        assert bench.send(**fields).retcode == (said or 10009)
