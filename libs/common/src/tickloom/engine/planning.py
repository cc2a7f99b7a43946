"""An entry from a signal: levels from the price at sending, then the size that fits the stop.

Levels come from the kernels that a backtest runs, over the same whole points, so a live order
carries the stop and target that the simulator would have given it. Size is the exact fraction of
`risk.sizing`. A level that is wrong or too near refuses the entry; it is never moved in silence.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from tickloom.domain.instrument import Instrument
from tickloom.domain.money import Price
from tickloom.domain.order import Side
from tickloom.engine import places
from tickloom.engine.decision import BookView, EntryIntent
from tickloom.engine.level_operands import LevelOperands
from tickloom.engine.reasons import Refusal
from tickloom.engine.run_settings import RunSettings
from tickloom.engine.simulation.levels import (
    UNKNOWN,
    stop_level,
    stop_refusal,
    target_level,
    target_refusal,
    whole_points,
)
from tickloom.engine.simulation.shapes import IN_MONEY
from tickloom.engine.simulation.terms import make_lengths, make_terms
from tickloom.risk.check import Approved, Refused
from tickloom.risk.sizing import Ceiling, lots_fixed, lots_for_risk
from tickloom.strategy.bind import BoundDocument
from tickloom.strategy.document import FixedLots, RiskPercent, Sizing

Floats = npt.NDArray[np.float64]
_CENT_DIGITS = RunSettings().account.digits
_WRONG = {int(Refusal.STOP_WRONG_SIDE), int(Refusal.TARGET_WRONG_SIDE)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The price at sending."""

    bid: Price
    ask: Price


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sending:
    """A side (+1, -1) with the prices in points that open and that would close its position."""

    side: int
    price: int
    closing: int


class EntryPlanner:
    """Plans the entries of one document on one symbol."""

    def __init__(
        self, bound: BoundDocument, instrument: Instrument, operands: LevelOperands
    ) -> None:
        self._sizing = bound.document.sizing
        self._instrument = instrument
        self._terms = make_terms(bound, instrument, RunSettings())
        self._lengths = make_lengths(bound.document, instrument, operands, _CENT_DIGITS)
        self._scale = 10**instrument.digits
        self._operands = len(operands.operands)

    def warm_up(self) -> None:
        """Call every kernel once, so that none is compiled or loaded in the middle of a bar."""
        nowhere = np.full((self._operands, 1), np.nan)
        sending = _Sending(side=1, price=1, closing=1)
        stop = self._stop(sending, nowhere, Fraction(1))
        target = self._target(sending, nowhere, 0, Fraction(1))
        stop_refusal(stop, 1, 1, 1, self._terms)
        target_refusal(target, 1, 1, 1, self._terms)

    def plan(
        self, side: Side, levels: Floats, *, quote: Quote, book: BookView
    ) -> EntryIntent | Refused:
        """What to send for a signal, or why nothing may be sent.

        `levels` are the operands of stops and targets on the decision bar, one a row.
        """
        bid, ask = self._instrument.points(quote.bid), self._instrument.points(quote.ask)
        if 0 <= self._terms.spread_most < ask - bid:
            return self._spread_refused(ask - bid)
        opens, closes = (ask, bid) if side is Side.BUY else (bid, ask)
        sending = _Sending(side=side.sign, price=opens, closing=closes)
        fixed = self._terms.size_numerator // self._terms.size_denominator
        stop = self._stop(sending, levels, self._loss_of_point(book, fixed))
        if self._terms.has_stop:
            why = stop_refusal(stop, sending.side, opens, closes, self._terms)
            if why:
                return self._level_refused("stop", why, stop, sending)
        r_points = abs(opens - stop) if self._terms.has_stop else 0
        stop_distance = self._instrument.from_points(r_points) if self._terms.has_stop else None
        sized = _sized(self._sizing, self._instrument, stop_distance, book)
        if isinstance(sized, Refused):
            return sized
        steps = int(sized.volume / self._instrument.volume_step)
        target = self._target(sending, levels, r_points, self._loss_of_point(book, steps))
        if self._terms.targets:
            why = target_refusal(target, sending.side, opens, closes, self._terms)
            if why:
                return self._level_refused("target", why, target, sending)
        return self._intent(side, sending, sized, stop, target)

    def _intent(
        self, side: Side, sending: _Sending, sized: Approved, stop: int, target: int
    ) -> EntryIntent:
        price, has_stop, has_target = sending.price, self._terms.has_stop, self._terms.targets > 0
        at = self._instrument.from_points
        return EntryIntent(
            side=side, volume=sized.volume, price=at(price),
            stop_loss=at(stop) if has_stop else None,
            take_profit=at(target) if has_target else None,
            stop_distance=at(abs(price - stop)) if has_stop else None,
            target_distance=at(abs(target - price)) if has_target else None,
            capped_by=sized.capped_by,
        )  # fmt: skip

    def _stop(self, sending: _Sending, levels: Floats, loss_of_point: Fraction) -> int:
        if not self._terms.has_stop:
            return 0
        money = self._money_points(places.STOP, loss_of_point)
        money = money or self._money_points(places.STOP_BUFFER, loss_of_point)
        return stop_level(
            self._lengths, levels, 0, sending.side, sending.price, self._terms, money, self._scale
        )

    def _target(
        self, sending: _Sending, levels: Floats, r_points: int, loss_of_point: Fraction
    ) -> int:
        if not self._terms.targets:
            return 0
        money = self._money_points(places.TARGET, loss_of_point)
        return target_level(
            self._lengths, places.TARGET, levels, 0, sending.side, sending.price, r_points,
            self._terms, money, self._scale,
        )  # fmt: skip

    def _money_points(self, place: int, loss_of_point: Fraction) -> int:
        """How many points the money of `place` is; 0 where it is not given in money."""
        if self._lengths.kind[place] != IN_MONEY or loss_of_point <= 0:
            return 0
        money = Fraction(self._lengths.factor[place]) / 10**_CENT_DIGITS
        return whole_points(float(money / loss_of_point))

    def _loss_of_point(self, book: BookView, steps: int) -> Fraction:
        """What a point costs a position of `steps`, in account currency."""
        instrument = self._instrument
        lots = max(1, steps) * Fraction(instrument.volume_step)
        a_tick = Fraction(instrument.tick_size) / Fraction(instrument.point)
        return Fraction(book.tick_value) * lots / a_tick

    def _spread_refused(self, spread: int) -> Refused:
        limit = self._instrument.from_points(self._terms.spread_most)
        value = self._instrument.from_points(spread)
        return Refused(
            reason=Refusal.SPREAD_TOO_WIDE.word, limit=str(limit), value=str(value),
            detail=f"the spread is {value}, the document allows {limit}",
        )  # fmt: skip

    def _level_refused(self, word: str, why: int, level: int, sending: _Sending) -> Refused:
        at = self._instrument.from_points
        if level == UNKNOWN:
            limit, value = "a number", "none"
            detail = f"the {word} has no value on this bar"
        elif why in _WRONG:
            limit, value = str(at(sending.price)), str(at(level))
            detail = f"the {word} {value} is on the wrong side of the entry {limit}"
        else:
            away = (sending.closing - level) * sending.side * (1 if word == "stop" else -1)
            limit, value = str(at(self._terms.stops_level)), str(at(away))
            detail = (
                f"the {word} {at(level)} is {value} from {at(sending.closing)}, "
                f"the venue wants {limit}"
            )
        return Refused(reason=Refusal(why).word, limit=limit, value=value, detail=detail)


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
