"""What prices that a position met were worth, in the smallest units of the account."""

import numpy as np
import numpy.typing as npt

from tickloom.engine.result import Integers, RunResult
from tickloom.engine.simulation import shapes

Floats = npt.NDArray[np.float64]


def money_at(result: RunResult, price: Integers) -> Integers:
    """What each position gained at its `price`, had all of the volume first opened been there.

    A foreign profit currency is exchanged as at the fill: when the price was met in a position's
    life is not kept. Where the price itself is the rate, it is exchanged at that price.
    """
    held, money = result.positions, result.money
    moved = (price - held.price_open) * held.side
    amount = moved * held.volume * (money.value_numerator / money.value_denominator)
    amount *= _rate(result, price, is_bought=moved < 0)
    return (np.copysign(np.floor(np.abs(amount) + 0.5), amount)).astype(np.int64)


def _rate(result: RunResult, price: Integers, *, is_bought: npt.NDArray[np.bool_]) -> Floats:
    """Account currency for one unit of the profit currency, each at the worse side of the pair."""
    money, opened = result.money, result.positions.bar_open
    if money.conversion == shapes.SAME:
        return np.ones(len(price))
    if money.conversion == shapes.FIXED:
        return np.full(len(price), money.rate_numerator / money.rate_denominator)
    if money.conversion == shapes.OWN_INVERSE:
        return money.scale / np.maximum(1, price)
    bid, ask = (column[opened] for column in result.rates)
    if money.conversion == shapes.DIRECT:
        return np.where(is_bought, ask, bid) / money.scale
    return money.scale / np.maximum(1, np.where(is_bought, bid, ask))
