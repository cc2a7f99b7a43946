"""What is said about the platform itself."""

import msgspec

from tickloom.contracts.message import Message


class ServiceHealth(Message, frozen=True, kw_only=True, omit_defaults=True):
    """A service's heartbeat, twice a second on `sys.health.<service>`; `detail` in plain words."""

    service: str
    ready: bool
    pid: int
    detail: str = ""
    counters: dict[str, float] = msgspec.field(default_factory=dict[str, float])


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
