"""A small bridge: one symbol, one account, and bars that close when the test says so.

It speaks the bridge's side of the contracts: it answers `rpc.bridge.*`, says bars, takes commands
from the stream once each and fills them when told to.
"""

from typing import Literal, TypeVar

import msgspec

from tickloom.bus.port import Bus, Delivery
from tickloom.contracts import market, subjects, trading
from tickloom.contracts.message import Stamper
from tickloom.domain.errors import Unavailable
from tickloom.runtime.clock import LiveClock

T = TypeVar("T", bound=msgspec.Struct)
MINUTE_US = 60_000_000
START_US = 1_700_000_040_000_000
BAR_SUBJECT = subjects.bar("demo", "EURUSD", "M1")
ACCOUNT = "paper-1"
OTHER_NAMES = ("eurusd", "EURUSD.STD")
"""What the broker's EURUSD may be called."""
QUIET, JUMP = 1.10000, 1.10100
EURUSD = market.SymbolInfo(
    symbol="EURUSD", description="Euro vs US Dollar", group="Forex", digits=5,
    tick_size="0.00001", contract_size="100000", volume_min="0.01", volume_max="500",
    volume_step="0.01", currency_base="EUR", currency_profit="USD", currency_margin="EUR",
    calc_mode="forex", pip_size="0.0001",
)  # fmt: skip


class BridgeStandIn:
    """A terminal with one symbol, one account, and bars that close when the test says so."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus
        self.bars: list[market.BarClosed] = []
        self.positions: list[trading.PositionInfo] = []
        self.commands: list[trading.SubmitOrder] = []
        self.closes: list[trading.ClosePosition] = []
        self.stamper = Stamper(mode="demo", now_us=LiveClock().now_us)
        self.is_filling = True
        self.symbols = [EURUSD]
        self.is_away = False
        self._deals = 0

    async def open(self) -> None:
        await self.bus.serve("rpc.bridge.symbols", market.SymbolsRequest, self._symbols)
        await self.bus.serve("rpc.bridge.accounts", trading.AccountsRequest, self._accounts)
        await self.bus.serve("rpc.bridge.bars", market.BarsRequest, self._bars)
        await self.bus.consume(
            stream="CMD", durable="bridge-new", subject="cmd.local.*.new",
            kind=trading.SubmitOrder, handler=self._on_new,
        )  # fmt: skip
        await self.bus.consume(
            stream="CMD", durable="bridge-close", subject="cmd.local.*.close",
            kind=trading.ClosePosition, handler=self._on_close,
        )  # fmt: skip
        await self.bus.flush()

    def close_bar(self, close: float, *, is_said: bool = True) -> int:
        time = self.bars[-1].time + MINUTE_US if self.bars else START_US
        bar = self._bar(market.BarClosed, BAR_SUBJECT, time, close)
        self.bars.append(bar)
        if is_said:
            self.bus.publish(BAR_SUBJECT, bar)
        return time

    def history(self, count: int) -> None:
        for number in range(count):
            self.close_bar(QUIET + 0.00001 * (number % 2), is_said=False)

    async def end_order(self, order: trading.SubmitOrder, *, state: str = "filled") -> int:
        """Fill (or refuse) an order and say so; the position's ticket."""
        ticket = 100 + len(self.commands)
        subject = subjects.event(ACCOUNT, "order")
        if state == "filled":
            self.positions.append(
                trading.PositionInfo(
                    ticket=ticket,
                    symbol=order.symbol,
                    side=order.side,
                    volume=order.volume,
                    price_open="1.10100",
                    time=self.bars[-1].ts,
                    price_current="1.10100",
                    profit="0.00",
                    deployment=order.deployment,
                )
            )
            await self._say_deal(order, ticket, entry="in")
        changed = trading.OrderChanged(
            **self.stamper.header(subject), order_id=order.order_id, account=ACCOUNT,
            symbol=order.symbol, state=state, position=ticket, deployment=order.deployment,
        )  # fmt: skip
        await self.bus.publish_durable(
            subject, changed, message_id=f"order:{order.order_id}:{state}"
        )
        return ticket

    async def end_close(self, close: trading.ClosePosition) -> None:
        """Say that a close is done."""
        subject = subjects.event(ACCOUNT, "order")
        changed = trading.OrderChanged(
            **self.stamper.header(subject), order_id=close.order_id, account=ACCOUNT,
            symbol=close.symbol, state="filled", position=close.position,
            deployment=close.deployment,
        )  # fmt: skip
        await self.bus.publish_durable(
            subject, changed, message_id=f"order:{close.order_id}:filled"
        )

    async def _say_deal(
        self, order: trading.SubmitOrder, ticket: int, *, entry: Literal["in", "out"]
    ) -> None:
        self._deals += 1
        subject = subjects.event(ACCOUNT, "deal")
        deal = trading.DealMade(
            **self.stamper.header(subject, ts=self.bars[-1].ts), account=ACCOUNT,
            ticket=self._deals, symbol=order.symbol, position=ticket, side=order.side, entry=entry,
            volume=order.volume, price="1.10100", profit="0.00", commission="0.00", swap="0.00",
            balance="10000.00", reason="expert", order_id=order.order_id,
            deployment=order.deployment,
        )  # fmt: skip
        await self.bus.publish_durable(subject, deal, message_id=f"deal:{ACCOUNT}:{self._deals}")

    async def _on_new(self, order: trading.SubmitOrder, _: Delivery) -> None:
        if all(order.order_id != known.order_id for known in self.commands):
            self.commands.append(order)
            if self.is_filling:
                await self.end_order(order)

    async def _on_close(self, order: trading.ClosePosition, _: Delivery) -> None:
        self.closes.append(order)
        self.positions = [p for p in self.positions if p.ticket != order.position]

    async def _symbols(self, request: market.SymbolsRequest) -> market.SymbolsReply:
        offered = self.symbols
        if request.named in OTHER_NAMES:
            offered = [msgspec.structs.replace(info, aliases=[*OTHER_NAMES]) for info in offered]
        return market.SymbolsReply(venue="demo", mode="demo", symbols=offered)

    async def _accounts(self, _: trading.AccountsRequest) -> trading.AccountsReply:
        if self.is_away:
            raise Unavailable("the terminal is not connected")
        marked = trading.AccountMarked(
            **self.stamper.header("mark"), account=ACCOUNT, currency="USD", leverage=100,
            balance="10000.00", equity="10000.00", floating="0.00", margin="0.00",
            margin_free="10000.00", positions=list(self.positions),
        )  # fmt: skip
        return trading.AccountsReply(accounts=[marked])

    async def _bars(self, request: market.BarsRequest) -> market.BarsReply:
        low, high = request.from_time or 0, request.to_time or 1 << 62
        asked = [bar for bar in self.bars if low <= bar.time < high]
        kept = asked[-request.limit :]
        forming = None
        if request.forming and self.bars:
            last = self.bars[-1]
            forming = self._bar(market.BarForming, "forming", last.time + MINUTE_US, last.close)
        return market.BarsReply(
            venue="demo", symbol=request.symbol, timeframe=request.timeframe,
            time=[bar.time for bar in kept], open=[bar.open for bar in kept],
            high=[bar.high for bar in kept], low=[bar.low for bar in kept],
            close=[bar.close for bar in kept], volume=[bar.volume for bar in kept],
            spread=[bar.spread for bar in kept], forming=forming, more=len(asked) > len(kept),
        )  # fmt: skip

    def _bar(self, kind: type[T], subject: str, time: int, close: float) -> T:
        before = self.bars[-1].close if self.bars else close
        return kind(
            **self.stamper.header(subject, ts=time + MINUTE_US), venue="demo", symbol="EURUSD",
            timeframe="M1", time=time, open=before, high=max(before, close),
            low=min(before, close), close=close, volume=10, spread=8,
        )  # fmt: skip
