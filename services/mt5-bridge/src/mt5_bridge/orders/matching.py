"""Which rows of the venue's books belong to a command. Pure; `orders.md` 6.3.

A row is a command's when its magic (or the ticket the venue gave for it) AND symbol AND side AND
volume <= asked AND time >= intent - a margin all fit. The comment can confirm, never make a match.
"""

from dataclasses import dataclass
from decimal import Decimal

from mt5_bridge.orders.books import Books
from mt5_bridge.orders.record import CommandRecord
from mt5_bridge.orders.venue_codes import IN_FLIGHT, side_of_deal, side_of_order
from mt5_bridge.port.records import ZERO, VenueDeal, VenueOrder, VenuePosition
from tickloom.domain.order import Side

MARGIN_MS = 2 * 3_600 * 1_000
"""Wider than a server clock can be misjudged over a change to or from summer time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the books hold of one command."""

    deals: tuple[VenueDeal, ...]
    working: VenueOrder | None
    finished: VenueOrder | None
    position: VenuePosition | None
    is_in_flight: bool

    @property
    def filled(self) -> Decimal:
        return sum((deal.volume for deal in self.deals), ZERO)

    @property
    def price(self) -> Decimal | None:
        """The volume-weighted price of its deals; None without any."""
        filled = self.filled
        if filled == ZERO:
            return None
        price = sum((deal.volume * deal.price for deal in self.deals), ZERO) / filled
        return price if price.is_finite() and price > ZERO else None

    @property
    def is_empty(self) -> bool:
        return not (self.deals or self.working or self.finished or self.position)


def evidence_of(record: CommandRecord, books: Books) -> Evidence:
    """Everything in the books that is this command's."""
    mine = [o for o in books.orders if is_order_of(record, o, ticket=record.order)]
    past = [o for o in books.history_orders if is_order_of(record, o, ticket=record.order)]
    past.sort(key=lambda o: (o.volume_initial - o.volume_current, o.time_done_ms))
    tickets = {o.ticket for o in (*mine, *past)}
    return Evidence(
        deals=tuple(d for d in books.deals if is_deal_of(record, d, orders=tickets)),
        working=mine[0] if mine else None, finished=past[-1] if past else None,
        position=next((p for p in books.positions if is_position_of(record, p)), None),
        is_in_flight=any(o.state in IN_FLIGHT for o in (*mine, *past)),
    )  # fmt: skip


def is_deal_of(
    record: CommandRecord, deal: VenueDeal, *, orders: set[int] | frozenset[int] = frozenset()
) -> bool:
    """An execution of the command's own order; the exit by a stop is none."""
    is_marked = (record.magic != 0 and deal.magic == record.magic) or deal.order in orders
    return (
        is_marked
        and _fits(record, deal.symbol, side_of_deal(deal.type), deal.volume)
        and _is_in_time(record, deal.time_ms)
        and (not _is_hedging_close(record) or deal.position == record.position)
    )


def is_order_of(record: CommandRecord, order: VenueOrder, *, ticket: int = 0) -> bool:
    is_marked = record.magic != 0 and order.magic == record.magic
    return (
        (is_marked or (ticket != 0 and order.ticket == ticket))
        and _fits(record, order.symbol, side_of_order(order.type), order.volume_initial)
        and _is_in_time(record, order.time_setup_ms)
    )


def is_position_of(record: CommandRecord, position: VenuePosition) -> bool:
    """A position that an entry opened; on netting accounts it may hold others' volume too."""
    if record.instruction.verb != "new" or record.magic == 0:
        return False
    side = Side.BUY if position.type == 0 else Side.SELL
    volume = position.volume if record.is_hedging else ZERO
    return (
        position.magic == record.magic
        and _fits(record, position.symbol, side, volume)
        and _is_in_time(record, position.time_ms)
    )


def _fits(record: CommandRecord, symbol: str, side: Side | None, volume: Decimal) -> bool:
    is_close_by = side is None and record.instruction.verb == "close_by"
    return (
        symbol == (record.instruction.symbol or symbol)
        and (is_close_by or side is record.side)
        and volume <= record.volume
    )


def _is_in_time(record: CommandRecord, time_ms: int) -> bool:
    since_ms = record.intent_server_ms
    return since_ms is None or time_ms >= since_ms - MARGIN_MS


def _is_hedging_close(record: CommandRecord) -> bool:
    return record.instruction.verb in {"close", "close_by"} and record.is_hedging
