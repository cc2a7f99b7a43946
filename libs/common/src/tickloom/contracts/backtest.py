"""What is said about backtests: runs that are asked for, their work, progress and results.

A run is a backtest, a sweep or a walk-forward; its job is the work that makes it. Times are
microseconds UTC. The JSON of a result ("tickloom-result/1") travels as it is stored.
"""

from typing import Any, Literal

import msgspec

from tickloom.contracts.message import Message

RunKind = Literal["backtest", "sweep", "walk_forward"]
JobState = Literal["queued", "running", "done", "failed", "cancelled"]
Method = Literal["grid", "random", "optuna"]
Scheme = Literal["rolling", "anchored", "purged"]
Json = dict[str, Any]


class Search(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which sets of params are tried: a range or a list a param, how, and what is best.

    An empty `space` takes the ranges of the document's own params; `trials` bounds random and
    guided search; `objective` names a statistic, higher is better.
    """

    space: dict[str, Any] = msgspec.field(default_factory=dict[str, Any])
    method: Method = "grid"
    trials: int | None = None
    objective: str = "net_profit"
    seed: int = 0


class Windows(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a history is divided: lengths like `90d`, `12w`, `6m`, `1y` or `5000bars`.

    `rolling` and `anchored` go forward; `purged` is combinatorial cross-validation over `groups`
    parts of which `held_out` are tested, with `embargo_bars` left out around them.
    """

    scheme: Scheme = "rolling"
    in_sample: str = "180d"
    out_of_sample: str = "60d"
    embargo_bars: int = 0
    groups: int = 6
    held_out: int = 2


class StartRun(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Run a stored strategy or a document over bars.  `rpc.backtester.runs.start`.

    The same `run` twice starts it once. `search` belongs to sweeps and walk-forwards, `windows`
    to walk-forwards. `settings` are those of REST: account, costs and modes.
    """

    kind: RunKind
    symbol: str
    timeframe: str
    run: str | None = None
    strategy: str | None = None
    document: Json | None = None
    from_time: int | None = None
    to_time: int | None = None
    params: dict[str, int | float] = msgspec.field(default_factory=dict[str, int | float])
    sizing: Json | None = None
    settings: Json = msgspec.field(default_factory=dict[str, Any])
    search: Search | None = None
    windows: Windows | None = None


class RunStarted(msgspec.Struct, frozen=True, kw_only=True):
    """What was started, and the job that makes it."""

    run: str
    job: str


class RunSummary(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A run in a list; `trials` counts the sets of a search, figures are known when it is done."""

    run: str
    job: str
    kind: RunKind
    state: JobState
    name: str
    symbol: str
    timeframe: str
    currency: str
    created_at: int
    detail: str = ""
    net_profit: str | None = None
    total_trades: int | None = None
    trials: int | None = None


class RunsRequest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Runs of a kind, newest first, created before `before`.  `rpc.backtester.runs.list`."""

    kind: RunKind
    before: int | None = None
    limit: int = 200


class RunsReply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Runs, newest first; `more` says that older ones exist."""

    runs: list[RunSummary]
    more: bool = False


class RunRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One run.  `rpc.backtester.runs.{read,delete,report,stress}`."""

    run: str
    kind: RunKind = "backtest"


class RunReply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A run as it stands: what was asked, and its report once there is one.

    The report of a backtest is its result without trades, deals and equity.
    """

    summary: RunSummary
    request: Json
    done: int
    total: int | None = None
    report: Json | None = None


class RunDeleted(msgspec.Struct, frozen=True, kw_only=True):
    """The run and everything of it is gone; its trials stay counted."""

    run: str


class RowsRequest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Trades or deals of a backtest, in their order.  `rpc.backtester.runs.rows`."""

    run: str
    part: Literal["trades", "deals"]
    first: int = 0
    limit: int = 1_000


class RowsReply(msgspec.Struct, frozen=True, kw_only=True):
    """Rows `first` and on; `total` is how many there are."""

    rows: list[Json]
    total: int


class EquityRequest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The equity curve, thinned to `points`, its extremes kept.  `rpc.backtester.runs.equity`."""

    run: str
    points: int = 2_000


class EquityReply(msgspec.Struct, frozen=True, kw_only=True):
    """Columns of one length; `time` is RFC 3339."""

    time: list[str]
    balance: list[float]
    equity: list[float]
    drawdown_pct: list[float]


class CandlesRequest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Bars that a backtest ran over.  `rpc.backtester.runs.candles`.

    `around` centres on a moment; `before` and `after` give the bars at either side of one;
    without any the first ones come.
    """

    run: str
    around: int | None = None
    before: int | None = None
    after: int | None = None
    limit: int = 1_500


class CandlesReply(msgspec.Struct, frozen=True, kw_only=True):
    """Columns of one length, oldest first; `time` is the open."""

    time: list[int]
    open: list[float]
    high: list[float]
    low: list[float]
    close: list[float]
    volume: list[int]


class WhyRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Why a trade was opened and closed.  `rpc.backtester.runs.why`."""

    run: str
    trade: int


class WhyCondition(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A comparison of the document with its values at that bar."""

    path: str
    text: str
    truth: Literal["true", "false", "not_warmed_up"]
    left: float | None = None
    right: float | None = None


class WhyMoment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What happened at the bar that decided it, in a word, in words, and by its conditions."""

    reason: str
    text: str
    time: int | None = None
    price: str | None = None
    conditions: list[WhyCondition] = msgspec.field(default_factory=list[WhyCondition])


class WhyReply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Entry and exit of a trade."""

    entry: WhyMoment
    exit: WhyMoment | None = None


class MonteCarloRequest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What else could have come of the trades.  `rpc.backtester.runs.monte_carlo`.

    `bootstrap` draws returns with replacement, `shuffle` only changes their order, `block` draws
    runs of neighbours.
    """

    run: str
    method: Literal["bootstrap", "shuffle", "block"] = "bootstrap"
    runs: int = 1_000
    seed: int = 1


class Quantiles(msgspec.Struct, frozen=True, kw_only=True):
    """Values at levels from 0 to 1."""

    levels: list[float]
    values: list[float]


class Fan(msgspec.Struct, frozen=True, kw_only=True):
    """A line of equity for each level, over numbers of trades."""

    steps: list[int]
    levels: list[float]
    lines: list[list[float]]


class MonteCarloReply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Chances are 0 to 1; ruin is the loss of half of the deposit at some point."""

    method: str
    runs: int
    seed: int
    fan: Fan
    drawdown_pct: Quantiles
    final_equity: Quantiles
    loss_chance: float
    ruin_chance: float
    notes: list[str] = msgspec.field(default_factory=list[str])


class StressRun(msgspec.Struct, frozen=True, kw_only=True):
    """The statistics of the run under one stress."""

    name: str
    statistics: Json


class StressReply(msgspec.Struct, frozen=True, kw_only=True):
    """The same run at twice the costs, one bar late, and both."""

    runs: list[StressRun]


class ReportReply(msgspec.Struct, frozen=True, kw_only=True):
    """The result as a page of its own that needs nothing else."""

    html: str


class Trial(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One set of params and what it came to; `error` says why it could not run."""

    number: int
    params: dict[str, int | float]
    statistics: Json
    objective: float | None = None
    digest: str = ""
    error: str = ""


class TrialsRequest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Sets of a sweep by a statistic, best first.  `rpc.backtester.sweeps.trials`."""

    run: str
    sort: str = "objective"
    ascending: bool = False
    first: int = 0
    limit: int = 1_000


class TrialsReply(msgspec.Struct, frozen=True, kw_only=True):
    """Sets `first` and on; `total` is how many are done."""

    trials: list[Trial]
    total: int


class JobsRequest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Jobs, newest first, or the one named.  `rpc.backtester.jobs.list`."""

    job: str | None = None
    limit: int = 200


class CancelJob(msgspec.Struct, frozen=True, kw_only=True):
    """Stop a job; a job that has ended stays as it is.  `rpc.backtester.jobs.cancel`."""

    job: str


class Job(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Work that makes a run, as it stands; `result` is the run's id.

    Rate and time left are None before they can be known, `total` while a search is open-ended.
    """

    job: str
    kind: RunKind
    state: JobState
    result: str
    label: str
    done: int
    unit: str
    created_at: int
    at: int
    total: int | None = None
    rate_per_s: float | None = None
    left_s: float | None = None
    detail: str = ""


class JobsReply(msgspec.Struct, frozen=True, kw_only=True):
    """Jobs, newest first."""

    jobs: list[Job]


class JobProgress(Message, frozen=True, kw_only=True, omit_defaults=True):
    """A job as it stands, several times a second while it runs.  `bt.progress.<job>`.

    Any worker may say it; `seq` counts the job's own reports, whoever made them.
    """

    job: str
    kind: RunKind
    state: JobState
    result: str
    label: str
    done: int
    unit: str
    created_at: int
    total: int | None = None
    rate_per_s: float | None = None
    left_s: float | None = None
    detail: str = ""


class JobCancelled(msgspec.Struct, frozen=True, kw_only=True):
    """Workers drop what they hold of this job.  `bt.cancel.<job>`."""

    job: str


class JobStep(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Look at a job and do what comes next: divide it, ask for more, conclude.  `bt.job.step`."""

    job: str
    number: int = 0


class JobChunk(msgspec.Struct, frozen=True, kw_only=True):
    """Run the sets `first` to `stop` of a job.  `bt.job.chunk`.

    What the numbers mean is stored with the job, so that a chunk is small and may come twice.
    """

    job: str
    first: int
    stop: int


class RunEnded(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A run is done, failed or cancelled.  `bt.result.<job>`, kept for a month."""

    job: str
    run: str
    kind: RunKind
    state: JobState
    at: int
    digest: str = ""
    detail: str = ""


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A message that could not be worked off, and why.  `dlq.<subject>`."""

    subject: str
    reason: str
    deliveries: int
    at: int
    payload: str


class MarketSeries(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Bars of a symbol and timeframe that can be tested, from and up to which open time.

    `source`: of the `terminal`, `recorded` by this installation (while the terminal is away), or
    `imported` from a file. Extent and quality of a terminal's series are known once it was used.
    """

    venue: str
    symbol: str
    timeframe: str
    source: Literal["terminal", "recorded", "imported"]
    bars: int | None = None
    first_time: int | None = None
    last_time: int | None = None
    digits: int | None = None
    quality: dict[str, int | None] = msgspec.field(default_factory=dict[str, int | None])


class MarketDataRequest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What can be tested?  `rpc.backtester.market`."""

    symbol: str | None = None


class MarketDataReply(msgspec.Struct, frozen=True, kw_only=True):
    """Series by symbol and timeframe."""

    series: list[MarketSeries]
