"""The account as the terminal states it: told when it changed, at most four times a second.

Nothing is computed here. While the terminal does not answer nothing is said, and who asks is told
that it is unknown: an old account must not look like a new one.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal

from mt5_bridge.account_words import AccountWords
from mt5_bridge.halts.halts import Halt
from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.records import (
    AccountFigures,
    TerminalStatus,
    VenueOrder,
    VenuePosition,
    VenueSymbol,
)
from mt5_bridge.port.terminal_port import TradingPort
from tickloom.bus.port import Bus
from tickloom.contracts.message import Stamper
from tickloom.contracts.subjects import mark, rpc
from tickloom.contracts.trading import (
    AccountMarked,
    AccountsReply,
    AccountsRequest,
    HaltInfo,
    KillInfo,
    Reconciled,
)
from tickloom.domain.errors import Unavailable

_INTERVAL_S = 0.25
_TURNS_A_SECOND = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """One reading of the account; the parts were read one after the other."""

    status: TerminalStatus
    figures: AccountFigures
    positions: tuple[VenuePosition, ...]
    orders: tuple[VenueOrder, ...]
    sheets: dict[str, VenueSymbol]
    """Of the symbols in which something is open, as far as they were told."""


def read_account(port: TradingPort) -> AccountView | CallFailed:
    """What is open, waiting and worth; the first question not answered is the answer."""
    status = port.status()
    if isinstance(status, CallFailed):
        return status
    figures = port.account()
    if isinstance(figures, CallFailed):
        return figures
    positions = port.positions()
    if isinstance(positions, CallFailed):
        return positions
    orders = port.orders()
    if isinstance(orders, CallFailed):
        return orders
    told = {position.symbol: port.symbol(position.symbol) for position in positions}
    return AccountView(
        status=status, figures=figures, positions=positions, orders=orders,
        sheets={name: sheet for name, sheet in told.items() if not isinstance(sheet, CallFailed)},
    )  # fmt: skip


class AccountMarks:
    """Says `AccountMarked`, and answers who asks for the account."""

    def __init__(
        self, port: TradingPort, bus: Bus, stamper: Stamper, words: AccountWords, *, account: str
    ) -> None:
        self._port = port
        self._bus = bus
        self._stamper = stamper
        self._words = words
        self._account = account
        self._said: AccountView | None = None
        self.state: Callable[[], PathState] = lambda: PathState(commands=())
        self.on_trade: Callable[[], Awaitable[None]] = _nothing

    async def run(self) -> None:
        turn = 0
        while True:
            view = await asyncio.to_thread(read_account, self._port)
            if isinstance(view, AccountView) and (turn == 0 or view != self._said):
                if _tickets(view) != _tickets(self._said):
                    await self.on_trade()
                self._said = view
                subject = mark(self._account)
                self._bus.publish(subject, await self._message(subject, view))
            turn = (turn + 1) % _TURNS_A_SECOND
            await asyncio.sleep(_INTERVAL_S)

    async def serve(self) -> None:
        await self._bus.serve(rpc("bridge", "accounts"), AccountsRequest, self.accounts)

    async def accounts(self, _: AccountsRequest) -> AccountsReply:
        view = await asyncio.to_thread(read_account, self._port)
        if isinstance(view, CallFailed):
            raise Unavailable(f"the terminal does not tell the account: {view.text} ({view.code})")
        return AccountsReply(accounts=[await self._message("rpc", view)])

    async def _message(self, key: str, view: AccountView) -> AccountMarked:
        return await asyncio.to_thread(self._marked, key, view)

    def _marked(self, key: str, view: AccountView) -> AccountMarked:
        figures, digits, words = view.figures, view.status.currency_digits, self._words
        state = self.state()
        return AccountMarked(
            **self._stamper.header(key, ts=words.market_us()), account=self._account,
            currency=view.status.currency, leverage=view.status.leverage,
            balance=f"{figures.balance:.{digits}f}", equity=f"{figures.equity:.{digits}f}",
            floating=f"{figures.profit:.{digits}f}", margin=f"{figures.margin:.{digits}f}",
            margin_free=f"{figures.margin_free:.{digits}f}",
            margin_level=f"{figures.margin_level:.2f}" if figures.margin else None,
            positions=[words.position(each, view.sheets, digits) for each in view.positions],
            orders=[words.order(each) for each in view.orders],
            kill=state.kill, reconciled=state.reconciled,
            halted="; ".join(halt.detail for halt in state.halts),
            halts=[
                HaltInfo(
                    cause=halt.cause, detail=halt.detail, since=halt.since_us,
                    ends_by_itself=halt.ends_by_itself,
                )
                for halt in state.halts
            ],
            commands=list(state.commands),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PathState:
    """How the order path stands, for who looks at the account."""

    commands: tuple[str, ...]
    halts: tuple[Halt, ...] = ()
    reconciled: Reconciled | None = None
    kill: KillInfo | None = None


async def _nothing() -> None:
    """Nobody wants to hear of trades."""


def _tickets(view: AccountView | None) -> frozenset[tuple[int, Decimal]]:
    """What is open and what waits: when it changes, somebody traded."""
    if view is None:
        return frozenset()
    return frozenset((row.ticket, row.volume) for row in view.positions) | frozenset(
        (row.ticket, row.volume_current) for row in view.orders
    )
