"""The account as it stands: told when it changed, at most four times a second, else each second."""

import asyncio

from mt5_bridge.journal import Journal
from mt5_bridge.terminal import MarkedAccount, MarkedPosition, Terminal
from tickloom.bus.port import Bus
from tickloom.contracts.message import Stamper
from tickloom.contracts.subjects import mark, rpc
from tickloom.contracts.trading import (
    AccountMarked,
    AccountsReply,
    AccountsRequest,
    PositionInfo,
)
from tickloom.domain.ids import AccountId
from tickloom.domain.money import cents

_INTERVAL_S = 0.25
_TURNS_A_SECOND = 4
_COMMANDS = ["new", "close"]
"""What `executor.Executor` consumes; it fills at the market only."""


class Marks:
    """Says `AccountMarked`, and answers who asks for all accounts."""

    def __init__(self, terminal: Terminal, journal: Journal, bus: Bus, stamper: Stamper) -> None:
        self._terminal = terminal
        self._journal = journal
        self._bus = bus
        self._stamper = stamper
        self._said: dict[AccountId, MarkedAccount] = {}

    async def run(self) -> None:
        turn = 0
        while True:
            for account in self._terminal.accounts:
                marked = self._terminal.marked(account)
                if turn == 0 or marked != self._said.get(account):
                    self._said[account] = marked
                    subject = mark(account)
                    self._bus.publish(subject, self._message(subject, marked))
            turn = (turn + 1) % _TURNS_A_SECOND
            await asyncio.sleep(_INTERVAL_S)

    async def serve(self) -> None:
        await self._bus.serve(rpc("bridge", "accounts"), AccountsRequest, self.accounts)

    async def accounts(self, _: AccountsRequest) -> AccountsReply:
        accounts = (self._terminal.marked(account) for account in self._terminal.accounts)
        return AccountsReply(accounts=[self._message("rpc", marked) for marked in accounts])

    def _message(self, key: str, marked: MarkedAccount) -> AccountMarked:
        account = marked.account
        level = account.margin_level_pct
        return AccountMarked(
            **self._stamper.header(key, ts=self._terminal.position_ns // 1000),
            account=account.account, currency=account.currency, leverage=account.leverage,
            balance=str(account.balance), equity=str(account.equity),
            floating=str(account.floating), margin=str(account.margin),
            margin_free=str(account.margin_free),
            margin_level=None if level is None else str(cents(level)),
            positions=[self._position(position) for position in marked.positions],
            commands=_COMMANDS,
        )  # fmt: skip

    def _position(self, marked: MarkedPosition) -> PositionInfo:
        position = marked.position
        return PositionInfo(
            ticket=position.ticket, symbol=position.symbol, side=position.side.value,
            volume=str(position.volume), price_open=str(position.price_open),
            time=position.time_ns // 1000, price_current=str(marked.price_current),
            profit=str(marked.profit), swap=str(position.swap),
            stop_loss=None if position.stop_loss is None else str(position.stop_loss),
            take_profit=None if position.take_profit is None else str(position.take_profit),
            deployment=self._journal.deployment(marked.opened_by), comment=position.comment,
        )  # fmt: skip
