"""What can only be said once the symbol is known: pips, costs, volume steps, trading hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import chain

from tickloom.domain.instrument import Instrument
from tickloom.strategy.check_clock import minute_of
from tickloom.strategy.document import Distance, FixedLots, StrategyDocument, Window
from tickloom.strategy.finding import Finding, error, warning
from tickloom.strategy.nodes import Number, TimeIs
from tickloom.strategy.walk import distances, nodes

_COST_FACTOR = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolFacts:
    """A symbol as far as it is known; each check without its fact is left out.

    `trading_hours` are windows of the server's clock; `warm_up_bars` is what the document needs.
    """

    instrument: Instrument
    typical_spread_points: float | None = None
    trading_hours: tuple[Window, ...] = ()
    warm_up_bars: int | None = None
    history_bars: int | None = None


def check_market(document: StrategyDocument, facts: SymbolFacts) -> Iterator[Finding]:
    """Every finding about a document on one symbol."""
    return chain(
        _pips(document, facts.instrument), _costs(document, facts), _spread_cap(document, facts),
        _warm_up(facts), _partial(document, facts.instrument), _closed(document, facts),
    )  # fmt: skip


def points_of(distance: Distance | None, instrument: Instrument) -> Fraction | None:
    """A distance in points where the instrument alone tells it."""
    if distance is None or not isinstance(distance.value, Number):
        return None
    sizes = {"points": instrument.point, "price": Decimal(1), "pips": instrument.pip_size}
    size = sizes.get(distance.unit)
    if size is None:
        return None
    return Fraction(str(distance.value.value)) * Fraction(size) / Fraction(instrument.point)


def _pips(document: StrategyDocument, instrument: Instrument) -> Iterator[Finding]:
    if instrument.pip_size is not None:
        return
    places = [f"{path}/unit" for path, distance in distances(document) if distance.unit == "pips"]
    if document.filters.max_spread_pips is not None:
        places.append("/filters/max_spread_pips")
    for path in places:
        yield error(
            path, "invalid:pip_undefined", f"{instrument.symbol} has no pip", "say points or price"
        )


def _costs(document: StrategyDocument, facts: SymbolFacts) -> Iterator[Finding]:
    spread = facts.typical_spread_points
    if spread is None:
        return
    stop = document.stop_loss if isinstance(document.stop_loss, Distance) else None
    stop_points = points_of(stop, facts.instrument)
    for index, target in enumerate(document.take_profit):
        level = target.level
        if not isinstance(level, Distance):
            continue
        points = points_of(level, facts.instrument)
        if level.unit == "r" and isinstance(level.value, Number) and stop_points is not None:
            points = Fraction(str(level.value.value)) * stop_points
        if points is not None and points < _COST_FACTOR * Fraction(str(spread)):
            yield warning(
                f"/take_profit/{index}", "warn:cost",
                f"{float(points):g} points are less than {_COST_FACTOR} spreads of {spread:g}",
                "costs will take most of it; aim further",
            )  # fmt: skip


def _spread_cap(document: StrategyDocument, facts: SymbolFacts) -> Iterator[Finding]:
    filters, spread = document.filters, facts.typical_spread_points
    if spread is None:
        return
    instrument = facts.instrument
    pip = instrument.pip_size or Decimal(0)
    for name, value, size in (
        ("max_spread_points", filters.max_spread_points, instrument.point),
        ("max_spread_pips", filters.max_spread_pips, pip),
    ):
        if (
            value is not None
            and size
            and Decimal(str(value)) * size / instrument.point < Decimal(str(spread))
        ):
            yield warning(
                f"/filters/{name}", "warn:spread_cap",
                f"{value:g} is below the usual spread of {spread:g} points: it would hardly trade",
                "raise it",
            )  # fmt: skip


def _warm_up(facts: SymbolFacts) -> Iterator[Finding]:
    needed, there = facts.warm_up_bars, facts.history_bars
    if needed is not None and there is not None and needed > there:
        yield warning(
            "", "warn:warmup", f"it needs {needed} bars before its first signal, there are {there}",
            "give it more history, or shorter indicators",
        )  # fmt: skip


def _partial(document: StrategyDocument, instrument: Instrument) -> Iterator[Finding]:
    sizing = document.sizing
    if not isinstance(sizing, FixedLots):
        return
    for index, target in enumerate(document.take_profit):
        if target.close_pct is None:
            continue
        part = Fraction(str(sizing.lots)) * Fraction(str(target.close_pct)) / 100
        if instrument.volume_floored(part) == 0:
            yield warning(
                f"/take_profit/{index}/close_pct", "warn:partial_below_step",
                f"{target.close_pct:g} % of {sizing.lots:g} lots is less than the step of "
                f"{instrument.volume_step} lots: its share goes to the next target",
                "trade more lots, or take fewer targets",
            )  # fmt: skip


def _closed(document: StrategyDocument, facts: SymbolFacts) -> Iterator[Finding]:
    if not facts.trading_hours or document.timezone != "server":
        return
    clocks = [(path, node.clock) for path, node in nodes(document) if isinstance(node, TimeIs)]
    if document.exits.at_time is not None:
        clocks.append(("/exit/at_time", document.exits.at_time))
    for path, clock in clocks:
        if not any(_is_inside(clock, window) for window in facts.trading_hours):
            yield warning(
                path, "warn:clock_closed",
                f"{facts.instrument.symbol} does not trade at {clock}",
                "pick a time at which it trades",
            )  # fmt: skip


def _is_inside(clock: str, window: Window) -> bool:
    minute, begin, end = (minute_of(text) for text in (clock, window.start, window.end))
    return begin <= minute < end if begin < end else minute >= begin or minute < end
