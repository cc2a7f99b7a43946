"""Everything of a run that is neither the document nor the data; part of its identity."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from tickloom.domain.errors import InvalidInput
from tickloom.domain.money import money_digits
from tickloom.domain.server_time import ServerClock
from tickloom.venue.costs import Commission, Slippage, Spread, Swap


class MarginMode(StrEnum):
    """How positions of one symbol live together."""

    HEDGING = "hedging"
    NETTING = "netting"


class Intrabar(StrEnum):
    """What decides when a stop and a target lie in the same bar."""

    STOP_FIRST = "stop_first"
    ONE_MINUTE_OHLC = "one_minute_ohlc"
    """MetaTrader's path: open, low, high, close of a rising bar; open, high, low, close else."""
    DRILL_DOWN = "drill_down"
    """Shorter bars or ticks, where the run was given some; else stop first."""


class Road(StrEnum):
    """Which simulator runs; AUTO takes the event road where it can express the document."""

    AUTO = "auto"
    EVENT = "event"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSettings:
    """The account a run begins with.

    `conversion_rate` is account currency for one unit of the instrument's profit currency, where
    neither currency of the symbol gives it. Money is kept in `digits` decimals of the currency.
    """

    balance: Decimal = Decimal(10_000)
    currency: str = "USD"
    digits: int = field(init=False)
    leverage: int = 100
    margin_mode: MarginMode = MarginMode.HEDGING
    stop_out_pct: Decimal = Decimal(30)
    conversion_rate: Decimal | None = None

    def __post_init__(self) -> None:
        if not self.balance > 0:
            raise InvalidInput("balance", self.balance, "an amount above 0")
        if not 1 <= self.leverage <= 5_000:
            raise InvalidInput("leverage", self.leverage, "1 to 5000")
        object.__setattr__(self, "digits", money_digits(self.currency))
        if self.balance != round(self.balance, self.digits):
            wanted = f"an amount with at most {self.digits} decimals, as {self.currency} has"
            raise InvalidInput("balance", self.balance, wanted)
        if self.stop_out_pct < 0:
            raise InvalidInput("stop_out_pct", self.stop_out_pct, "0 or more percent")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings:
    """Account, costs and modes of a run; the defaults are an account without any cost."""

    account: AccountSettings = field(default_factory=AccountSettings)
    spread: Spread = field(default_factory=Spread)
    commission: Commission = field(default_factory=Commission)
    swap: Swap = field(default_factory=Swap)
    slippage: Slippage = field(default_factory=Slippage)
    intrabar: Intrabar = Intrabar.STOP_FIRST
    server_clock: ServerClock = field(default_factory=ServerClock)
    road: Road = Road.AUTO
    warm_up_bars: int | None = None
    """Bars before the first signal; None: what the document needs."""
    entry_delay_bars: int = 0
    """Stress: entries and exits by signal act this many bars later."""
    ignore_news: bool = False
    seed: int = 0
