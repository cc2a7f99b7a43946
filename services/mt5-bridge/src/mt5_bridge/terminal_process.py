"""The simulated terminal as a service: its market, its accounts and its ledger, beside the bridge.

    python -m mt5_bridge.terminal_process

It needs no bus and outlives every bridge, as a real terminal does. The settings are the bridge's
own, so both mean the same market.
"""

import asyncio
import contextlib
import signal
import sys
from dataclasses import replace
from decimal import Decimal

import structlog

from mt5_bridge.settings import BridgeSettings
from mt5_bridge.sources import open_source
from tickloom.domain.errors import TickloomError, TryAgain
from tickloom.runtime.clock import LiveClock
from tickloom.runtime.settings import read_settings
from tickloom.runtime.telemetry import MetricsServer, configure_logging
from tickloom_terminal.core import TerminalCore
from tickloom_terminal.folder_lock import FolderLock
from tickloom_terminal.folders import MANAGED_FILE
from tickloom_terminal.host import Host
from tickloom_terminal.settings import Login, TerminalSettings
from tickloom_terminal.trade.records import AccountRules

PAPER_LOGIN = 1_000_001
PAPER_RULES = AccountRules(
    login=PAPER_LOGIN, name="Paper", server="Tickloom-Paper", deposit=Decimal("10000.00")
)
MARGIN_MODES = {"netting": 0, "exchange": 1, "hedging": 2}
"""ACCOUNT_MARGIN_MODE by the word of the settings."""
_FAILED, _MISCONFIGURED = 1, 2
log = structlog.get_logger(__name__)


async def serve(settings: BridgeSettings) -> None:
    """Until SIGINT or SIGTERM; ready when the market has caught up and calls are taken."""
    source = await asyncio.to_thread(open_source, settings)
    rules = replace(PAPER_RULES, margin_mode=MARGIN_MODES[settings.paper_account])
    core = TerminalCore(
        source,
        TerminalSettings(
            folder=settings.terminal_folder, seed=settings.seed, speed=settings.speed,
            logins=(Login(rules=rules),),
        ),
        LiveClock(),
    )  # fmt: skip
    kept = core.account.rules.margin_mode
    if kept != rules.margin_mode:
        log.warning("account_keeps_its_kind", asked=rules.margin_mode, kept=kept)
    host = Host(core, settings.terminal_folder)
    metrics = MetricsServer(lambda: (host.is_serving.is_set(), core.market.description))
    await metrics.start(settings.metrics_port)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows has no signal handlers in loops
            loop.add_signal_handler(number, host.is_stopping.set)
    try:
        await host.run()
    finally:
        await metrics.stop()


def main() -> None:
    """Exits 2 when a person has to change something, as every service does."""
    configure_logging("terminal")
    try:
        settings = read_settings(BridgeSettings)
        configure_logging("terminal", settings.log_level)
        with FolderLock(settings.terminal_folder):
            (settings.terminal_folder / MANAGED_FILE).touch()
            asyncio.run(serve(settings))
    except TickloomError as error:
        log.error("cannot_run", code=error.code, detail=error.detail, hint=error.hint)
        sys.exit(_FAILED if isinstance(error, TryAgain) else _MISCONFIGURED)


if __name__ == "__main__":
    main()
