"""The way to a real terminal: waited for as long as it takes, and told where it stands."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import structlog

from mt5_bridge.adapters.adviser_folder.folder import AdviserFolder
from mt5_bridge.adapters.opening import ImportModule, OpenedTerminal, open_terminal
from mt5_bridge.adapters.owned_terminal import OwnedTerminal
from mt5_bridge.adapters.owner_thread import OwnerThread
from mt5_bridge.adapters.polled_market.instruments import instruments_of
from mt5_bridge.adapters.polled_market.polled_market import PolledMarket
from mt5_bridge.adapters.recovery import Recovery
from mt5_bridge.adapters.terminal_settings import TerminalSettings
from mt5_bridge.adapters.venue_clock import VenueClock
from mt5_bridge.kept_state import KeptState
from mt5_bridge.port.answers import Answer, CallFailed
from mt5_bridge.port.identity import ExpectedAccount
from mt5_bridge.port.records import TerminalStatus
from mt5_bridge.symbol_names.broker_names import BrokerNames
from mt5_bridge.symbol_names.learned_names import LearnedNames
from tickloom.domain.errors import InvalidInput
from tickloom.domain.server_time import ServerClock
from tickloom.runtime.clock import Clock

TEND_S = 0.5
Told = Callable[[Answer[TerminalStatus]], None]
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class RealTerminal:
    """Both doors of one terminal and the adviser's folder, where the terminal has one."""

    market: PolledMarket
    port: OwnedTerminal
    recovery: Recovery
    thread: OwnerThread
    expected: ExpectedAccount
    time: VenueClock
    rule: ServerClock
    trade_mode: int
    """ACCOUNT_TRADE_MODE: 0 demo, 1 contest, 2 real."""
    adviser: AdviserFolder | None
    names: BrokerNames

    def close(self) -> None:
        """Without signing off: a planned end and an error look alike from here.

        The adviser waits its seconds and acts; a person uses `mt5-bridge-check --sign-off`.
        """
        self.market.close()
        self.port.close()
        self.thread.stop()


async def reach_real_terminal(
    settings: TerminalSettings,
    clock: Clock,
    kept: KeptState,
    *,
    symbols: tuple[str, ...] = (),
    find: ImportModule = import_module,
    told: Told = lambda _: None,
) -> RealTerminal:
    """Raises `InvalidInput` for what a person has to change; waits for everything else.

    `told` hears every look at the terminal; `kept` holds what symbols were found to be.
    """
    assert settings.account is not None, "settings of a real terminal name its account"
    if settings.terminal == "adviser" and settings.adviser_dialect == "dwx":
        raise InvalidInput(
            "TICKLOOM_ADVISER_DIALECT", "dwx",
            "tickloom, the adviser under deploy/mt5: the plain DWX protocol knows no symbol "
            "sheets, no ticks of the past and no deals, so nothing could be settled or recorded",
        )  # fmt: skip
    try:
        opened = open_terminal(settings, clock, find=find)
    except ImportError as error:
        raise InvalidInput(
            "TICKLOOM_TERMINAL", settings.terminal, f"a terminal whose package is here: {error}"
        ) from error
    try:
        status = await _connected(opened, told)
        rule = ServerClock.read(settings.server_clock)
        learned = LearnedNames(kept, server=settings.account.server)
        names = BrokerNames(learned, opened.port.symbols, clock)
        market = await asyncio.to_thread(
            _market, opened, status, rule, clock=clock, wanted=symbols, names=names
        )
    except BaseException:
        opened.close()
        raise
    return RealTerminal(
        market=market, port=opened.port, recovery=opened.recovery, thread=opened.thread,
        expected=settings.account, time=VenueClock(rule, clock), rule=rule,
        trade_mode=status.trade_mode, adviser=_adviser(settings, status, clock),
        names=names,
    )  # fmt: skip


async def _connected(opened: OpenedTerminal, told: Told) -> TerminalStatus:
    """Starting a bridge is a person's deed: halts of its own beginning are tried again."""
    said = ""
    while True:
        status = await asyncio.to_thread(opened.recovery.tend)
        told(status)
        if not isinstance(status, CallFailed) and status.connected:
            opened.recovery.clear()
            return status
        why = (
            f"{status.text} ({status.code})"
            if isinstance(status, CallFailed)
            else "the terminal has no connection to its server"
        )
        if why != said:
            log.warning("terminal_awaited", detail=why)
            said = why
        if opened.recovery.halted is not None:
            opened.recovery.clear()
            await asyncio.sleep(10 * TEND_S)
        await asyncio.sleep(TEND_S)


def _market(
    opened: OpenedTerminal,
    status: TerminalStatus,
    rule: ServerClock,
    *,
    clock: Clock,
    wanted: tuple[str, ...],
    names: BrokerNames,
) -> PolledMarket:
    sheets = opened.port.symbols()
    if isinstance(sheets, CallFailed):
        raise InvalidInput(
            "TICKLOOM_SYMBOLS", ",".join(wanted), f"symbols of a terminal: {sheets.text}"
        )
    chosen = instruments_of(sheets, wanted, names.of)
    for name, why in chosen.skipped.items():
        log.warning("symbol_skipped", symbol=name, detail=why)
    if not chosen.known:
        raise InvalidInput(
            "TICKLOOM_SYMBOLS",
            ",".join(wanted),
            "names of the broker, such as those shown in Market Watch: "
            + "; ".join(chosen.skipped.values()),
        )
    return PolledMarket(
        opened.port, chosen.known, clock, rule,
        description=f"MetaTrader 5, {status.login} at {status.server}",
    )  # fmt: skip


def _adviser(
    settings: TerminalSettings, status: TerminalStatus, clock: Clock
) -> AdviserFolder | None:
    if not status.common_path:
        return None
    return AdviserFolder(
        Path(status.common_path), login=status.login, clock=clock,
        patience_s=settings.dead_man_s, flattens=settings.dead_man_flattens,
    )  # fmt: skip
