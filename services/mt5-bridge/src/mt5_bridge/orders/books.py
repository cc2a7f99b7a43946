"""The venue's books in one reading: complete, or none at all."""

from dataclasses import dataclass

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
    since_s: int
    """The beginning of the window, on the server's clock."""
    read_us: int
    read_s: float
