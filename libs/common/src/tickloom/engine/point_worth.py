"""What prices that a position met were worth, in the smallest units of the account."""

import numpy as np
import numpy.typing as npt

from tickloom.engine.result import Exchange, Integers, RunResult
from tickloom.engine.simulation import shapes

Floats = npt.NDArray[np.float64]


def exchange_of(money: shapes.Money, market: shapes.Market, begin: int) -> Exchange:
    """What a result keeps of how its range, from bar `begin` on, was counted."""
    bid, ask = market.rate_bid, market.rate_ask
    first = begin if len(bid) > 1 else 0
    return Exchange(
        value=money.value_numerator / money.value_denominator, conversion=money.conversion,
        rate=money.rate_numerator / money.rate_denominator, scale=money.scale, bid=bid[first:],
        ask=ask[first:],
    )  # fmt: skip


def money_at(result: RunResult, price: Integers) -> Integers:
    """What each position gained at its `price`, had all of the volume first opened been there.

    A foreign profit currency is exchanged as at the fill: when the price was met in a position's
    life is not kept. Where the price itself is the rate, it is exchanged at that price.
    """
    held = result.positions
    moved = (price - held.price_open) * held.side
    amount = moved * held.volume * result.exchange.value
    amount *= _rate(result, price, is_bought=moved < 0)
    return (np.copysign(np.floor(np.abs(amount) + 0.5), amount)).astype(np.int64)


def _rate(result: RunResult, price: Integers, *, is_bought: npt.NDArray[np.bool_]) -> Floats:
    """Account currency for one unit of the profit currency, each at the worse side of the pair."""
    by, opened = result.exchange, result.positions.bar_open
    if by.conversion == shapes.SAME:
        return np.ones(len(price))
    if by.conversion == shapes.FIXED:
        return np.full(len(price), by.rate)
    if by.conversion == shapes.OWN_INVERSE:
        return by.scale / np.maximum(1, price)
    bid, ask = by.bid[opened], by.ask[opened]
    if by.conversion == shapes.DIRECT:
        return np.where(is_bought, ask, bid) / by.scale
    return by.scale / np.maximum(1, np.where(is_bought, bid, ask))
