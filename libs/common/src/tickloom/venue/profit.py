"""Profit and tick value by MetaTrader's calculation modes."""

from decimal import Decimal

from tickloom.domain.instrument import Instrument
from tickloom.domain.money import Money, Price, Volume, cents
from tickloom.domain.order import Side
from tickloom.venue.conversion import Converter, Quotes


def profit_raw(
    instrument: Instrument, side: Side, volume: Volume, *, opened: Price, closed: Decimal
) -> Money:
    """(close - open) x contract x lots, in the profit currency; the sign turns for a sell."""
    distance = (closed - opened) * side.sign
    amount = distance * instrument.contract_size * volume
    return Money(amount=amount, currency=instrument.currency_profit)


def profit(raw: Money, converter: Converter, quotes: Quotes) -> Decimal:
    """`raw` in the account's currency, rounded to cents as MetaTrader books each deal."""
    return cents(converter.profit(raw, quotes))


def tick_value(
    instrument: Instrument, converter: Converter, quotes: Quotes, *, is_gain: bool
) -> Decimal:
    """What one lot gains (or loses) in the account's currency when the price moves by one tick.

    The two differ slightly, because gains and losses convert at different sides; sizing takes
    the loss.
    """
    amount = instrument.tick_size * instrument.contract_size
    money = Money(amount=amount if is_gain else -amount, currency=instrument.currency_profit)
    return abs(converter.profit(money, quotes))
