"""What a trade server says of a symbol beyond its grid: modes, bits, limits and costs."""

from dataclasses import dataclass, field
from decimal import Decimal

from tickloom.domain.instrument import Instrument
from tickloom.venue.costs import Commission, Swap
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
    margin_initial: Decimal = Decimal(0)
    margin_hedged: Decimal = Decimal(0)
    hedged_use_leg: bool = False
    swap: Swap = field(default_factory=Swap)
    commission: Commission = field(default_factory=Commission)
    sessions: tuple[Session, ...] = WORKING_WEEK

    @property
    def name(self) -> str:
        return str(self.instrument.symbol)

    def is_open(self, *, day: int, minute: int) -> bool:
        """Whether `minute` of `day` (server time) lies in a session."""
        return self.instrument.always_open or any(
            s.day == day and s.begin_minute <= minute < s.end_minute for s in self.sessions
        )

    def takes_filling(self, filling: int, *, is_pending: bool) -> bool:
        """By execution mode: market takes the mask only, the others RETURN as well.

        Instant and request execution take FOK, IOC and RETURN whatever the mask says; pending
        orders take RETURN everywhere.
        """
        by_mask = {
            mt5.ORDER_FILLING_FOK: FILLING_FOK, mt5.ORDER_FILLING_IOC: FILLING_IOC,
            mt5.ORDER_FILLING_BOC: FILLING_BOC,
        }  # fmt: skip
        if filling == mt5.ORDER_FILLING_RETURN:
            return is_pending or self.execution != mt5.SYMBOL_TRADE_EXECUTION_MARKET
        if filling == mt5.ORDER_FILLING_BOC and not is_pending:
            return False
        bit = by_mask.get(filling)
        if bit is None:
            return False
        lenient = (mt5.SYMBOL_TRADE_EXECUTION_INSTANT, mt5.SYMBOL_TRADE_EXECUTION_REQUEST)
        if self.execution in lenient and filling != mt5.ORDER_FILLING_BOC:
            return True
        return bool(self.filling_mask & bit)
