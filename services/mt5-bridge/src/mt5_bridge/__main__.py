"""Composition root of the bridge."""

import asyncio

from mt5_bridge.account_marks import AccountMarks
from mt5_bridge.account_words import AccountWords
from mt5_bridge.adapters.diagnosis import Findings
from mt5_bridge.adapters.real_terminal import RealTerminal, reach_real_terminal
from mt5_bridge.adapters.terminal_settings import TerminalSettings, read_terminal_settings
from mt5_bridge.adviser_beats import keep_adviser
from mt5_bridge.connection_report import ConnectionReport
from mt5_bridge.feed import Feed
from mt5_bridge.feed_status import FeedReporter
from mt5_bridge.folder_lock import FolderLock
from mt5_bridge.history import History
from mt5_bridge.kept_state import KeptState
from mt5_bridge.order_path import compose_order_path
from mt5_bridge.paper_terminal import PaperTerminal, reach_paper_terminal
from mt5_bridge.settings import BridgeSettings
from tickloom.contracts.message import Mode
from tickloom.domain.server_time import ServerClock
from tickloom.runtime.clock import Clock
from tickloom.runtime.service import Service, run_service

_TEND_S = 0.5


async def compose(service: Service[BridgeSettings]) -> None:
    """Lock the folder, find the terminal, settle old orders, then let all hear."""
    settings, bus, clock = service.settings, service.bus, service.clock
    service.stack.callback(FolderLock(settings.folder.parent).release)
    asked = read_terminal_settings()
    report = ConnectionReport(
        bus, clock, service.stamper(_mode(settings, asked)),
        Findings(kind=asked.terminal, expected=asked.account), venue=settings.venue,
    )  # fmt: skip
    service.spawn(report.run(), name="connection")
    kept = KeptState(settings.folder / "symbols.sqlite")
    service.stack.callback(kept.close)
    terminal = await _reach(settings, asked, clock, report, kept=kept)
    service.stack.callback(terminal.close)
    market = terminal.market
    stamper = service.stamper(market.mode)
    feed = Feed(market, bus, clock, stamper, venue=settings.venue)
    reporter = FeedReporter(market, feed, bus, stamper, venue=settings.venue)
    service.spawn(reporter.run(), name="feed_status")
    await asyncio.to_thread(feed.seed)
    reporter.is_synchronised = True
    rule = terminal.time.rule if isinstance(terminal, RealTerminal) else ServerClock()
    report.follow(market, feed, rule)
    service.spawn(_tend(terminal, report), name="terminal")
    names = terminal.names
    await History(
        market, feed, venue=settings.venue, server_clock=rule, name_of=names.of,
        aliases_of=names.aliases,
    ).serve(bus)  # fmt: skip
    service.spawn(feed.run(), name="feed")
    path = await compose_order_path(service, terminal, stamper)
    service.trouble = lambda: path.service.trouble
    marks = AccountMarks(
        terminal.port, bus, stamper,
        AccountWords(market, terminal.time, path.origins), account=settings.account,
    )  # fmt: skip
    marks.state = path.state
    marks.on_trade = path.service.reconcile
    await marks.serve()
    service.spawn(marks.run(), name="marks")
    if isinstance(terminal, RealTerminal):
        beats = keep_adviser(terminal, lambda: bus.is_connected, settings.folder, clock)
        service.spawn(beats, name="adviser")
    service.detail = lambda: f"{market.description} at speed {market.speed:g}"


def _mode(settings: BridgeSettings, asked: TerminalSettings) -> Mode:
    """Known before there is a terminal, which says the same."""
    if asked.terminal != "simulated":
        return "live"
    return "demo" if settings.replay_file is None else "replay"


async def _reach(
    settings: BridgeSettings, asked: TerminalSettings, clock: Clock, report: ConnectionReport, *,
    kept: KeptState,
) -> PaperTerminal | RealTerminal:  # fmt: skip
    """The terminal that `TICKLOOM_TERMINAL` names, and never another one."""
    if asked.terminal == "simulated":
        return await reach_paper_terminal(settings, clock, kept)
    return await reach_real_terminal(asked, clock, kept, symbols=settings.symbols, told=report.told)


async def _tend(terminal: PaperTerminal | RealTerminal, report: ConnectionReport) -> None:
    """Keep the terminal within reach."""
    while True:
        report.told(await asyncio.to_thread(terminal.recovery.tend))
        await asyncio.sleep(_TEND_S)


def main() -> None:
    run_service("mt5-bridge", BridgeSettings, compose)


if __name__ == "__main__":
    main()
