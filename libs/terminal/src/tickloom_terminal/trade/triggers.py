"""When a waiting order meets the market. Prices are whole points, as in `engine.fills`.

A limit waits for a better price, a stop for a worse one; both are filled at the quote that
triggers them: a stop at its level or worse, a limit at its level or better.
"""

from decimal import Decimal

from tickloom.domain.instrument import Instrument
from tickloom.engine.fills import ExitLevels, entry_price
from tickloom_terminal.trade.records import LIMIT_TYPES, Order, Position


def is_triggered(order: Order, instrument: Instrument, *, bid: int, ask: int) -> bool:
    """Whether a quote (in points) reaches the order's price."""
    side = order.side
    level = instrument.points(order.price_open)
    beyond = (entry_price(side, bid, ask) - level) * side.sign
    return beyond <= 0 if order.type in LIMIT_TYPES else beyond >= 0


def exit_levels(position: Position, instrument: Instrument) -> ExitLevels:
    """A position's levels as the fill functions read them."""
    return ExitLevels(
        stop_loss=_points(position.sl, instrument), take_profit=_points(position.tp, instrument)
    )


def _points(level: Decimal, instrument: Instrument) -> int | None:
    return instrument.points(level) if level else None
