"""What a server knows when a request arrives, and the request as the server reads it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal

from tickloom.domain.order import Side
from tickloom.venue.conversion import Quote
from tickloom_terminal.trade.records import AccountRules, Order, Position, Request
from tickloom_terminal.trade.sheet import SymbolSheet

_TOLERANCE = Decimal("1e-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """One symbol's state; `positions` and `orders` are its own, the counts the account's."""

    sheet: SymbolSheet
    rules: AccountRules
    quote: Quote | None
    is_session: bool
    now_ns: int
    position: Position | None
    positions: Sequence[Position]
    orders: Sequence[Order]
    waiting_count: int = 0
    position_count: int = 0
    expires_ns: int = 0
    """When the requested order would expire; 0 is never."""

    @property
    def net(self) -> Position | None:
        """The one position of a symbol on a netting account."""
        return None if self.rules.is_hedging else next(iter(self.positions), None)

    def market(self, side: Side) -> Decimal:
        """Where a request of `side` would be filled."""
        assert self.quote is not None, "asked after the check of quotes"
        return self.quote.ask if side is Side.BUY else self.quote.bid

    def least_away(self) -> Decimal:
        """How far stops and waiting orders keep from the market."""
        return self.sheet.instrument.stops_level_points * self.sheet.instrument.point


Check = Callable[[Request, Situation], int]
"""A return code, 0 when there is nothing to say."""


def reduces(request: Request, now: Situation) -> Position | None:
    """The position that a deal closes (a part of): by ticket, or the net one of the other side."""
    held = now.position if now.rules.is_hedging else now.net
    if held is None or held.side is request.side:
        return None
    return held if request.position or request.volume <= held.volume else None


def opening_volume(request: Request, now: Situation) -> Decimal:
    """How much of a request is new exposure: a reversal opens what is beyond the net position."""
    if reduces(request, now) is not None:
        return Decimal(0)
    net = now.net
    if net is None or net.side is request.side:
        return request.volume
    return request.volume - net.volume


def tidied(request: Request, sheet: SymbolSheet) -> Request:
    """Volumes a hair beside the step and prices with more digits than the symbol, as meant.

    Floats arrive as 0.30000000000000004; MetaTrader compares with a tolerance of 1e-8.
    """
    digits = Decimal(1).scaleb(-sheet.instrument.digits)

    def priced(price: Decimal) -> Decimal:
        return price.quantize(digits, rounding=ROUND_HALF_EVEN) if price else price

    step = sheet.instrument.volume_step
    stepped = (request.volume / step).to_integral_value(rounding=ROUND_HALF_EVEN) * step
    volume = stepped if abs(stepped - request.volume) <= _TOLERANCE else request.volume
    return replace(
        request, volume=volume, price=priced(request.price), stoplimit=priced(request.stoplimit),
        sl=priced(request.sl), tp=priced(request.tp),
    )  # fmt: skip
