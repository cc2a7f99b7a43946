"""An order as the venue takes it: on the grid, stops on their side and far enough."""

from decimal import Decimal

from tickloom.domain.instrument import Instrument
from tickloom.domain.money import Price
from tickloom.domain.order import Side
from tickloom.venue.conversion import Quote


def stops_problem(
    instrument: Instrument,
    side: Side,
    *,
    stop_loss: Price | None,
    take_profit: Price | None,
    quote: Quote,
) -> str | None:
    """What is wrong with the stops of a new position of `side`, in words; None when they are good.

    They are measured from the price at which the position would be closed now.
    """
    word, price = ("bid", quote.bid) if side is Side.BUY else ("ask", quote.ask)
    distance = instrument.stops_level_points * instrument.point
    if stop_loss is not None:
        problem = _problem("stop_loss", stop_loss, price, is_below=side is Side.BUY,
                           distance=distance)  # fmt: skip
        if problem is not None:
            return f"{problem} (the {word})"
    if take_profit is not None:
        problem = _problem("take_profit", take_profit, price, is_below=side is Side.SELL,
                           distance=distance)  # fmt: skip
        if problem is not None:
            return f"{problem} (the {word})"
    return None


def _problem(
    field: str, level: Decimal, price: Decimal, *, is_below: bool, distance: Decimal
) -> str | None:
    away = (price - level) if is_below else (level - price)
    if away > 0 and away >= distance:
        return None
    relation = "below" if is_below else "above"
    by = f" by at least {distance}" if distance else ""
    return f"{field} {level} must be {relation} {price}{by}"
