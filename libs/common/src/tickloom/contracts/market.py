"""What is said about the market: quotes, bars, feed health, and requests for history.

Times are microseconds UTC; prices are JSON numbers on the symbol's grid; spreads are points.
"""

from typing import Literal

import msgspec

from tickloom.contracts.message import Message, Mode

Light = Literal["up", "down", "unknown"]


class Tick(Message, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A quote; (symbol, ts, n) identifies it, `n` counts equal stamps (see `domain.Tick`)."""

    venue: str
    symbol: str
    bid: float
    ask: float
    n: int = 0


class BarClosed(Message, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A bar that will not change any more; `time` is its open, `ts` its end.

    `next_time` is the open of the bar that the tick which closed it begins: the one on which a
    decision acts, after a quiet minute or a weekend too. Absent where a replay has ended.
    """

    venue: str
    symbol: str
    timeframe: str
    time: int
    open: float
    high: float
    low: float
    close: float
    volume: int
    spread: int
    next_time: int | None = None


class BarForming(BarClosed, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The open bar as it stands; drawn as open, never traded on."""


class SymbolState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One symbol's session and its last tick (market time and wall time, None before any)."""

    symbol: str
    session: Literal["open", "closed"]
    last_tick: int | None = None
    last_tick_at: int | None = None
    opens: int | None = None


class FeedStatus(Message, frozen=True, kw_only=True, omit_defaults=True):
    """Health of a venue's feed, said every second: five lights, and each symbol's state.

    `history_from` is the market time at which this venue's record begins; `market_time` and
    `speed` relate the market's clock to the wall; `ended` says that a replay has played out.
    """

    venue: str
    transport: Light
    terminal: Light
    broker: Light
    feed: Light
    synchronised: Light
    market_time: int
    history_from: int
    speed: float
    symbols: list[SymbolState]
    ended: bool = False
    detail: str = ""
    source: str = ""


class SymbolInfo(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A symbol's properties, as the terminal states them; decimals are strings.

    `symbol` is the broker's own spelling, `aliases` are other names that were found to mean it;
    `origin` is "built_in" or "assumed" where no terminal was there to state the contract.
    """

    symbol: str
    description: str
    group: str
    digits: int
    tick_size: str
    contract_size: str
    volume_min: str
    volume_max: str
    volume_step: str
    currency_base: str
    currency_profit: str
    currency_margin: str
    calc_mode: str
    pip_size: str | None = None
    stops_level_points: int = 0
    always_open: bool = False
    origin: str = "stated"
    aliases: list[str] = msgspec.field(default_factory=list[str])


class SymbolsRequest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which symbols does the venue offer?  `rpc.bridge.symbols`.

    With `named` the one that is meant by a name, however the broker spells it; what is ambiguous
    or has another contract is refused with the candidates.
    """

    named: str | None = None


class SymbolsReply(msgspec.Struct, frozen=True, kw_only=True):
    """Every symbol of the venue, and the rule of its server's clock (`GMT+2/us`)."""

    venue: str
    mode: Mode
    symbols: list[SymbolInfo]
    server_clock: str = "UTC"


class TicksRequest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Ticks with from_ts <= ts < to_ts, oldest first; without from_ts the last `limit`.

    `rpc.bridge.ticks` reads the terminal's history, `rpc.analytics.ticks` what was recorded.
    """

    symbol: str
    from_ts: int | None = None
    to_ts: int | None = None
    limit: int = 5_000


class TicksReply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Columns of equal length; a page never splits one stamp.

    `next_from` is where the next page begins, None when the range is exhausted. `until` is the
    market time up to which the answer is complete (exclusive).
    """

    venue: str
    symbol: str
    ts: list[int]
    n: list[int]
    bid: list[float]
    ask: list[float]
    until: int
    next_from: int | None = None


class BarsRequest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Closed bars with from_time <= open < to_time, oldest first; the last `limit` of them.

    Without from_time: the `limit` bars before to_time (or now). `forming` asks for the open bar
    too. `rpc.bridge.bars` reads the terminal's history, `rpc.analytics.bars` what was recorded.
    """

    symbol: str
    timeframe: str
    from_time: int | None = None
    to_time: int | None = None
    limit: int = 1_000
    forming: bool = False


class BarsReply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Columns of equal length, oldest first; `forming` is the open bar when asked for.

    `more` says that older bars of the asked range exist beyond `limit`.
    """

    venue: str
    symbol: str
    timeframe: str
    time: list[int]
    open: list[float]
    high: list[float]
    low: list[float]
    close: list[float]
    volume: list[int]
    spread: list[int]
    forming: BarForming | None = None
    more: bool = False
