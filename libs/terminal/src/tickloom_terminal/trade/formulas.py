"""Profit and margin by calculation mode: lots, contract sizes and prices to money, not rounded.

L lots, C contract size, P price, lev leverage, TV/TS tick value over tick size, F face value.
Bonds are quoted in percent of their face value.
"""

from decimal import Decimal

from tickloom.domain.money import Money
from tickloom.domain.order import Side
from tickloom_terminal import constants as mt5
from tickloom_terminal.trade.sheet import SymbolSheet

FUTURES = frozenset(
    (
        mt5.SYMBOL_CALC_MODE_FUTURES, mt5.SYMBOL_CALC_MODE_EXCH_FUTURES,
        mt5.SYMBOL_CALC_MODE_EXCH_OPTIONS, mt5.SYMBOL_CALC_MODE_EXCH_OPTIONS_MARGIN,
    )
)  # fmt: skip
BONDS = frozenset((mt5.SYMBOL_CALC_MODE_EXCH_BONDS, mt5.SYMBOL_CALC_MODE_EXCH_BONDS_MOEX))
COLLATERAL = mt5.SYMBOL_CALC_MODE_SERV_COLLATERAL
_PERCENT = Decimal(100)


def profit_of(
    sheet: SymbolSheet, side: Side, volume: Decimal, *, opened: Decimal, closed: Decimal
) -> Money:
    """What `volume` lots gained from `opened` to `closed`, in the profit currency."""
    instrument = sheet.instrument
    distance = (closed - opened) * side.sign
    if sheet.mode in FUTURES:
        amount = distance * sheet.tick_worth / instrument.tick_size * volume
    elif sheet.mode in BONDS:
        amount = distance / _PERCENT * sheet.face_value * instrument.contract_size * volume
    elif sheet.mode == COLLATERAL:
        amount = Decimal(0)
    else:
        amount = distance * instrument.contract_size * volume
    return Money(amount=amount, currency=instrument.currency_profit)


def margin_of(
    sheet: SymbolSheet, side: Side, volume: Decimal, *, price: Decimal, leverage: int,
    is_held: bool = False,
) -> Money:  # fmt: skip
    """What `volume` lots tie up: to be opened, or (`is_held`) as a position."""
    rate = sheet.margin_rate_buy if side is Side.BUY else sheet.margin_rate_sell
    fixed = sheet.margin_initial
    if is_held and sheet.margin_maintenance:
        fixed = sheet.margin_maintenance
    if sheet.mode == COLLATERAL:
        return Money(amount=Decimal(0), currency=sheet.instrument.currency_margin)
    if sheet.mode in FUTURES or fixed:
        return Money(amount=volume * fixed * rate, currency=sheet.instrument.currency_margin)
    return _by_price(sheet, volume * rate, price, leverage)


def _by_price(sheet: SymbolSheet, lots: Decimal, price: Decimal, leverage: int) -> Money:
    instrument = sheet.instrument
    contracts = lots * instrument.contract_size
    mode = sheet.mode
    if mode == mt5.SYMBOL_CALC_MODE_FOREX:
        return Money(amount=contracts / leverage, currency=instrument.currency_margin)
    if mode == mt5.SYMBOL_CALC_MODE_FOREX_NO_LEVERAGE:
        return Money(amount=contracts, currency=instrument.currency_margin)
    if mode == mt5.SYMBOL_CALC_MODE_CFDLEVERAGE:
        amount = contracts * price / leverage
    elif mode == mt5.SYMBOL_CALC_MODE_CFDINDEX:
        amount = contracts * price * sheet.tick_worth / instrument.tick_size
    elif mode in BONDS:
        amount = contracts * sheet.face_value * price / _PERCENT
    else:
        amount = contracts * price
    return Money(amount=amount, currency=instrument.currency_profit)


def asset_of(sheet: SymbolSheet, volume: Decimal, price: Decimal) -> Money:
    """What a position counts as an asset: collateral only, at its liquidity rate."""
    amount = Decimal(0)
    if sheet.mode == COLLATERAL:
        amount = volume * sheet.instrument.contract_size * price * sheet.liquidity_rate
    return Money(amount=amount, currency=sheet.instrument.currency_profit)


def is_in_base(sheet: SymbolSheet) -> bool:
    """Whether the margin is an amount of the base currency: a pair without a fixed margin."""
    pairs = (mt5.SYMBOL_CALC_MODE_FOREX, mt5.SYMBOL_CALC_MODE_FOREX_NO_LEVERAGE)
    return sheet.mode in pairs and not sheet.margin_initial
