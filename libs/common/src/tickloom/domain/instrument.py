"""What can be traded, and the only maker of prices and volumes."""

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from fractions import Fraction

from tickloom.domain.errors import InvalidInput
from tickloom.domain.ids import Symbol
from tickloom.domain.money import Price, Volume


class CalcMode(StrEnum):
    """How profit and margin are counted (MetaTrader's SYMBOL_CALC_MODE)."""

    FOREX = "forex"
    CFD = "cfd"
    CFD_LEVERAGE = "cfd_leverage"


class ContractOrigin(StrEnum):
    """Who says what a lot of a symbol is."""

    STATED = "stated"
    """The terminal, or the person who asks."""
    BUILT_IN = "built_in"
    """A sheet of ours for a symbol that most brokers trade alike."""
    ASSUMED = "assumed"
    """Nobody: it was made up from the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A symbol with its grid: an instrument with a tick size of 0 cannot exist.

    Prices are in `currency_profit` a unit of the base; volumes are lots of `contract_size`.
    """

    symbol: Symbol
    description: str
    group: str
    digits: int
    tick_size: Decimal
    contract_size: Decimal
    volume_min: Decimal
    volume_max: Decimal
    volume_step: Decimal
    currency_base: str
    currency_profit: str
    currency_margin: str
    calc_mode: CalcMode
    pip_size: Decimal | None
    stops_level_points: int = 0
    always_open: bool = False
    origin: ContractOrigin = ContractOrigin.STATED

    def __post_init__(self) -> None:
        for field in ("tick_size", "contract_size", "volume_min", "volume_step"):
            value: Decimal = getattr(self, field)
            if not value > 0:
                raise InvalidInput(f"{self.symbol}.{field}", value, "a number above 0")
        if not 0 <= self.digits <= 10:
            raise InvalidInput(f"{self.symbol}.digits", self.digits, "0 to 10")
        if self.volume_max < self.volume_min:
            raise InvalidInput(
                f"{self.symbol}.volume_max", self.volume_max, f"at least {self.volume_min}"
            )

    @property
    def point(self) -> Decimal:
        """The last digit of a quote; stops and spreads are counted in it."""
        return Decimal(1).scaleb(-self.digits)

    def on_grid(self, digits: int) -> "Instrument":
        """The same contract quoted in `digits` decimals; the pip stays what it is.

        A tick that was the last digit is so again; a coarser one stays as far as it can be.
        """
        point = Decimal(1).scaleb(-digits)
        is_last_digit = self.tick_size <= self.point
        stops = self.stops_level_points * self.point / point
        return replace(
            self, digits=digits, tick_size=point if is_last_digit else max(self.tick_size, point),
            stops_level_points=int(stops.to_integral_value(rounding=ROUND_CEILING)),
        )  # fmt: skip

    def price(self, value: Decimal | float | str | int) -> Price:
        """The price nearest to `value` on the tick grid.

        A float enters by its shortest text (0.1 is 0.1), never by its binary expansion.
        """
        exact = value if isinstance(value, Decimal) else Decimal(str(value))
        if not exact.is_finite() or exact <= 0:
            raise InvalidInput(f"{self.symbol} price", str(value), "a number above 0")
        ticks = (exact / self.tick_size).to_integral_value(rounding=ROUND_HALF_EVEN)
        return Price((ticks * self.tick_size).quantize(self.point))

    def points(self, price: Decimal | float) -> int:
        """`price` (or a distance) as a whole number of points."""
        exact = price if isinstance(price, Decimal) else Decimal(str(price))
        return int((exact / self.point).to_integral_value(rounding=ROUND_HALF_EVEN))

    def from_points(self, points: int) -> Price:
        return Price((points * self.point).quantize(self.point))

    def volume(self, value: Decimal | str | int) -> Volume:
        """Check that `value` is a whole number of steps within the limits."""
        exact = value if isinstance(value, Decimal) else Decimal(str(value))
        on_step = exact.is_finite() and exact % self.volume_step == 0
        if not (on_step and self.volume_min <= exact <= self.volume_max):
            raise InvalidInput(
                f"{self.symbol} volume",
                str(value),
                f"{self.volume_min} to {self.volume_max} lots in steps of {self.volume_step}",
            )
        return Volume(exact.quantize(self.volume_step))

    def volume_floored(self, value: Decimal | Fraction) -> Decimal:
        """`value` floored to the volume step, exactly; may be 0 and is not a `Volume` yet.

        A quotient should come as a `Fraction`: as a Decimal, 100 / (500/3) is already below 0.6.
        """
        steps = int(Fraction(value) / Fraction(self.volume_step)) if value > 0 else 0
        return (steps * self.volume_step).quantize(self.volume_step)
