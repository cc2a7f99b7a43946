"""The venue's books in one reading: complete, or none at all."""

from dataclasses import dataclass

from mt5_bridge.orders.parts import Parts
from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.records import AccountFigures, VenueDeal, VenueOrder, VenuePosition

DAY_S = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """Open positions and orders, and the history of a window; `figures` fit the deals."""

    positions: tuple[VenuePosition, ...]
    orders: tuple[VenueOrder, ...]
    history_orders: tuple[VenueOrder, ...]
    deals: tuple[VenueDeal, ...]
    figures: AccountFigures | None
    """None when the balance moved while the deals were read."""
    read_us: int
    read_s: float


def read_books(parts: Parts, *, since_s: int) -> Books | None:
    """Everything since `since_s` (server seconds) and a day ahead; None where an answer is missing.

    A half-read book is worse than none: an order that is in the other half would be absent.
    """
    port, clock = parts.port, parts.clock
    now_us = clock.now_us()
    server_ms = parts.server_ms(now_us)
    to_s = (now_us // 1000 if server_ms is None else server_ms) // 1000 + DAY_S
    before = port.account()
    history_orders = port.history_orders(from_s=since_s, to_s=to_s)
    orders = port.orders()
    positions = port.positions()
    deals = port.history_deals(from_s=since_s, to_s=to_s)
    after = port.account()
    if (
        isinstance(history_orders, CallFailed)
        or isinstance(orders, CallFailed)
        or isinstance(positions, CallFailed)
        or isinstance(deals, CallFailed)
        or isinstance(before, CallFailed)
        or isinstance(after, CallFailed)
    ):
        return None
    return Books(
        positions=positions, orders=orders, history_orders=history_orders, deals=deals,
        figures=after if before.balance == after.balance else None,
        read_us=clock.now_us(), read_s=clock.monotonic_s(),
    )  # fmt: skip
