"""What is asked of the backtester: a strategy, data, settings, and how to search.

Money, prices and costs come as decimal strings or numbers; the engine checks them together with
the document, so a refusal names the field and what would be right.
"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tickloom.domain.market import Timeframe


def _utc(value: object) -> object:
    """A date or a time without a zone is UTC."""
    if not isinstance(value, str):
        raise ValueError("a date or a time such as 2024-01-31 or 2024-01-31T09:00:00Z")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError("a date or a time such as 2024-01-31 or 2024-01-31T09:00:00Z") from error
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


Moment = Annotated[datetime, BeforeValidator(_utc)]
Amount = Annotated[Decimal, Field(allow_inf_nan=False, max_digits=20, decimal_places=8)]
NotNegative = Annotated[Amount, Field(ge=0)]
Points = Annotated[int, Field(ge=0, le=1_000_000)]
Name = Annotated[str, Field(min_length=1, max_length=64)]
Number = Annotated[float, Field(allow_inf_nan=False)]


class Asked(BaseModel):
    """A part of a request; a field that nobody knows is refused."""

    model_config = ConfigDict(extra="forbid")


class SpreadAsked(Asked):
    """The bars' own spread, or a fixed one; `multiplier` is a stress."""

    mode: Literal["recorded", "fixed"] = "recorded"
    points: Points = 0
    multiplier: Annotated[Amount, Field(gt=0, le=100)] = Decimal(1)


class CommissionAsked(Asked):
    """What a deal pays; `amount` belongs to the mode."""

    mode: Literal["none", "per_lot", "round_turn", "per_million", "percent", "per_deal"] = "none"
    amount: NotNegative = Decimal(0)
    minimum: NotNegative = Decimal(0)


class SwapAsked(Asked):
    """What a lot is credited (negative: charged) each night; the triple day: 0 is Sunday."""

    mode: Literal[
        "none", "points", "money_base", "money_margin", "money_deposit", "interest_current",
        "interest_open",
    ] = "none"  # fmt: skip
    long: Amount = Decimal(0)
    short: Amount = Decimal(0)
    triple_day: Annotated[int, Field(ge=0, le=6)] = 3


class SlippageAsked(Asked):
    """Points by which fills are worse; with `maximum_points` drawn between the two."""

    points: Points = 0
    maximum_points: Points = 0


class SettingsAsked(Asked):
    """Account, costs and modes of a run; the defaults are an account without any cost."""

    balance: Annotated[Amount, Field(gt=0)] = Decimal(10_000)
    currency: Annotated[str, Field(pattern="^[A-Z]{3,5}$")] = "USD"
    leverage: Annotated[int, Field(ge=1, le=5_000)] = 100
    account: Literal["hedging", "netting"] = "hedging"
    stop_out_pct: Annotated[NotNegative, Field(le=1_000)] = Decimal(30)
    conversion_rate: Annotated[Amount, Field(gt=0)] | None = None
    spread: SpreadAsked = Field(default_factory=SpreadAsked)
    commission: CommissionAsked = Field(default_factory=CommissionAsked)
    swap: SwapAsked = Field(default_factory=SwapAsked)
    slippage: SlippageAsked = Field(default_factory=SlippageAsked)
    intrabar: Literal["stop_first", "one_minute_ohlc", "drill_down"] = "stop_first"
    road: Literal["auto", "event", "reference"] = "auto"
    server_clock: Annotated[str, Field(max_length=64)] | None = None
    warm_up_bars: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    entry_delay_bars: Annotated[int, Field(ge=0, le=1_000)] = 0
    ignore_news: bool = False
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class StartBacktest(Asked):
    """A stored strategy or a document, over bars of one symbol and timeframe."""

    strategy: Name | None = None
    document: dict[str, Any] | None = None
    symbol: Name
    timeframe: Timeframe
    begin: Moment | None = Field(default=None, alias="from")
    end: Moment | None = Field(default=None, alias="to", description="exclusive")
    params: dict[Name, Number] = Field(default_factory=dict[str, float], max_length=64)
    sizing: dict[str, Any] | None = None
    settings: SettingsAsked = Field(default_factory=SettingsAsked)


class RangeAsked(Asked):
    """From `min` to `max` by `step`, both ends included where the steps meet them."""

    min: Number
    max: Number
    step: Annotated[float, Field(gt=0, allow_inf_nan=False)]


ListAsked = Annotated[list[Number], Field(min_length=1, max_length=10_000)]


class StartSweep(StartBacktest):
    """As a backtest, for every set of a space; without one the ranges of the document's params."""

    space: dict[Name, RangeAsked | ListAsked] = Field(
        default_factory=dict[str, RangeAsked | ListAsked], max_length=16
    )
    method: Literal["grid", "random", "optuna"] = "grid"
    trials: Annotated[int, Field(ge=1, le=1_000_000)] | None = Field(
        default=None, description="how many sets; random and optuna need it"
    )
    objective: Annotated[str, Field(pattern="^[a-z0-9_]{1,64}$")] = "net_profit"
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class StartWalkForward(StartSweep):
    """As a sweep, chosen on one part of the history and shown on the next."""

    scheme: Literal["rolling", "anchored", "purged"] = "rolling"
    in_sample: Annotated[str, Field(max_length=20)] = "180d"
    out_of_sample: Annotated[str, Field(max_length=20)] = "60d"
    embargo_bars: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    groups: Annotated[int, Field(ge=3, le=16)] = 6
    held_out: Annotated[int, Field(ge=1, le=4)] = 2


class StartMonteCarlo(Asked):
    """How the trades are drawn again."""

    method: Literal["bootstrap", "shuffle", "block"] = "bootstrap"
    runs: Annotated[int, Field(ge=10, le=20_000)] = 1_000
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1
