"""What is read from the terminal for one attempt; a missing answer stays a missing answer."""

from dataclasses import dataclass

from mt5_bridge.port.records import (
    AccountFigures,
    TerminalStatus,
    VenueOrder,
    VenuePosition,
    VenueSymbol,
    VenueTick,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """The terminal and the symbol as they were just now."""

    status: TerminalStatus
    sheet: VenueSymbol
    tick: VenueTick | None
    tick_age_s: float | None
    positions: tuple[VenuePosition, ...] | None
    orders: tuple[VenueOrder, ...] | None
    figures: AccountFigures | None
