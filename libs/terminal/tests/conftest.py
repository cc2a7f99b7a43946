"""A market written down by hand, and a terminal in a process of its own."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import tickloom_terminal as mt5
from tickloom_terminal.market.market_source import MarketSource
from tickloom_terminal.market.scripted_source import ScriptedSource

MakeSource = Callable[..., MarketSource]
EndTerminal = Callable[[Path, signal.Signals], None]


@pytest.fixture
def scripted() -> MakeSource:
    """Makes a market from a script."""
    return ScriptedSource


@pytest.fixture(scope="session")
def end_terminal() -> EndTerminal:
    """Ends the process that serves a folder, and waits until it is gone."""
    return _end


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a terminal for all tests of a module; they are connected to it."""
    folder = tmp_path_factory.mktemp("terminal")
    assert mt5.initialize(str(folder)), mt5.last_error()
    yield folder
    mt5.shutdown()
    _end(folder, signal.SIGTERM)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The folder of a terminal for one test, which is connected to it."""
    assert mt5.initialize(str(tmp_path)), mt5.last_error()
    yield tmp_path
    mt5.shutdown()
    _end(tmp_path, signal.SIGTERM)


def _end(folder: Path, how: signal.Signals) -> None:
    try:
        pid = json.loads((folder / "terminal.json").read_text())["pid"]
        os.kill(pid, how)
        deadline_s = time.monotonic() + 20
        while "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text():
            assert time.monotonic() < deadline_s, "the terminal does not end"
            time.sleep(0.01)
    except (FileNotFoundError, ProcessLookupError):
        return
