"""The simulated broker's own books: deals, positions and the market's time, committed together.

Because they are one commit, a killed terminal finds its accounts exactly as they stood at one
market time, and plays on from there: a stop that was hit while it was down is hit at its own tick.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from mt5_bridge.sqlite_file import open_file, transaction
from mt5_bridge.terminal import BookedDeal
from tickloom.domain.ids import AccountId, DealTicket, OrderId, PositionTicket, Symbol
from tickloom.domain.money import Price, Volume
from tickloom.domain.order import Deal, DealEntry, DealReason, Side
from tickloom.domain.position import Position
from tickloom_terminal.market.market_clock import MarketClock, MarketRecord

_SCHEMA = """
CREATE TABLE IF NOT EXISTS market (
    id INTEGER PRIMARY KEY CHECK (id = 1), source TEXT NOT NULL, record_from_ns INTEGER NOT NULL,
    origin_market_ns INTEGER NOT NULL, origin_wall_ns INTEGER NOT NULL, speed REAL NOT NULL,
    position_ns INTEGER NOT NULL, position_wall_ns INTEGER NOT NULL, was_stopped INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS deals (
    ticket INTEGER PRIMARY KEY, account TEXT NOT NULL, order_id TEXT, symbol TEXT NOT NULL,
    position INTEGER NOT NULL, side TEXT NOT NULL, entry TEXT NOT NULL, volume TEXT NOT NULL,
    price TEXT NOT NULL, time_ns INTEGER NOT NULL, profit TEXT NOT NULL, commission TEXT NOT NULL,
    swap TEXT NOT NULL, reason TEXT NOT NULL, comment TEXT NOT NULL, balance TEXT NOT NULL,
    opened_by TEXT, stop_loss TEXT, take_profit TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS deals_order ON deals (order_id) WHERE order_id IS NOT NULL;
CREATE TABLE IF NOT EXISTS positions (
    ticket INTEGER PRIMARY KEY, account TEXT NOT NULL, symbol TEXT NOT NULL, side TEXT NOT NULL,
    volume TEXT NOT NULL, price_open TEXT NOT NULL, time_ns INTEGER NOT NULL, stop_loss TEXT,
    take_profit TEXT, swap TEXT NOT NULL, comment TEXT NOT NULL, margin TEXT NOT NULL,
    opened_by TEXT
) STRICT
"""

_DEAL_COLUMNS = (
    "ticket, account, order_id, symbol, position, side, entry, volume, price, time_ns, profit,"
    " commission, swap, reason, comment, balance, opened_by, stop_loss, take_profit"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPosition:
    """A position as the broker keeps it: its margin was fixed when it opened."""

    position: Position
    margin: Decimal
    opened_by: OrderId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """One deal and what it left of its position (None: closed)."""

    booked: BookedDeal
    left: OpenPosition | None


class Ledger:
    """One file a venue; every commit is on the disk when the call returns."""

    def __init__(self, path: Path) -> None:
        self._db = open_file(path, _SCHEMA)

    def close(self) -> None:
        self._db.close()

    def market(self) -> MarketRecord | None:
        row = self._db.execute(
            "SELECT source, record_from_ns, origin_market_ns, origin_wall_ns, speed, position_ns,"
            " position_wall_ns, was_stopped FROM market"
        ).fetchone()
        if row is None:
            return None
        clock = MarketClock(origin_market_ns=row[2], origin_wall_ns=row[3], speed=row[4])
        return MarketRecord(
            source=row[0], record_from_ns=row[1], clock=clock, position_ns=row[5],
            position_wall_ns=row[6], was_stopped=bool(row[7]),
        )  # fmt: skip

    def commit(self, market: MarketRecord, bookings: Sequence[Booking] = ()) -> None:
        """Write how far the market is and what happened to the accounts until there."""
        clock = market.clock
        with transaction(self._db) as db:
            db.execute(
                "INSERT OR REPLACE INTO market VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)",
                (market.source, market.record_from_ns, clock.origin_market_ns,
                 clock.origin_wall_ns, clock.speed, market.position_ns, market.position_wall_ns,
                 market.was_stopped),
            )  # fmt: skip
            for booking in bookings:
                _write(db, booking)

    def positions(self, account: AccountId) -> list[OpenPosition]:
        rows = self._db.execute(
            "SELECT ticket, symbol, side, volume, price_open, time_ns, stop_loss, take_profit,"
            " swap, comment, margin, opened_by FROM positions WHERE account = ? ORDER BY ticket",
            (account,),
        )
        return [_open_position(account, row) for row in rows]

    def deals_after(self, account: AccountId, ticket: int, *, limit: int = -1) -> list[BookedDeal]:
        rows = self._db.execute(
            f"SELECT {_DEAL_COLUMNS} FROM deals WHERE account = ? AND ticket > ?"  # noqa: S608
            " ORDER BY ticket LIMIT ?",
            (account, ticket, limit),
        )
        return [_booked_deal(row) for row in rows]

    def deals_of(self, account: AccountId, order_id: OrderId) -> list[BookedDeal]:
        rows = self._db.execute(
            f"SELECT {_DEAL_COLUMNS} FROM deals"  # noqa: S608
            " WHERE account = ? AND order_id = ? ORDER BY ticket",
            (account, order_id),
        )
        return [_booked_deal(row) for row in rows]

    def last(self, account: AccountId) -> tuple[int, int, Decimal | None]:
        """The highest deal and position tickets, and the balance after that deal."""
        row = self._db.execute(
            "SELECT max(ticket), max(position), (SELECT balance FROM deals WHERE account = ?1"
            " ORDER BY ticket DESC LIMIT 1) FROM deals WHERE account = ?1",
            (account,),
        ).fetchone()
        return row[0] or 0, row[1] or 0, None if row[2] is None else Decimal(row[2])


def _write(db: sqlite3.Connection, booking: Booking) -> None:
    booked, deal, left = booking.booked, booking.booked.deal, booking.left
    db.execute(
        f"INSERT INTO deals ({_DEAL_COLUMNS})"  # noqa: S608
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (deal.ticket, deal.account, deal.order_id, deal.symbol, deal.position, deal.side,
         deal.entry, str(deal.volume), str(deal.price), deal.time_ns, str(deal.profit),
         str(deal.commission), str(deal.swap), deal.reason, deal.comment, str(booked.balance),
         booked.opened_by, _text(booked.stop_loss), _text(booked.take_profit)),
    )  # fmt: skip
    if left is None:
        db.execute("DELETE FROM positions WHERE ticket = ?", (deal.position,))
        return
    p = left.position
    db.execute(
        "INSERT OR REPLACE INTO positions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (p.ticket, p.account, p.symbol, p.side, str(p.volume), str(p.price_open), p.time_ns,
         _text(p.stop_loss), _text(p.take_profit), str(p.swap), p.comment, str(left.margin),
         left.opened_by),
    )  # fmt: skip


def _text(price: Price | None) -> str | None:
    return None if price is None else str(price)


def _price(text: str | None) -> Price | None:
    return None if text is None else Price(Decimal(text))


def _booked_deal(row: tuple[str, ...]) -> BookedDeal:
    ticket, account, order_id, symbol, position, side, entry, volume, price = row[:9]
    time_ns, profit, commission, swap, reason, comment, balance = row[9:16]
    opened_by, stop_loss, take_profit = row[16:]
    deal = Deal(
        ticket=DealTicket(int(ticket)), order_id=OrderId(order_id) if order_id else None,
        account=AccountId(account), symbol=Symbol(symbol), position=PositionTicket(int(position)),
        side=Side(side), entry=DealEntry(entry), volume=Volume(Decimal(volume)),
        price=Price(Decimal(price)), time_ns=int(time_ns), profit=Decimal(profit),
        commission=Decimal(commission), swap=Decimal(swap), reason=DealReason(reason),
        comment=comment,
    )  # fmt: skip
    return BookedDeal(
        deal=deal, balance=Decimal(balance), opened_by=OrderId(opened_by) if opened_by else None,
        stop_loss=_price(stop_loss), take_profit=_price(take_profit),
    )  # fmt: skip


def _open_position(account: AccountId, row: tuple[str, ...]) -> OpenPosition:
    (ticket, symbol, side, volume, price_open, time_ns, stop_loss, take_profit, swap, comment,
     margin, opened_by) = row  # fmt: skip
    position = Position(
        ticket=PositionTicket(int(ticket)), account=account, symbol=Symbol(symbol),
        side=Side(side), volume=Volume(Decimal(volume)), price_open=Price(Decimal(price_open)),
        time_ns=int(time_ns), stop_loss=_price(stop_loss), take_profit=_price(take_profit),
        swap=Decimal(swap), comment=comment,
    )  # fmt: skip
    return OpenPosition(
        position=position, margin=Decimal(margin),
        opened_by=OrderId(opened_by) if opened_by else None,
    )  # fmt: skip
