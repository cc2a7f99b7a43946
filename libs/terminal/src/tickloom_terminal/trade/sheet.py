"""What a trade server says of a symbol beyond its grid: modes, bits, limits and costs."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.venue.costs import Commission, Swap, SwapMode
from tickloom_terminal import constants as mt5

FILLING_FOK, FILLING_IOC, FILLING_BOC = 1, 2, 4
"""Bits of `filling_mode`; the package has no names for them, and they are not request values."""
EXPIRATION_GTC, EXPIRATION_DAY, EXPIRATION_SPECIFIED, EXPIRATION_SPECIFIED_DAY = 1, 2, 4, 8
ORDER_MARKET, ORDER_LIMIT, ORDER_STOP, ORDER_STOP_LIMIT = 1, 2, 4, 8
ORDER_SL, ORDER_TP, ORDER_CLOSE_BY = 16, 32, 64

_DAY_MINUTES = 1_440


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A trading session in server time: day 0 is Sunday, minutes from midnight, end excluded."""

    day: int
    begin_minute: int = 0
    end_minute: int = _DAY_MINUTES


WORKING_WEEK = tuple(Session(day=day) for day in range(1, 6))


class Reopening(StrEnum):
    """Whether the rollover closes a position and opens it again, swap points away."""

    NO = "no"
    AT_CLOSE = "at_close"
    """At the last price of the day (SYMBOL_SWAP_MODE_REOPEN_CURRENT)."""
    AT_BID = "at_bid"
    """At the first bid of the new day (SYMBOL_SWAP_MODE_REOPEN_BID)."""


class Charging(StrEnum):
    """When commissions are booked: with the deal, or as one deal of their own a day or month."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolSheet:
    """A symbol as the trade server trades it; `margin_hedged` is a contract size (0: free).

    Defaults are those of a retail account with market execution.
    """

    instrument: Instrument
    path: str = ""
    execution: int = mt5.SYMBOL_TRADE_EXECUTION_MARKET
    filling_mask: int = FILLING_FOK | FILLING_IOC
    expiration_mask: int = 15
    order_mask: int = 127
    gtc_mode: int = mt5.SYMBOL_ORDERS_GTC
    trade_mode: int = mt5.SYMBOL_TRADE_MODE_FULL
    freeze_level_points: int = 0
    volume_limit: Decimal = Decimal(0)
    calc_mode: int | None = None
    """SYMBOL_CALC_MODE; None is that of the instrument."""
    tick_value: Decimal = Decimal(0)
    """Profit currency a tick and lot, for futures and indices; 0 is contract size x tick size."""
    face_value: Decimal = Decimal(0)
    accrued_interest: Decimal = Decimal(0)
    liquidity_rate: Decimal = Decimal(1)
    margin_initial: Decimal = Decimal(0)
    margin_maintenance: Decimal = Decimal(0)
    """What a held lot ties up; 0 is the initial margin."""
    margin_rate_buy: Decimal = Decimal(1)
    margin_rate_sell: Decimal = Decimal(1)
    margin_hedged: Decimal = Decimal(0)
    hedged_use_leg: bool = False
    swap: Swap = field(default_factory=Swap)
    reopens: Reopening = Reopening.NO
    commission: Commission = field(default_factory=Commission)
    charges: Charging = Charging.AT_ONCE
    fee: Commission = field(default_factory=Commission)
    depth: Decimal = Decimal(0)
    """Lots that a quote has on each side; 0 is any volume."""
    sessions: tuple[Session, ...] = WORKING_WEEK

    @property
    def mode(self) -> int:
        """SYMBOL_CALC_MODE."""
        return _MODES[self.instrument.calc_mode] if self.calc_mode is None else self.calc_mode

    @property
    def swap_mode(self) -> int:
        """SYMBOL_SWAP_MODE."""
        return _REOPENINGS.get(self.reopens, _SWAP_MODES[self.swap.mode])

    @property
    def tick_worth(self) -> Decimal:
        """Profit currency that one lot gains with one tick."""
        instrument = self.instrument
        return self.tick_value or instrument.tick_size * instrument.contract_size

    @property
    def name(self) -> str:
        return str(self.instrument.symbol)

    def is_open(self, *, day: int, minute: int) -> bool:
        """Whether `minute` of `day` (server time) lies in a session."""
        return self.instrument.always_open or any(
            s.day == day and s.begin_minute <= minute < s.end_minute for s in self.sessions
        )

    def takes_filling(self, filling: int, *, is_pending: bool, is_stop: bool = False) -> bool:
        """By execution mode: market takes the mask only, the others RETURN as well.

        Instant and request execution take FOK, IOC and RETURN whatever the mask says; pending
        orders take RETURN everywhere. BOC is for orders that wait at a limit.
        """
        by_mask = {
            mt5.ORDER_FILLING_FOK: FILLING_FOK, mt5.ORDER_FILLING_IOC: FILLING_IOC,
            mt5.ORDER_FILLING_BOC: FILLING_BOC,
        }  # fmt: skip
        if filling == mt5.ORDER_FILLING_RETURN:
            return is_pending or self.execution != mt5.SYMBOL_TRADE_EXECUTION_MARKET
        if filling == mt5.ORDER_FILLING_BOC and (is_stop or not is_pending):
            return False
        bit = by_mask.get(filling)
        if bit is None:
            return False
        lenient = (mt5.SYMBOL_TRADE_EXECUTION_INSTANT, mt5.SYMBOL_TRADE_EXECUTION_REQUEST)
        if self.execution in lenient and filling != mt5.ORDER_FILLING_BOC:
            return True
        return bool(self.filling_mask & bit)


_MODES = {
    CalcMode.FOREX: mt5.SYMBOL_CALC_MODE_FOREX,
    CalcMode.CFD: mt5.SYMBOL_CALC_MODE_CFD,
    CalcMode.CFD_LEVERAGE: mt5.SYMBOL_CALC_MODE_CFDLEVERAGE,
}
_SWAP_MODES = {
    SwapMode.NONE: mt5.SYMBOL_SWAP_MODE_DISABLED,
    SwapMode.POINTS: mt5.SYMBOL_SWAP_MODE_POINTS,
    SwapMode.MONEY_BASE: mt5.SYMBOL_SWAP_MODE_CURRENCY_SYMBOL,
    SwapMode.MONEY_MARGIN: mt5.SYMBOL_SWAP_MODE_CURRENCY_MARGIN,
    SwapMode.MONEY_DEPOSIT: mt5.SYMBOL_SWAP_MODE_CURRENCY_DEPOSIT,
    SwapMode.INTEREST_CURRENT: mt5.SYMBOL_SWAP_MODE_INTEREST_CURRENT,
    SwapMode.INTEREST_OPEN: mt5.SYMBOL_SWAP_MODE_INTEREST_OPEN,
}
_REOPENINGS = {
    Reopening.AT_CLOSE: mt5.SYMBOL_SWAP_MODE_REOPEN_CURRENT,
    Reopening.AT_BID: mt5.SYMBOL_SWAP_MODE_REOPEN_BID,
}
