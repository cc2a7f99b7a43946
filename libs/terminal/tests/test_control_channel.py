"""The operator's side: switches, faults, money, scripted time; and what the ledger says of it."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

import tickloom_terminal as mt5
from tickloom_terminal.control import Control, ControlRefused, started
from tickloom_terminal.ledger import read_accounts, read_books, read_journal

pytestmark = pytest.mark.processes

BUY = {"action": mt5.TRADE_ACTION_DEAL, "symbol": "EURUSD", "volume": 0.1, "type": 0}
UNTIL = 2_000_000_000


@pytest.fixture
def control(terminal: Path) -> Iterator[Control]:
    """A control of the module's terminal, which is left as it was found."""
    with Control(terminal) as found:
        yield found
        found.set_faults("")
        for switch in ("is_algo_trading", "is_api_trading", "is_connected"):
            found.set_switch(switch, True)


def retcode_of_a_buy() -> int:
    sent = mt5.order_send(BUY)
    assert sent is not None, mt5.last_error()
    return sent.retcode


def test_the_market_is_described(control: Control) -> None:
    told = control.describe()
    assert (told["mode"], told["speed"], told["has_ended"]) == ("demo", 1.0, False)
    assert told["begins_ns"] < told["record_from_ns"] <= told["position_ns"]
    assert "EURUSD" in told["symbols"]
    assert control.session("EURUSD") == {"is_open": True, "next_open_ns": None}


def test_switches_refuse_orders_with_the_code_of_the_switch(control: Control) -> None:
    control.set_switch("is_algo_trading", False)
    terminal = mt5.terminal_info()
    assert terminal is not None
    assert terminal.trade_allowed is False
    assert retcode_of_a_buy() == mt5.TRADE_RETCODE_CLIENT_DISABLES_AT
    control.set_switch("is_algo_trading", True)
    control.set_switch("is_api_trading", False)
    assert mt5.order_send(BUY) is None
    assert mt5.last_error() == (-8, "Auto-Trading using Python API disabled in Terminal")
    control.set_switch("is_api_trading", True)
    control.set_switch("is_connected", False)
    assert retcode_of_a_buy() == mt5.TRADE_RETCODE_CONNECTION
    with pytest.raises(ControlRefused, match="is_algo_trading"):
        control.set_switch("nonsense", True)


def test_a_lost_reply_after_a_fill_is_none_for_the_script_and_a_deal_in_the_ledger(
    control: Control, terminal: Path
) -> None:
    before = read_books(terminal)
    control.set_faults("lost_reply_after_fill")
    assert mt5.order_send(BUY) is None
    assert mt5.last_error()[0] in {-10000, -10001, -10002, -10005}
    assert control.faults()["happened"] == {"lost_reply_after_fill": 1}
    after = read_books(terminal)
    assert len(after.deals) == len(before.deals) + 1
    assert len(after.positions) == len(before.positions) + 1
    asked, replied = read_journal(terminal, "request", "reply")[-2:]
    assert asked.body["request_id"] == replied.body["request_id"]
    assert replied.body["code"] == mt5.last_error()[0]
    assert mt5.Close("EURUSD") is True


def test_history_that_is_late_is_late_and_positions_are_not(control: Control) -> None:
    control.set_faults("history_late:seconds=600,positions=no")
    sent = mt5.order_send(BUY)
    assert sent is not None
    assert mt5.history_deals_get(position=sent.order) == ()
    held = mt5.positions_get(ticket=sent.order)
    assert held is not None
    assert len(held) == 1
    control.set_faults("")
    deals = mt5.history_deals_get(position=sent.order)
    assert deals is not None
    assert len(deals) == 1
    assert mt5.Close("EURUSD") is True


def test_another_account_is_seen_and_swallows_what_is_sent(control: Control) -> None:
    account = mt5.account_info()
    assert account is not None
    control.set_faults("account_switched")
    seen = mt5.account_info()
    assert seen is not None
    assert seen.login != account.login
    assert mt5.positions_get() == ()
    assert mt5.order_send(BUY) is not None
    assert control.faults()["misdirected"] == 1
    control.set_faults("")
    assert mt5.positions_total() == 0


def test_a_frozen_feed_shows_its_last_quote_with_its_old_time(control: Control) -> None:
    control.set_faults("frozen_feed")
    first = mt5.symbol_info_tick("XAUUSD")
    time.sleep(1.5)
    assert mt5.symbol_info_tick("XAUUSD") == first
    control.set_faults("")


def test_a_slow_answer_holds_up_nobody_else(control: Control, terminal: Path) -> None:
    control.set_faults("slow_answers:seconds=1,times=1")
    with Control(terminal) as other:
        began_s = time.monotonic()
        assert mt5.symbols_total() is not None
        assert time.monotonic() - began_s > 0.9
        began_s = time.monotonic()
        other.describe()
        assert time.monotonic() - began_s < 0.9


def test_an_unknown_fault_is_named_with_what_there_is(control: Control) -> None:
    with pytest.raises(ControlRefused, match="one of requote"):
        control.set_faults("requotes")


def test_money_comes_and_goes_as_balance_deals(control: Control, terminal: Path) -> None:
    before = mt5.account_info()
    ticket = control.deposit(Decimal("250.50"), comment="bonus")
    after = mt5.account_info()
    assert before is not None
    assert after is not None
    assert after.balance == pytest.approx(before.balance + 250.5)
    deal = read_books(terminal).deals[ticket]
    assert (deal.type, deal.profit, deal.comment) == (
        mt5.DEAL_TYPE_BALANCE, Decimal("250.50"), "bonus",
    )  # fmt: skip
    with pytest.raises(ControlRefused, match="must be a number"):
        control.deposit("many")


def test_an_account_is_opened_and_can_be_logged_in_to(control: Control, terminal: Path) -> None:
    login = control.open_account(
        password="mine", login=77, currency="EUR", deposit=Decimal(500), leverage=30
    )
    assert mt5.login(login, password="mine")
    account = mt5.account_info()
    assert account is not None
    assert (account.login, account.balance, account.leverage) == (77, 500.0, 30)
    assert read_accounts(terminal)[77].currency == "EUR"
    assert read_books(terminal).balance == Decimal(500)
    assert mt5.login(1_000_001)
    with pytest.raises(ControlRefused, match="rules are"):
        control.open_account(password="x", login="seven")


def test_time_that_is_scripted_moves_only_when_it_is_told(tmp_path: Path) -> None:
    with started(tmp_path, "--speed", "0", "--symbols", "EURUSD,XAUUSD") as control:
        try:
            at_ns = control.describe()["position_ns"]
            time.sleep(0.3)
            assert control.describe()["position_ns"] == at_ns
            assert control.advance(90) == at_ns + 90_000_000_000
            control.set_speed(1)
            with pytest.raises(ControlRefused, match="set its speed to 0"):
                control.advance(1)
            time.sleep(0.3)
            assert control.describe()["position_ns"] > at_ns + 90_000_000_000
        finally:
            control.stop()


def test_suffix_and_server_clock_are_the_brokers(tmp_path: Path) -> None:
    options = ("--suffix", ".m", "--clock", "GMT+2/eu", "--symbols", "EURUSD,USDJPY")
    with started(tmp_path, *options) as control:
        try:
            assert mt5.initialize(str(tmp_path))
            symbols = mt5.symbols_get()
            assert symbols is not None
            assert {each.name for each in symbols} == {"EURUSD.m", "USDJPY.m"}
            assert mt5.symbol_info("EURUSD") is None
            tick = mt5.symbol_info_tick("EURUSD.m")
            assert tick is not None
            shift_s = tick.time - control.describe()["position_ns"] // 1_000_000_000
            assert round(shift_s / 3600) in {2, 3}
            hours = mt5.copy_rates_from_pos("EURUSD.m", mt5.TIMEFRAME_H4, 0, 50)
            assert hours is not None
            assert (hours["time"] % (4 * 3600) == 0).all(), "on the server's midnight"
            assert mt5.order_calc_profit(0, "USDJPY.m", 1.0, 150.0, 150.1) is not None
        finally:
            mt5.shutdown()
            control.stop()


def test_an_order_that_was_taken_in_is_rejected_by_the_next_life(
    folder: Path, end_terminal: Callable[[Path, signal.Signals], None]
) -> None:
    with Control(folder) as control:
        control.set_faults("placed_then_filled:seconds=600")
        sent = mt5.order_send(BUY)
    assert sent is not None
    assert (sent.retcode, sent.deal) == (mt5.TRADE_RETCODE_PLACED, 0)
    assert mt5.positions_total() == 0
    end_terminal(folder, signal.SIGKILL)
    assert mt5.initialize(str(folder))
    done = mt5.history_orders_get(ticket=sent.order)
    assert done is not None
    assert [o.state for o in done] == [mt5.ORDER_STATE_REJECTED]
    assert (mt5.orders_total(), mt5.positions_total()) == (0, 0)


def test_an_interrupted_call_never_leaves_its_answer_to_the_next_one(folder: Path) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    with Control(folder) as control:
        control.set_faults("slow_answers:seconds=2,times=1")
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.5)
            with pytest.raises(KeyboardInterrupt):
                mt5.symbols_total()
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
    assert mt5.account_info() is None
    assert mt5.last_error() == (-10004, "No IPC connection")
    assert mt5.initialize(str(folder))
    assert mt5.account_info() is not None


def test_a_terminal_that_hangs_is_a_timeout_of_initialize(folder: Path) -> None:
    pid = json.loads((folder / "terminal.json").read_text())["pid"]
    os.kill(pid, signal.SIGSTOP)
    try:
        assert mt5.initialize(str(folder), timeout=1_000) is False
        assert mt5.last_error() == (-10005, "IPC timeout")
    finally:
        os.kill(pid, signal.SIGCONT)
    assert mt5.initialize(str(folder))
