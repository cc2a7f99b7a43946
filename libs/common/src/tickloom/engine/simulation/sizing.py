"""How much: steps from risk and stop, floored exactly, capped by the account and the venue."""

from tickloom.engine.reasons import Refusal
from tickloom.engine.simulation.exact import floor_ratio
from tickloom.engine.simulation.kernel import inner_kernel, kernel, seldom_kernel
from tickloom.engine.simulation.money import loss_ratio
from tickloom.engine.simulation.shapes import (
    FIXED_LOTS,
    RISK_MONEY,
    RISK_PERCENT_EQUITY,
    SHARE_UNIT,
    Integers,
    Market,
    Money,
    Terms,
)

_BELOW_MINIMUM = int(Refusal.BELOW_MINIMUM_VOLUME)
_NO_MARGIN = int(Refusal.NOT_ENOUGH_MARGIN)
_AMPLE = 1.0001


@kernel
def fixed_steps(terms: Terms) -> int:
    """The steps of a fixed volume."""
    if terms.size_denominator == 1:
        return terms.size_numerator
    return terms.size_numerator // terms.size_denominator


@inner_kernel
def wanted_steps(
    terms: Terms, money: Money, market: Market, bar: int, bid: int, balance: int, equity: int,
    stop_points: int,
) -> int:  # fmt: skip
    """Steps before any cap: fixed, or floor(risk / loss of one step at the stop)."""
    if terms.sizing == FIXED_LOTS:
        return fixed_steps(terms)
    if terms.sizing == RISK_MONEY:
        base = 1
    elif terms.sizing == RISK_PERCENT_EQUITY:
        base = max(0, equity)
    else:
        base = max(0, balance)
    top, under = loss_ratio(money, market, bar, bid)
    return floor_ratio(
        base * terms.size_numerator, under, terms.size_denominator * stop_points, top
    )


@inner_kernel
def allowed_steps(terms: Terms, wanted: int, margin_free: float, margin_of_step: float) -> int:
    """`wanted` within volume and margin limits; a negative refusal code where nothing is left."""
    if wanted < terms.volume_min:
        return -_BELOW_MINIMUM
    steps = min(wanted, terms.volume_max)
    is_ample = margin_of_step * steps * _AMPLE < margin_free  # no division is needed to see it
    if margin_of_step > 0.0 and not is_ample:
        carried = int(max(0.0, margin_free) / margin_of_step)
        if carried < terms.volume_min:
            return -_NO_MARGIN
        steps = min(steps, carried)
    return steps


@seldom_kernel
def split_targets(steps: int, shares: Integers, count: int, parts: Integers) -> None:
    """How many steps each of `count` targets closes, nearest first, into `parts`.

    `shares` are parts of SHARE_UNIT of the volume first opened. A part that floors to zero
    passes its share on; where the shares are the whole, the last one closes what remains. `parts`
    may be `shares` itself.
    """
    total, given, carried = 0, 0, 0
    for place in range(count):
        total += shares[place]
    for place in range(count):
        share = shares[place] + carried
        part = steps * share // SHARE_UNIT
        carried = share if part == 0 else 0
        if place == count - 1 and total >= SHARE_UNIT:
            part = steps - given
        part = min(part, steps - given)
        parts[place] = part
        given += part
