"""Money in kernels: profits, swaps and commissions rounded once, margin as a float to compare."""

from tickloom.engine.simulation.exact import held_products, rounded_ratio
from tickloom.engine.simulation.kernel import inner_kernel, kernel
from tickloom.engine.simulation.shapes import (
    DIRECT,
    FIXED,
    INVERSE,
    OWN_INVERSE,
    SAME,
    Market,
    Money,
)

# Commission modes, as `venue.costs.CommissionMode` orders them.
NO_COMMISSION, PER_LOT, ROUND_TURN, PER_MILLION, PERCENT, PER_DEAL = range(6)
# Swap modes; money of the margin currency is the base's or the profit currency's.
NO_SWAP, POINTS, MONEY_BASE, MONEY_PROFIT, MONEY_DEPOSIT, INTEREST_CURRENT, INTEREST_OPEN = range(7)
_INTEREST_DIVISOR = 36_000  # percent of a year of 360 days


@inner_kernel
def in_account(
    money: Money, market: Market, bar: int, numerator: int, denominator: int, bid: int, ask: int
) -> int:
    """`numerator / denominator` units of the profit currency in the account's, rounded.

    What was gained is sold, what was lost is bought: both at the worse side.
    """
    is_bought = numerator < 0
    if money.conversion == SAME:
        return rounded_ratio(numerator, denominator)
    if money.conversion == FIXED:
        rate_top, rate_under = money.rate_numerator, money.rate_denominator
    elif money.conversion == OWN_INVERSE:
        rate_top, rate_under = money.scale, max(1, bid if is_bought else ask)
    elif money.conversion == DIRECT:
        price = market.rate_ask[bar] if is_bought else market.rate_bid[bar]
        rate_top, rate_under = price, money.scale
    else:
        price = market.rate_bid[bar] if is_bought else market.rate_ask[bar]
        rate_top, rate_under = money.scale, max(1, price)
    top, under = held_products(numerator, rate_top, denominator, rate_under)
    return rounded_ratio(top, under)


@kernel
def rate(money: Money, market: Market, bar: int, bid: int) -> float:
    """Account currency for one unit of the profit currency, where a buyer would pay it."""
    if money.conversion == SAME:
        return 1.0
    if money.conversion == FIXED:
        return money.rate_numerator / money.rate_denominator
    if money.conversion == OWN_INVERSE:
        return money.scale / max(1, bid)
    if money.conversion == DIRECT:
        return market.rate_ask[bar] / money.scale
    return money.scale / max(1, market.rate_bid[bar])


@inner_kernel
def loss_ratio(money: Money, market: Market, bar: int, bid: int) -> tuple[int, int]:
    """What one point of one step loses, as a fraction of the account's smallest unit."""
    top, under = money.value_numerator, money.value_denominator
    if money.conversion == FIXED:
        return top * money.rate_numerator, under * money.rate_denominator
    if money.conversion == OWN_INVERSE:
        return top * money.scale, under * max(1, bid)
    if money.conversion == DIRECT:
        return top * market.rate_ask[bar], under * money.scale
    if money.conversion == INVERSE:
        return top * money.scale, under * max(1, market.rate_bid[bar])
    return top, under


@kernel
def profit(
    money: Money, market: Market, bar: int, points: int, steps: int, bid: int, ask: int
) -> int:
    """(close - open) x contract x lots in account units, rounded half away from zero."""
    numerator = points * steps * money.value_numerator
    return in_account(money, market, bar, numerator, money.value_denominator, bid, ask)


@kernel
def margin(money: Money, market: Market, bar: int, steps: int, price: int, bid: int) -> float:
    """What `steps` tie up, in account units (not rounded).

    Where the base is the account's currency the price has no say: a lot of USDJPY is 100,000 USD.
    """
    if money.conversion == OWN_INVERSE:
        return money.margin_unit * steps * money.price_scale
    return money.margin_unit * steps * price * rate(money, market, bar, bid)


@kernel
def commission(
    money: Money, market: Market, bar: int, steps: int, price: int, is_entry: bool
) -> int:
    """The commission of a deal: zero or negative."""
    mode = money.commission_mode
    if mode == NO_COMMISSION or (mode == ROUND_TURN and not is_entry):
        return 0
    top, under = money.commission_numerator, money.commission_denominator
    if mode == PER_DEAL:
        charged = rounded_ratio(top, under)
    elif mode in (PER_LOT, ROUND_TURN):
        charged = rounded_ratio(top * steps, under)
    else:
        turnover = in_account(
            money, market, bar, steps * price * money.value_numerator, money.value_denominator,
            price, price,
        )  # fmt: skip
        charged = rounded_ratio(turnover * top, under)
    return -max(charged, money.commission_minimum)


@kernel
def swap(
    money: Money, market: Market, bar: int, side: int, steps: int, nights: int, opened: int,
    bid: int, ask: int,
) -> int:  # fmt: skip
    """What a position earns (or, negative, pays) for `nights` rollovers, rounded."""
    mode = money.swap_mode
    if mode == NO_SWAP or nights == 0:
        return 0
    rate_numerator = money.swap_long_numerator if side > 0 else money.swap_short_numerator
    top, under = rate_numerator * steps * nights, money.swap_denominator
    if mode == MONEY_DEPOSIT:
        return rounded_ratio(top, under)
    if mode in (INTEREST_CURRENT, INTEREST_OPEN):
        price = opened if mode == INTEREST_OPEN else (bid if side > 0 else ask)
        worth, divisor = price * money.value_numerator, money.value_denominator * _INTEREST_DIVISOR
        top, under = held_products(top, worth, under, divisor)
    elif mode == POINTS:
        top, under = held_products(top, money.value_numerator, under, money.value_denominator)
    elif mode == MONEY_BASE:
        price = bid if side > 0 else ask
        top, under = held_products(top, price, under, money.price_scale)
    return in_account(money, market, bar, top, under, bid, ask)
