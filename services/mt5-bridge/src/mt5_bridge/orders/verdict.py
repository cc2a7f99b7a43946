"""What the checks before a send come to: a request, or the end of the command."""

from dataclasses import dataclass
from decimal import Decimal

from mt5_bridge.orders.retcodes import MEANINGS, Retcode
from mt5_bridge.orders.states import Event
from mt5_bridge.port.records import ZERO, VenueRequest
from tickloom.domain.order import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A request that passed, still without its magic; `side` and `volume` are the order's own."""

    request: VenueRequest
    side: Side | None = None
    volume: Decimal = ZERO
    price: Decimal | None = None
    stop_loss: Decimal = ZERO
    take_profit: Decimal = ZERO
    position: int = 0
    order: int = 0
    point: Decimal = ZERO
    is_hedging: bool = False
    server: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Nothing is sent, and this is how the command ends."""

    event: Event
    reason: str
    detail: str
    retcode: int | None = None


def refused(retcode: Retcode, detail: str) -> Stop:
    """Refused by us, with the code and word the venue would have used."""
    reason = MEANINGS[retcode].reason
    return Stop(event=Event.REFUSED, reason=reason, detail=detail, retcode=retcode)


def not_read(what: str) -> Stop:
    """The terminal left a question open that an order cannot do without."""
    return Stop(
        event=Event.REFUSED, reason="terminal_silent",
        detail=f"the terminal did not tell {what}; nothing was sent", retcode=None,
    )  # fmt: skip
