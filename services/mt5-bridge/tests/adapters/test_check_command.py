"""The check goes the whole way to a terminal and says what to press; it sends nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import tickloom_terminal
from mt5_bridge.adapters.check_command import check, sign_off
from mt5_bridge.adapters.terminal_settings import TerminalSettings, read_terminal_settings
from mt5_bridge.adapters.zeromq.peer import DwxPeer
from tickloom.domain.errors import InvalidInput
from tickloom.runtime.clock import LiveClock

LOGIN, SERVER = "1000001", "Tickloom-Demo"


def settings(**more: Any) -> TerminalSettings:
    given = {
        "terminal": "package",
        "terminal_login": LOGIN,
        "terminal_server": SERVER,
        "server_clock": "UTC",
    }
    return TerminalSettings.model_validate({**given, **more})


def simulated(_: str) -> object:
    return tickloom_terminal


def missing(name: str) -> object:
    raise ImportError(f"No module named {name!r}")


def test_a_whole_way_is_ok_from_the_package_to_the_clock(
    tmp_path: Path, ended: Callable[[Path], None]
) -> None:
    lines, is_good = check(settings(terminal_path=str(tmp_path)), LiveClock(), find=simulated)
    ended(tmp_path)
    assert is_good, lines
    assert len(lines) == 9
    assert all(line.startswith("ok ") for line in lines)
    assert lines[-1].endswith("UTC +0 h")


def test_a_wrong_clock_rule_is_told_with_both_offsets(
    tmp_path: Path, ended: Callable[[Path], None]
) -> None:
    lines, is_good = check(
        settings(terminal_path=str(tmp_path), server_clock="GMT+2"), LiveClock(), find=simulated
    )
    ended(tmp_path)
    assert not is_good
    assert "the quotes say UTC +0 h, TICKLOOM_SERVER_CLOCK GMT+2 says UTC +2 h" in lines[-2]


def test_another_account_than_the_configured_one_is_named(
    tmp_path: Path, ended: Callable[[Path], None]
) -> None:
    lines, is_good = check(
        settings(terminal_path=str(tmp_path), terminal_login="555"), LiveClock(), find=simulated
    )
    ended(tmp_path)
    assert not is_good
    assert any(line.startswith("FAILED  Logged in as the expected account") for line in lines)


def test_a_person_signs_a_stopped_bridge_off(tmp_path: Path, ended: Callable[[Path], None]) -> None:
    lines, is_good = sign_off(settings(terminal_path=str(tmp_path)), LiveClock(), find=simulated)
    ended(tmp_path)
    assert is_good, lines
    heartbeat = tmp_path / "Files" / "Tickloom" / LOGIN / "heartbeat.txt"
    assert heartbeat.read_text().split(";")[1] == "0"


def test_a_missing_package_is_the_first_thing_to_mend() -> None:
    lines, is_good = check(settings(), LiveClock(), find=missing)
    assert not is_good
    assert lines[0].startswith("FAILED  MetaTrader5 package found: No module named 'MetaTrader5'")
    assert "pip install MetaTrader5" in lines[1]


def test_a_silent_adviser_is_told_where_to_look(peer: DwxPeer) -> None:
    peer.stop()
    asked = settings(
        terminal="adviser", adviser_commands_port=peer.commands_port,
        adviser_replies_port=peer.replies_port, adviser_prices_port=peer.prices_port,
    )  # fmt: skip
    lines, is_good = check(asked, LiveClock())
    assert not is_good
    assert any("Attach the adviser to a chart" in line for line in lines)


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"TICKLOOM_TERMINAL": "package"}, "TICKLOOM_TERMINAL_LOGIN and TICKLOOM_TERMINAL_SERVER"),
        ({"TICKLOOM_TERMINAL": "mt4"}, "TICKLOOM_TERMINAL"),
        ({"TICKLOOM_TERMINAL_LOGIN": "me"}, "TICKLOOM_TERMINAL_LOGIN"),
        ({"TICKLOOM_DEAD_MAN_S": "5"}, "TICKLOOM_DEAD_MAN_S"),
        ({"TICKLOOM_SERVER_CLOCK": "Mars/Olympus"}, "Mars/Olympus"),
    ],
)
def test_wrong_settings_name_the_variable(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], words: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(InvalidInput) as raised:
        read_terminal_settings()
    assert words in raised.value.detail


def test_a_password_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TICKLOOM_TERMINAL_PASSWORD", "very-secret")
    assert "very-secret" not in repr(read_terminal_settings())
