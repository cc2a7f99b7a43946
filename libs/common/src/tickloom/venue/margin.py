"""Margin by MetaTrader's calculation modes."""

from decimal import Decimal

from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.domain.money import Money, Volume


def margin_raw(instrument: Instrument, volume: Volume, *, price: Decimal, leverage: int) -> Money:
    """What `volume` lots bind.

    FOREX: lots x contract / leverage, in the margin currency.
    CFD: lots x contract x price; CFD with leverage: the same / leverage; in the profit currency.
    """
    contracts = volume * instrument.contract_size
    if instrument.calc_mode is CalcMode.FOREX:
        return Money(amount=contracts / leverage, currency=instrument.currency_margin)
    divisor = leverage if instrument.calc_mode is CalcMode.CFD_LEVERAGE else 1
    return Money(amount=contracts * price / divisor, currency=instrument.currency_profit)
