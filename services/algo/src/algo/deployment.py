"""One deployment at work: closed bars -> core -> desk -> command.

It receives, lets the core decide (one call a bar), writes, sends and says. Whatever it must know
after a crash is in the store before it is acted on, so `run` starts and recovers alike.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import structlog

from algo.bar_feed import BarFeed, FeedBar
from algo.decisions import DecisionLog
from algo.desk import Desk, order_id_of
from algo.metrics import DECISION_SECONDS, DECISIONS
from algo.monitor import Monitor
from algo.parts import Parts
from algo.planning import Plan, admitted, lights, plan
from algo.records import Deployed
from algo.valuation import quote_at_close
from algo.warm_up import Prepared, prepare, quotes_of
from tickloom.contracts.algo import Decision
from tickloom.contracts.trading import DealMade, OrderChanged
from tickloom.domain.errors import TryAgain
from tickloom.domain.market import Timeframe
from tickloom.domain.order import OrderState

T = TypeVar("T")
log = structlog.get_logger(__name__)

_CARRIED_OUT = frozenset(
    {OrderState.FILLED, OrderState.PARTIALLY_FILLED, OrderState.DONE, OrderState.ADOPTED}
)
_PAUSES_S = (0.1, 0.25, 0.5, 1.0, 2.0)
_MICROSECOND_NS = 1_000
_SECOND_US = 1_000_000


class Deployment:
    """A strategy on one symbol of one account; `monitor` says how it stands."""

    def __init__(self, parts: Parts, deployed: Deployed) -> None:
        stamper = parts.stamper(deployed.mode)
        self.monitor = Monitor(parts.bus, stamper, deployed)
        self._parts = parts
        self._deployed = deployed
        self._stamp = stamper.header
        self._token = partial(parts.leases.token, deployed.account)
        self._desk = Desk(parts.bus, parts.store, parts.market, deployed, token=self._token)
        self._log = DecisionLog(parts.bus, parts.store, stamper, deployed)
        self._feed = BarFeed(
            parts.market, parts.watch, parts.clock, symbol=deployed.symbol,
            timeframe=Timeframe(deployed.timeframe),
        )  # fmt: skip
        self._prepared: Prepared | None = None
        self._early_deals: list[DealMade] = []
        self._note = ""

    async def run(self) -> None:
        """Warm up, then decide on every bar that closes, until cancelled."""
        self.monitor.say()
        await self._feed.open(self._parts.bus)
        prepared = await self._patiently(lambda: prepare(self._parts, self._deployed, self._desk))
        for deal in self._early_deals:
            prepared.book.on_deal(deal)
        self._prepared = prepared
        self._feed.begin_after(prepared.known_until)
        self._show(prepared, bar_time=prepared.last_decided)
        while True:
            await self._decide_on(await self._feed.next(), prepared)

    async def close(self) -> None:
        await self._feed.close()

    async def repeat(self) -> None:
        """Every few seconds: finish what a failure interrupted, and say how it stands."""
        if self._prepared is not None:
            await self._desk.chase()
            await self._log.say_again()
            newest = await quotes_of(self._parts.market, self._prepared.pairs)
            self._prepared.quotes.update(newest)
            self._show(self._prepared)
        self.monitor.say()

    async def on_deal(self, deal: DealMade) -> None:
        await self._desk.look()
        if self._prepared is None:
            self._early_deals.append(deal)  # the stored trades may have been read before it
        else:
            self._prepared.book.on_deal(deal)
            self._show(self._prepared)

    async def on_order_ended(self, order: OrderChanged) -> None:
        await self._desk.on_order_ended(order.order_id)
        is_filled = order.state in _CARRIED_OUT
        why = order.detail or order.reason
        self._note = "" if is_filled else f"the last order was {order.state}: {why}"
        if self._prepared is not None:
            self._show(self._prepared)

    async def _decide_on(self, bars: list[FeedBar], prepared: Prepared) -> None:
        await self._desk.look()
        said: list[Decision] = []
        unwritten: list[Decision] = []
        for each in bars:
            planned = self._decide(each, prepared)
            said.append(planned.decision)
            unwritten.append(planned.decision)
            if planned.orders:
                await self._log.write(unwritten, planned.orders)
                await self._desk.send(planned.orders)
                unwritten = []
        if unwritten:
            await self._log.write(unwritten)
        self._show(prepared, bars=len(bars), bar_time=bars[-1].time_us)
        await self._log.say(said)

    def _decide(self, each: FeedBar, prepared: Prepared) -> Plan:
        desk, instrument = self._desk, prepared.instrument
        assert desk.account is not None, "recovery ends with a known account"
        prepared.quotes[instrument.symbol] = quote_at_close(each.bar, instrument)
        book = prepared.book.view(
            desk.account, desk.positions, prepared.quotes, pending_entries=desk.pending_entries
        )
        decided = admitted(
            prepared.core.on_bar(each.bar, book, each.acts_ns), is_fresh=each.is_fresh,
            obstacle=desk.obstacle, closing=desk.closing,
        )  # fmt: skip
        clock = self._parts.clock
        lifetime_us = round(self._parts.settings.order_lifetime_s * _SECOND_US)
        planned = plan(
            decided, self._deployed, order_id_of=order_id_of,
            stamp=partial(self._stamp, ts=each.bar.end_ns // _MICROSECOND_NS),
            expires_at=clock.now_us() + lifetime_us,
        )  # fmt: skip
        DECISIONS.labels(action=decided.action).inc()
        if each.is_fresh:
            DECISION_SECONDS.observe(clock.monotonic_s() - each.arrived_s)
        return planned

    def _show(self, prepared: Prepared, *, bars: int = 0, bar_time: int | None = None) -> None:
        standing = self.monitor.standing
        missing = prepared.core.bars_missing
        tickets = [position.ticket for position in self._desk.positions]
        self.monitor.change(
            state="warming_up" if missing else "running", bars_missing=missing,
            conditions=tuple(lights(prepared.core.conditions)),
            bars_seen=(standing.bars_seen or prepared.bars_decided) + bars,
            bar_time=bar_time or standing.bar_time, trades=prepared.book.trades,
            position=tickets[0] if tickets else None,
            detail=self._feed.trouble or self._without_lease or self._note,
        )  # fmt: skip

    @property
    def _without_lease(self) -> str:
        return "" if self._token() is not None else "no lease of the account: nothing is entered"

    async def _patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        """The answer, however long the bridge or the database is away; the status says why."""
        attempt = 0
        while True:
            try:
                return await ask()
            except TryAgain as error:
                self.monitor.change(detail=error.detail)
                await asyncio.sleep(_PAUSES_S[min(attempt, len(_PAUSES_S) - 1)])
                attempt += 1
