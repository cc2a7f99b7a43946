"""What the books say became of a command; None while they do not say it. Pure; `orders.md` 6.6."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from mt5_bridge.orders.answering import slippage_points
from mt5_bridge.orders.books import Books
from mt5_bridge.orders.matching import Evidence
from mt5_bridge.orders.patience import Waited
from mt5_bridge.orders.record import CommandRecord
from mt5_bridge.orders.states import Event
from mt5_bridge.orders.venue_codes import IN_FLIGHT, OrderStanding
from mt5_bridge.port.records import ZERO, VenueOrder
from tickloom.domain.order import OrderState


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """The event that the books bear out, and what they tell with it."""

    event: Event
    changes: dict[str, Any] = field(default_factory=dict[str, Any])


def settle_trade(
    record: CommandRecord, seen: Evidence, waited: Waited, *, quiet_s: float
) -> Settlement | None:
    """An entry or a close, by its deals, its order and its position."""
    if seen.is_in_flight:
        return None
    is_over = waited.quiet_s >= quiet_s and waited.is_stable
    if seen.working is not None:
        return _working(record, seen, seen.working)
    if seen.finished is not None:
        return _finished(record, seen, seen.finished, is_over=is_over)
    known = max(seen.filled, record.filled)
    if seen.position is not None and record.is_hedging:
        known = max(known, seen.position.volume)
    if known >= record.volume or (is_over and known > ZERO):
        return _filled(record, seen, known)
    return _absent(record) if is_over else None


def settle_close_of_gone(
    record: CommandRecord, books: Books, waited: Waited, *, quiet_s: float
) -> Settlement | None:
    """A close without a trace whose position is gone: somebody else closed it, a stop perhaps."""
    if any(p.ticket == record.position for p in books.positions):
        return None
    has_exit = any(d.position == record.position and d.entry != 0 for d in books.deals)
    if not waited.is_stable or (waited.quiet_s < quiet_s and not has_exit):
        return None
    return Settlement(
        event=Event.CARRIED_OUT,
        changes={
            "reason": "position_closed", "detail": f"position {record.position} is closed already"
        },
    )  # fmt: skip


def settle_change(
    record: CommandRecord, books: Books, waited: Waited, *, quiet_s: float
) -> Settlement | None:
    """A modification or a cancel of unknown fate, by how its object stands now."""
    if record.instruction.verb == "cancel":
        found = _settle_cancel(record, books)
    elif record.instruction.verb == "modify":
        found = _settle_stops(record, books)
    else:
        found = _settle_order_change(record, books)
    if found is not None:
        return found
    if any(o.ticket == record.order and o.state in IN_FLIGHT for o in books.orders):
        return None
    if waited.quiet_s >= quiet_s and waited.is_stable:
        return _absent(record)
    return None


def _filled(record: CommandRecord, seen: Evidence, filled: Decimal) -> Settlement | None:
    event = Event.FILLED if filled >= record.volume else Event.PARTLY_FILLED
    if record.state is OrderState.PARTIALLY_FILLED and filled <= record.filled:
        return None
    changes = _facts(record, seen, filled)
    changes |= {"retcode": None, "reason": "done" if event is Event.FILLED else "done_partial"}
    changes["detail"] = (
        "done, as the broker's books show" if event is Event.FILLED
        else f"{filled:f} of {record.volume:f} lots were done, as the broker's books show"
    )  # fmt: skip
    return Settlement(event=event, changes=changes)


def _facts(record: CommandRecord, seen: Evidence, filled: Decimal) -> dict[str, Any]:
    price = seen.price
    if price is None and seen.position is not None:
        price = seen.position.price_open
    if price is None:
        price = record.price
    changes: dict[str, Any] = {
        "filled": filled, "price": price, "slippage_points": slippage_points(record, price),
        "is_protection_due": record.instruction.verb == "new",
    }  # fmt: skip
    if seen.deals:
        changes |= {"position": seen.deals[-1].position, "order": seen.deals[-1].order}
    elif seen.position is not None:
        changes["position"] = seen.position.ticket
    if record.instruction.verb != "new":
        changes["position"] = record.position
    return changes


def _working(record: CommandRecord, seen: Evidence, order: VenueOrder) -> Settlement | None:
    """It stands in the book; told again only when something about it is new."""
    filled = max(seen.filled, order.volume_initial - order.volume_current)
    is_news = record.state is not OrderState.PLACED or filled > record.filled
    if not is_news and order.ticket == record.order:
        return None
    changes = {"order": order.ticket, "reason": "placed", "detail": "the order is in the book"}
    if filled > ZERO:
        changes |= _facts(record, seen, filled) | {"order": order.ticket}
    return Settlement(event=Event.PLACED, changes=changes)


def _finished(
    record: CommandRecord, seen: Evidence, order: VenueOrder, *, is_over: bool
) -> Settlement | None:
    """It left the book: with how much volume, its deals tell, once they are all there."""
    done = order.volume_initial - order.volume_current
    if order.state == OrderStanding.FILLED and done == ZERO:
        done = order.volume_initial
    if seen.filled < done and not is_over:
        return None
    filled = max(seen.filled, done)
    if filled > ZERO:
        return _filled(record, seen, filled)
    if record.attempts > 1 and not is_over:
        return None  # it may be an earlier attempt's: that one was refused, this one is open
    if order.state == OrderStanding.REJECTED:
        return Settlement(
            event=Event.REJECTED,
            changes={"order": order.ticket, "reason": "rejected",
                     "detail": "the broker rejected the order, as its books show"},
        )  # fmt: skip
    if order.state in {OrderStanding.CANCELLED, OrderStanding.EXPIRED}:
        word = "expired" if order.state == OrderStanding.EXPIRED else "cancelled"
        return Settlement(
            event=Event.LEFT_BOOK,
            changes={"order": order.ticket, "reason": word,
                     "detail": f"the order left the book unfilled: {word}"},
        )  # fmt: skip
    return None


def _absent(record: CommandRecord) -> Settlement:
    """In none of the books: an accepted order becomes UNKNOWN, an UNKNOWN one is given up."""
    if record.state is OrderState.PLACED:
        return Settlement(
            event=Event.NO_ANSWER,
            changes={"reason": "lost_from_books",
                     "detail": "the broker accepted the order, and it is in none of its books; "
                               "what became of it is being looked up"},
        )  # fmt: skip
    return Settlement(
        event=Event.ABSENT,
        changes={"reason": "absent",
                 "detail": "the broker's books show no trace of it; it is not sent again"},
    )  # fmt: skip


def _settle_cancel(record: CommandRecord, books: Books) -> Settlement | None:
    past = next((o for o in books.history_orders if o.ticket == record.order), None)
    if past is None or past.state in IN_FLIGHT:
        return None
    if past.state in {OrderStanding.FILLED, OrderStanding.PARTIAL}:
        return Settlement(
            event=Event.REJECTED,
            changes={"reason": "order_filled",
                     "detail": f"order {record.order} was filled before it could be cancelled"},
        )  # fmt: skip
    return Settlement(
        event=Event.CARRIED_OUT,
        changes={"reason": "done", "detail": "the order is out of the book"},
    )


def _settle_stops(record: CommandRecord, books: Books) -> Settlement | None:
    position = next((p for p in books.positions if p.ticket == record.position), None)
    if position is not None:
        is_so = (position.sl, position.tp) == (record.stop_loss, record.take_profit)
        return _so_now() if is_so else None
    if any(d.position == record.position and d.entry != 0 for d in books.deals):
        return Settlement(
            event=Event.REJECTED,
            changes={"reason": "position_closed",
                     "detail": f"position {record.position} was closed meanwhile"},
        )  # fmt: skip
    return None


def _settle_order_change(record: CommandRecord, books: Books) -> Settlement | None:
    order = next((o for o in books.orders if o.ticket == record.order), None)
    if order is not None:
        wanted = (record.asked_price, record.stop_loss, record.take_profit)
        return _so_now() if (order.price_open, order.sl, order.tp) == wanted else None
    if any(o.ticket == record.order for o in books.history_orders):
        return Settlement(
            event=Event.REJECTED,
            changes={"reason": "order_gone",
                     "detail": f"order {record.order} left the book meanwhile"},
        )  # fmt: skip
    return None


def _so_now() -> Settlement:
    return Settlement(
        event=Event.CARRIED_OUT,
        changes={"reason": "done", "detail": "done, as the broker's books show"},
    )
