"""The way to the simulated terminal of this installation: its market, and its account's port."""

import asyncio
from dataclasses import dataclass

import structlog

import tickloom_terminal
from mt5_bridge.adapters.owned_terminal import Deadlines, OwnedTerminal
from mt5_bridge.adapters.owner_thread import OwnerThread
from mt5_bridge.adapters.package.terminal import PackageTerminal, TerminalLogin
from mt5_bridge.adapters.recovery import Recovery
from mt5_bridge.adapters.restart_ladder import LadderRules, RestartLadder
from mt5_bridge.kept_state import KeptState
from mt5_bridge.linked_market import LinkedMarket
from mt5_bridge.market_time import MarketTime
from mt5_bridge.port.identity import ExpectedAccount
from mt5_bridge.settings import BridgeSettings
from mt5_bridge.symbol_names.broker_names import BrokerNames
from mt5_bridge.symbol_names.learned_names import LearnedNames
from mt5_bridge.terminal_process import PAPER_RULES
from tickloom.domain.errors import Unavailable
from tickloom.runtime.clock import Clock
from tickloom_terminal.market_link import MarketLink

PAPER_ACCOUNT = ExpectedAccount(login=PAPER_RULES.login, server=PAPER_RULES.server)
_POLL_S = 0.05
_SAID_EVERY = 100
# Its supervisor starts it again and again; there is no reason ever to give up.
_PATIENT = LadderRules(reconnects_max=1_000_000, restarts_max=0, pause_s=0.2, pause_s_max=1.0)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTerminal:
    """Both doors of one simulated terminal."""

    market: LinkedMarket
    port: OwnedTerminal
    recovery: Recovery
    thread: OwnerThread
    time: MarketTime
    names: BrokerNames
    expected: ExpectedAccount = PAPER_ACCOUNT

    def close(self) -> None:
        self.market.close()
        self.port.close()
        self.thread.stop()


async def reach_paper_terminal(
    settings: BridgeSettings, clock: Clock, kept: KeptState
) -> PaperTerminal:
    """Wait for the terminal as long as it takes; it may be starting, or catching up."""
    market = await _market(settings)
    thread = OwnerThread(clock)
    package = PackageTerminal(
        tickloom_terminal,
        TerminalLogin(path=str(settings.terminal_folder), account=PAPER_ACCOUNT, timeout_ms=3_000),
    )
    port = OwnedTerminal(package, thread, Deadlines(connect_s=10.0))
    recovery = Recovery(port, RestartLadder(_PATIENT), clock, account=PAPER_ACCOUNT)
    await asyncio.to_thread(port.connect)
    names = BrokerNames(LearnedNames(kept, server=PAPER_ACCOUNT.server), port.symbols, clock)
    return PaperTerminal(
        market=market, port=port, recovery=recovery, thread=thread,
        time=MarketTime(market, clock), names=names,
    )  # fmt: skip


async def _market(settings: BridgeSettings) -> LinkedMarket:
    tries = 0
    while True:
        turns, history = (MarketLink(settings.terminal_folder) for _ in range(2))
        try:
            return await asyncio.to_thread(LinkedMarket, turns, history)
        except Unavailable as error:
            turns.close()
            history.close()
            if tries % _SAID_EVERY == 0:
                log.info("terminal_awaited", detail=error.detail)
            tries += 1
            await asyncio.sleep(_POLL_S)
