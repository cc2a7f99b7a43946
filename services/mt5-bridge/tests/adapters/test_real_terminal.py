"""A terminal reached through its package: waited for, followed, and beaten for."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import tickloom_terminal
from mt5_bridge.adapters.real_terminal import reach_real_terminal
from mt5_bridge.adapters.terminal_settings import TerminalSettings
from mt5_bridge.adapters.venue_clock import VenueClock
from mt5_bridge.adviser_beats import keep_adviser
from mt5_bridge.kept_state import KeptState
from mt5_bridge.kill.kill_file import KillFile
from mt5_bridge.kill.kill_mirror import KillMirror
from mt5_bridge.port.answers import CallFailed
from tickloom.domain.errors import InvalidInput
from tickloom.domain.ids import Symbol
from tickloom.domain.server_time import ServerClock
from tickloom.runtime.clock import LiveClock, ManualClock

SUMMER_US = 1_783_036_800_000_000


def settings(folder: Path) -> TerminalSettings:
    return TerminalSettings.model_validate(
        {
            "terminal": "package", "terminal_login": 1_000_001, "server_clock": "UTC",
            "terminal_server": "Tickloom-Demo", "terminal_path": str(folder),
        }
    )  # fmt: skip


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[KeptState]:
    kept = KeptState(tmp_path / "symbols.sqlite")
    yield kept
    kept.close()


def simulated(_: str) -> object:
    return tickloom_terminal


async def test_a_terminal_is_followed_symbol_by_symbol_and_never_signed_off_by_itself(
    tmp_path: Path, kept: KeptState, ended: Callable[[Path], None]
) -> None:
    terminal = await reach_real_terminal(
        settings(tmp_path), LiveClock(), kept, symbols=("eurusd", "NOSUCH"), find=simulated
    )
    try:
        assert [each.symbol for each in terminal.market.instruments] == ["EURUSD"]
        assert terminal.names.aliases("EURUSD") == ["eurusd"]
        assert terminal.market.mode == "live"
        assert "1000001 at Tickloom-Demo" in terminal.market.description
        assert terminal.port.positions() == ()
        beating = asyncio.create_task(
            keep_adviser(terminal, lambda: True, tmp_path / "bridge", LiveClock())
        )
        heartbeat = tmp_path / "Files" / "Tickloom" / "1000001" / "heartbeat.txt"
        for _ in range(200):
            if heartbeat.exists() and heartbeat.read_text().endswith("END\n"):
                break
            await asyncio.sleep(0.05)
        assert heartbeat.read_text().startswith("TICKLOOM1;")
        beating.cancel()
    finally:
        await asyncio.to_thread(terminal.close)
    assert heartbeat.read_text().split(";")[1] != "0"
    assert isinstance(terminal.port.positions(), CallFailed)
    ended(tmp_path)


async def test_an_unhealthy_bridge_does_not_beat(
    tmp_path: Path, kept: KeptState, ended: Callable[[Path], None]
) -> None:
    terminal = await reach_real_terminal(
        settings(tmp_path), LiveClock(), kept, symbols=("EURUSD",), find=simulated
    )
    beating = asyncio.create_task(
        keep_adviser(terminal, lambda: False, tmp_path / "bridge", LiveClock())
    )
    await asyncio.sleep(0.2)
    beating.cancel()
    assert not (tmp_path / "Files" / "Tickloom" / "1000001" / "heartbeat.txt").exists()
    await asyncio.to_thread(terminal.close)
    ended(tmp_path)


async def test_symbols_that_the_broker_does_not_have_are_a_persons_mistake(
    tmp_path: Path, kept: KeptState, ended: Callable[[Path], None]
) -> None:
    with pytest.raises(InvalidInput, match="Market Watch"):
        await reach_real_terminal(
            settings(tmp_path), LiveClock(), kept, symbols=("nosuch",), find=simulated
        )
    ended(tmp_path)


async def test_a_missing_package_is_told_at_once(tmp_path: Path, kept: KeptState) -> None:
    def missing(name: str) -> object:
        raise ImportError(f"No module named {name!r}")

    with pytest.raises(InvalidInput, match="MetaTrader5"):
        await reach_real_terminal(settings(tmp_path), LiveClock(), kept, find=missing)


async def test_a_terminal_that_is_not_there_yet_is_waited_for(
    scripted_module: Any, row: Any, kept: KeptState
) -> None:
    from tickloom_terminal.structures import SymbolInfo, Tick  # noqa: PLC0415

    good = scripted_module.answers["terminal_info"]
    scripted_module.fails("initialize", -10003, "IPC initialize failed", value=False)
    scripted_module.fails("terminal_info", -10004, "No IPC connection")
    scripted_module.answers |= {
        "symbols_get": (
            row(
                SymbolInfo, name="EURUSD", digits=5, point=0.00001, trade_tick_size=0.00001,
                trade_contract_size=1e5, volume_min=0.01, volume_max=5.0, volume_step=0.01,
                visible=True,
            ),
        ),
        "symbol_select": True,
        "symbol_info_tick": row(Tick, bid=1.0, ask=1.1, time_msc=1),
    }  # fmt: skip
    reaching = asyncio.create_task(
        reach_real_terminal(
            settings(Path("unused")), LiveClock(), kept, find=lambda _: scripted_module
        )
    )
    await asyncio.sleep(0.3)
    assert not reaching.done()
    scripted_module.answers["terminal_info"] = good
    terminal = await asyncio.wait_for(reaching, 20.0)
    assert terminal.market.last_tick(Symbol("EURUSD")) is not None
    await asyncio.to_thread(terminal.close)


def test_the_venues_time_is_the_walls_and_its_server_has_a_clock_of_its_own() -> None:
    clock = ManualClock(SUMMER_US * 1000)
    time = VenueClock(ServerClock.read("GMT+2/us"), clock)
    assert (time.lead_us(), time.market_us()) == (0, SUMMER_US)
    server_ms = time.server_ms(SUMMER_US)
    assert server_ms == SUMMER_US // 1000 + 3 * 3_600_000
    assert time.utc_us(server_ms, now_us=SUMMER_US) == SUMMER_US


def test_a_kill_at_the_adviser_is_thrown_at_the_bridge_once_and_released_there(
    tmp_path: Path,
) -> None:
    adviser, bridge = KillFile(tmp_path / "adviser"), KillFile(tmp_path / "bridge")
    mirror = KillMirror(adviser=adviser, bridge=bridge)
    mirror.look(SUMMER_US)
    assert not bridge.exists()
    (tmp_path / "adviser").mkdir()
    order = '{"id":"button-1","reason":"kill button of the adviser","by":"adviser","flatten":true}'
    adviser.path.write_text(order + "\r\n")
    mirror.look(SUMMER_US)
    thrown = bridge.read(SUMMER_US)
    assert thrown is not None
    assert (thrown.id, thrown.reason) == ("button-1", "kill button of the adviser")
    mirror.look(SUMMER_US)
    assert adviser.exists()
    bridge.remove()
    mirror.look(SUMMER_US)
    assert not adviser.exists()
    assert not bridge.exists()


def test_a_bridge_that_was_started_anew_knows_the_kill_that_lies_there(tmp_path: Path) -> None:
    adviser, bridge = KillFile(tmp_path / "adviser"), KillFile(tmp_path / "bridge")
    for file in (adviser, bridge):
        file.path.parent.mkdir()
        file.path.write_text('{"id":"button-1"}')
    before = bridge.path.stat().st_mtime_ns
    KillMirror(adviser=adviser, bridge=bridge).look(SUMMER_US)
    assert bridge.path.stat().st_mtime_ns == before
