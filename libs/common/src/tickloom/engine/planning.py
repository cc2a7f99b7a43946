"""An entry from a signal: levels from the price at sending, then the size that fits the stop.

Levels are rounded to the tick grid towards the entry, so that risk is never larger than written.
A level that is wrong or too near refuses the entry; it is never moved in silence.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from tickloom.domain.instrument import Instrument
from tickloom.domain.money import Price
from tickloom.domain.order import Side
from tickloom.engine.decision import BookView, EntryIntent
from tickloom.risk.check import Approved, Refused
from tickloom.risk.sizing import Ceiling, lots_fixed, lots_for_risk
from tickloom.strategy.document import Distance, FixedLots, RiskPercent, Sizing, StrategyDocument
from tickloom.strategy.nodes import Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The price at sending."""

    bid: Price
    ask: Price


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A side, and the ATR values (price units) of the decision bar that its levels are made of."""

    side: Side
    stop_atr: float | None
    target_atr: float | None


def plan_entry(
    document: StrategyDocument, instrument: Instrument, signal: Signal, *, quote: Quote,
    book: BookView,
) -> EntryIntent | Refused:  # fmt: skip
    """What to send for `signal`, or why nothing may be sent."""
    wide = _spread_refusal(document, instrument, quote)
    if wide is not None:
        return wide
    price = quote.ask if signal.side is Side.BUY else quote.bid
    levels = _Levels(instrument=instrument, side=signal.side, price=price)
    stop = target = None
    if isinstance(document.stop_loss, Distance):
        stop = levels.stop(document.stop_loss, signal.stop_atr)
    if document.take_profit and isinstance(document.take_profit[0].level, Distance):
        target = levels.target(document.take_profit[0].level, signal.target_atr, stop)
    for level in (levels.refusal(stop, quote, is_stop=True), levels.refusal(target, quote)):
        if level is not None:
            return level
    stop_distance = None if stop is None else abs(price - stop)
    sized = _sized(document.sizing, instrument, stop_distance, book)
    if isinstance(sized, Refused):
        return sized
    return EntryIntent(
        side=signal.side, volume=sized.volume, price=price,
        stop_loss=None if stop is None else instrument.price(stop),
        take_profit=None if target is None else instrument.price(target),
        stop_distance=stop_distance,
        target_distance=None if target is None else abs(target - price),
        capped_by=sized.capped_by,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Levels:
    """Levels of one entry."""

    instrument: Instrument
    side: Side
    price: Price

    def stop(self, distance: Distance, atr: float | None) -> Decimal:
        below = self.side is Side.BUY
        length = self._length(distance, atr, r=None)
        return self._rounded(self.price - self.side.sign * length, up=below)

    def target(self, distance: Distance, atr: float | None, stop: Decimal | None) -> Decimal:
        above = self.side is Side.BUY
        r = None if stop is None else abs(self.price - stop)
        length = self._length(distance, atr, r=r)
        return self._rounded(self.price + self.side.sign * length, up=not above)

    def refusal(
        self, level: Decimal | None, quote: Quote, *, is_stop: bool = False
    ) -> Refused | None:
        """Stops are measured from the price that would close the position (MetaTrader's rule)."""
        if level is None:
            return None
        word = "stop" if is_stop else "target"
        closing = quote.bid if self.side is Side.BUY else quote.ask
        beyond = (closing - level if is_stop else level - closing) * self.side.sign
        from_entry = (self.price - level if is_stop else level - self.price) * self.side.sign
        if from_entry <= 0 or level <= 0:
            return Refused(
                reason=f"{word}_wrong_side", limit=str(self.price), value=str(level),
                detail=f"the {word} {level} is on the wrong side of the entry {self.price}",
            )  # fmt: skip
        least = self.instrument.stops_level_points * self.instrument.point
        if beyond < least or beyond <= 0:
            return Refused(
                reason=f"{word}_too_near", limit=str(least), value=str(beyond),
                detail=f"the {word} {level} is {beyond} from {closing}, the venue wants {least}",
            )  # fmt: skip
        return None

    def _length(self, distance: Distance, atr: float | None, *, r: Decimal | None) -> Decimal:
        """The distance in price units, not rounded yet."""
        assert isinstance(distance.value, Number), "params are bound"
        value = Decimal(str(distance.value.value))
        match distance.unit:
            case "pips":
                pip = self.instrument.pip_size
                assert pip is not None, "the core refuses pips where there is no pip"
                return value * pip
            case "points":
                return value * self.instrument.point
            case "price":
                return value
            case "pct":
                return self.price * value / 100
            case "r":
                assert r is not None, "binding asks for a stop where r is used"
                return value * r
            case "atr":
                assert atr is not None, "the core waits until ATR has a value"
                return value * Decimal(str(atr))
            case unit:
                raise AssertionError(f"distance unit {unit} was not refused when binding")

    def _rounded(self, level: Decimal, *, up: bool) -> Decimal:
        tick = self.instrument.tick_size
        rounding = ROUND_CEILING if up else ROUND_FLOOR
        ticks = (level / tick).to_integral_value(rounding=rounding)
        return (ticks * tick).quantize(self.instrument.point)


def _spread_refusal(
    document: StrategyDocument, instrument: Instrument, quote: Quote
) -> Refused | None:
    filters, spread = document.filters, quote.ask - quote.bid
    units = (
        (filters.max_spread_points, instrument.point),
        (filters.max_spread_pips, instrument.pip_size),
    )  # fmt: skip
    for most, unit in units:
        if most is not None and unit is not None and spread > Decimal(str(most)) * unit:
            limit = Decimal(str(most)) * unit
            return Refused(
                reason="spread_too_wide", limit=str(limit), value=str(spread),
                detail=f"the spread is {spread}, the document allows {limit}",
            )  # fmt: skip
    return None


def _sized(
    sizing: Sizing | None, instrument: Instrument, stop_distance: Decimal | None, book: BookView
) -> Approved | Refused:
    ceiling = Ceiling(margin_free=book.margin_free, margin_per_lot=book.margin_per_lot)
    if isinstance(sizing, FixedLots):
        return lots_fixed(instrument, lots=Decimal(str(sizing.lots)), ceiling=ceiling)
    assert sizing is not None, "binding asks for a size"
    assert stop_distance is not None, "binding asks for a stop where the size follows from risk"
    if isinstance(sizing, RiskPercent):
        money = book.equity if sizing.of == "equity" else book.balance
        risk = money * Decimal(str(sizing.percent)) / 100
    else:
        risk = Decimal(str(sizing.amount))
    return lots_for_risk(
        instrument, risk=risk, stop_distance=stop_distance, tick_value=book.tick_value,
        ceiling=ceiling,
    )  # fmt: skip
