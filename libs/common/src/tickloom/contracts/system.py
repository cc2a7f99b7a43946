"""What is said about the platform itself."""

from typing import Literal

import msgspec

from tickloom.contracts.message import Message


class ServiceHealth(Message, frozen=True, kw_only=True, omit_defaults=True):
    """A service's heartbeat, twice a second on `sys.health.<service>`; `detail` in plain words."""

    service: str
    ready: bool
    pid: int
    detail: str = ""
    counters: dict[str, float] = msgspec.field(default_factory=dict[str, float])


StepState = Literal["ok", "failed", "waiting", "unknown"]


class ConnectionStep(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One step on the way from the bridge to a tradable account.

    `name` is a fixed word, `title` what the step is, `detail` what was found, and `action` the
    switch to press when it failed. `waiting`: an earlier step has to be right first. `code` is
    the terminal's own error number.
    """

    name: str
    title: str
    state: StepState
    detail: str = ""
    action: str = ""
    code: int | None = None


class BridgeStatus(Message, frozen=True, kw_only=True, omit_defaults=True):
    """The way to the venue, step by step.  `md.bridge.<venue>`, on each change and every second.

    `terminal` names what is at the other end (MetaTrader 5, simulated, ZeroMQ adviser);
    `checked_at` is when the steps were last gone through. The first step that is not `ok` is the
    one to mend.
    """

    venue: str
    terminal: str
    steps: list[ConnectionStep]
    checked_at: int
    server: str = ""
    login: str = ""
    build: int | None = None
    ping_ms: float | None = None


class Coverage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is recorded of a symbol, and what was repaired."""

    symbol: str
    ticks: int
    bars: int
    first_ts: int | None = None
    last_ts: int | None = None
    repaired_ticks: int = 0
    repaired_bars: int = 0
    gaps_open: int = 0


class CoverageRequest(msgspec.Struct, frozen=True):
    """What is recorded?  `rpc.analytics.coverage`."""


class CoverageReply(msgspec.Struct, frozen=True, kw_only=True):
    """One row a symbol."""

    venue: str
    symbols: list[Coverage]


class Series(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Recorded bars of one symbol and timeframe, by their open times."""

    symbol: str
    timeframe: str
    bars: int
    first_time: int
    last_time: int


class SeriesRequest(msgspec.Struct, frozen=True):
    """Of which symbols and timeframes are bars recorded?  `rpc.analytics.series`."""


class SeriesReply(msgspec.Struct, frozen=True, kw_only=True):
    """One row a symbol and timeframe."""

    venue: str
    series: list[Series]


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The refusal of a request: the same object on the bus, in REST and on the WebSocket."""

    code: str
    detail: str
    hint: str = ""
    kind: str = "invalid"
