"""A market written down by hand, and a terminal in a process of its own."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import tickloom_terminal as mt5
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.domain.server_time import ServerClock
from tickloom_terminal.market.market_source import MarketSource
from tickloom_terminal.market.scripted_source import ScriptedSource
from tickloom_terminal.trade.book import Book, Change
from tickloom_terminal.trade.calendar import Calendar
from tickloom_terminal.trade.desk import RequestDesk
from tickloom_terminal.trade.records import AccountRules, Answer, Position, Request
from tickloom_terminal.trade.server import TradeServer
from tickloom_terminal.trade.sheet import SymbolSheet

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


class TradeBench:
    """A trade server on quotes that the test writes; amounts are given as text.

    `symbols` maps names to what differs from a gold of 100 oz; `rules` to what differs from a
    hedging account of 10,000 USD. The clock stands on Tuesday 2024-03-05 10:00.
    """

    def __init__(self, symbols: dict[str, dict[str, Any]], **rules: Any) -> None:
        self.rules = AccountRules(**rules)
        sheets = [_sheet(name, **differs) for name, differs in symbols.items()]
        self.changes: list[Change] = []
        self.book = Book(rules=self.rules, record=self.changes.append)
        self.server = TradeServer(sheets, self.rules, Calendar(clock=ServerClock()), self.book)
        self.desk = RequestDesk(self.server)
        self.server.advance(at("2024-03-05 10:00"))
        self.book.deposit(self.server.now_ns)
        self.name = next(iter(symbols), "")

    def quote(self, bid: str, ask: str, symbol: str = "", when: str = "") -> None:
        """A quote a second after the last, or at a UTC time."""
        name = symbol or self.name
        points = self.server.sheets[name].instrument.points
        time_ns = at(when) if when else self.server.now_ns + 1_000_000_000
        self.server.on_quote(name, time_ns, points(Decimal(bid)), points(Decimal(ask)))

    def send(self, **fields: Any) -> Answer:
        amounts = {"volume", "price", "stoplimit", "sl", "tp"}
        read: dict[str, Any] = {
            name: Decimal(v) if name in amounts else v for name, v in fields.items()
        }
        return self.desk.send(Request(**read))

    def deal(self, kind: int, volume: str, symbol: str = "", **fields: Any) -> Answer:
        fields = {"type_filling": mt5.ORDER_FILLING_IOC} | fields
        name = symbol or self.name
        return self.send(
            action=mt5.TRADE_ACTION_DEAL, symbol=name, type=kind, volume=volume, **fields
        )

    def pending(self, kind: int, price: str, volume: str = "0.10", **fields: Any) -> Answer:
        fields = {"type_filling": mt5.ORDER_FILLING_RETURN, "symbol": self.name} | fields
        return self.send(
            action=mt5.TRADE_ACTION_PENDING, type=kind, volume=volume, price=price, **fields
        )

    @property
    def position(self) -> Position:
        """The only one."""
        (only,) = self.book.positions.values()
        return only


def at(text: str) -> int:
    """A UTC time in nanoseconds."""
    moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return int(moment.timestamp()) * 1_000_000_000


def _sheet(name: str, **differs: Any) -> SymbolSheet:
    instrument: dict[str, Any] = {
        "symbol": Symbol(name), "description": name, "group": "Test", "digits": 2,
        "tick_size": Decimal("0.01"), "contract_size": Decimal(100),
        "volume_min": Decimal("0.01"), "volume_max": Decimal(100),
        "volume_step": Decimal("0.01"), "currency_base": "XAU", "currency_profit": "USD",
        "currency_margin": "USD", "calc_mode": CalcMode.CFD_LEVERAGE, "pip_size": None,
    }  # fmt: skip
    own = {key: differs.pop(key) for key in tuple(differs) if key in instrument}
    return SymbolSheet(instrument=Instrument(**(instrument | own)), **differs)


@pytest.fixture
def trade_bench() -> type[TradeBench]:
    return TradeBench


@pytest.fixture
def forex() -> Callable[[str], dict[str, Any]]:
    """What differs for a currency pair of five digits (three with the yen)."""

    def differs(pair: str) -> dict[str, Any]:
        digits = 3 if pair.endswith("JPY") else 5
        return {
            "digits": digits, "tick_size": Decimal(1).scaleb(-digits),
            "contract_size": Decimal(100_000), "currency_base": pair[:3],
            "currency_profit": pair[3:6], "currency_margin": pair[:3],
            "calc_mode": CalcMode.FOREX,
        }  # fmt: skip

    return differs
