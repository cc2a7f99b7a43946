"""The terminal itself: a market that goes on, accounts on it, and the switches a person has.

Ticks reach the accounts before anybody reads them, so an order, a stop and a chart see the same
market. What happened is on the disk before it is told.
"""

from collections.abc import Sequence
from dataclasses import replace

from tickloom.domain.ids import Symbol
from tickloom.domain.market import Tick
from tickloom.runtime.clock import Clock
from tickloom_terminal import constants as mt5
from tickloom_terminal.errors import Refused
from tickloom_terminal.folders import LEDGER_FILE
from tickloom_terminal.history import History
from tickloom_terminal.ledger import Ledger
from tickloom_terminal.market.market_clock import begin, resume
from tickloom_terminal.market.market_source import MarketSource, SymbolTicks
from tickloom_terminal.market.simulated_market import SimulatedMarket
from tickloom_terminal.market.tick_walk import in_points, in_time_order
from tickloom_terminal.settings import TerminalSettings
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
        self.is_algo_trading = settings.is_algo_trading
        self.is_api_trading = settings.is_api_trading
        self.is_connected = True
        self._clock = clock
        self._ledger = Ledger(settings.folder / LEDGER_FILE)
        wall_ns, last = clock.now_ns(), self._ledger.market()
        self._record = (
            begin(source, speed=settings.speed, wall_ns=wall_ns)
            if last is None
            else resume(last, source, speed=settings.speed, wall_ns=wall_ns)
        )
        self.market = SimulatedMarket(source, self._record, clock)
        self.history = History(self.market, settings.clock)
        self.sheets = self._make_sheets()
        self.selected = set(self.sheets)
        self._changes: list[tuple[int, Change]] = []
        self._servers = {each.rules.login: self._open(each.rules) for each in settings.logins}
        self.login = settings.logins[0].rules.login
        self._request_id = 0
        self._commit_due_s = 0.0
        self._commit()

    # -- accounts -----------------------------------------------------------------------------

    @property
    def account(self) -> TradeServer:
        return self._servers[self.login]

    @property
    def is_idle(self) -> bool:
        """No account has anything open or waiting."""
        return all(server.is_idle for server in self._servers.values())

    @property
    def desk(self) -> RequestDesk:
        return RequestDesk(self.account)

    def log_in(self, login: int, password: str, server: str) -> None:
        """Change the account; raises `Refused` for a wrong login, password or server."""
        known = next((each for each in self.settings.logins if each.rules.login == login), None)
        fits = known is not None and (
            not password or password == known.password or not known.password
        )
        if known is None or not fits or (server and server != known.rules.server):
            raise Refused(mt5.RES_E_AUTH_FAILED)
        self.login = login

    def next_request_id(self) -> int:
        self._request_id += 1
        return self._request_id

    # -- the market ---------------------------------------------------------------------------

    def advance(self) -> Sequence[SymbolTicks]:
        """Bring the market up to now; what happened to the accounts is kept. Bounded work."""
        turn = self.market.advance()
        self._play(turn)
        now_s = self._clock.monotonic_s()
        if self._changes or now_s >= self._commit_due_s:
            self._commit_due_s = now_s + _COMMIT_INTERVAL_S
            self._commit()
        return turn

    def catch_up(self) -> None:
        """Live through what the market did since the last life, as far as an account did."""
        if not self.settings.speed:
            return
        due_ns = self.market.due_ns()
        while self.market.position_ns < due_ns and not self.is_idle:
            self.advance()
        if self.market.position_ns < due_ns:
            self.market.skip()
            self._hear_last()

    def settle(self) -> None:
        """Keep what a request did, before it is answered."""
        if self._changes:
            self._commit()

    def stop(self) -> None:
        """The end of a life that was wanted: the market waits here."""
        self._record = replace(self._record, was_stopped=True)
        self._commit()
        self._ledger.close()

    def abandon(self) -> None:
        """Let go of the file as a kill does, with nothing written."""
        self._ledger.close()

    def tick(self, symbol: str) -> Tick | None:
        return self.market.last_tick(Symbol(symbol))

    # -- inside -------------------------------------------------------------------------------

    def _make_sheets(self) -> dict[str, SymbolSheet]:
        given = {sheet.name: sheet for sheet in self.settings.sheets}
        made: dict[str, SymbolSheet] = {}
        for instrument in self.market.instruments:
            name = str(instrument.symbol)
            sheet = given.get(name, SymbolSheet(instrument=instrument))
            made[name] = replace(sheet, instrument=instrument) if name not in given else sheet
        return made

    def _open(self, rules: AccountRules) -> TradeServer:
        login = rules.login
        book = Book(rules=rules, record=lambda change: self._changes.append((login, change)))
        server = TradeServer(
            self.sheets.values(), rules, Calendar(clock=self.settings.clock), book,
            is_open=lambda symbol, _now_ns: self.market.is_open(Symbol(symbol)),
        )  # fmt: skip
        restored(server, self._ledger.changes(login), now_ns=self._record.position_ns)
        if not book.deals:
            book.deposit(self._record.position_ns)
        self._tell_last(server)
        return server

    def _hear_last(self) -> None:
        for server in self._servers.values():
            self._tell_last(server)

    def _tell_last(self, server: TradeServer) -> None:
        for name, sheet in self.sheets.items():
            tick = self.market.last_tick(Symbol(name))
            if tick is not None:
                points = sheet.instrument.points
                server.hear(name, self.market.position_ns, points(tick.bid), points(tick.ask))

    def _play(self, turn: Sequence[SymbolTicks]) -> None:
        """Let every account live through a turn: tick by tick where something may happen."""
        columns = [in_points(part, self.market.instrument(part.symbol)) for part in turn]
        busy = [server for server in self._servers.values() if not server.is_idle]
        for server in self._servers.values():
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
        for server in self._servers.values():
            server.advance(self.market.position_ns)

    def _commit(self) -> None:
        self._record = replace(
            self._record, position_ns=self.market.position_ns,
            position_wall_ns=self._clock.now_ns(),
        )  # fmt: skip
        self._ledger.commit(self._record, self._changes)
        self._changes.clear()
