"""The terminal itself: a market that goes on, accounts on it, and the switches a person has.

Ticks reach the accounts before anybody reads them, so an order, a stop and a chart see the same
market. What happened is on the disk before it is told.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec

from tickloom.domain.ids import Symbol
from tickloom.domain.market import Tick
from tickloom.runtime.clock import Clock
from tickloom_terminal import constants as mt5
from tickloom_terminal.accounts import Accounts
from tickloom_terminal.day_range import DayRange, DayRanges
from tickloom_terminal.errors import Refused
from tickloom_terminal.folders import LEDGER_FILE
from tickloom_terminal.history import History
from tickloom_terminal.ledger_file import Entry, Ledger
from tickloom_terminal.market.market_clock import MarketRecord, begin, resume
from tickloom_terminal.market.market_source import MarketSource, SymbolTicks
from tickloom_terminal.market.simulated_market import SimulatedMarket
from tickloom_terminal.market.tick_walk import in_points, in_time_order
from tickloom_terminal.seen import SeenTerminal
from tickloom_terminal.settings import Login, Switches, TerminalSettings
from tickloom_terminal.terminal_clock import TerminalClock
from tickloom_terminal.trade.book import Book, Change
from tickloom_terminal.trade.calendar import Calendar
from tickloom_terminal.trade.desk import RequestDesk
from tickloom_terminal.trade.records import AccountRules
from tickloom_terminal.trade.server import TradeServer, restored
from tickloom_terminal.trade.sheet import SymbolSheet

_COMMIT_INTERVAL_S = 1.0


class TerminalCore:
    """One terminal; `account` is the server of the account that is logged in."""

    def __init__(self, source: MarketSource, settings: TerminalSettings, clock: Clock) -> None:
        self.settings = settings
        self.switches = Switches(
            is_algo_trading=settings.is_algo_trading, is_api_trading=settings.is_api_trading
        )
        self._clock = clock
        self._ledger = Ledger(settings.folder / LEDGER_FILE)
        wall_ns, last = clock.now_ns(), self._ledger.market()
        self._record: MarketRecord = (
            begin(source, speed=settings.speed, wall_ns=wall_ns)
            if last is None
            else resume(last, source, speed=settings.speed, wall_ns=wall_ns)
        )
        self.market = SimulatedMarket(source, self._record, clock)
        self.clock = TerminalClock(settings.clock, self._clock_shift_s)
        self.history = History(self.market, self.clock)
        self._day_ranges = DayRanges(self.market, self.clock)
        self.sheets = self._make_sheets()
        self.selected = set(self.sheets)
        self._changes: list[tuple[int, Change]] = []
        self._entries: list[Entry] = []
        self.accounts = Accounts(settings.logins, self._open, self.note)
        self.seen = SeenTerminal(self.accounts, self.switches)
        self._restore_accounts()
        self._request_id = 0
        self._commit_due_s = 0.0
        self._commit()

    # -- accounts -----------------------------------------------------------------------------

    @property
    def account(self) -> TradeServer:
        return self.accounts.current

    @property
    def is_idle(self) -> bool:
        """No account has anything open or waiting."""
        return all(server.is_idle for server in self.accounts.servers)

    @property
    def desk(self) -> RequestDesk:
        """What takes requests for the account, past all faults."""
        return RequestDesk(self.account)

    def next_request_id(self) -> int:
        self._request_id += 1
        return self._request_id

    def note(self, entry: Entry) -> None:
        """A line of the journal, kept with the next commit."""
        self._entries.append(replace(entry, wall_ns=self._clock.now_ns()))

    def note_here(self, kind: str, **body: Any) -> None:  # noqa: ANN401 - a line is plain values
        """A line about the account that is logged in."""
        self.note(Entry(login=self.accounts.login, kind=kind, body=body))

    # -- the market ---------------------------------------------------------------------------

    def advance(self) -> Sequence[SymbolTicks]:
        """Bring the market up to now; what happened to the accounts is kept. Bounded work."""
        return self._lived(self.market.advance())

    def advance_by(self, span_ns: int) -> None:
        """Let a market without a speed go on by `span_ns`, or to its end."""
        until_ns = self.market.position_ns + span_ns
        while self.market.position_ns < until_ns and not self.market.has_ended:
            self._lived(self.market.advance_to(until_ns))
        self.settle()

    def set_speed(self, speed: float) -> None:
        """Market seconds a second from now on; 0 moves as ticks are read."""
        self._record = self.market.set_speed(speed)
        self._commit()

    def catch_up(self) -> None:
        """Live through what the market did since the last life, as far as an account did."""
        if not self.market.speed:
            return
        due_ns = self.market.due_ns()
        while self.market.position_ns < due_ns and not self.is_idle:
            self.advance()
        if self.market.position_ns < due_ns:
            self.market.skip()
            self._hear_last()

    def settle(self) -> None:
        """Keep what a request did, before it is answered."""
        if self._changes or self._entries:
            self._commit()

    def stop(self) -> None:
        """The end of a life that was wanted: the market waits here."""
        self._record = replace(self._record, was_stopped=True)
        self._commit()
        self._ledger.close()

    def abandon(self) -> None:
        """Let go of the file as a kill does, with nothing written."""
        self._ledger.close()

    def sheet(self, name: str) -> SymbolSheet:
        """Raises `Refused` (-4) where there is no such symbol; case counts."""
        sheet = self.sheets.get(name)
        if sheet is None:
            raise Refused(mt5.RES_E_NOT_FOUND)
        return sheet

    def day_range(self, name: str) -> DayRange | None:
        return self._day_ranges.of(name)

    def tick(self, symbol: str) -> Tick | None:
        return self.market.last_tick(Symbol(symbol))

    # -- inside -------------------------------------------------------------------------------

    def _clock_shift_s(self, utc_ns: int) -> int:
        return self.seen.clock_shift_s(utc_ns)

    def _make_sheets(self) -> dict[str, SymbolSheet]:
        given = {sheet.name: sheet for sheet in self.settings.sheets}
        made: dict[str, SymbolSheet] = {}
        for instrument in self.market.instruments:
            name = str(instrument.symbol)
            sheet = given.get(name, SymbolSheet(instrument=instrument))
            made[name] = replace(sheet, instrument=instrument) if name not in given else sheet
        return made

    def _restore_accounts(self) -> None:
        opened = [
            Login(
                rules=msgspec.convert(entry.body["rules"], AccountRules),
                password=entry.body["password"],
            )
            for entry in self._ledger.journal("account")
        ]
        logins = [entry.login for entry in self._ledger.journal("login")]
        self.accounts.restore(opened, logins[-1] if logins else None)

    def _open(self, rules: AccountRules) -> TradeServer:
        login = rules.login
        book = Book(rules=rules, record=lambda change: self._changes.append((login, change)))
        server = TradeServer(
            self.sheets.values(), rules, Calendar(clock=self.settings.clock), book,
            is_open=lambda symbol, _now_ns: self.market.is_open(Symbol(symbol)),
        )  # fmt: skip
        position_ns = self.market.position_ns
        restored(server, self._ledger.changes(login), now_ns=position_ns)
        if not book.deals:
            book.deposit(position_ns)
        self._tell_last(server)
        return server

    def _hear_last(self) -> None:
        for server in self.accounts.servers:
            self._tell_last(server)

    def _tell_last(self, server: TradeServer) -> None:
        for name, sheet in self.sheets.items():
            tick = self.market.last_tick(Symbol(name))
            if tick is not None:
                points = sheet.instrument.points
                server.hear(name, tick.time_ns, points(tick.bid), points(tick.ask))
        server.advance(self.market.position_ns)

    def _lived(self, turn: Sequence[SymbolTicks]) -> Sequence[SymbolTicks]:
        self._play(turn)
        now_s = self._clock.monotonic_s()
        if self._changes or now_s >= self._commit_due_s:
            self._commit_due_s = now_s + _COMMIT_INTERVAL_S
            self._commit()
        return turn

    def _play(self, turn: Sequence[SymbolTicks]) -> None:
        """Let every account live through a turn: tick by tick where something may happen."""
        columns = [in_points(part, self.market.instrument(part.symbol)) for part in turn]
        busy = [server for server in self.accounts.servers if not server.is_idle]
        for server in self.accounts.servers:
            if server.is_idle:
                for part in columns:
                    server.hear(
                        str(part.symbol), int(part.time_ns[-1]), int(part.bid[-1]),
                        int(part.ask[-1]),
                    )  # fmt: skip
        if busy:
            for tick in in_time_order(columns):
                for server in busy:
                    server.on_quote(str(tick.symbol), tick.time_ns, tick.bid, tick.ask)
        self.seen.advance(self.market.position_ns)

    def _commit(self) -> None:
        self._record = replace(
            self._record, position_ns=self.market.position_ns,
            position_wall_ns=self._clock.now_ns(),
        )  # fmt: skip
        self._ledger.commit(self._record, self._changes, self._entries)
        self._changes.clear()
        self._entries.clear()
