"""The terminal that the settings ask for, behind its owner thread, with its way back."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from mt5_bridge.adapters.owned_terminal import OwnedTerminal
from mt5_bridge.adapters.owner_thread import OwnerThread
from mt5_bridge.adapters.package.surface import PackageModule
from mt5_bridge.adapters.package.terminal import PackageTerminal, TerminalLogin
from mt5_bridge.adapters.recovery import Recovery
from mt5_bridge.adapters.restart_ladder import LadderRules, RestartLadder
from mt5_bridge.adapters.terminal_settings import TerminalSettings
from mt5_bridge.adapters.windows_terminal import WindowsTerminal
from mt5_bridge.adapters.zeromq.adviser_module import AdviserModule
from mt5_bridge.adapters.zeromq.channel import Addresses
from mt5_bridge.adapters.zeromq.terminal import AdviserSettings, ZeroMqTerminal
from mt5_bridge.port.records import VenueSymbol
from mt5_bridge.port.terminal_port import TerminalPort
from tickloom.domain.server_time import ServerClock
from tickloom.runtime.clock import Clock

PACKAGE_NAME = "MetaTrader5"
ImportModule = Callable[[str], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedTerminal:
    """Not connected yet: `recovery.tend` does that, and does it again when it has to."""

    port: OwnedTerminal
    recovery: Recovery
    thread: OwnerThread

    def close(self) -> None:
        self.port.close()
        self.thread.stop()


def open_terminal(
    settings: TerminalSettings,
    clock: Clock,
    *,
    sheets: tuple[VenueSymbol, ...] = (),
    find: ImportModule = import_module,
) -> OpenedTerminal:
    """A real terminal; raises `ImportError` where the package is not installed."""
    assert settings.terminal != "simulated", "the simulated terminal is opened by its own folder"
    port = (
        _package(settings, find)
        if settings.terminal == "package"
        else _adviser(settings, clock, sheets)
    )
    thread = OwnerThread(clock)
    owned = OwnedTerminal(port, thread)
    can_restart = settings.terminal == "package" and settings.terminal_path is not None
    program = WindowsTerminal(settings.terminal_path or "") if can_restart else None
    ladder = RestartLadder(LadderRules() if can_restart else LadderRules(restarts_max=0))
    recovery = Recovery(owned, ladder, clock, account=settings.account, program=program)
    return OpenedTerminal(port=owned, recovery=recovery, thread=thread)


def _package(settings: TerminalSettings, find: ImportModule) -> TerminalPort:
    module = cast("PackageModule", find(PACKAGE_NAME))
    secret = settings.terminal_password
    login = TerminalLogin(
        path=settings.terminal_path,
        account=settings.account,
        password=None if secret is None else secret.get_secret_value(),
        portable=settings.terminal_portable,
    )
    return PackageTerminal(module, login)


def _adviser(
    settings: TerminalSettings, clock: Clock, sheets: tuple[VenueSymbol, ...]
) -> TerminalPort:
    """Our own adviser answers all that the package does; the plain DWX one what DWX has."""
    assert settings.account is not None, "settings of a real terminal name its account"
    addresses = Addresses(
        host=settings.adviser_host,
        commands_port=settings.adviser_commands_port,
        replies_port=settings.adviser_replies_port,
        prices_port=settings.adviser_prices_port,
    )
    if settings.adviser_dialect == "tickloom":
        module = AdviserModule(addresses, clock)
        return PackageTerminal(module, TerminalLogin(account=settings.account))
    server_clock = ServerClock.read(settings.server_clock)

    def to_server_ms(utc_ms: int) -> int:
        return server_clock.to_server_ns(utc_ms * 1_000_000) // 1_000_000

    asked = AdviserSettings(account=settings.account, addresses=addresses, sheets=sheets)
    return ZeroMqTerminal(asked, clock, to_server_ms=to_server_ms)
