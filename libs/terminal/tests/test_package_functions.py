"""Each function of the package against a running terminal: what it answers and how it fails."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tickloom_terminal as mt5
from tickloom.runtime.clock import LiveClock

pytestmark = pytest.mark.usefixtures("terminal")
OK = (1, "Success")
NOT_FOUND = (-4, "Terminal: Not found")
INVALID = (-2, "Terminal: Invalid params")
LONG_NAME = "X" * 31
NOW_S = LiveClock().now_ns() // 1_000_000_000


def error_of(answer: Any, failure: object = None) -> tuple[int, str]:
    assert answer is failure
    return mt5.last_error()


def deal(kind: int = mt5.ORDER_TYPE_BUY, volume: float = 0.1, **more: Any) -> mt5.OrderSendResult:
    request = {"action": mt5.TRADE_ACTION_DEAL, "symbol": "EURUSD", "volume": volume, "type": kind}
    sent = mt5.order_send({**request, **more})
    assert sent is not None, mt5.last_error()
    return sent


def test_version_terminal_and_account() -> None:
    assert mt5.version() == (500, 5833, "24 Apr 2026")
    terminal = mt5.terminal_info()
    assert terminal is not None
    assert (terminal.connected, terminal.trade_allowed, terminal.tradeapi_disabled) == (
        True, True, False,
    )  # fmt: skip
    assert terminal.maxbars == 100_000
    account = mt5.account_info()
    assert account is not None
    assert (account.margin_mode, account.currency) == (
        mt5.ACCOUNT_MARGIN_MODE_RETAIL_HEDGING, "USD",
    )  # fmt: skip
    assert mt5.last_error() == OK


def test_login_to_each_kind_of_demo_account_and_back() -> None:
    kinds = {1_000_002: 0, 1_000_003: 1, 1_000_004: 2, 1_000_001: 2}
    for login, margin_mode in kinds.items():
        assert mt5.login(login, password="demo", server="Tickloom-Demo") is True
        account = mt5.account_info()
        assert account is not None
        assert (account.login, account.margin_mode) == (login, margin_mode)
    assert mt5.login(1_000_002) is True, "the saved password is used when none is given"
    assert mt5.login(1_000_001, "demo", "Tickloom-Demo") is True


@pytest.mark.parametrize(
    ("login", "password", "server"),
    [
        (1_000_001, "wrong", ""), (1_000_001, "demo", "Nowhere-Live"),
        (55, "demo", "Tickloom-Demo"), (55, "", "MetaQuotes-Demo"),
    ],
)  # fmt: skip
def test_wrong_credentials_are_minus_6(login: int, password: str, server: str) -> None:
    answer = mt5.login(login, password=password, server=server)
    assert error_of(answer, failure=False) == (-6, "Terminal: Authorization failed")
    account = mt5.account_info()
    assert account is not None
    assert account.login == 1_000_001, "a failed login changes nothing"


def test_a_login_of_another_brokers_demo_server_is_opened_there() -> None:
    assert mt5.login(25_115_284, password="4zatlbqx", server="MetaQuotes-Demo")
    account = mt5.account_info()
    assert account is not None
    assert (account.login, account.server) == (25_115_284, "MetaQuotes-Demo")
    assert mt5.login(25_115_284, password="other", server="MetaQuotes-Demo") is False
    assert mt5.login(1_000_001)


def test_arguments_of_login_and_initialize_are_named_in_the_error() -> None:
    assert error_of(mt5.login("x"), failure=False) == (-2, 'Invalid "login" argument')
    assert error_of(mt5.login(1, password=5), failure=False) == (-2, 'Invalid "password" argument')
    assert error_of(mt5.login(1, "a", "b", "c"), failure=False)[0] == -2


def test_symbols_are_listed_all_and_by_mask() -> None:
    every = mt5.symbols_get()
    assert every is not None
    assert mt5.symbols_total() == len(every)
    names = {each.name for each in every}
    assert {"EURUSD", "USDJPY", "XAUUSD"} <= names
    for mask, expected in {
        "*USD*": {n for n in names if "USD" in n},
        "EUR*": {n for n in names if n.startswith("EUR")},
        "*USD*,!*EUR*": {n for n in names if "USD" in n and "EUR" not in n},
        "*,!*USD*,!*EUR*": {n for n in names if "USD" not in n and "EUR" not in n},
        "EURUSD": {"EURUSD"},
        "NOSUCH*": set[str](),
    }.items():
        found = mt5.symbols_get(group=mask)
        assert found is not None
        assert {each.name for each in found} == expected, mask
        again = mt5.symbols_get(mask)
        assert again is not None
        assert [each.name for each in again] == [each.name for each in found]
    assert error_of(mt5.symbols_get(group=5)) == (-2, 'Invalid "group" argument')
    assert error_of(mt5.symbols_get("a", "b")) == (-2, "Invalid number of arguments")


def test_a_symbol_has_its_sheet_and_its_quote() -> None:
    info = mt5.symbol_info("EURUSD")
    assert info is not None
    assert (info.name, info.digits, info.point) == ("EURUSD", 5, 1e-05)
    assert (info.currency_base, info.currency_profit, info.trade_contract_size) == (
        "EUR", "USD", 100_000.0,
    )  # fmt: skip
    assert 0 < info.bidlow <= info.bid <= info.bidhigh
    assert info.spread == round((info.ask - info.bid) / info.point)
    tick = mt5.symbol_info_tick("EURUSD")
    assert tick is not None
    assert tick.time == tick.time_msc // 1000
    assert abs(tick.time - LiveClock().now_ns() // 1_000_000_000) < 600


@pytest.mark.parametrize("name", ["symbol_info", "symbol_info_tick", "market_book_get"])
def test_an_unknown_symbol_is_not_found(name: str) -> None:
    function = getattr(mt5, name)
    assert error_of(function("eurusd")) == NOT_FOUND, "case counts"
    assert error_of(function(LONG_NAME)) == (-2, "Invalid 1st unnamed argument")
    assert error_of(function("")) == (-2, "Invalid 1st unnamed argument")
    assert error_of(function(5)) == (-2, "Invalid 1st unnamed argument")
    assert error_of(function()) == (-2, "Invalid number of arguments")


def test_market_watch_shows_what_is_selected() -> None:
    assert mt5.symbol_select("GBPUSD", False) is True
    assert error_of(mt5.symbol_info_tick("GBPUSD")) == NOT_FOUND
    info = mt5.symbol_info("GBPUSD")
    assert info is not None
    assert (info.select, info.visible) == (False, False)
    assert mt5.symbol_select("GBPUSD") is True
    assert mt5.symbol_info_tick("GBPUSD") is not None
    assert error_of(mt5.symbol_select("NOSUCH", True), failure=False) == NOT_FOUND


def test_a_symbol_with_a_position_stays_in_market_watch() -> None:
    opened = deal()
    assert mt5.symbol_select("EURUSD", False) is False
    assert deal(mt5.ORDER_TYPE_SELL, position=opened.order).retcode == mt5.TRADE_RETCODE_DONE


def test_depth_is_seen_between_subscription_and_release() -> None:
    assert error_of(mt5.market_book_get("EURUSD"))[0] == -1
    assert mt5.market_book_add("EURUSD") is True
    book = mt5.market_book_get("EURUSD")
    assert book is not None
    sells = [row for row in book if row.type == mt5.BOOK_TYPE_SELL]
    buys = [row for row in book if row.type == mt5.BOOK_TYPE_BUY]
    assert [row.price for row in book] == sorted((row.price for row in book), reverse=True)
    assert sells[-1].price >= buys[0].price
    assert all(row.volume_dbl > 0 for row in book)
    assert mt5.market_book_release("EURUSD") is True
    assert mt5.market_book_get("EURUSD") is None
    assert error_of(mt5.market_book_add("NOSUCH"), failure=False) == NOT_FOUND


TIMEFRAMES = [name for name in vars(mt5) if name.startswith("TIMEFRAME_")]


@pytest.mark.parametrize("name", TIMEFRAMES)
def test_bars_of_every_timeframe_end_with_the_unfinished_one(name: str) -> None:
    timeframe = getattr(mt5, name)
    bars = mt5.copy_rates_from_pos("EURUSD", timeframe, 0, 10)
    assert bars is not None, mt5.last_error()
    assert len(bars) == 10
    assert (np.diff(bars["time"]) > 0).all()
    assert (bars["high"] >= np.maximum(bars["open"], bars["close"])).all()
    assert (bars["low"] <= np.minimum(bars["open"], bars["close"])).all()
    older = mt5.copy_rates_from_pos("EURUSD", timeframe, 3, 5)
    assert older is not None
    assert older["time"].tolist() == bars["time"][2:7].tolist()


def test_bars_by_date_go_back_from_it_and_a_range_has_both_ends() -> None:
    anchor_s = NOW_S // 3600 * 3600 - 86_400
    back = mt5.copy_rates_from("EURUSD", mt5.TIMEFRAME_H1, anchor_s + 1_800, 5)
    assert back is not None
    assert back["time"].tolist() == [anchor_s - 3600 * k for k in (4, 3, 2, 1, 0)]
    between = mt5.copy_rates_range(
        "EURUSD", mt5.TIMEFRAME_H1, datetime.fromtimestamp(anchor_s - 7200, UTC), anchor_s
    )
    assert between is not None
    assert between.tolist() == back[2:].tolist()
    with_dates = mt5.copy_rates_range(
        "USDJPY", mt5.TIMEFRAME_M5, datetime(2020, 1, 13, tzinfo=UTC),
        datetime(2020, 1, 13, 1, tzinfo=UTC),
    )  # fmt: skip
    assert with_dates is not None
    assert len(with_dates) == 13


def test_wrong_questions_for_bars_are_refused_by_code() -> None:
    ask = mt5.copy_rates_from_pos
    assert error_of(ask("NOSUCH", mt5.TIMEFRAME_M1, 0, 5)) == NOT_FOUND
    assert error_of(ask("EURUSD", 7, 0, 5)) == INVALID
    assert error_of(ask("EURUSD", mt5.TIMEFRAME_M1, -1, 5)) == INVALID
    assert error_of(ask("EURUSD", mt5.TIMEFRAME_M1, 0, 0)) == INVALID
    assert error_of(ask("EURUSD", mt5.TIMEFRAME_M1, 0, 100_001)) == INVALID
    assert error_of(ask("EURUSD", mt5.TIMEFRAME_M1, 0)) == (-2, "Invalid number of arguments")
    assert error_of(ask("EURUSD", "M1", 0, 5)) == (-2, "Invalid 2nd unnamed argument")
    assert error_of(mt5.copy_rates_from("EURUSD", 1, "today", 5)) == (
        -2, "Invalid 3rd unnamed argument",
    )  # fmt: skip
    assert error_of(mt5.copy_rates_from("EURUSD", mt5.TIMEFRAME_D1, 1_000, 5)) == NOT_FOUND
    assert error_of(mt5.copy_rates_range("EURUSD", 1, NOW_S, NOW_S - 1)) == INVALID


def test_ticks_from_a_date_go_forward_and_a_range_has_both_ends() -> None:
    begin_s = NOW_S - 3_600
    some = mt5.copy_ticks_from("EURUSD", begin_s, 100, mt5.COPY_TICKS_ALL)
    assert some is not None
    assert len(some) == 100
    assert some["time"][0] >= begin_s
    assert (np.diff(some["time_msc"]) >= 0).all()
    assert (some["time"] == some["time_msc"] // 1000).all()
    assert (some["ask"] > some["bid"]).all()
    until_s = int(some["time"][50])
    part = mt5.copy_ticks_range("EURUSD", begin_s, until_s, mt5.COPY_TICKS_ALL)
    assert part is not None
    assert part.tolist() == some[: len(part)].tolist()
    assert part["time_msc"][-1] <= until_s * 1000


def test_a_tick_has_the_same_flags_whatever_the_question() -> None:
    begin_s = NOW_S - 7_200
    whole = mt5.copy_ticks_range("EURUSD", begin_s, NOW_S - 60, mt5.COPY_TICKS_ALL)
    late = mt5.copy_ticks_range("EURUSD", begin_s + 1_800, NOW_S - 60, mt5.COPY_TICKS_ALL)
    assert whole is not None
    assert late is not None
    assert late.tolist() == whole[-len(late) :].tolist()


def test_no_ticks_are_an_empty_array_and_not_a_failure() -> None:
    none = mt5.copy_ticks_range("EURUSD", NOW_S + 86_400, NOW_S + 90_000, mt5.COPY_TICKS_ALL)
    assert none is not None
    assert (len(none), mt5.last_error()) == (0, OK)
    trades = mt5.copy_ticks_from("EURUSD", NOW_S - 600, 10, mt5.COPY_TICKS_TRADE)
    assert trades is not None
    assert len(trades) == 0, "these markets have quotes only"
    assert error_of(mt5.copy_ticks_from("EURUSD", NOW_S, 0, mt5.COPY_TICKS_ALL)) == INVALID
    assert error_of(mt5.copy_ticks_from("NOSUCH", NOW_S, 5, mt5.COPY_TICKS_ALL)) == NOT_FOUND


def test_more_ticks_than_can_be_held_are_refused_and_not_tried() -> None:
    years = mt5.copy_ticks_range("EURUSD", datetime(2020, 1, 1, tzinfo=UTC), NOW_S, -1)
    assert error_of(years) == (-3, "Terminal: Out of memory")


def test_margin_and_profit_are_calculated_in_the_accounts_currency() -> None:
    assert mt5.order_calc_profit(mt5.ORDER_TYPE_BUY, "EURUSD", 1.0, 1.1, 1.101) == 100.0
    assert mt5.order_calc_profit(mt5.ORDER_TYPE_SELL, "EURUSD", 1.0, 1.1, 1.101) == -100.0
    margin = mt5.order_calc_margin(mt5.ORDER_TYPE_BUY, "EURUSD", 1.0, 1.1)
    tick = mt5.symbol_info_tick("EURUSD")
    assert tick is not None
    assert margin == pytest.approx(1_000 * tick.ask, rel=0.01)
    assert error_of(mt5.order_calc_margin(mt5.ORDER_TYPE_BUY, "NOSUCH", 1.0, 1.1)) == NOT_FOUND
    assert error_of(mt5.order_calc_margin(mt5.ORDER_TYPE_BUY, "EURUSD", -1.0, 1.1)) == INVALID
    assert error_of(mt5.order_calc_profit("buy", "EURUSD", 1.0, 1.1, 1.2)) == (
        -2, "Invalid 1st unnamed argument",
    )  # fmt: skip


def test_a_check_changes_nothing_and_tells_the_account_afterwards() -> None:
    before = mt5.account_info()
    checked = mt5.order_check(
        {"action": mt5.TRADE_ACTION_DEAL, "symbol": "EURUSD", "volume": 0.5, "type": 0}
    )
    assert checked is not None
    assert before is not None
    assert (checked.retcode, checked.comment) == (0, "Done")
    assert checked.margin > before.margin
    assert checked.margin_free == pytest.approx(checked.equity - checked.margin)
    assert isinstance(checked.request, mt5.TradeRequest)
    assert checked.request.volume == 0.5
    bad = mt5.order_check(
        {"action": mt5.TRADE_ACTION_DEAL, "symbol": "EURUSD", "volume": 0.015, "type": 0}
    )
    assert bad is not None
    assert (bad.retcode, bad.comment) == (mt5.TRADE_RETCODE_INVALID_VOLUME, "Invalid volume")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("volume", "0.1"), ("symbol", 5), ("magic", -1), ("price", float("nan")),
        ("comment", "x" * 32), ("sl", None.__class__), ("type", 300), ("expiration", "soon"),
        ("deviation", 1.5), ("position", "2"), ("action", "buy"),
    ],
)  # fmt: skip
def test_a_field_of_the_wrong_kind_is_named(field: str, value: object) -> None:
    request = {"action": 1, "symbol": "EURUSD", "volume": 0.1, "type": 0, field: value}
    assert error_of(mt5.order_send(request)) == (-2, f'Invalid "{field}" argument')


def test_order_send_takes_exactly_one_unnamed_request() -> None:
    assert error_of(mt5.order_send()) == (-2, "Invalid number of arguments")
    assert error_of(mt5.order_send({}, {})) == (-2, "Invalid number of arguments")
    assert error_of(mt5.order_send(request={}))[0] == -2
    assert error_of(mt5.order_send([1])) == (-2, "Invalid 1st unnamed argument")


def test_the_request_of_a_result_can_be_sent_again_and_numpy_numbers_are_numbers() -> None:
    first = deal(volume=np.float64(0.1), magic=np.int64(9), price=np.float32(1.0))
    again = mt5.order_send(first.request)
    assert again is not None
    assert (again.retcode, again.request.magic) == (mt5.TRADE_RETCODE_DONE, 9)
    assert again.request_id == first.request_id + 1
    assert mt5.Close("EURUSD") is True
    assert mt5.Close("EURUSD") is False


def test_active_things_are_chosen_by_symbol_ticket_and_group() -> None:
    bought = deal()
    tick = mt5.symbol_info_tick("USDJPY")
    assert tick is not None
    placed = mt5.order_send({
        "action": mt5.TRADE_ACTION_PENDING, "symbol": "USDJPY", "volume": 0.1,
        "type": mt5.ORDER_TYPE_BUY_LIMIT, "price": round(tick.bid - 1, 3),
        "type_filling": mt5.ORDER_FILLING_RETURN,
    })  # fmt: skip
    assert placed is not None
    for get, ticket, symbol in (
        (mt5.positions_get, bought.order, "EURUSD"), (mt5.orders_get, placed.order, "USDJPY"),
    ):  # fmt: skip
        for by in ({"symbol": symbol}, {"ticket": ticket}, {"group": f"*{symbol[:3]}*"}, {}):
            found = get(**by)
            assert found is not None
            assert [each.ticket for each in found] == [ticket], by
        ignored = get(symbol=symbol, ticket=1)
        assert ignored is not None
        assert len(ignored) == 1, "a ticket beside a symbol is ignored"
        assert get(symbol="NOSUCH") == ()
        assert get(ticket=999_999_999) == ()
        assert error_of(get("EURUSD")) == (-2, "Unnamed arguments not allowed")
        assert error_of(get(ticket="2")) == (-2, 'Invalid "ticket" argument')
    assert (mt5.positions_total(), mt5.orders_total()) == (1, 1)
    removed = mt5.order_send({"action": mt5.TRADE_ACTION_REMOVE, "order": placed.order})
    assert removed is not None
    assert removed.retcode == mt5.TRADE_RETCODE_DONE
    assert mt5.Close("EURUSD") is True
    assert (mt5.positions_get(), mt5.orders_get()) == ((), ())
    assert mt5.last_error() == OK


def test_the_past_is_found_by_dates_order_ticket_and_position() -> None:
    bought = deal()
    sold = deal(mt5.ORDER_TYPE_SELL, position=bought.order)
    now = datetime.fromtimestamp(NOW_S, UTC)
    since, until = now - timedelta(hours=1), now + timedelta(hours=1)
    orders, deals = mt5.history_orders_get(since, until), mt5.history_deals_get(since, until)
    assert orders is not None
    assert deals is not None
    assert (mt5.history_orders_total(since, until), mt5.history_deals_total(since, until)) == (
        len(orders), len(deals),
    )  # fmt: skip
    assert {o.ticket for o in orders} >= {bought.order, sold.order}
    of_position = mt5.history_deals_get(position=bought.order)
    assert of_position is not None
    assert [(d.order, d.entry) for d in of_position] == [
        (bought.order, mt5.DEAL_ENTRY_IN), (sold.order, mt5.DEAL_ENTRY_OUT),
    ]  # fmt: skip
    by_order = mt5.history_deals_get(ticket=sold.order)
    assert by_order is not None
    assert [d.ticket for d in by_order] == [sold.deal]
    one = mt5.history_orders_get(ticket=bought.order)
    assert one is not None
    assert [(o.ticket, o.state) for o in one] == [(bought.order, mt5.ORDER_STATE_FILLED)]
    masked = mt5.history_deals_get(since, until, group="*EUR*")
    assert masked is not None
    assert {d.symbol for d in masked} == {"EURUSD"}
    whole = mt5.history_deals_get(0, 0)
    assert whole is not None
    assert whole[0].type == mt5.DEAL_TYPE_BALANCE
    assert mt5.history_deals_get(position=10**9) == ()
    assert error_of(mt5.history_deals_get()) == (-2, "Invalid number of arguments")
    assert error_of(mt5.history_deals_get("a", "b")) == (-2, "Invalid 1st unnamed argument")


def test_initialize_fails_with_a_code_where_no_terminal_can_be(terminal: Path) -> None:
    assert mt5.initialize("/no/such/place/terminal64.exe") is False
    code, text = mt5.last_error()
    assert (code, text.startswith("IPC initialize failed, ")) == (-10003, True)
    assert mt5.initialize(5) is False
    assert mt5.last_error() == (-2, 'Invalid "path" argument')
    assert mt5.initialize(str(terminal), login=55, password="x", server="Tickloom-Demo") is False
    assert mt5.last_error() == (-6, "Terminal: Authorization failed")
    assert mt5.account_info() is None, "a failed initialize leaves no connection"
    assert mt5.initialize(
        path=str(terminal), login=1_000_001, password="demo", server="Tickloom-Demo",
        timeout=60_000, portable=False,
    )  # fmt: skip


def test_every_field_of_an_answer_has_the_type_of_its_place() -> None:
    bought = deal()
    orders, deals = mt5.history_orders_get(0, 0), mt5.history_deals_get(0, 0)
    positions = mt5.positions_get()
    assert mt5.market_book_add("EURUSD")
    book = mt5.market_book_get("EURUSD")
    answers = [
        mt5.terminal_info(), mt5.account_info(), mt5.symbol_info("EURUSD"),
        mt5.symbol_info_tick("EURUSD"), bought, bought.request, *(positions or ()),
        *(orders or ()), *(deals or ()), *(book or ()), mt5.order_check(bought.request),
    ]  # fmt: skip
    for answer in answers:
        assert answer is not None
        for name, kind in type(answer).__annotations__.items():
            value = getattr(answer, name)
            assert type(value) is kind, f"{type(answer).__name__}.{name} is {value!r}"
    assert mt5.Close("EURUSD") is True


@pytest.mark.parametrize("name", ["TIMEFRAME_H4", "TIMEFRAME_D1", "TIMEFRAME_W1"])
def test_the_unfinished_bar_is_its_minutes_folded(name: str) -> None:
    bars = mt5.copy_rates_from_pos("GBPUSD", getattr(mt5, name), 0, 1)
    assert bars is not None
    minutes = mt5.copy_rates_range("GBPUSD", mt5.TIMEFRAME_M1, int(bars["time"][0]), 0)
    assert minutes is not None
    assert bars["open"][0] == minutes["open"][0]
    assert bars["high"][0] <= minutes["high"].max()
    assert bars["low"][0] >= minutes["low"].min()
    assert 0 <= minutes["tick_volume"].sum() - bars["tick_volume"][0] < 500
