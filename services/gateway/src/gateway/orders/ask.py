"""An order as it is asked for, on the symbol's grid, or every fault of it at once."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from gateway.models.orders import OrderType, PlaceOrder
from gateway.problems import FieldProblem, Findings
from tickloom.domain.errors import InvalidInput
from tickloom.domain.instrument import Instrument
from tickloom.domain.money import Price, Volume
from tickloom.domain.order import Side
from tickloom.venue.conversion import Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What will be sent; `entry` is where it is expected to fill, None without a quote."""

    instrument: Instrument
    side: Side
    type: OrderType
    volume: Volume
    entry: Decimal | None
    price: Price | None
    limit_price: Price | None
    stop_loss: Price | None
    take_profit: Price | None


class Faults:
    """Collects what is wrong, each with its field, its value and what would be right."""

    def __init__(self) -> None:
        self.found: list[FieldProblem] = []

    def say(self, field: str, value: object, expected: str, code: str = "invalid:field") -> None:
        message = f"{field}: {value!s} is not usable; expected {expected}"
        self.found.append(FieldProblem(path=f"/{field}", code=code, message=message))

    def settle(self) -> None:
        """Raises `Findings` when anything was said."""
        if self.found:
            detail = self.found[0].message
            if len(self.found) > 1:
                detail += f" (and {len(self.found) - 1} more, see errors)"
            raise Findings(detail, self.found, code="invalid:order", hint="nothing was sent")


def decimal_of(faults: Faults, field: str, text: str | None) -> Decimal | None:
    """A positive, finite number; None when there is none or it is a fault."""
    if text is None:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value <= 0 or value > Decimal("1e15"):
        faults.say(field, text[:40], "a number above 0, such as 1.10250")
        return None
    return value


def ask_of(body: PlaceOrder, instrument: Instrument, quote: Quote | None, now_us: int) -> Ask:
    """Raises `Findings` with every fault."""
    faults, side = Faults(), Side(body.side)
    volume = volume_of(faults, instrument, body.volume)
    price = price_of(faults, instrument, "price", body.price)
    limit_price = price_of(faults, instrument, "limit_price", body.limit_price)
    _prices_belong(faults, body, now_us)
    _lies_right(faults, body, quote, price=price, limit=limit_price)
    entry = _entry(body, quote, price=price, limit=limit_price)
    stop_loss = price_of(faults, instrument, "stop_loss", body.stop_loss)
    take_profit = price_of(faults, instrument, "take_profit", body.take_profit)
    from_price = entry
    if body.type == "market" and quote is not None:  # stops lie from the price of closing
        from_price = quote.bid if side is Side.BUY else quote.ask
    stops(faults, instrument, side, from_price, stop_loss=stop_loss, take_profit=take_profit)
    faults.settle()
    assert volume is not None
    return Ask(
        instrument=instrument, side=side, type=body.type, volume=volume, entry=entry, price=price,
        limit_price=limit_price, stop_loss=stop_loss, take_profit=take_profit,
    )  # fmt: skip


def volume_of(faults: Faults, instrument: Instrument, text: str | None) -> Volume | None:
    exact = decimal_of(faults, "volume", text)
    if exact is None:
        return None
    try:
        return instrument.volume(exact)
    except InvalidInput as error:
        faults.say("volume", exact, error.expected, "invalid:volume")
        return None


def price_of(faults: Faults, instrument: Instrument, field: str, text: str | None) -> Price | None:
    """On the symbol's grid; a price between two ticks is a fault, never rounded in silence."""
    exact = decimal_of(faults, field, text)
    if exact is None:
        return None
    price = instrument.price(exact)
    if price != exact:
        faults.say(
            field, exact, f"a price in steps of {instrument.tick_size}, such as {price}",
            "invalid:price",
        )  # fmt: skip
        return None
    return price


def stops(
    faults: Faults, instrument: Instrument, side: Side, price: Decimal | None, *,
    stop_loss: Decimal | None, take_profit: Decimal | None,
) -> None:  # fmt: skip
    """Stops on their side of `price` and far enough from it."""
    if price is None:
        return
    distance = instrument.stops_level_points * instrument.point
    levels = (("stop_loss", stop_loss, True), ("take_profit", take_profit, False))
    for field, level, is_loss in levels:
        if level is None:
            continue
        is_below = is_loss is (side is Side.BUY)
        away = price - level if is_below else level - price
        if away > 0 and away >= distance:
            continue
        relation = "below" if is_below else "above"
        by = f" by at least {distance}" if distance else ""
        faults.say(field, level, f"a price {relation} {price}{by}", "invalid:stops")


def _prices_belong(faults: Faults, body: PlaceOrder, now_us: int) -> None:
    """Which fields an order of this type has."""
    if body.type == "market" and body.price is not None:
        faults.say(
            "price", body.price[:40],
            "no price: a market order takes the market's; for a price of your own set type to "
            "limit, stop or stop_limit",
        )  # fmt: skip
    if body.type != "market" and body.price is None:
        faults.say("price", "nothing", f"the price at which the {body.type} order waits")
    if body.type == "stop_limit" and body.limit_price is None:
        faults.say("limit_price", "nothing", "the limit price that follows once price is reached")
    if body.type != "stop_limit" and body.limit_price is not None:
        faults.say("limit_price", body.limit_price[:40], "none: it belongs to type stop_limit")
    has_end = body.time_in_force in {"specified", "specified_day"}
    if has_end and body.good_till is None:
        faults.say("good_till", "nothing", "when the order ends, microseconds UTC")
    if body.good_till is not None and (not has_end or body.type == "market"):
        faults.say(
            "good_till", body.good_till,
            "none, or a waiting order with time_in_force specified or specified_day",
        )  # fmt: skip
    if has_end and body.good_till is not None and body.good_till <= now_us:
        faults.say("good_till", body.good_till, f"a time after now ({now_us})")


def _lies_right(
    faults: Faults, body: PlaceOrder, quote: Quote | None, *, price: Price | None,
    limit: Price | None,
) -> None:  # fmt: skip
    """A waiting order on its side of the market, so that it waits."""
    if quote is None or price is None or body.type == "market":
        return
    is_buy = body.side == "buy"
    market = quote.ask if is_buy else quote.bid
    is_below = (body.type == "limit") is is_buy
    if (price >= market) if is_below else (price <= market):
        word = "below" if is_below else "above"
        faults.say(
            "price", price, f"a price {word} {market}: a {body.side} {body.type} waits there",
            "invalid:price",
        )  # fmt: skip
    if limit is not None and body.type == "stop_limit":
        is_wrong = limit > price if is_buy else limit < price
        if is_wrong:
            word = "at or below" if is_buy else "at or above"
            faults.say("limit_price", limit, f"a price {word} price ({price})", "invalid:price")


def _entry(
    body: PlaceOrder, quote: Quote | None, *, price: Price | None, limit: Price | None
) -> Decimal | None:
    if body.type == "stop_limit":
        return limit
    if body.type != "market":
        return price
    if quote is None:
        return None
    return quote.ask if body.side == "buy" else quote.bid
