"""Requests and replies about backtests, sweeps, walk-forwards, their jobs and their data.

Figures of a result are numbers or decimal strings, null where they are not known; the whole shape
is the format "tickloom-result/1" (docs/backtesting.md).
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gateway.models.reply import Part, Reply

Figure = int | float | str | None
Statistics = dict[str, Figure]
JobKind = Literal["backtest", "sweep", "walk_forward"]
JobState = Literal["queued", "running", "done", "failed", "cancelled"]


class Loose(Part):
    """A part that the engine may extend."""

    model_config = ConfigDict(
        frozen=True, json_schema_serialization_defaults_required=True, extra="allow"
    )


class Started(Reply):
    """The job that was started and what it makes: one of the three is not null."""

    job: str
    backtest: str | None = None
    sweep: str | None = None
    walk_forward: str | None = None


class Run(Part):
    """A run in a list; `trials` counts the sets of a search."""

    id: str
    job: str
    kind: JobKind
    state: JobState
    name: str
    symbol: str
    timeframe: str
    currency: str
    created_at: int = Field(description="microseconds UTC")
    detail: str = ""
    net_profit: Figure = None
    total_trades: int | None = None
    trials: int | None = None


class Backtests(Reply):
    """Backtests, newest first."""

    backtests: list[Run]
    next_cursor: str | None = None


class Sweeps(Reply):
    """Sweeps, newest first."""

    sweeps: list[Run]
    next_cursor: str | None = None


class WalkForwards(Reply):
    """Walk-forwards, newest first."""

    walk_forwards: list[Run]
    next_cursor: str | None = None


class Flag(Loose):
    """One thing to know before believing a result."""

    code: str
    severity: Literal["info", "warning", "danger"]
    message: str


class Honesty(Loose):
    """How much of a figure may be luck."""

    trials: int
    probabilistic_sharpe: Figure = None
    deflated_sharpe: Figure = None
    pbo: Figure = None
    flags: list[Flag] = Field(default_factory=list[Flag])


class Month(Loose):
    """A month of the calendar."""

    year: int
    month: int
    return_pct: Figure = None
    profit: Figure = None
    trades: int = 0


class Result(Loose):
    """A result without its trades, deals and equity, which are read apart."""

    format: str
    header: dict[str, Any]
    statistics: Statistics
    annualisation: dict[str, Any] | None = None
    """How many returns make a year of the ratios, and of which calendar they are."""
    intervals: dict[str, Any]
    honesty: Honesty
    monthly: list[Month]
    refused: dict[str, int]


class StoredRun(Reply):
    """What a backtest, a sweep and a walk-forward have in common."""

    id: str
    job: str
    state: JobState
    name: str
    symbol: str
    timeframe: str
    currency: str
    created_at: int
    detail: str = ""
    request: dict[str, Any]


class Backtest(StoredRun):
    """A backtest; `result` is null until it is done."""

    result: Result | None = None


class Trade(Loose):
    """A position from its entry to its end."""

    id: int
    side: Literal["buy", "sell"]
    volume: str
    symbol: str
    time_open: str
    price_open: str | None
    time_close: str | None
    price_close: str | None
    stop_loss: str | None = None
    take_profit: str | None = None
    profit: str
    commission: str
    swap: str
    net: str
    points: Figure = None
    planned_r: Figure = None
    achieved_r: Figure = None
    result_r: Figure = None
    mfe: Figure = None
    mae: Figure = None
    mfe_money: Figure = None
    mae_money: Figure = None
    bars_held: int
    entry_reason: str
    exit_reason: str
    exit_assumed: bool | None = None
    """Whether a target was met on the bar that stopped it; null where it is not known."""
    decision_time: str | None = None


class Trades(Reply):
    """Trades in the order in which they were opened."""

    trades: list[Trade]
    total: int
    next_cursor: str | None = None


class RunDeal(Loose):
    """A deal of the simulated account."""

    time: str
    position: int
    side: Literal["buy", "sell"]
    entry: str
    volume: str
    price: str | None
    profit: str
    commission: str
    swap: str
    balance: str
    reason: str


class RunDeals(Reply):
    """Deals in their order."""

    deals: list[RunDeal]
    total: int
    next_cursor: str | None = None


class EquityCurve(Reply):
    """Columns of one length; lows and highs are kept when it is thinned."""

    time: list[str]
    balance: list[float]
    equity: list[float]
    drawdown_pct: list[float]


class RunCandles(Reply):
    """Bars that the run read, oldest first; `time` is the open, microseconds UTC."""

    time: list[int]
    open: list[float]
    high: list[float]
    low: list[float]
    close: list[float]
    volume: list[int]


class WhyCondition(Part):
    """A comparison of the document, with its values at that bar."""

    path: str
    text: str
    truth: Literal["true", "false", "not_warmed_up"]
    left: float | None = None
    right: float | None = None


class WhyMoment(Part):
    """What happened at the bar that decided it."""

    reason: str
    text: str
    time: int | None = Field(default=None, description="open of the bar, microseconds UTC")
    price: str | None = None
    conditions: list[WhyCondition] = Field(default_factory=list[WhyCondition])


class Why(Reply):
    """Why a trade was opened, and why it was closed."""

    entry: WhyMoment
    exit: WhyMoment | None = None


class Fan(Part):
    """A line of equity for each level, over numbers of trades."""

    steps: list[int]
    levels: list[float]
    lines: list[list[float]]


class Quantiles(Part):
    """Values at levels from 0 to 1."""

    levels: list[float]
    values: list[float]


class MonteCarlo(Reply):
    """What else could have come of the trades; chances are 0 to 1."""

    method: str
    runs: int
    seed: int
    fan: Fan
    drawdown_pct: Quantiles
    final_equity: Quantiles
    loss_chance: float
    ruin_chance: float = Field(description="chance to lose half of the deposit at some point")
    notes: list[str] = Field(default_factory=list[str])


class StressRun(Part):
    """The run under one stress."""

    name: str
    statistics: Statistics


class Stresses(Reply):
    """The same run at twice the costs, one bar late, and both."""

    runs: list[StressRun]


class Deleted(Reply):
    """It is gone; its trials stay counted."""

    id: str


class Variant(Loose):
    """One set of params; `error` says why it could not run."""

    number: int
    params: dict[str, float]
    objective: Figure = None
    statistics: Statistics
    error: str = ""
    backtest: str | None = None


class Axis(Part):
    """A param that varied, and its values."""

    name: str
    values: list[float]


class Sweep(StoredRun):
    """A sweep as it stands; figures are those of the sets done so far."""

    method: str
    objective: str
    trials: int | None = None
    done: int = 0
    axes: list[Axis] = Field(default_factory=list[Axis])
    best: Variant | None = None
    honesty: Honesty | None = None
    plateau: Figure = Field(
        default=None, description="mean of the best set's neighbours over the best, by objective"
    )
    digest: str | None = None
    command: str = ""


class Variants(Reply):
    """Sets of a sweep by the statistic asked for."""

    results: list[Variant]
    total: int
    next_cursor: str | None = None


class Window(Loose):
    """One window: chosen on the first part, shown on the second.

    Without `params` nothing could be chosen, and nothing was traded.
    """

    number: int
    in_from: str | None = None
    in_to: str | None = None
    out_from: str | None = None
    out_to: str | None = None
    params: dict[str, float] | None = None
    in_score: Figure = None
    out_score: Figure = None
    in_profit: Figure = None
    out_profit: Figure = None
    out_trades: int | None = None
    held_out: list[int] = Field(
        default_factory=list[int], description="purged: the parts that it was not chosen on"
    )
    rank: Figure = Field(
        default=None, description="purged: its place among all sets there, 0 (worst) to 1"
    )


class StitchedEquity(Part):
    """Equity of the out-of-sample parts, one after the other."""

    time: list[str]
    equity: list[float]


class WalkForward(StoredRun):
    """A walk-forward as it stands; windows and figures come when it is done."""

    scheme: str
    objective: str
    trials: int | None = None
    done: int = 0
    windows: list[Window] = Field(default_factory=list[Window])
    equity: StitchedEquity | None = None
    statistics: Statistics = Field(default_factory=dict[str, Figure])
    efficiency: Figure = Field(
        default=None, description="out-of-sample profit a day over that in the sample"
    )
    honesty: Honesty | None = None
    digest: str | None = None
    command: str = ""


class Job(Part):
    """Work that makes a run; `result` is the id of what it makes."""

    job: str
    kind: JobKind
    state: JobState
    result: str
    label: str
    done: int
    total: int | None = None
    rate_per_s: float | None = None
    left_s: float | None = None
    unit: str
    detail: str = ""
    created_at: int = Field(description="microseconds UTC")
    at: int = Field(description="microseconds UTC")


class Jobs(Reply):
    """Jobs, newest first."""

    jobs: list[Job]


class StoredJob(Reply):
    """One job as it stands."""

    job: str
    kind: JobKind
    state: JobState
    result: str
    label: str
    done: int
    total: int | None = None
    rate_per_s: float | None = None
    left_s: float | None = None
    unit: str
    detail: str = ""
    created_at: int
    at: int


class MarketSeries(BaseModel):
    """Bars that can be tested; times are RFC 3339, quality is known once they were used."""

    model_config = ConfigDict(
        frozen=True, json_schema_serialization_defaults_required=True, populate_by_name=True
    )

    venue: str
    symbol: str
    timeframe: str
    source: Literal["terminal", "recorded", "imported"]
    bars: int | None = None
    begin: str | None = Field(default=None, serialization_alias="from")
    end: str | None = Field(default=None, serialization_alias="to")
    digits: int | None = None
    quality: dict[str, int | None] = Field(default_factory=dict[str, int | None])


class MarketData(Reply):
    """What can be tested, by symbol and timeframe."""

    series: list[MarketSeries]
