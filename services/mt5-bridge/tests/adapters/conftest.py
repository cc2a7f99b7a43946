"""Terminals for the adapters: one written down answer by answer, a simulated one, an adviser."""

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import tickloom_terminal
from mt5_bridge.adapters.package.terminal import PackageTerminal, TerminalLogin
from mt5_bridge.adapters.package.translation import symbol_of
from mt5_bridge.adapters.zeromq.adviser_module import AdviserModule
from mt5_bridge.adapters.zeromq.adviser_peer import TickloomPeer
from mt5_bridge.adapters.zeromq.channel import Addresses
from mt5_bridge.adapters.zeromq.peer import DwxPeer
from mt5_bridge.adapters.zeromq.terminal import AdviserSettings, ZeroMqTerminal
from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.identity import ExpectedAccount
from mt5_bridge.port.records import VenueSymbol
from mt5_bridge.port.terminal_port import TerminalPort
from tickloom.runtime.clock import LiveClock
from tickloom_terminal.structures import AccountInfo, StructSequence, SymbolInfo, TerminalInfo

LOGIN = 1_000_001
SERVER = "Tickloom-Demo"


def filled(kind: type[StructSequence], **fields: Any) -> Any:
    """A named tuple of the package; what is not given is 0, empty or False."""
    empty = {int: 0, float: 0.0, str: "", bool: False}
    return kind(fields.get(name, empty.get(of)) for name, of in kind.__annotations__.items())


class ScriptedModule:
    """Answers what the test says, notes what it was asked, and has one `last_error` slot."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        self.error: tuple[int, str] = (1, "Success")
        self.answers: dict[str, Any] = {
            "initialize": True,
            "shutdown": True,
            "terminal_info": filled(
                TerminalInfo, connected=True, trade_allowed=True, build=5833, ping_last=12_345
            ),
            "account_info": self.account(),
        }

    def account(self, *, login: int = LOGIN, server: str = SERVER, **more: Any) -> Any:
        fields = {"currency": "USD", "currency_digits": 2, "leverage": 100, **more}
        return filled(AccountInfo, login=login, server=server, **fields)

    def fails(self, call: str, code: int, text: str = "refused", *, value: Any = None) -> None:
        """From now on the call gives its failure value, and leaves this in the slot."""

        def failing(*_: Any, **__: Any) -> Any:
            self.error = (code, text)
            return value

        self.answers[call] = failing

    def asked(self, call: str) -> list[tuple[Any, ...]]:
        return [arguments for name, arguments, _ in self.calls if name == call]

    def last_error(self) -> tuple[int, str]:
        return self.error

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            self.calls.append((name, arguments, named))
            self.error = (1, "Success")
            answer = self.answers[name]
            return answer(*arguments, **named) if callable(answer) else answer

        call.__name__ = name
        return call


@pytest.fixture
def scripted_module() -> ScriptedModule:
    return ScriptedModule()


@pytest.fixture
def row() -> Callable[..., Any]:
    """Makes a named tuple of the package."""
    return filled


@dataclass(frozen=True)
class Venue:
    """A connected terminal, and what its protocol can do."""

    port: TerminalPort
    symbol: str
    has_history: bool
    has_check: bool
    keeps_ticket: bool
    """Whether what is left of a position after a partial close has the same ticket."""


@pytest.fixture
def peer() -> Iterator[DwxPeer]:
    """An adviser on free ports."""
    adviser = DwxPeer()
    yield adviser
    adviser.stop()


@pytest.fixture
def adviser_terminal(peer: DwxPeer) -> Iterator[ZeroMqTerminal]:
    """The ZeroMQ adapter, connected to the peer, with the sheet of EURUSD."""
    settings = AdviserSettings(
        account=ExpectedAccount(login=LOGIN, server=SERVER),
        addresses=Addresses(
            commands_port=peer.commands_port, replies_port=peer.replies_port,
            prices_port=peer.prices_port,
        ),
        sheets=(eurusd(),), reply_timeout_s=2.0, send_timeout_s=2.0,
    )  # fmt: skip
    terminal = ZeroMqTerminal(settings, LiveClock(), to_server_ms=lambda utc_ms: utc_ms)
    status = terminal.connect()
    assert not isinstance(status, CallFailed), status
    yield terminal
    terminal.close()


@pytest.fixture
def quoted_terminal(peer: DwxPeer, adviser_terminal: ZeroMqTerminal) -> ZeroMqTerminal:
    """The same, with quotes of EURUSD coming in."""
    assert adviser_terminal.select("EURUSD") is True
    lively(adviser_terminal, peer)
    return adviser_terminal


def eurusd() -> VenueSymbol:
    sheet = filled(
        SymbolInfo, name="EURUSD", digits=5, point=0.00001, trade_tick_size=0.00001,
        trade_contract_size=100_000.0, volume_min=0.01, volume_max=50.0, volume_step=0.01,
        currency_base="EUR", currency_profit="USD", currency_margin="EUR", trade_exemode=2,
        filling_mode=3, trade_mode=4, visible=True,
    )  # fmt: skip
    return symbol_of(sheet)


@pytest.fixture
def package_terminal(tmp_path: Path) -> Iterator[PackageTerminal]:
    """The package's adapter over the simulated terminal in a process of its own."""
    login = TerminalLogin(path=str(tmp_path), account=ExpectedAccount(login=LOGIN, server=SERVER))
    terminal = PackageTerminal(tickloom_terminal, login)
    status = terminal.connect()
    assert not isinstance(status, CallFailed), status
    yield terminal
    terminal.close()
    end_terminal(tmp_path)


@pytest.fixture
def own_peer(tmp_path: Path) -> Iterator[TickloomPeer]:
    """Our own adviser over the simulated terminal in a process of its own."""
    peer = TickloomPeer(
        tickloom_terminal, reach=lambda: tickloom_terminal.initialize(str(tmp_path))
    )
    yield peer
    peer.stop()
    tickloom_terminal.shutdown()
    end_terminal(tmp_path)


@pytest.fixture
def own_adviser(own_peer: TickloomPeer) -> Iterator[PackageTerminal]:
    """The package's adapter over that adviser."""
    module = AdviserModule(own_peer.addresses, LiveClock())
    account = ExpectedAccount(login=LOGIN, server=SERVER)
    terminal = PackageTerminal(module, TerminalLogin(account=account))
    status = terminal.connect()
    try:
        assert not isinstance(status, CallFailed), status
        yield terminal
    finally:
        terminal.close()


def end_terminal(folder: Path) -> None:
    """A simulated terminal outlives its scripts; not its test."""
    os.kill(json.loads((folder / "terminal.json").read_text())["pid"], signal.SIGTERM)


@pytest.fixture
def ended() -> Callable[[Path], None]:
    """Ends the simulated terminal of a folder."""
    return end_terminal


@pytest.fixture(params=["package", "DWX adviser", "own adviser"])
def venue(request: pytest.FixtureRequest) -> Venue:
    """Each terminal in turn: one suite holds for all of them."""
    is_dwx = request.param == "DWX adviser"
    fixtures = {
        "package": "package_terminal", "DWX adviser": "adviser_terminal",
        "own adviser": "own_adviser",
    }  # fmt: skip
    port = request.getfixturevalue(fixtures[request.param])
    selected = port.select("EURUSD")
    assert selected is True, selected
    if is_dwx:
        lively(port, request.getfixturevalue("peer"))
    return Venue(
        port=port, symbol="EURUSD", has_history=not is_dwx, has_check=not is_dwx,
        keeps_ticket=not is_dwx,
    )  # fmt: skip


def lively(terminal: ZeroMqTerminal, peer: DwxPeer) -> None:
    """Move the quote until one has come through: subscriptions take a moment to arrive."""
    pause = threading.Event()
    for turn in range(1_000):
        if not isinstance(terminal.tick("EURUSD"), CallFailed):
            return
        peer.quote("EURUSD", 1.1 + turn % 2 / 100_000, 1.1002)
        pause.wait(0.01)
    raise AssertionError("no quote came through within 10 s")
