"""What is stored of deployments and their orders, as values."""

from dataclasses import dataclass
from typing import Any, Literal

from tickloom.contracts.message import Mode
from tickloom.contracts.trading import ClosePosition, SubmitOrder
from tickloom.domain.errors import Conflict

WantedState = Literal["running", "stopped", "failed"]
Command = SubmitOrder | ClosePosition


class Superseded(Conflict):
    """Another process runs the strategies now: what this one decides is not written."""

    code = "executor:superseded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """A deployment as it was asked for; times are microseconds UTC.

    `document` is bound to timeframe, sizing and parameters, `symbol` is the broker's own spelling.
    `anchor` is the open of the first bar its core was fed, so that a restart computes the same
    values; `bars` were decided on so far, the last of them opened at `last_bar`.
    """

    deployment: str
    strategy: str
    version: int
    name: str
    account: str
    symbol: str
    timeframe: str
    document: dict[str, Any]
    document_hash: str
    mode: Mode
    state: WantedState
    detail: str
    started_at: int
    anchor: int | None = None
    bars: int = 0
    last_bar: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOrder:
    """A command without a final answer yet."""

    order_id: str
    command: Command

    @property
    def verb(self) -> Literal["new", "close"]:
        return "new" if isinstance(self.command, SubmitOrder) else "close"

    @property
    def position(self) -> int | None:
        """The position that is to be closed; None for an entry."""
        return self.command.position if isinstance(self.command, ClosePosition) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Traded:
    """A deployment's trading so far: (position, first fill) oldest first, in market time."""

    entries: tuple[tuple[int, int], ...] = ()
    trades: int = 0
    last_exit: int | None = None
