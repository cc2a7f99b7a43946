"""A terminal whose market goes on like a real broker's: quotes, one paper account, its books.

Ticks reach the account before they reach anybody else, so an order and a stop see the same market
as the feed. What happened is on the disk before it is told.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mt5_bridge.ledger import Ledger
from mt5_bridge.paper_account import DEPOSIT, PaperAccount
from mt5_bridge.retcodes import Retcode
from mt5_bridge.terminal import (
    BookedDeal,
    CloseRequest,
    MarkedAccount,
    OrderRequest,
    TradeResult,
)
from tickloom.contracts.message import Mode
from tickloom.domain.errors import Conflict, CorrectIt, NotFound, Unavailable
from tickloom.domain.ids import AccountId, DealTicket, OrderId, PositionTicket, Symbol
from tickloom.domain.instrument import Instrument
from tickloom.domain.market import Bar, Tick, Timeframe
from tickloom.domain.position import Position
from tickloom.runtime.clock import Clock
from tickloom_terminal.market.market_clock import begin, resume
from tickloom_terminal.market.market_source import MarketSource, SymbolTicks, TickColumns
from tickloom_terminal.market.simulated_market import SimulatedMarket
from tickloom_terminal.market.tick_walk import in_points, in_time_order

PAPER_ACCOUNT = AccountId("paper-1")
_COMMIT_INTERVAL_S = 1.0
# One data folder may have played a generated market and a replay: their tickets never meet.
_FIRST_TICKETS: dict[Mode, int] = {"replay": 1_000_000_000}


class SimulatedTerminal:
    """The port `Terminal` on a source of ticks and a ledger."""

    def __init__(self, source: MarketSource, path: Path, clock: Clock, *, speed: float) -> None:
        self._clock = clock
        self._ledger = Ledger(path)
        wall_ns, last = clock.now_ns(), self._ledger.market()
        self._record = (
            begin(source, speed=speed, wall_ns=wall_ns)
            if last is None
            else resume(last, source, speed=speed, wall_ns=wall_ns)
        )
        self._market = SimulatedMarket(source, self._record, clock)
        self._account = self._load_account(source.mode)
        self._handed_out: list[SymbolTicks] = []
        self._commit_due_s = 0.0
        self._commit()

    def _load_account(self, mode: Mode) -> PaperAccount:
        first = _FIRST_TICKETS.get(mode, 0)
        deal_ticket, position_ticket, balance = self._ledger.last(PAPER_ACCOUNT)
        account = PaperAccount(
            PAPER_ACCOUNT, self._market.instruments,
            open_positions=self._ledger.positions(PAPER_ACCOUNT),
            last_tickets=(max(first, deal_ticket), max(first, position_ticket)),
            balance=DEPOSIT if balance is None else balance,
        )  # fmt: skip
        self._hear_last(account)
        self._require_quotes(account)
        return account

    def _require_quotes(self, account: PaperAccount) -> None:
        """A position that this market cannot price would be a position nobody watches."""
        try:
            for known in account.open_positions:
                self._market.instrument(known.position.symbol)
            account.marked()
        except (NotFound, Unavailable) as error:
            raise Conflict(
                f"positions are open on {PAPER_ACCOUNT} that this market cannot price: "
                f"{error.detail}",
                code="replay:open_position",
                hint="start with the symbols they need, or use --fresh to forget them",
            ) from error

    def catch_up(self) -> None:
        """Live through what the market did while nobody looked. Heavy: call it off the loop.

        The market does not stand still meanwhile: what comes on top is left to the feed.
        """
        if self.speed == 0:
            return
        due_ns = self._market.due_ns()
        while self.position_ns < due_ns:
            if not self._account.open_positions:
                self._market.skip()
                self._hear_last(self._account)
                break
            self._play(self._market.advance())
            self._commit_if_due()
        self._commit()

    def stop(self) -> None:
        """The end of a life that was wanted: the market waits here."""
        self._record = replace(self._record, was_stopped=True)
        self._commit()
        self._ledger.close()

    def abandon(self) -> None:
        """Let go of the file as a kill does, with nothing written."""
        self._ledger.close()

    # -- market -------------------------------------------------------------------------------

    @property
    def mode(self) -> Mode:
        return self._market.mode

    @property
    def description(self) -> str:
        return self._market.description

    @property
    def speed(self) -> float:
        return self._market.speed

    @property
    def begins_ns(self) -> int:
        return self._market.begins_ns

    @property
    def record_from_ns(self) -> int:
        return self._market.record_from_ns

    @property
    def position_ns(self) -> int:
        return self._market.position_ns

    @property
    def has_ended(self) -> bool:
        return self._market.has_ended

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        return self._market.instruments

    def poll(self) -> Sequence[SymbolTicks]:
        self._advance()
        turn, self._handed_out = self._handed_out, []
        return turn

    def last_tick(self, symbol: Symbol) -> Tick | None:
        return self._market.last_tick(symbol)

    def is_open(self, symbol: Symbol) -> bool:
        return self._market.is_open(symbol)

    def next_open_ns(self, symbol: Symbol) -> int | None:
        return self._market.next_open_ns(symbol)

    def ticks(self, symbol: Symbol, *, from_ns: int, to_ns: int) -> TickColumns:
        return self._market.ticks(symbol, from_ns=from_ns, to_ns=to_ns)

    def bars(
        self, symbol: Symbol, timeframe: Timeframe, *, from_ns: int | None, to_ns: int, limit: int
    ) -> list[Bar]:
        return self._market.bars(symbol, timeframe, from_ns=from_ns, to_ns=to_ns, limit=limit)

    # -- trading ------------------------------------------------------------------------------

    @property
    def accounts(self) -> tuple[AccountId, ...]:
        return (PAPER_ACCOUNT,)

    def marked(self, account: AccountId) -> MarkedAccount:
        return self._of(account).marked()

    def position(self, account: AccountId, ticket: PositionTicket) -> Position | None:
        return self._of(account).position(ticket)

    def deals_after(
        self, account: AccountId, ticket: DealTicket, *, limit: int
    ) -> list[BookedDeal]:
        return self._ledger.deals_after(account, ticket, limit=limit)

    def deals_of(self, account: AccountId, order_id: OrderId) -> list[BookedDeal]:
        return self._ledger.deals_of(account, order_id)

    def order_send(self, request: OrderRequest) -> TradeResult:
        account = self._of(request.account)
        refusal = self._refusal(request.symbol)
        if refusal is not None:
            return refusal
        try:
            result = account.open(request, self.position_ns)
        except (CorrectIt, Unavailable) as error:  # no way to count it in the account's currency
            return TradeResult(retcode=Retcode.INVALID, detail=error.detail)
        self._commit()
        return result

    def close(self, request: CloseRequest) -> TradeResult:
        account = self._of(request.account)
        known = account.position(request.position)
        refusal = None if known is None else self._refusal(known.symbol)
        if refusal is not None:
            return refusal
        result = account.close(request, self.position_ns)
        self._commit()
        return result

    def _of(self, account: AccountId) -> PaperAccount:
        if account != PAPER_ACCOUNT:
            raise NotFound(f"there is no account {account}", hint=f"there is {PAPER_ACCOUNT}")
        return self._account

    def _refusal(self, symbol: Symbol) -> TradeResult | None:
        """Bring the market up to now; then say why `symbol` cannot be traded, if so."""
        if self.speed > 0:
            self._advance()
        if not self.is_open(symbol):
            return TradeResult(retcode=Retcode.MARKET_CLOSED, detail=f"{symbol} is closed")
        if self._account.quote(symbol) is None:
            return TradeResult(retcode=Retcode.PRICE_OFF, detail=f"{symbol} has no quote yet")
        return None

    # -- time ---------------------------------------------------------------------------------

    def _advance(self) -> None:
        turn = self._market.advance()
        self._play(turn)
        self._handed_out.extend(turn)
        self._commit_if_due()

    def _play(self, turn: Sequence[SymbolTicks]) -> None:
        """Let the account live through a turn: tick by tick where something may happen."""
        columns = [in_points(part, self._market.instrument(part.symbol)) for part in turn]
        if self._account.is_quiet_through(columns):
            for part in columns:
                self._account.hear(part.symbol, int(part.bid[-1]), int(part.ask[-1]))
            return
        for tick in in_time_order(columns):
            self._account.on_tick(tick)

    def _hear_last(self, account: PaperAccount) -> None:
        for instrument in self._market.instruments:
            tick = self._market.last_tick(instrument.symbol)
            if tick is not None:
                points = instrument.points
                account.hear(instrument.symbol, points(tick.bid), points(tick.ask))

    def _commit_if_due(self) -> None:
        now_s = self._clock.monotonic_s()
        if self._account.bookings or now_s >= self._commit_due_s or self.speed == 0:
            self._commit_due_s = now_s + _COMMIT_INTERVAL_S
            self._commit()

    def _commit(self) -> None:
        record = replace(
            self._record, position_ns=self.position_ns, position_wall_ns=self._clock.now_ns()
        )
        self._ledger.commit(record, self._account.bookings)
        self._account.forget_bookings()
