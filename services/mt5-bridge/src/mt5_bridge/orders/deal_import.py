"""Every execution in the venue's books becomes one event, whoever caused it.

By its ticket, which is remembered for ever. What no command asked for (by hand, by a stop, a
stop-out) is told as such, and never answered by an order.
"""

from decimal import Decimal
from typing import Any

import structlog

from mt5_bridge.orders.books import Books
from mt5_bridge.orders.close_by import is_counter_deal_of
from mt5_bridge.orders.events import News, plain
from mt5_bridge.orders.journal import DealRole
from mt5_bridge.orders.matching import is_deal_of
from mt5_bridge.orders.parts import Parts
from mt5_bridge.orders.record import CommandRecord
from mt5_bridge.orders.trades import entry_of, reason_of
from mt5_bridge.orders.venue_codes import DealEntryCode, side_of_deal
from mt5_bridge.port.records import ZERO, VenueDeal

_CREDIT = 3
"""DEAL_TYPE_CREDIT: moves the credit, not the balance."""
_OPENING = {DealEntryCode.IN, DealEntryCode.IN_OUT}
log = structlog.get_logger(__name__)


class DealImport:
    """Remembers in memory, too, which tickets it has told."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._told: set[int] = set()
        self._stops: dict[int, tuple[Decimal, Decimal]] = {}

    def take(self, books: Books) -> list[tuple[VenueDeal, CommandRecord | None]]:
        """Tell every deal that is new; gives them with the command that caused each."""
        if books.figures is None:
            return []
        deals = sorted(books.deals, key=lambda deal: (deal.time_ms, deal.ticket))
        balances = _balances(deals, books.figures.balance)
        new: list[tuple[VenueDeal, CommandRecord | None]] = []
        for deal, balance in zip(deals, balances, strict=True):
            if deal.ticket in self._told or side_of_deal(deal.type) is None:
                continue
            if not self._parts.journal.is_deal_known(deal.ticket):
                new.append((deal, self._tell(deal, balance, books)))
            self._told.add(deal.ticket)
        self._stops = {p.identifier: (p.sl, p.tp) for p in books.positions}
        return new

    def _tell(self, deal: VenueDeal, balance: Decimal, books: Books) -> CommandRecord | None:
        journal = self._parts.journal
        by_magic = journal.by_magic(deal.magic)
        command = by_magic if by_magic is not None and _is_work_of(by_magic, deal) else None
        opener = journal.opener(deal.position)
        cause = (command or opener) if deal.entry in _OPENING else (opener or command)
        news = News(
            kind="deal", account=self._parts.settings.account, ts_us=self._utc_us(deal, books),
            fields=self._fields(
                deal, balance, books,
                order_id=None if command is None else command.command_id,
                deployment=None if cause is None else cause.instruction.deployment,
            ),
        )  # fmt: skip
        journal.add_deal(
            deal.ticket, news, position=deal.position,
            command_id=None if command is None else command.command_id,
            role=_role(deal, is_entry=command is not None and command.instruction.verb == "new"),
        )  # fmt: skip
        if command is None:
            log.info(
                "deal_from_outside", ticket=deal.ticket, symbol=deal.symbol,
                reason=reason_of(deal.reason).value,
            )  # fmt: skip
        return command

    def _fields(
        self,
        deal: VenueDeal,
        balance: Decimal,
        books: Books,
        *,
        order_id: str | None,
        deployment: str | None,
    ) -> dict[str, Any]:
        side = side_of_deal(deal.type)
        assert side is not None
        stop_loss, take_profit = self._stops_of(deal, books)
        return {
            "account": self._parts.settings.account, "ticket": deal.ticket, "symbol": deal.symbol,
            "position": deal.position, "side": side.value,
            "entry": entry_of(deal.entry).value,
            "volume": plain(deal.volume), "price": plain(deal.price),
            "profit": plain(deal.profit), "commission": plain(deal.commission + deal.fee),
            "swap": plain(deal.swap), "balance": plain(balance),
            "reason": reason_of(deal.reason).value,
            "order_id": order_id, "deployment": deployment,
            "stop_loss": None if stop_loss == ZERO else plain(stop_loss),
            "take_profit": None if take_profit == ZERO else plain(take_profit),
            "comment": deal.comment, "order": deal.order or None, "is_external": order_id is None,
        }  # fmt: skip

    def _stops_of(self, deal: VenueDeal, books: Books) -> tuple[Decimal, Decimal]:
        """The position's stops at that moment, as far as they were seen."""
        position = next((p for p in books.positions if p.identifier == deal.position), None)
        if deal.entry in _OPENING:
            order = next((o for o in books.history_orders if o.ticket == deal.order), None)
            if order is not None:
                return order.sl, order.tp
        if position is not None:
            return position.sl, position.tp
        return self._stops.get(deal.position, (ZERO, ZERO))

    def _utc_us(self, deal: VenueDeal, books: Books) -> int:
        """The deal's time in UTC; that of the reading while the server's clock is not known."""
        exact_us = self._parts.venue_time.utc_us(deal.time_ms, now_us=books.read_us)
        return books.read_us if exact_us is None else exact_us


def _is_work_of(record: CommandRecord, deal: VenueDeal) -> bool:
    return is_deal_of(record, deal) or is_counter_deal_of(record, deal)


def _role(deal: VenueDeal, *, is_entry: bool) -> DealRole:
    """An opening order gives its number to its position; one that enlarges it has another."""
    return DealRole(
        begins=deal.entry == DealEntryCode.IN and deal.order in {0, deal.position},
        turns=deal.entry == DealEntryCode.IN_OUT, owns=is_entry,
    )  # fmt: skip


def _balances(deals: list[VenueDeal], now: Decimal) -> list[Decimal]:
    """The balance after each deal, counted back from today's."""
    balances: list[Decimal] = []
    for deal in reversed(deals):
        balances.append(now)
        if deal.type == _CREDIT:
            continue
        now -= deal.profit + deal.commission + deal.swap + deal.fee
    return balances[::-1]
