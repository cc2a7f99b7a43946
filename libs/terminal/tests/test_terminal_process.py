"""The terminal as a process: started by its first script, alive after it, whole after a kill."""

import json
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import tickloom_terminal as mt5
from tickloom_terminal.wire import framed


def buy(volume: float = 0.1) -> mt5.OrderSendResult:
    tick = mt5.symbol_info_tick("EURUSD")
    assert tick is not None
    sent = mt5.order_send(
        {
            "action": mt5.TRADE_ACTION_DEAL, "symbol": "EURUSD", "volume": volume,
            "type": mt5.ORDER_TYPE_BUY, "price": tick.ask, "magic": 77, "comment": "test",
        }
    )  # fmt: skip
    assert sent is not None, mt5.last_error()
    assert sent.retcode == mt5.TRADE_RETCODE_DONE
    return sent


def test_a_check_and_an_order_are_answered_and_leave_the_connection_whole(folder: Path) -> None:
    checked = mt5.order_check(
        {"action": 1, "symbol": "EURUSD", "volume": 0.1, "type": 0, "price": 1.0}
    )
    assert checked is not None, mt5.last_error()
    assert (checked.retcode, checked.comment) == (0, "Done")
    sent = buy()
    assert (sent.comment, sent.request.magic) == ("Request executed", 77)
    positions = mt5.positions_get(ticket=sent.order)
    assert positions is not None
    assert [p.ticket for p in positions] == [sent.order]
    assert folder.is_dir()


def test_after_kill_9_of_the_terminal_the_same_books_go_on(
    folder: Path, end_terminal: Callable[[Path, signal.Signals], None]
) -> None:
    first = buy()
    deals = mt5.history_deals_get(0, 2_000_000_000)
    end_terminal(folder, signal.SIGKILL)
    assert mt5.account_info() is None
    assert mt5.last_error()[0] in {
        mt5.RES_E_INTERNAL_FAIL_SEND,
        mt5.RES_E_INTERNAL_FAIL_RECEIVE,
    }
    assert mt5.account_info() is None
    assert mt5.last_error() == (-10004, "No IPC connection")
    assert mt5.initialize(str(folder)), mt5.last_error()
    assert mt5.history_deals_get(0, 2_000_000_000) == deals
    positions = mt5.positions_get()
    assert positions is not None
    assert [p.ticket for p in positions] == [first.order]
    assert buy().order == first.order + 1


def test_an_exception_inside_the_terminal_is_minus_one_and_breaks_nothing(folder: Path) -> None:
    address = json.loads((folder / "terminal.json").read_text())
    with socket.create_connection(("127.0.0.1", address["port"]), timeout=5) as peer:
        peer.sendall(framed(address["token"]))
        peer.sendall(framed(["orders_get", [1, 2, 3]]))
        peer.sendall(framed(["version", []]))
        peer.settimeout(10)
        received = b""
        deadline_s = time.monotonic() + 20
        while b"Call failed" not in received or b"Success" not in received:
            assert time.monotonic() < deadline_s, received
            received += peer.recv(65_536)
    assert mt5.symbols_total() is not None
