"""Every scenario in the terminal's own process: a script meets answers, never an exception."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tickloom_terminal as mt5
from tickloom_terminal.control import Control
from tickloom_terminal.faults.catalogue import CATALOGUE

BUY: dict[str, Any] = {
    "action": mt5.TRADE_ACTION_DEAL, "symbol": "EURUSD", "volume": 0.05, "type": 0, "magic": 7,
    "comment": "tl:1",
}  # fmt: skip
UNTIL = 2_000_000_000
SHORT = {"slow_answers": "seconds=0.01", "ipc_hang": "seconds=0.2", "external_manual_trade":
         "of=EURUSD"}  # fmt: skip


@pytest.fixture
def control(terminal: Path) -> Iterator[Control]:
    with Control(terminal) as found:
        yield found
        found.set_faults("")


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_script_meets_a_scenario_as_answers(control: Control, name: str) -> None:
    control.set_faults(f"{name}:{SHORT[name]}" if name in SHORT else name)
    for _ in range(2):
        sent = mt5.order_send(BUY)
        assert sent is None or isinstance(sent.retcode, int)
        tick = mt5.symbol_info_tick("EURUSD")
        assert tick is None or isinstance(tick.bid, float)
        for rows in (mt5.positions_get(), mt5.orders_get(), mt5.history_deals_get(0, UNTIL)):
            assert rows is None or isinstance(rows, tuple)
        info = mt5.terminal_info()
        assert info is None or isinstance(info.connected, bool)
    assert set(control.faults()["happened"]) == {name}
    control.set_faults("")
    assert mt5.terminal_info() is not None, mt5.last_error()
    positions = mt5.positions_get()
    assert positions is not None, mt5.last_error()
    for held in positions:
        close = BUY | {"type": 1 - held.type, "position": held.ticket, "volume": held.volume}
        assert mt5.order_send(close) is not None


def test_a_fill_can_hide_behind_none_and_success(control: Control) -> None:
    before = mt5.history_deals_total(0, UNTIL)
    assert before is not None
    control.set_faults("none_without_error")
    assert mt5.order_send(BUY) is None
    assert mt5.last_error() == (1, "Success")
    control.set_faults("")
    assert mt5.history_deals_total(0, UNTIL) == before + 1
