"""What a condition is made of: operands (a number on every bar) and conditions (a truth).

Frozen values without behaviour: the compiler, the canonical form and the English each walk them.
"""

from dataclasses import dataclass
from typing import Literal

from tickloom.domain.market import Timeframe

PriceWord = Literal["open", "high", "low", "close", "hl2", "hlc3", "ohlc4", "bid", "ask"]
PRICE_WORDS = ("open", "high", "low", "close", "hl2", "hlc3", "ohlc4", "bid", "ask")
SOURCE_WORDS = ("open", "high", "low", "close", "hl2", "hlc3", "ohlc4", "volume")
CLOCK_FIELDS = ("hour", "minute_of_day", "weekday")
SESSION_FIELDS = ("session_high", "session_low")
BAR_FIELDS = ("volume", "spread", "body", "range", "upper_wick", "lower_wick")
DAY_FIELDS = (
    "day_open", "prev_day_high", "prev_day_low", "prev_day_close", "prev_week_high",
    "prev_week_low",
)  # fmt: skip
FIELD_WORDS = (*BAR_FIELDS, *CLOCK_FIELDS, *DAY_FIELDS, *SESSION_FIELDS)
CALC_WORDS = ("add", "sub", "mul", "div", "abs", "min", "max", "pct_change")
SESSION_WORDS = ("sydney", "tokyo", "asia", "london", "new_york", "london_ny_overlap")
COMPARISON_WORDS = (
    "gt", "gte", "lt", "lte", "eq", "neq", "crosses_above", "crosses_below", "crosses",
)  # fmt: skip
RANGE_WORDS = ("between", "outside")
SLOPE_WORDS = ("rising", "falling")
PATTERN_WORDS = (
    "bullish_engulfing", "bearish_engulfing", "hammer", "shooting_star", "doji", "inside_bar",
    "outside_bar", "morning_star", "evening_star", "bullish_pin_bar", "bearish_pin_bar",
    "three_white_soldiers", "three_black_crows",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A constant."""

    value: int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """A named number of the document."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceOperand:
    """A price of a closed bar; `bid` is its close, `ask` close plus the bar's spread."""

    word: str
    timeframe: Timeframe | None = None
    shift: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldOperand:
    """A property of a bar, of the clock, of a day or of a session."""

    word: str
    session: str | None = None
    timeframe: Timeframe | None = None
    shift: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorOperand:
    """A line of an indicator of the catalogue.

    `params` holds what the document names, defaults not filled in; `source` is a word of
    SOURCE_WORDS, an operand, or None for the indicator's own; `form` a named variant of the
    formula, None for MetaTrader's.
    """

    name: str
    params: tuple[tuple[str, "Number | Param"], ...] = ()
    line: str | None = None
    source: "str | Operand | None" = None
    form: str | None = None
    timeframe: Timeframe | None = None
    shift: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Calc:
    """Arithmetic; a division by zero has no value (NaN)."""

    word: str
    args: tuple["Operand", ...]


Operand = Number | Param | PriceOperand | FieldOperand | IndicatorOperand | Calc


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf:
    """True when every member is."""

    members: tuple["Condition", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """True when at least one member is."""

    members: tuple["Condition", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOf:
    """True when its condition is ready and false."""

    condition: "Condition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two operands compared on this bar, or crossing between the last one and this."""

    left: Operand
    word: str
    right: Operand


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeTest:
    """An operand within or beyond two bounds, given in either order; both ends are within."""

    left: Operand
    word: str
    low: Operand
    high: Operand


@dataclass(frozen=True, slots=True, kw_only=True)
class SlopeTest:
    """An operand strictly up, or strictly down, on each of the last `bars` steps."""

    left: Operand
    word: str
    bars: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class WithinBars:
    """True on at least one of the last `bars` bars, the latest included."""

    condition: "Condition"
    bars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ForBars:
    """True on every one of the last `bars` bars."""

    condition: "Condition"
    bars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternTest:
    """A candle pattern completed on that bar."""

    word: str
    shift: int = 0
    timeframe: Timeframe | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeIs:
    """The clock of the execution bar reaches `clock` ("HH:MM")."""

    clock: str


Condition = (
    AllOf | AnyOf | NotOf | Comparison | RangeTest | SlopeTest | WithinBars | ForBars
    | PatternTest | TimeIs
)  # fmt: skip
