"""A document, an instrument and the settings of a run as the numbers that the kernels read."""

from collections.abc import Hashable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from tickloom.domain.errors import InvalidInput
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.domain.market import MINUTE_NS
from tickloom.engine import places
from tickloom.engine.level_operands import LevelOperands, distances_by_place, level_parts
from tickloom.engine.run_settings import Intrabar, MarginMode, RunSettings
from tickloom.engine.simulation import money as modes
from tickloom.engine.simulation import shapes
from tickloom.engine.simulation.ratios import LONG, SHORT, exact, held
from tickloom.engine.simulation.shapes import Lengths, Money, Terms
from tickloom.strategy.bind import BoundDocument
from tickloom.strategy.document import (
    AtLevel,
    Distance,
    FixedLots,
    RiskPercent,
    StrategyDocument,
    SwingLevel,
)
from tickloom.strategy.nodes import Number
from tickloom.venue.costs import CommissionMode, SwapMode

_PERCENT = 100
_LENGTH_MOST = 10**9
"""A length in percent or R is multiplied with a price or a distance in points."""
_KINDS = {"pct": shapes.IN_PERCENT, "r": shapes.IN_R, "atr": shapes.IN_ATR,
          "money": shapes.IN_MONEY}  # fmt: skip
_ORDERS = {"market": shapes.MARKET, "limit": shapes.LIMIT, "stop": shapes.STOP_ORDER}
_INTRABAR = {
    Intrabar.STOP_FIRST: shapes.STOP_FIRST, Intrabar.ONE_MINUTE_OHLC: shapes.OHLC_PATH,
    Intrabar.DRILL_DOWN: shapes.DRILL_DOWN,
}  # fmt: skip
_COMMISSIONS = {mode: number for number, mode in enumerate(CommissionMode)}


class Rules(NamedTuple):
    """Everything that a simulator reads of a document besides its conditions."""

    terms: Terms
    lengths: Lengths


def rule_parts(document: StrategyDocument) -> Hashable:
    """The parts that `make_rules` looks at: documents that have them in common have its answer."""
    sides = (document.entry_long is not None, document.entry_short is not None)
    own = (document.exits, document.filters, document.sizing, document.limits)
    return (*sides, *own, *level_parts(document))


def make_rules(
    bound: BoundDocument, instrument: Instrument, operands: LevelOperands, settings: RunSettings
) -> Rules:
    """The rules of a document as numbers."""
    return Rules(
        terms=make_terms(bound, instrument, settings),
        lengths=make_lengths(bound.document, instrument, operands, settings.account.digits),
    )


def make_terms(bound: BoundDocument, instrument: Instrument, settings: RunSettings) -> Terms:
    """The rules of a run; raises `InvalidInput` where the instrument lacks what they count in."""
    document = bound.document
    limits, exits = document.limits, document.exits
    mode, size = _size(document, instrument, settings)
    step = Fraction(instrument.volume_step)
    daily = Fraction(0)
    if limits.max_daily_loss_pct is not None:
        daily = held(exact(limits.max_daily_loss_pct) / _PERCENT, SHORT, SHORT)
    unit = 10**settings.account.digits
    money_limit = limits.max_daily_loss_money
    return Terms(
        has_long=document.entry_long is not None, has_short=document.entry_short is not None,
        opposite_signal=exits.opposite_signal, max_bars=exits.max_bars or 0,
        max_time_ns=(exits.max_minutes or 0) * MINUTE_NS,
        order_type=_ORDERS[document.order.type], expire_bars=document.order.expire_bars or 0,
        targets=len(document.take_profit), has_stop=document.stop_loss is not None,
        tick_points=int(instrument.tick_size / instrument.point),
        stops_level=instrument.stops_level_points, spread_most=_spread_most(document, instrument),
        sizing=mode, size_numerator=size.numerator, size_denominator=size.denominator,
        volume_min=-int(-Fraction(instrument.volume_min) // step),
        volume_max=int(Fraction(instrument.volume_max) // step),
        max_positions=limits.max_positions, max_trades_per_day=limits.max_trades_per_day or 0,
        cooldown_bars=limits.cooldown_bars,
        daily_loss_numerator=daily.numerator, daily_loss_denominator=daily.denominator,
        daily_loss_money=0 if money_limit is None else max(1, round(exact(money_limit) * unit)),
        max_consecutive_losses=limits.max_consecutive_losses or 0,
        slippage=settings.slippage.points,
        slippage_most=max(settings.slippage.points, settings.slippage.maximum_points),
        seed=settings.seed, intrabar=_INTRABAR[settings.intrabar],
        bar_ns=bound.timeframe.minutes * MINUTE_NS,
    )  # fmt: skip


def _size(
    document: StrategyDocument, instrument: Instrument, settings: RunSettings
) -> tuple[int, Fraction]:
    """How the volume is found, and its number: steps, a share of the balance, or money."""
    sizing = document.sizing
    assert sizing is not None, "binding asks for a size"
    if isinstance(sizing, FixedLots):
        return shapes.FIXED_LOTS, held(exact(sizing.lots) / Fraction(instrument.volume_step), LONG)
    if isinstance(sizing, RiskPercent):
        of_equity = sizing.of == "equity"
        mode = shapes.RISK_PERCENT_EQUITY if of_equity else shapes.RISK_PERCENT_BALANCE
        return mode, held(exact(sizing.percent) / _PERCENT, SHORT)
    amount = exact(sizing.amount) * 10**settings.account.digits
    return shapes.RISK_MONEY, held(amount, LONG, SHORT)


def _spread_most(document: StrategyDocument, instrument: Instrument) -> int:
    """The widest spread that an entry takes, in points; -1: any."""
    filters, caps = document.filters, list[Fraction]()
    if filters.max_spread_points is not None:
        caps.append(exact(filters.max_spread_points))
    if filters.max_spread_pips is not None:
        caps.append(exact(filters.max_spread_pips) * _pip_points(instrument, "/filters"))
    return int(min(caps)) if caps else -1


def _pip_points(instrument: Instrument, path: str) -> Fraction:
    if instrument.pip_size is None:
        raise InvalidInput(
            path, "pips", f"points or price: {instrument.symbol} has no pip",
            code="invalid:pip_undefined",
        )  # fmt: skip
    return Fraction(instrument.pip_size) / Fraction(instrument.point)


def make_lengths(
    document: StrategyDocument, instrument: Instrument, operands: LevelOperands, digits: int
) -> Lengths:
    """Every distance and level at its place; `digits` are the account's."""
    kind = np.zeros(places.LENGTHS, dtype=np.int64)
    numerator = np.zeros(places.LENGTHS, dtype=np.int64)
    denominator = np.ones(places.LENGTHS, dtype=np.int64)
    factor = np.zeros(places.LENGTHS)
    rows = np.full((2, places.LENGTHS), -1, dtype=np.int64)
    for place, distance in distances_by_place(level_parts(document)).items():
        ratio = held(_length(distance, instrument), _LENGTH_MOST)
        kind[place] = _KINDS.get(distance.unit, shapes.IN_POINTS)
        numerator[place], denominator[place] = ratio.numerator, ratio.denominator
        factor[place] = float(ratio * 10**digits) if distance.unit == "money" else float(ratio)
    for place, pair in operands.rows.items():
        rows[:, place] = pair
    if isinstance(document.stop_loss, AtLevel | SwingLevel):
        kind[places.STOP] = shapes.AT_LEVEL
    for number, target in enumerate(document.take_profit):
        if isinstance(target.level, AtLevel):
            kind[places.TARGET + number] = shapes.AT_LEVEL
    return Lengths(
        kind=kind, numerator=numerator, denominator=denominator, factor=factor,
        row_long=rows[0].copy(), row_short=rows[1].copy(),
        shares=np.array(
            _shares(tuple(target.close_pct for target in document.take_profit)), dtype=np.int64
        ),
    )  # fmt: skip


def _length(distance: Distance, instrument: Instrument) -> Fraction:
    """Points, percent, R, ATRs or money, as the unit says."""
    assert isinstance(distance.value, Number), "params are bound"
    value = exact(distance.value.value)
    if distance.unit == "pips":
        return value * _pip_points(instrument, "/stop_loss")
    return value / Fraction(instrument.point) if distance.unit == "price" else value


@lru_cache(maxsize=256)
def _shares(given: tuple[float | Decimal | None, ...]) -> tuple[int, ...]:
    """What each target closes, in SHARE_UNIT; those without a share divide what is left."""
    whole = Fraction(_PERCENT)
    left = whole - sum((exact(share) for share in given if share is not None), Fraction(0))
    open_ended = sum(share is None for share in given)
    each = left / open_ended if open_ended else Fraction(0)
    shares = [each if share is None else exact(share) for share in given]
    return tuple(int(share / whole * shapes.SHARE_UNIT) for share in shares) or (0,)


def make_money(instrument: Instrument, settings: RunSettings, conversion: str = "") -> Money:
    """How this account counts this instrument.

    `conversion` says how rates come where neither currency of the symbol is the account's:
    "direct" or "inverse" (else there is a fixed rate).
    Raises `InvalidInput` where there is no way.
    """
    account = settings.account
    step = Fraction(instrument.volume_step)
    unit = Fraction(10**account.digits)
    contract = Fraction(instrument.contract_size)
    value = Fraction(instrument.point) * contract * step * unit
    kind, rate = _conversion(instrument, settings, conversion)
    commission, swap = settings.commission, settings.swap
    charged = held(_commission(commission.mode, exact(commission.amount), step, unit), SHORT)
    swap_mode, swap_unit = _swap(instrument, swap.mode, step, unit)
    long, short = (held(exact(each) * swap_unit, SHORT, SHORT) for each in (swap.long, swap.short))
    under = long.denominator * short.denominator
    margin_unit = contract * step * unit
    if instrument.calc_mode is not CalcMode.CFD:
        margin_unit /= account.leverage
    return Money(
        conversion=kind, value_numerator=value.numerator, value_denominator=value.denominator,
        rate_numerator=rate.numerator, rate_denominator=rate.denominator,
        scale=10**instrument.digits, price_scale=10**instrument.digits,
        margin_unit=float(margin_unit * Fraction(instrument.point)),
        is_netting=account.margin_mode is MarginMode.NETTING,
        stop_out_level=float(account.stop_out_pct) / _PERCENT,
        commission_mode=_COMMISSIONS[commission.mode],
        commission_numerator=charged.numerator, commission_denominator=charged.denominator,
        commission_minimum=round(exact(commission.minimum) * unit), swap_mode=swap_mode,
        swap_long_numerator=int(long * under), swap_short_numerator=int(short * under),
        swap_denominator=under,
    )  # fmt: skip


def _conversion(
    instrument: Instrument, settings: RunSettings, conversion: str
) -> tuple[int, Fraction]:
    account = settings.account
    if instrument.currency_profit == account.currency:
        return shapes.SAME, Fraction(1)
    if instrument.currency_base == account.currency and instrument.calc_mode is CalcMode.FOREX:
        return shapes.OWN_INVERSE, Fraction(1)
    if conversion:
        return (shapes.DIRECT if conversion == "direct" else shapes.INVERSE), Fraction(1)
    if account.conversion_rate is None:
        raise InvalidInput(
            "conversion_rate", None,
            f"{account.currency} for one {instrument.currency_profit}: {instrument.symbol} is "
            f"quoted in {instrument.currency_profit} and the account is in {account.currency}",
            code="need:conversion_rate",
        )  # fmt: skip
    return shapes.FIXED, held(exact(account.conversion_rate), SHORT)


def _commission(mode: CommissionMode, amount: Fraction, step: Fraction, unit: Fraction) -> Fraction:
    """What is multiplied with steps, or with the turnover, or stands alone."""
    match mode:
        case CommissionMode.PER_LOT | CommissionMode.ROUND_TURN:
            return amount * step * unit
        case CommissionMode.PER_MILLION:
            return amount / 1_000_000
        case CommissionMode.PERCENT:
            return amount / _PERCENT
        case CommissionMode.PER_DEAL:
            return amount * unit
        case CommissionMode.NONE:
            return Fraction(0)


def _swap(
    instrument: Instrument, mode: SwapMode, step: Fraction, unit: Fraction
) -> tuple[int, Fraction]:
    """The kernel's mode, and what its rate is multiplied with for one step."""
    a_step = step * unit
    is_base = instrument.currency_margin == instrument.currency_base
    margin_mode = modes.MONEY_BASE if is_base else modes.MONEY_PROFIT
    return {
        SwapMode.NONE: (modes.NO_SWAP, Fraction(1)),
        SwapMode.POINTS: (modes.POINTS, Fraction(1)),
        SwapMode.MONEY_BASE: (modes.MONEY_BASE, a_step),
        SwapMode.MONEY_MARGIN: (margin_mode, a_step),
        SwapMode.MONEY_DEPOSIT: (modes.MONEY_DEPOSIT, a_step),
        SwapMode.INTEREST_CURRENT: (modes.INTEREST_CURRENT, Fraction(1)),
        SwapMode.INTEREST_OPEN: (modes.INTEREST_OPEN, Fraction(1)),
    }[mode]
