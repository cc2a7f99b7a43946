"""The terminal as a process: started by its first script, alive after it, whole after a kill."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import tickloom_terminal as mt5
from tickloom_terminal.control import Control, started
from tickloom_terminal.errors import Refused
from tickloom_terminal.ledger import read_books, read_journal
from tickloom_terminal.wire import framed

pytestmark = pytest.mark.processes


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


def test_two_scripts_that_start_at_once_meet_in_one_terminal(
    tmp_path: Path, end_terminal: Callable[[Path, signal.Signals], None]
) -> None:
    script = (
        "import sys, tickloom_terminal as mt5; assert mt5.initialize(sys.argv[1]), "
        "mt5.last_error(); print(mt5.Buy('EURUSD', 0.01).order)"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    tickets = sorted(int(each.communicate(timeout=60)[0]) for each in running)
    end_terminal(tmp_path, signal.SIGTERM)
    time.sleep(1)
    assert not (tmp_path / "terminal.json").exists(), "the others do not rise when one ends"
    assert tickets == [2, 3, 4]
    assert sorted(read_books(tmp_path).positions) == tickets


_ENDLESS = """
import sys, tickloom_terminal as mt5
assert mt5.initialize(sys.argv[1]), mt5.last_error()
print("on", flush=True)
while True:
    mt5.Buy("EURUSD", 0.01)
    mt5.Close("EURUSD")
"""


def test_after_kill_9_of_a_script_the_terminal_serves_the_next_one(folder: Path) -> None:
    script = subprocess.Popen(
        [sys.executable, "-c", _ENDLESS, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert script.stdout is not None
    with script.stdout as said:
        assert said.readline() == "on\n"
        time.sleep(0.5)
        script.kill()
        script.wait()
    buy()
    assert books_of_the_package() == books_of_the_ledger(folder)


def test_what_was_answered_before_kill_9_of_the_terminal_is_in_its_ledger(
    folder: Path, end_terminal: Callable[[Path, signal.Signals], None]
) -> None:
    for _ in range(3):
        answered = [buy(0.01).deal for _ in range(5)]
        end_terminal(folder, signal.SIGKILL)
        kept = read_books(folder).deals
        assert set(answered) <= set(kept)
        replied = [e.body["deal"] for e in read_journal(folder, "reply")]
        assert replied[-5:] == answered
        assert mt5.initialize(str(folder)), mt5.last_error()
        assert books_of_the_package() == books_of_the_ledger(folder)


def test_the_ledger_refuses_to_be_rewritten(folder: Path) -> None:
    buy()
    with sqlite3.connect(folder / "terminal.sqlite") as file:
        for statement in ("DELETE FROM changes", "UPDATE journal SET kind = 'nothing'"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                file.execute(statement)
    file.close()


def test_the_options_of_a_folder_are_those_of_its_last_start(tmp_path: Path) -> None:
    with started(tmp_path, "--symbols", "EURUSD", "--suffix", ".x", "--seed", "7") as control:
        control.stop()
    assert mt5.initialize(str(tmp_path))
    assert mt5.symbols_total() == 1
    assert mt5.symbol_info_tick("EURUSD.x") is not None
    with Control(tmp_path) as control:
        control.stop()
    mt5.shutdown()


def test_a_forked_child_has_no_connection_and_its_parent_keeps_its_own(folder: Path) -> None:
    assert folder.is_dir()
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        mt5.account_info()
        os.write(writer, str(mt5.last_error()[0]).encode())
        os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader) as said:
        assert said.read() == "-10004"
    assert mt5.account_info() is not None


def books_of_the_package() -> tuple[set[int], set[int], float]:
    account, held = mt5.account_info(), mt5.positions_get()
    deals = mt5.history_deals_get(0, 0)
    assert account is not None
    assert held is not None
    assert deals is not None
    return {p.ticket for p in held}, {d.ticket for d in deals}, account.balance


def books_of_the_ledger(folder: Path) -> tuple[set[int], set[int], float]:
    book = read_books(folder)
    return set(book.positions), set(book.deals), float(book.balance)


def test_options_that_cannot_be_are_said_at_once_and_not_remembered(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"see .*terminal\.log"):
        started(tmp_path, "--replay", "/no/such/file.csv")
    assert "expected a file that exists" in (tmp_path / "terminal.log").read_text()
    assert mt5.initialize(str(tmp_path)), mt5.last_error()
    mt5.shutdown()
    with Control(tmp_path) as control:
        control.stop()
