"""What is said about strategies: their documents, deployments, conditions and decisions."""

from typing import Any, Literal

import msgspec

from tickloom.contracts.message import Message

DeploymentState = Literal["warming_up", "running", "stopped", "failed"]
Truth = Literal["true", "false", "not_warmed_up"]


class ConditionLight(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One comparison of a document with its current values.

    `path` is a JSON pointer into the document (`/entry/long/all/0`), `text` reads like
    "EMA(20) crosses above EMA(50)". Values are None before warm-up.
    """

    path: str
    text: str
    truth: Truth
    left: float | None = None
    right: float | None = None


class StrategyStatus(Message, frozen=True, kw_only=True, omit_defaults=True):
    """A deployment as it stands, said on every change and every closed bar of its timeframe.

    `algo.<tenant>.<deployment>.status`. `bar_time` is the open of the last bar decided on,
    `bars_missing` what warm-up still lacks, `needs` a plain sentence when something is wanted.
    """

    deployment: str
    strategy: str
    name: str
    account: str
    symbol: str
    timeframe: str
    state: DeploymentState
    document_hash: str
    started_at: int
    conditions: list[ConditionLight]
    bars_seen: int = 0
    bars_missing: int = 0
    bar_time: int | None = None
    trades: int = 0
    position: int | None = None
    detail: str = ""


class Decision(Message, frozen=True, kw_only=True, omit_defaults=True):
    """What the core decided on one closed bar, and why.  `algo.<tenant>.<deployment>.decision`."""

    deployment: str
    symbol: str
    timeframe: str
    bar_time: int
    action: Literal["none", "enter_long", "enter_short", "exit", "refused"]
    reason: str
    conditions: list[ConditionLight]
    order_id: str | None = None
    volume: str | None = None
    price: str | None = None
    stop_loss: str | None = None
    take_profit: str | None = None


class SignalRaised(Message, frozen=True, kw_only=True, omit_defaults=True):
    """An entry that became an order.  `algo.<tenant>.<deployment>.signal`."""

    deployment: str
    strategy: str
    symbol: str
    timeframe: str
    side: Literal["buy", "sell"]
    bar_time: int
    order_id: str
    price: str
    stop_loss: str | None = None
    take_profit: str | None = None


class Strategy(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A stored document; `version` counts from 1, `hash` is that of its canonical form."""

    strategy: str
    name: str
    version: int
    hash: str
    document: dict[str, Any]
    example: bool = False
    explanation: str = ""


class StrategiesRequest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All strategies, or the one named.  `rpc.algo.strategies.list`."""

    strategy: str | None = None


class StrategiesReply(msgspec.Struct, frozen=True, kw_only=True):
    """Stored strategies, by name."""

    strategies: list[Strategy]


class SaveStrategy(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Store a document (a new one without `strategy`).  `rpc.algo.strategies.save`.

    With `version`, the save is refused as a conflict unless it is the stored one.
    """

    document: dict[str, Any]
    strategy: str | None = None
    version: int | None = None


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing to mend in a document; `path` is a JSON pointer."""

    path: str
    code: str
    severity: Literal["error", "need", "warning"]
    message: str
    hint: str = ""


class SaveStrategyReply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The stored strategy, or every finding that kept it from being stored."""

    findings: list[Finding]
    strategy: Strategy | None = None


class StartDeployment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Run a strategy on an account.  `rpc.algo.deployments.start`.

    Symbol, timeframe and sizing override or fill in what the document leaves to the run.
    The same `deployment` id twice starts it once.
    """

    strategy: str
    account: str
    deployment: str | None = None
    symbol: str | None = None
    timeframe: str | None = None
    sizing: dict[str, Any] | None = None


class StopDeployment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Stop one deployment, or all of them.  `rpc.algo.deployments.stop`."""

    deployment: str | None = None
    reason: str = "stopped by user"


class DeploymentsRequest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Every deployment, newest first.  `rpc.algo.deployments.list`."""

    deployment: str | None = None


class DeploymentsReply(msgspec.Struct, frozen=True, kw_only=True):
    """The status of the deployments asked for, started or stopped."""

    deployments: list[StrategyStatus]


class DecisionsRequest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The decision log, newest first, with bar_time < before.  `rpc.algo.decisions`."""

    deployment: str
    before: int | None = None
    limit: int = 200


class DecisionsReply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Decisions, newest first; `more` says that older ones exist."""

    decisions: list[Decision]
    more: bool = False


class IndicatorsRequest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Values of indicators over the last closed bars.  `rpc.algo.indicators`.

    Each of `indicators` is an operand of the strategy document, for example
    {"ind": "ema", "period": 20}; the values are those the engine would use.
    """

    symbol: str
    timeframe: str
    indicators: list[dict[str, Any]]
    to_time: int | None = None
    limit: int = 1_000


class IndicatorSeries(msgspec.Struct, frozen=True, kw_only=True):
    """One line of an indicator; `values` has None where it is not warmed up."""

    name: str
    line: str
    pane: Literal["price", "below"]
    values: list[float | None]


class IndicatorsReply(msgspec.Struct, frozen=True, kw_only=True):
    """Lines over one common time axis (open times, microseconds UTC)."""

    symbol: str
    timeframe: str
    time: list[int]
    series: list[IndicatorSeries]
