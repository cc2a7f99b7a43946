"""`python -m tickloom_terminal`: one simulated terminal in one folder."""

import asyncio
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tickloom.domain.errors import Conflict, TickloomError
from tickloom.runtime.clock import LiveClock
from tickloom_terminal.command_line import Asked, given_or_saved, read_settings
from tickloom_terminal.core import TerminalCore
from tickloom_terminal.demo_sheets import demo_sheets
from tickloom_terminal.folder_lock import IN_USE, FolderLock
from tickloom_terminal.host import Host
from tickloom_terminal.launch import detach
from tickloom_terminal.market.generated_source import GeneratedSource
from tickloom_terminal.market.market_shape import MORE_SHAPES
from tickloom_terminal.market.market_source import MarketSource
from tickloom_terminal.market.renamed_source import RenamedSource
from tickloom_terminal.market.replay_source import open_replay
from tickloom_terminal.settings import TerminalSettings

# Fixed, so that a chart of years begins where it began yesterday: 2018-01-01.
_GENERATED_FROM_NS = 1_514_764_800 * 1_000_000_000


def open_source(settings: TerminalSettings) -> MarketSource:
    """The replay of a file when one is given, else the generated market; by the broker's names."""
    source: MarketSource
    if settings.replay_file is not None:
        source = open_replay(settings.replay_file, symbols=settings.symbols, loop=False)
    else:
        source = GeneratedSource(
            seed=settings.seed, begins_ns=_GENERATED_FROM_NS,
            symbols=settings.symbols or tuple(MORE_SHAPES),
            weekend=settings.has_closings, daily_break=settings.has_closings,
        )  # fmt: skip
    return RenamedSource(source, settings.suffix) if settings.suffix else source


def make_core(settings: TerminalSettings) -> TerminalCore:
    """The terminal as its folder left it; raises `TickloomError` for what cannot be."""
    source = open_source(settings)
    sheets = demo_sheets(source.instruments)
    return TerminalCore(source, replace(settings, sheets=sheets), LiveClock())


async def serve(core: TerminalCore, folder: Path) -> None:
    """Until SIGINT or SIGTERM."""
    host = Host(core, folder)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, host.is_stopping.set)
    await host.run()


def run(asked: Asked, report: Callable[[], None]) -> None:
    """Serve the folder; its options are remembered once the terminal stands."""
    with FolderLock(asked.folder, gives_way=asked.detach):
        core = make_core(read_settings(asked))
        asked.save()
        report()
        asyncio.run(serve(core, asked.folder))


def main(arguments: list[str]) -> int:
    """Exit codes: 0 served to its end, 2 wrong input or a folder that is in use."""
    try:
        asked = given_or_saved(arguments)
        read_settings(asked)
        report = detach() if asked.detach else _nobody_waits
        try:
            run(asked, report)
        except Conflict as error:
            if error.code == IN_USE and asked.detach:
                report()  # who started this one finds the other
            raise
    except TickloomError as error:
        hint = f" ({error.hint})" if error.hint else ""
        sys.stderr.write(f"tickloom-terminal: {error.detail}{hint}\n")
        return 2
    return 0


def _nobody_waits() -> None:
    """In the foreground nobody has to be told."""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
