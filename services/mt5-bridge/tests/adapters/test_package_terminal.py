"""The package's answers as the port's: exact, and never an empty book for a failed call."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mt5_bridge.adapters.package.request_fields import fields_of
from mt5_bridge.adapters.package.terminal import PackageTerminal, TerminalLogin
from mt5_bridge.adapters.package.translation import exact
from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.identity import ExpectedAccount
from mt5_bridge.port.records import VenueRequest
from tickloom_terminal import dtypes
from tickloom_terminal.structures import (
    AccountInfo,
    OrderSendResult,
    SymbolInfo,
    Tick,
    TradeDeal,
    TradeOrder,
    TradePosition,
)

Row = Callable[..., Any]
EXPECTED = ExpectedAccount(login=1_000_001, server="Tickloom-Demo")
BUY = VenueRequest(
    action=1, symbol="EURUSD", volume=Decimal("0.10"), price=Decimal("1.10003"), magic=77,
    comment="T1ABC", type_filling=1, sl=Decimal("1.09500"), deviation_points=20,
)  # fmt: skip


def terminal(module: Any, *, account: ExpectedAccount | None = EXPECTED) -> PackageTerminal:
    return PackageTerminal(module, TerminalLogin(account=account, password="secret"))


def failure(answer: object) -> CallFailed:
    assert isinstance(answer, CallFailed), answer
    return answer


def test_connecting_logs_on_to_the_configured_account_and_says_who_is_there(
    scripted_module: Any,
) -> None:
    status = terminal(scripted_module).connect()
    assert not isinstance(status, CallFailed)
    assert (status.login, status.server, status.connected) == (1_000_001, "Tickloom-Demo", True)
    name, arguments, named = scripted_module.calls[0]
    assert (name, arguments) == ("initialize", ())
    assert named == {
        "login": 1_000_001, "server": "Tickloom-Demo", "password": "secret", "timeout": 60_000,
    }  # fmt: skip


def test_a_connection_without_an_account_tells_the_package_nothing_about_one(
    scripted_module: Any,
) -> None:
    PackageTerminal(scripted_module).connect()
    assert scripted_module.calls[0][2] == {"timeout": 60_000}


def test_a_password_is_in_no_text_of_the_settings() -> None:
    assert "secret" not in repr(TerminalLogin(password="secret"))


@pytest.mark.parametrize("value", [None, False])
def test_a_failed_connection_is_the_last_error(scripted_module: Any, value: object) -> None:
    scripted_module.fails("initialize", -10003, "IPC initialize failed", value=value)
    assert failure(terminal(scripted_module).connect()).code == -10003


@pytest.mark.parametrize("call", ["positions", "orders"])
def test_none_is_a_failure_and_an_empty_tuple_is_empty(scripted_module: Any, call: str) -> None:
    port = terminal(scripted_module)
    scripted_module.answers[f"{call}_get"] = ()
    assert getattr(port, call)() == ()
    scripted_module.fails(f"{call}_get", -10001, "IPC send failed")
    assert getattr(port, call)() == CallFailed(code=-10001, text="IPC send failed")


@pytest.mark.parametrize("call", ["history_orders", "history_deals"])
def test_history_none_is_a_failure_and_empty_is_empty(scripted_module: Any, call: str) -> None:
    port = terminal(scripted_module)
    scripted_module.answers[f"{call}_get"] = ()
    assert getattr(port, call)(from_s=100, to_s=200) == ()
    assert scripted_module.asked(f"{call}_get") == [(100, 200)]
    scripted_module.fails(f"{call}_get", -10005, "IPC timeout")
    assert failure(getattr(port, call)(from_s=100, to_s=200)).may_have_acted


def test_dates_stay_within_what_the_package_can_read(scripted_module: Any) -> None:
    scripted_module.answers["history_deals_get"] = ()
    terminal(scripted_module).history_deals(from_s=-86_400, to_s=2**40)
    assert scripted_module.asked("history_deals_get") == [(1, 2**31 - 1)]


def test_an_answer_of_another_account_is_no_answer(scripted_module: Any, row: Row) -> None:
    port = terminal(scripted_module)
    scripted_module.answers["positions_get"] = (row(TradePosition, ticket=5),)
    scripted_module.answers["account_info"] = scripted_module.account(login=555)
    answer = failure(port.positions())
    assert answer.code == -6
    assert "555 at Tickloom-Demo" in answer.text
    assert failure(port.account()).code == -6
    assert failure(port.connect()).code == -6


def test_the_same_login_on_another_server_is_another_account(scripted_module: Any) -> None:
    scripted_module.answers["account_info"] = scripted_module.account(server="Tickloom-Live")
    assert failure(terminal(scripted_module).connect()).code == -6


def test_nothing_is_sent_while_another_account_is_logged_in(scripted_module: Any) -> None:
    scripted_module.answers["account_info"] = scripted_module.account(login=555)
    answer = failure(terminal(scripted_module).send(BUY))
    assert not answer.may_have_acted
    assert scripted_module.asked("order_send") == []


def test_status_says_honestly_who_is_logged_in(scripted_module: Any) -> None:
    scripted_module.answers["account_info"] = scripted_module.account(login=555)
    status = terminal(scripted_module).status()
    assert not isinstance(status, CallFailed)
    assert status.login == 555


@pytest.mark.parametrize(("code", "may_have_acted"), [(-10004, False), (-10001, True), (-1, True)])
def test_a_send_without_an_answer_keeps_the_code_it_failed_with(
    scripted_module: Any, code: int, may_have_acted: bool
) -> None:
    scripted_module.fails("order_send", code, "no answer")
    answer = failure(terminal(scripted_module).send(BUY))
    assert (answer.code, answer.may_have_acted) == (code, may_have_acted)


def test_a_send_without_answer_and_without_error_may_have_acted(scripted_module: Any) -> None:
    scripted_module.answers["order_send"] = None
    assert failure(terminal(scripted_module).send(BUY)).may_have_acted


def test_a_send_that_raises_may_have_acted(scripted_module: Any) -> None:
    def broken(_: object) -> None:
        raise OSError("pipe")

    scripted_module.answers["order_send"] = broken
    assert failure(terminal(scripted_module).send(BUY)).may_have_acted


def test_a_send_whose_answer_cannot_be_read_may_have_acted(scripted_module: Any) -> None:
    scripted_module.answers["order_send"] = ("nonsense",)
    assert failure(terminal(scripted_module).send(BUY)).may_have_acted


def test_the_answer_to_a_send_is_exact(scripted_module: Any, row: Row) -> None:
    scripted_module.answers["order_send"] = row(
        OrderSendResult, retcode=10010, deal=7, order=8, volume=0.07, price=1.10003,
        comment="Request executed partially", request_id=3,
    )  # fmt: skip
    answer = terminal(scripted_module).send(BUY)
    assert not isinstance(answer, CallFailed)
    assert (answer.retcode, answer.deal, answer.order) == (10010, 7, 8)
    assert (answer.volume, answer.price) == (Decimal("0.07"), Decimal("1.10003"))


def test_rows_become_records_field_by_field(scripted_module: Any, row: Row) -> None:
    port = terminal(scripted_module)
    scripted_module.answers |= {
        "positions_get": (
            row(TradePosition, ticket=5, identifier=4, symbol="XAUUSD", type=1, volume=0.3,
                price_open=2650.1, time=10, magic=2**52 - 1),
        ),
        "orders_get": (
            row(TradeOrder, ticket=6, state=1, price_stoplimit=1.2, position_id=9,
                time_setup_msc=1234, time_expiration=99),
        ),
        "history_deals_get": (row(TradeDeal, ticket=3, order=6, entry=2, fee=-0.5, time_msc=77),),
        "symbol_info": row(SymbolInfo, name="XAUUSD", filling_mode=2, trade_exemode=2, point=0.01),
        "symbol_info_tick": row(Tick, bid=float("nan"), ask=1.5, time_msc=5, volume=3),
    }  # fmt: skip
    positions, orders = port.positions(), port.orders()
    deals = port.history_deals(from_s=1, to_s=2)
    symbol, tick = port.symbol("XAUUSD"), port.tick("XAUUSD")
    assert not isinstance(positions, CallFailed)
    assert not isinstance(orders, CallFailed)
    assert not isinstance(deals, CallFailed)
    assert not isinstance(symbol, CallFailed)
    assert not isinstance(tick, CallFailed)
    position = positions[0]
    assert (position.identifier, position.volume) == (4, Decimal("0.3"))
    assert (position.time_ms, position.magic) == (10_000, 2**52 - 1)
    order = orders[0]
    assert (order.stoplimit, order.position, order.time_setup_ms) == (Decimal("1.2"), 9, 1234)
    assert (deals[0].entry, deals[0].fee, deals[0].time_ms) == (2, Decimal("-0.5"), 77)
    assert (symbol.filling_mask, symbol.execution, symbol.point) == (2, 2, Decimal("0.01"))
    assert tick.bid.is_nan()
    assert (tick.ask, tick.volume) == (Decimal("1.5"), Decimal(3))


def test_account_figures_are_exact(scripted_module: Any, row: Row) -> None:
    scripted_module.answers["account_info"] = row(
        AccountInfo, login=1_000_001, server="Tickloom-Demo", balance=10_000.1, equity=9_999.99
    )
    figures = terminal(scripted_module).account()
    assert not isinstance(figures, CallFailed)
    assert (figures.balance, figures.equity) == (Decimal("10000.1"), Decimal("9999.99"))


def test_ticks_are_asked_for_with_all_their_kinds_and_come_as_they_are(
    scripted_module: Any,
) -> None:
    rows = np.zeros(2, dtype=dtypes.TICKS)
    scripted_module.answers["copy_ticks_range"] = rows
    assert terminal(scripted_module).ticks("EURUSD", from_s=10, to_s=20) is rows
    assert scripted_module.asked("copy_ticks_range") == [("EURUSD", 10, 20, -1)]


def test_no_ticks_at_all_are_an_empty_answer(scripted_module: Any) -> None:
    scripted_module.answers["copy_ticks_range"] = np.zeros(0, dtype=dtypes.TICKS)
    rows = terminal(scripted_module).ticks("EURUSD", from_s=10, to_s=20)
    assert not isinstance(rows, CallFailed)
    assert len(rows) == 0


def test_a_deal_is_sent_with_the_fields_of_a_deal() -> None:
    assert fields_of(BUY) == {
        "action": 1, "symbol": "EURUSD", "volume": 0.1, "type": 0, "price": 1.10003,
        "type_filling": 1, "type_time": 0, "sl": 1.095, "deviation": 20, "magic": 77,
        "comment": "T1ABC",
    }  # fmt: skip


def test_a_change_of_levels_says_0_for_the_level_it_removes() -> None:
    request = VenueRequest(action=6, position=5, symbol="EURUSD", sl=Decimal("1.1"))
    assert fields_of(request) == {
        "action": 6, "sl": 1.1, "tp": 0.0, "symbol": "EURUSD", "position": 5,
    }  # fmt: skip


def test_a_removal_is_the_ticket_alone() -> None:
    assert fields_of(VenueRequest(action=8, order=12)) == {"action": 8, "order": 12}


def test_a_pending_order_carries_its_expiration_and_limit_price() -> None:
    request = VenueRequest(
        action=5, symbol="EURUSD", volume=Decimal("0.2"), type=6, price=Decimal("1.2"),
        stoplimit=Decimal("1.19"), type_time=2, type_filling=2, expiration_s=1_800_000_000,
    )  # fmt: skip
    fields = fields_of(request)
    assert (fields["stoplimit"], fields["expiration"]) == (1.19, 1_800_000_000)
    assert "sl" not in fields


@given(st.decimals(min_value=0, max_value=10**7, places=5))
def test_a_price_survives_the_way_there_and_back(price: Decimal) -> None:
    assert exact(float(price)) == price
