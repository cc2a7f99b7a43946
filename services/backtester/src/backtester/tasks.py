"""What the computing process is asked and what it answers: plain values, as bytes on a pipe."""

from typing import Any

import msgspec

from backtester.plan import Plan, Set, Values
from tickloom.contracts.backtest import (
    Json,
    MonteCarloReply,
    StressReply,
    WhyReply,
)


class TrialRow(msgspec.Struct, frozen=True, kw_only=True):
    """A set that was run. `returns` are float64 bytes, kept of the first ones only.

    `parts` holds for each group of a cross-validation net, gross profit, gross loss (money) and
    the number of trades that lie wholly within it.
    """

    number: int
    window: int
    key: bytes
    params: Values
    statistics: Json
    objective: float | None
    digest: str
    error: str = ""
    sharpe: float | None = None
    returns: bytes | None = None
    parts: list[list[float]] | None = None


class WarmUp(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Compile, or load, every kernel that a run may call."""


class Warm(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Ready; the version of the engine is part of every result's key."""

    engine_version: str


class RunSets(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Run these sets of a plan."""

    plan: Plan
    sets: list[Set]


class SetsDone(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Their results in the same order; how long it took, by the clock and of CPU time."""

    rows: list[TrialRow]
    seconds: float
    cpu_seconds: float


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """How many trials a family has, and how the Sharpe ratios of those that have one vary."""

    trials: int = 0
    sharpes: int = 0
    mean: float = 0.0
    variance: float = 0.0

    def and_one(self, sharpe: float | None) -> "Tried":
        """With one trial more."""
        if sharpe is None:
            return msgspec.structs.replace(self, trials=self.trials + 1)
        count = self.sharpes + 1
        apart = sharpe - self.mean
        squares = self.variance * max(0, self.sharpes - 1) + apart * apart * self.sharpes / count
        return Tried(
            trials=self.trials + 1,
            sharpes=count,
            mean=self.mean + apart / count,
            variance=squares / (count - 1) if count > 1 else 0.0,
        )


class RunWhole(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Run one set of params with everything that a result holds; `others` were tried before."""

    plan: Plan
    params: Values
    command: str = ""
    others: Tried = Tried()


class WholeDone(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The report, and its long lists compressed."""

    report: Json
    parts: dict[str, bytes]
    trial: TrialRow


class JudgeSweep(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """How much luck is in the best of a sweep: by its own crowd and by all trials of its family."""

    plan: Plan
    params: Values
    returns: list[bytes]
    trials: int
    trials_variance: float


class Judged(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Probabilities, None where they cannot be known; flags as results have them."""

    honesty: Json


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """The winner of a window's first part; without `params` there is none."""

    params: Values | None = None
    score: float | None = None
    profit: float = 0.0
    digest: str = ""


class ShowWindows(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Run each winner on the second part of its window."""

    plan: Plan
    chosen: list[Chosen]
    trials: int
    trials_variance: float


class WindowsShown(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Windows, their joint curve and figures."""

    report: Json
    digest: str


class AskWhy(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Why a trade (a row of the result) was opened and closed."""

    plan: Plan
    trade: Json


class RollMonteCarlo(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Draw the trades anew; `net` in smallest units, in the order in which they closed."""

    net: list[int]
    deposit: int
    digits: int
    method: str
    runs: int
    seed: int


class RunStresses(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The same run under stress."""

    plan: Plan


class Sheet(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Make a page of a result."""

    result: Json


class Page(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A page that needs nothing else."""

    html: str


class Explained(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Entry and exit."""

    why: WhyReply


class Rolled(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The fan."""

    possible: MonteCarloReply


class Stressed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The runs."""

    stresses: StressReply


class Refused(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The request cannot be done as it is; `field` is empty where it is about the whole."""

    detail: str
    code: str
    hint: str = ""


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Something of ours is wrong."""

    detail: str


Task = (
    WarmUp | RunSets | RunWhole | JudgeSweep | ShowWindows | AskWhy | RollMonteCarlo | RunStresses
    | Sheet
)  # fmt: skip
Answer = (
    Warm | SetsDone | WholeDone | Judged | WindowsShown | Explained | Rolled | Stressed | Page
    | Refused | Failed
)  # fmt: skip

_encoder = msgspec.msgpack.Encoder(decimal_format="string")
_tasks: msgspec.msgpack.Decoder[Any] = msgspec.msgpack.Decoder(Task)
_answers: msgspec.msgpack.Decoder[Any] = msgspec.msgpack.Decoder(Answer)


def encode(value: Task | Answer) -> bytes:
    return _encoder.encode(value)


def task_of(payload: bytes) -> Task:
    return _tasks.decode(payload)


def answer_of(payload: bytes) -> Answer:
    return _answers.decode(payload)
