"""A request as the venue's sheet takes it: exact, never larger and never riskier than asked.

Pure. Volume is floored, prices go to the nearest tick, a stop loss to the tick nearer the market.
What would have to be changed in its meaning to pass is refused instead.
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from mt5_bridge.port.records import ZERO, VenueSymbol, VenueTick
from tickloom.domain.errors import InvalidInput
from tickloom.domain.order import Side


def floored_volume(sheet: VenueSymbol, volume: Decimal, *, volume_max: Decimal) -> Decimal:
    """The largest multiple of the step that is not above `volume`; raises below the minimum."""
    if not volume.is_finite() or volume <= 0:
        raise InvalidInput("volume", str(volume), "a number above 0")
    step = sheet.volume_step if sheet.volume_step > 0 else sheet.volume_min
    if step <= 0:
        raise InvalidInput("volume_step", str(step), f"a step above 0 in the sheet of {sheet.name}")
    floored = Decimal(Fraction(volume) // Fraction(step)) * step
    if floored < sheet.volume_min or floored <= 0:
        raise InvalidInput(
            "volume", str(volume), f"at least {sheet.volume_min} lots in steps of {step}"
        )
    if volume_max > 0 and floored > volume_max:
        raise InvalidInput("volume", str(volume), f"at most {volume_max} lots")
    return floored


def closing_volume(sheet: VenueSymbol, asked: Decimal | None, position_volume: Decimal) -> Decimal:
    """How much of a position to close: never more than it has, and no rest too small to close."""
    if asked is None or asked == position_volume:
        return position_volume
    if asked > position_volume:
        raise InvalidInput("volume", str(asked), f"at most the position's {position_volume} lots")
    floored = floored_volume(sheet, asked, volume_max=position_volume)
    rest = position_volume - floored
    if 0 < rest < sheet.volume_min:
        raise InvalidInput(
            "volume", str(asked),
            f"at most {position_volume - sheet.volume_min} lots, or all {position_volume}",
        )  # fmt: skip
    return floored


def price_step(sheet: VenueSymbol) -> Decimal:
    """The grid of prices; the point where the sheet names no tick size."""
    return sheet.tick_size if sheet.tick_size > 0 else sheet.point


def on_grid(sheet: VenueSymbol, price: Decimal, *, rounding: str = ROUND_HALF_EVEN) -> Decimal:
    """The grid's price for `price`; the nearest, unless a direction is asked for."""
    step = price_step(sheet)
    if step <= 0:
        raise InvalidInput("tick_size", str(step), f"a size above 0 in the sheet of {sheet.name}")
    ratio = Fraction(price) / Fraction(step)
    whole = ratio.numerator // ratio.denominator
    if whole != ratio:
        half = ratio - whole
        is_up = {ROUND_CEILING: True, ROUND_FLOOR: False}.get(
            rounding, half > Fraction(1, 2) or (half == Fraction(1, 2) and whole % 2 == 1)
        )
        whole += is_up
    return Decimal(whole) * step


def price_of(sheet: VenueSymbol, field: str, price: Decimal) -> Decimal:
    """A price a person or a strategy gave, on the grid."""
    if not price.is_finite() or price <= 0:
        raise InvalidInput(field, str(price), "a price above 0")
    return on_grid(sheet, price)


def stop_loss_of(sheet: VenueSymbol, side: Side, price: Decimal) -> Decimal:
    """Rounded towards the market: the loss at the stop is never above the one asked for."""
    if not price.is_finite() or price <= 0:
        raise InvalidInput("stop_loss", str(price), "a price above 0")
    return on_grid(sheet, price, rounding=ROUND_CEILING if side is Side.BUY else ROUND_FLOOR)


def is_usable(tick: VenueTick) -> bool:
    """Whether a quote can be one: finite, above 0, not crossed."""
    is_finite = tick.bid.is_finite() and tick.ask.is_finite()
    return is_finite and 0 < tick.bid <= tick.ask


def stop_distance(sheet: VenueSymbol, tick: VenueTick) -> Decimal:
    """How far stops have to be from the market: above the level and above the spread.

    A level of 0 may mean that it floats; then the spread stands in for it.
    """
    level = sheet.stops_level_points * sheet.point
    return max(level, tick.ask - tick.bid) + sheet.point


def stops_problem(
    sheet: VenueSymbol,
    side: Side,
    tick: VenueTick,
    *,
    stop_loss: Decimal,
    take_profit: Decimal,
    entry: Decimal | None = None,
) -> str | None:
    """What is wrong with a position's stops, in words; None when the server should take them.

    Measured from the price at which it would be closed; of a pending order (`entry`), from its
    own price. A level of 0 is no stop.
    """
    word, close_at = ("bid", tick.bid) if side is Side.BUY else ("ask", tick.ask)
    reference, name = (close_at, f"the {word}") if entry is None else (entry, "the order's price")
    distance = stop_distance(sheet, tick)
    for field, level, is_below in (
        ("stop_loss", stop_loss, side is Side.BUY),
        ("take_profit", take_profit, side is Side.SELL),
    ):
        away = reference - level if is_below else level - reference
        if level != ZERO and away < distance:
            where = "below" if is_below else "above"
            return f"{field} {level} must be {where} {reference} ({name}) by at least {distance}"
    return None


def pending_problem(
    sheet: VenueSymbol, side: Side, tick: VenueTick, *, word: str, price: Decimal
) -> str | None:
    """What is wrong with a pending order's price: its side of the market, or its distance."""
    market = tick.ask if side is Side.BUY else tick.bid
    is_below = (side is Side.BUY) == (word == "limit")
    distance = max(sheet.stops_level_points * sheet.point, sheet.point)
    away = market - price if is_below else price - market
    if away >= distance:
        return None
    where = "below" if is_below else "above"
    return f"price {price} must be {where} {market} by at least {distance}"


def is_frozen(sheet: VenueSymbol, market: Decimal, *levels: Decimal) -> bool:
    """Whether a level is so near the market that the server allows no change (freeze level)."""
    distance = sheet.freeze_level_points * sheet.point
    if distance <= 0:
        return False
    return any(level != ZERO and abs(market - level) <= distance for level in levels)
