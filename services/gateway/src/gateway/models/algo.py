"""Replies about strategies, deployments and decisions, and what is sent to make them."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, computed_field

from gateway.models.reply import Part, Reply, Said, rfc3339
from gateway.problems import FieldProblem
from tickloom.domain.market import Timeframe


class ConditionLight(Part):
    """One comparison of a document with its current values; `path` is a JSON pointer."""

    path: str
    text: str
    truth: Literal["true", "false", "not_warmed_up"]
    left: float | None = None
    right: float | None = None


class StrategyStatus(Said):
    """A deployment as it stands; `bar_time` is the open of the last bar decided on."""

    deployment: str
    strategy: str
    name: str
    account: str
    symbol: str
    timeframe: str
    state: Literal["warming_up", "running", "stopped", "failed"]
    document_hash: str
    started_at: int = Field(description="microseconds UTC")
    conditions: list[ConditionLight]
    bars_seen: int = 0
    bars_missing: int = 0
    bar_time: int | None = None
    trades: int = 0
    position: int | None = None
    detail: str = ""

    @computed_field(description="`started_at` as RFC 3339")
    @property
    def started(self) -> str:
        return rfc3339(self.started_at)


class Decision(Said):
    """What was decided on one closed bar, and why."""

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


class Strategy(Part):
    """A stored document; `version` counts from 1, `hash` is that of its canonical form."""

    strategy: str
    name: str
    version: int
    hash: str
    document: dict[str, Any]
    example: bool = False
    explanation: str = ""


class Strategies(Reply):
    """Stored strategies, by name."""

    strategies: list[Strategy]


class StoredStrategy(Reply):
    """One strategy, and what was noted when it was saved."""

    strategy: Strategy
    findings: list[FieldProblem] = Field(default_factory=list[FieldProblem])


class CheckedStrategy(Reply):
    """A document as it is understood; nothing is stored.

    `valid`: it may be saved. `runnable`: it lacks nothing. Without errors `read_back` has words.
    """

    valid: bool
    runnable: bool
    findings: list[FieldProblem]
    read_back: str = Field(description="the document in plain English, made by code")
    document_hash: str | None = None


class Deployments(Reply):
    """Deployments, newest first."""

    deployments: list[StrategyStatus]


class Decisions(Reply):
    """The decision log, newest first; `more` says that older ones exist."""

    decisions: list[Decision]
    more: bool = False


class SaveStrategy(BaseModel):
    """A document to store."""

    model_config = ConfigDict(extra="forbid")

    document: dict[str, Any]


class StartDeployment(BaseModel):
    """What to run where; symbol, timeframe and sizing fill in what the document leaves open."""

    model_config = ConfigDict(extra="forbid")

    strategy: str = Field(min_length=1, max_length=64)
    account: str = Field(min_length=1, max_length=64)
    symbol: str | None = Field(default=None, max_length=64)
    timeframe: Timeframe | None = None
    sizing: dict[str, Any] | None = None


class StopReason(BaseModel):
    """Why, for the log."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(default="stopped by user", max_length=200)
