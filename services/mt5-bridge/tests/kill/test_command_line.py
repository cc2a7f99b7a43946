"""`tickloom-kill` against a terminal in a process of its own, with no bus and no bridge."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import tickloom_terminal as mt5
from mt5_bridge.kill.command_line import run

KILL = [
    sys.executable, "-c", "from mt5_bridge.kill.command_line import main; main()",
    "--module", "tickloom_terminal",
]  # fmt: skip


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Path]:
    """A running terminal with two positions and a waiting order."""
    folder = tmp_path / "terminal"
    assert mt5.initialize(str(folder)), mt5.last_error()
    tick = mt5.symbol_info_tick("EURUSD")
    assert tick is not None
    for kind, price in ((mt5.ORDER_TYPE_BUY, tick.ask), (mt5.ORDER_TYPE_SELL, tick.bid)):
        request = {"action": 1, "symbol": "EURUSD", "volume": 0.1, "type": kind, "price": price}
        sent = mt5.order_send(request)
        assert sent is not None, mt5.last_error()
        assert sent.retcode == mt5.TRADE_RETCODE_DONE, sent
    waiting = {
        "action": mt5.TRADE_ACTION_PENDING, "symbol": "EURUSD", "volume": 0.1,
        "type": mt5.ORDER_TYPE_BUY_LIMIT, "price": round(tick.bid - 0.01, 5),
        "type_filling": mt5.ORDER_FILLING_RETURN,
    }  # fmt: skip
    placed = mt5.order_send(waiting)
    assert placed is not None, mt5.last_error()
    assert placed.retcode in {mt5.TRADE_RETCODE_DONE, mt5.TRADE_RETCODE_PLACED}, placed
    yield folder
    mt5.shutdown()
    end(folder)


def end(folder: Path) -> None:
    """End the terminal's process and wait until it is gone."""
    try:
        pid = json.loads((folder / "terminal.json").read_text())["pid"]
        os.kill(pid, signal.SIGTERM)
        while "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text():
            time.sleep(0.01)
    except (FileNotFoundError, ProcessLookupError):
        return


def kill(*options: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TICKLOOM_")}
    return subprocess.run(
        [*KILL, *options], capture_output=True, text=True, timeout=90, cwd=cwd, env=environment,
        check=False,
    )  # fmt: skip


def test_it_cancels_closes_proves_and_leaves_the_file(terminal: Path, tmp_path: Path) -> None:
    done = kill(
        "--folder", str(tmp_path / "bridge"), "--terminal", str(terminal), "--settle", "0.5",
        "--by", "anna", "--reason", "a drill", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 orders cancelled, 2 positions closed" in done.stdout
    assert "FLAT: no position and no order" in done.stdout
    assert (mt5.positions_get(), mt5.orders_get()) == ((), ())
    written = json.loads((tmp_path / "bridge" / "KILL").read_text())
    assert (written["by"], written["reason"], written["flatten"]) == ("anna", "a drill", True)


def test_only_the_orders_go_when_positions_are_to_stay(terminal: Path, tmp_path: Path) -> None:
    done = kill(
        "--folder", str(tmp_path), "--terminal", str(terminal), "--settle", "0.5",
        "--keep-positions", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "NO ORDER WAITS" in done.stdout
    positions = mt5.positions_get()
    assert positions is not None
    assert len(positions) == 2
    assert mt5.orders_get() == ()


def test_another_account_is_not_touched_and_the_exit_code_says_that_nothing_was_proven(
    terminal: Path, tmp_path: Path
) -> None:
    done = kill(
        "--folder", str(tmp_path), "--terminal", str(terminal), "--login", "4711", "--server",
        "Elsewhere", "--wait", "2", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert "NOT PROVEN FLAT" in done.stdout
    positions = mt5.positions_get()
    assert positions is not None
    assert len(positions) == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--login", "5"], "--server"),
        (["--wait", "0"], "--wait"),
        (["--wait", "nan"], "--wait"),
        (["--password-file", "nowhere"], "nowhere"),
        (["--release", "--by", "anna", "--reason", "a drill"], "the switch is off"),
    ],
)
def test_wrong_use_is_named_and_ends_with_2(
    tmp_path: Path, options: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--module", "tickloom_terminal", "--folder", str(tmp_path / "b"), *options]
    assert run(asked) == 2
    assert words in capsys.readouterr().out


def test_a_release_is_a_deliberate_act_of_a_person(tmp_path: Path) -> None:
    folder = ["--folder", str(tmp_path)]
    assert run([*folder, "--file-only"]) == 0
    assert run([*folder, "--release"]) == 2
    assert run([*folder, "--release", "--by", "anna"]) == 2
    assert not (tmp_path / "KILL.release").exists()
    assert run([*folder, "--release", "--by", "anna", "--reason", "it was a drill"]) == 0
    assert (tmp_path / "KILL").exists(), "the bridge takes both away, nobody else"
    assert json.loads((tmp_path / "KILL.release").read_text())["by"] == "anna"
