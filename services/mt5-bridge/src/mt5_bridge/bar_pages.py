"""Pages of bar history: closed bars only, oldest first, with the open bar beside them if asked."""

from mt5_bridge.market import Market
from tickloom.contracts.market import BarForming, BarsReply, BarsRequest
from tickloom.domain.errors import InvalidInput
from tickloom.domain.ids import Symbol
from tickloom.domain.market import Timeframe

LIMIT_MAX = 20_000
_NAMES = frozenset(timeframe.value for timeframe in Timeframe)


def timeframe_of(name: str) -> Timeframe:
    """The timeframe called `name`."""
    if name not in _NAMES:
        raise InvalidInput("timeframe", name, "one of " + ", ".join(Timeframe))
    return Timeframe(name)


def bar_page(
    market: Market, request: BarsRequest, *, venue: str, forming: BarForming | None
) -> BarsReply:
    """Answer `request` from the terminal's history."""
    if not 1 <= request.limit <= LIMIT_MAX:
        raise InvalidInput("limit", request.limit, f"1 to {LIMIT_MAX} bars a page")
    now_ns = market.position_ns + Timeframe.MN1.minutes * 2 * 60_000_000_000
    to_ns = now_ns if request.to_time is None else min(request.to_time * 1000, now_ns)
    bars = market.bars(
        Symbol(request.symbol), timeframe_of(request.timeframe),
        from_ns=None if request.from_time is None else request.from_time * 1000,
        to_ns=to_ns, limit=request.limit + 1,
    )  # fmt: skip
    page = bars[-request.limit :]
    return BarsReply(
        venue=venue, symbol=request.symbol, timeframe=request.timeframe,
        time=[bar.time_ns // 1000 for bar in page], open=[bar.open for bar in page],
        high=[bar.high for bar in page], low=[bar.low for bar in page],
        close=[bar.close for bar in page], volume=[bar.tick_volume for bar in page],
        spread=[bar.spread_points for bar in page], forming=forming,
        more=len(bars) > request.limit,
    )  # fmt: skip
