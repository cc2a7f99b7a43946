"""`python -m tickloom_terminal`: one simulated terminal in one folder."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from tickloom.domain.errors import TickloomError
from tickloom.domain.server_time import ServerClock
from tickloom.runtime.clock import LiveClock
from tickloom_terminal.core import TerminalCore
from tickloom_terminal.host import Host
from tickloom_terminal.market.generated_source import GeneratedSource
from tickloom_terminal.market.market_source import MarketSource
from tickloom_terminal.market.replay_source import open_replay
from tickloom_terminal.settings import TerminalSettings

# Fixed, so that a chart of years begins where it began yesterday: 2022-01-01.
_GENERATED_FROM_NS = 1_640_995_200 * 1_000_000_000


def read_settings(arguments: list[str]) -> TerminalSettings:
    """The settings that the command line asks for."""
    parser = argparse.ArgumentParser(prog="tickloom-terminal", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where it keeps its books")
    parser.add_argument("--replay", type=Path, help="a file of ticks or bars; else generated")
    parser.add_argument("--speed", type=float, default=1.0, help="market seconds a second")
    parser.add_argument("--symbols", default="", help="comma-separated; default: all it knows")
    parser.add_argument("--seed", type=int, default=1, help="of the generated market")
    parser.add_argument("--clock", default="UTC", help="the server's clock: GMT+2/eu, GMT+2/us, …")
    given = parser.parse_args(arguments)
    return TerminalSettings(
        folder=given.folder, seed=given.seed, replay_file=given.replay, speed=given.speed,
        symbols=tuple(name for name in given.symbols.split(",") if name),
        clock=ServerClock.read(given.clock),
    )  # fmt: skip


def open_source(settings: TerminalSettings) -> MarketSource:
    """The replay of a file when one is given, else the generated market."""
    if settings.replay_file is not None:
        return open_replay(settings.replay_file, symbols=settings.symbols, loop=False)
    return GeneratedSource(
        seed=settings.seed, symbols=settings.symbols, begins_ns=_GENERATED_FROM_NS
    )


async def serve(settings: TerminalSettings) -> None:
    core = TerminalCore(open_source(settings), settings, LiveClock())
    host = Host(core, settings.folder)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, host.is_stopping.set)
    await host.run()


def main() -> int:
    try:
        asyncio.run(serve(read_settings(sys.argv[1:])))
    except TickloomError as error:
        sys.stderr.write(f"tickloom-terminal: {error.detail}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
