"""Positions that were opened before the record began are told as the terminal states them.

Deals alone cannot say what such a position is: the one that opened it is in no window that was
read. A position whose opening may still turn up in the history is left to it. One that is absent
from two readings is said to be gone; should it have been late only, it is stated again.
"""

from typing import Any

import structlog

from mt5_bridge.orders.books import Books
from mt5_bridge.orders.events import News, plain
from mt5_bridge.orders.parts import Parts
from mt5_bridge.port.records import VenuePosition
from tickloom.domain.order import Side

_READINGS = 2
log = structlog.get_logger(__name__)


class OldPositions:
    """Remembers in memory, too, which positions the deals tell whole."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._told: set[int] = set()
        self._absent: dict[int, int] = {}

    def review(self, books: Books) -> None:
        """Look at a reading whose deals have all been told."""
        if books.figures is None:
            return
        open_now = {position.identifier: position for position in books.positions}
        for identifier, position in open_now.items():
            if identifier not in self._told and self._is_due(position, books):
                self._state_open(position, books)
        for identifier, symbol in self._parts.journal.without_beginning():
            if identifier in open_now:
                self._absent.pop(identifier, None)
            else:
                self._count_absent(identifier, symbol, books)

    def _is_due(self, position: VenuePosition, books: Books) -> bool:
        match self._parts.journal.beginning(position.identifier):
            case "told":
                self._told.add(position.identifier)
                return False
            case "missing" | "gone":
                return True
            case None:
                return position.time_ms < books.since_s * 1000
            case _:
                return False

    def _state_open(self, position: VenuePosition, books: Books) -> None:
        """Not while the deals go beyond what was read of it: the positions were read first."""
        mine = (d for d in books.deals if d.position == position.identifier)
        changed_us = self._utc_us(position.time_update_ms, books)
        if changed_us is None or any(d.time_ms > position.time_update_ms for d in mine):
            return
        self._tell(
            position.identifier, position.symbol, ts_us=changed_us,
            ticket=position.ticket, side=(Side.BUY if position.type == 0 else Side.SELL).value,
            volume=plain(position.volume), price_open=plain(position.price_open),
            opened=self._utc_us(position.time_ms, books), comment=position.comment,
        )  # fmt: skip

    def _count_absent(self, identifier: int, symbol: str, books: Books) -> None:
        self._absent[identifier] = self._absent.get(identifier, 0) + 1
        if self._absent[identifier] < _READINGS:
            return
        del self._absent[identifier]
        times = [deal.time_ms for deal in books.deals if deal.position == identifier]
        closed_us = self._utc_us(max(times), books) if times else None
        self._tell(identifier, symbol, ts_us=books.read_us if closed_us is None else closed_us)

    def _tell(self, identifier: int, symbol: str, *, ts_us: int, **stated: Any) -> None:  # noqa: ANN401
        account = self._parts.settings.account
        fields = {
            "account": account, "position": identifier, "symbol": symbol,
            "deal": self._parts.journal.last_deal(identifier), **stated,
        }  # fmt: skip
        news = News(kind="position", account=account, ts_us=ts_us, fields=fields)
        self._parts.journal.state_position(identifier, news, is_open=bool(stated))
        log.info("position_stated", position=identifier, symbol=symbol, is_open=bool(stated))

    def _utc_us(self, server_ms: int, books: Books) -> int | None:
        return self._parts.venue_time.utc_us(server_ms, now_us=books.read_us)
