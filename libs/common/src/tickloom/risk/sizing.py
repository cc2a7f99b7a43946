"""Lots from risk and stop, in exact fractions, floored to the volume step.

lots = floor to step(risk / (stop distance / tick size * tick value)). A float or a Decimal
quotient would floor 0.60 to 0.59, so nothing is divided before the floor but fractions. The loss
at the stop is therefore never above the risk.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tickloom.domain.instrument import Instrument
from tickloom.risk.check import Approved, Refused

Exact = Decimal | Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """What a position may cost at most: free margin, and the margin of one lot (0 = none)."""

    margin_free: Decimal
    margin_per_lot: Exact


def loss_per_lot(instrument: Instrument, *, stop_distance: Decimal, tick_value: Exact) -> Fraction:
    """What one lot loses at the stop, in account currency.

    `tick_value`: loss of one lot for one tick size, in account currency.
    """
    ticks = Fraction(stop_distance) / Fraction(instrument.tick_size)
    return ticks * Fraction(tick_value)


def lots_for_risk(
    instrument: Instrument, *, risk: Exact, stop_distance: Decimal, tick_value: Exact,
    ceiling: Ceiling,
) -> Approved | Refused:  # fmt: skip
    """The largest volume that loses at most `risk` (account currency) at the stop."""
    if risk <= 0:
        return _refused("nothing_to_risk", "above 0", risk, "there is no money to put at risk")
    loss = loss_per_lot(instrument, stop_distance=stop_distance, tick_value=tick_value)
    if loss <= 0:
        return _refused(
            "no_loss_at_stop", "above 0", loss, "the loss of one lot at the stop is not above 0"
        )
    smallest = loss * Fraction(instrument.volume_min)
    volume = instrument.volume_floored(Fraction(risk) / loss)
    if volume < instrument.volume_min:
        return _refused(
            "below_minimum_volume", str(instrument.volume_min), volume,
            f"risking {_money(risk)} buys {volume} lots, the minimum is {instrument.volume_min}; "
            f"the smallest possible risk at this stop is {_money(smallest)}",
        )  # fmt: skip
    return _capped(instrument, volume, ceiling)


def lots_fixed(instrument: Instrument, *, lots: Decimal, ceiling: Ceiling) -> Approved | Refused:
    """A given volume, floored to the step."""
    volume = instrument.volume_floored(lots)
    if volume < instrument.volume_min:
        return _refused(
            "below_minimum_volume", str(instrument.volume_min), lots,
            f"{lots} lots is below the minimum of {instrument.volume_min}",
        )  # fmt: skip
    return _capped(instrument, volume, ceiling)


def _capped(instrument: Instrument, volume: Decimal, ceiling: Ceiling) -> Approved | Refused:
    """Never more than the account can carry or the venue takes."""
    capped_by = ""
    if volume > instrument.volume_max:
        volume, capped_by = instrument.volume_floored(instrument.volume_max), "maximum_volume"
    margin = Fraction(ceiling.margin_per_lot)
    if margin > 0:
        carried = instrument.volume_floored(
            max(Fraction(ceiling.margin_free), Fraction(0)) / margin
        )
        if carried < volume:
            volume, capped_by = carried, "margin"
    if volume < instrument.volume_min:
        needed = _money(margin * Fraction(instrument.volume_min))
        return _refused(
            "not_enough_margin", needed, ceiling.margin_free,
            f"the minimum volume ties up {needed}, free are {_money(ceiling.margin_free)}",
        )  # fmt: skip
    return Approved(volume=instrument.volume(volume), capped_by=capped_by)


def _refused(reason: str, limit: str, value: Exact, detail: str) -> Refused:
    shown = _money(value) if isinstance(value, Fraction) else str(value)
    return Refused(reason=reason, limit=limit, value=shown, detail=detail)


def _money(amount: Exact) -> str:
    """An amount for people, to the cent."""
    hundredths = round(Fraction(amount) * 100)
    return str(Decimal(hundredths).scaleb(-2))
