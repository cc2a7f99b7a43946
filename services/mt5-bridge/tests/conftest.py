"""A market written down by hand, and a terminal on it within the test's own process."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from mt5_bridge.linked_market import LinkedMarket
from mt5_bridge.terminal_process import PAPER_RULES
from tickloom.runtime.clock import ManualClock
from tickloom_terminal.core import TerminalCore
from tickloom_terminal.market.market_source import MarketSource, SymbolTicks
from tickloom_terminal.market.scripted_source import ScriptedSource
from tickloom_terminal.market_door import MarketDoor
from tickloom_terminal.settings import Login, TerminalSettings

MakeSource = Callable[..., MarketSource]
T = TypeVar("T", bound=msgspec.Struct)


class LocalLink:
    """The line to a terminal without a line: what is asked goes through the same bytes."""

    def __init__(self, door: MarketDoor) -> None:
        self._door = door

    def ask(self, kind: type[T], verb: str, *arguments: object) -> T:
        plain = msgspec.msgpack.decode(msgspec.msgpack.encode(arguments))
        return msgspec.msgpack.decode(self._door.answer(verb, *plain), type=kind)

    def close(self) -> None:
        """There is nothing to close."""


class LocalTerminal:
    """One life of a terminal on a folder; `die` leaves what a kill leaves."""

    def __init__(
        self, folder: Path, source: MarketSource, clock: ManualClock, *, speed: float
    ) -> None:
        settings = TerminalSettings(
            folder=folder / "terminal", speed=speed, logins=(Login(rules=PAPER_RULES),)
        )
        self.core = TerminalCore(source, settings, clock)
        self.door = MarketDoor(self.core.market, self.core.advance)
        self.core.catch_up()
        self.market = self.bridge_market()

    def bridge_market(self) -> LinkedMarket:
        """The market as a bridge that starts now sees it."""
        return LinkedMarket(LocalLink(self.door), LocalLink(self.door))

    def poll(self) -> Sequence[SymbolTicks]:
        """The market goes on to the clock's time, and the bridge takes what is new."""
        while self.core.settings.speed and self.door.advance():
            continue
        return self.market.poll()

    def die(self) -> None:
        self.core.abandon()


MakeTerminal = Callable[..., LocalTerminal]


@pytest.fixture
def scripted() -> MakeSource:
    """Makes a market from a script."""
    return ScriptedSource


@pytest.fixture
def local_terminal() -> MakeTerminal:
    """Makes a terminal on a folder, a source and a clock."""
    return LocalTerminal
