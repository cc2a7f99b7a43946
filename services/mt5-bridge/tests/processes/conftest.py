"""A real terminal, a real bridge and a real bus, each a process that may be killed."""

import asyncio
import inspect
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from mt5_bridge.testing.broker_ledger import BrokerLedger
from tickloom.bus.port import Bus, Delivery
from tickloom.contracts.message import Message, Stamper
from tickloom.contracts.positions import deal_of
from tickloom.contracts.subjects import command, event
from tickloom.contracts.trading import AccountsReply, AccountsRequest, DealMade, OrderChanged
from tickloom.domain.errors import TryAgain
from tickloom.domain.position import Positions, fold
from tickloom.runtime.clock import LiveClock
from tickloom.runtime.embedded import process
from tickloom.runtime.fault_points import VARIABLE
from tickloom_terminal.trade.book import Book

ACCOUNT = "paper-1"
_POLL_S = 0.02


class Processes:
    """The terminal and the bridge on one data folder, and what the platform heard of them."""

    def __init__(self, folder: Path, bus: Bus, nats_url: str) -> None:
        self.folder = folder
        self.bus = bus
        self.stamper = Stamper(mode="demo", now_us=LiveClock().now_us)
        self.orders: dict[str, list[OrderChanged]] = {}
        self.deals: dict[int, list[DealMade]] = {}
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._environment = {
            **os.environ, "TICKLOOM_DATA_DIR": str(folder), "TICKLOOM_NATS_URL": nats_url,
            "TICKLOOM_SYMBOLS": "EURUSD,GBPUSD,USDJPY", "TICKLOOM_SEED": "7",
            "TICKLOOM_VENUE": "demo", "TICKLOOM_STALE_PRICE_S": "60",
        }  # fmt: skip

    @property
    def ledger(self) -> BrokerLedger:
        return BrokerLedger(self.folder, venue=self._environment["TICKLOOM_VENUE"])

    # -- processes ----------------------------------------------------------------------------

    def configure(self, **environment: str) -> None:
        """For what is started from now on."""
        self._environment |= environment

    def start(self, name: str, *, point: str = "", quiet_s: int = 3) -> None:
        """`terminal` or `bridge`; a bridge may be told where to die, and how long to wait."""
        module = {"terminal": "mt5_bridge.terminal_process", "bridge": "mt5_bridge"}[name]
        self._children[name] = process.start(
            [sys.executable, "-m", module], log_path=self.folder / f"{name}.log",
            env={**self._environment, VARIABLE: point, "TICKLOOM_QUIET_S": str(quiet_s)},
        )  # fmt: skip

    def kill(self, name: str) -> None:
        child = self._children[name]
        child.kill()
        child.wait()

    def signal(self, name: str, number: signal.Signals) -> None:
        self._children[name].send_signal(number)

    def is_alive(self, name: str) -> bool:
        return self._children[name].poll() is None

    def stop(self) -> None:
        for child in self._children.values():
            if child.poll() is None:
                child.send_signal(signal.SIGCONT)
            process.stop(child, signal.SIGTERM, timeout_s=10)

    # -- what is said -------------------------------------------------------------------------

    async def listen(self) -> None:
        """Keep every event by its identity, as often as it was stored."""

        async def on_order(message: OrderChanged, _: Delivery) -> None:
            self.orders.setdefault(message.order_id, []).append(message)

        async def on_deal(message: DealMade, _: Delivery) -> None:
            self.deals.setdefault(message.ticket, []).append(message)

        await self.bus.consume(
            stream="EVT", durable="fills", subject=event(ACCOUNT, "deal"), kind=DealMade,
            handler=on_deal,
        )  # fmt: skip
        await self.bus.consume(
            stream="EVT", durable="orders", subject=event(ACCOUNT, "order"), kind=OrderChanged,
            handler=on_order,
        )  # fmt: skip

    async def send(
        self, kind: Callable[..., Message], verb: str, order_id: str, **fields: Any
    ) -> None:
        """Publish a command as its maker does: again and again until the bus has stored it."""
        subject = command(ACCOUNT, verb)
        message = kind(
            **self.stamper.header(subject), order_id=order_id, account=ACCOUNT,
            expires_at=LiveClock().now_us() + 90_000_000, **fields,
        )  # fmt: skip
        while True:
            try:
                await self.bus.publish_durable(subject, message, message_id=order_id)
            except TryAgain:
                await asyncio.sleep(_POLL_S)
            else:
                return

    def state(self, order_id: str) -> str:
        """The last state heard; empty when nothing was."""
        told = self.orders.get(order_id, [])
        return told[-1].state if told else ""

    async def account(self) -> AccountsReply | None:
        try:
            return await self.bus.request(
                "rpc.bridge.accounts", AccountsRequest(), AccountsReply, timeout_s=1.0
            )
        except TryAgain:
            return None

    async def eventually(self, is_so: Callable[[], Any], *, within_s: float, what: str) -> None:
        """Until it is so (now, or when awaited); fails with the tail of the bridge's log."""
        deadline_s = time.monotonic() + within_s
        while True:
            answer: Any = is_so()
            if await answer if inspect.isawaitable(answer) else answer:
                return
            if time.monotonic() > deadline_s:
                log = process.tail(self.folder / "bridge.log", characters=3_000)
                pytest.fail(f"not within {within_s:g} s: {what}; the bridge's log ends: {log}")
            await asyncio.sleep(_POLL_S)

    # -- what is true -------------------------------------------------------------------------

    def books(self) -> Book:
        """The broker's own books: the oracle."""
        return self.ledger.books()

    def folded(self) -> Positions:
        """The positions that the deals make which were told."""
        heard = (self.deals[ticket][0] for ticket in sorted(self.deals))
        return fold(map(deal_of, heard))

    def traded(self) -> set[int]:
        """Tickets of the deals that moved volume."""
        return self.ledger.traded()

    def sent_more_than_once(self) -> list[int]:
        """Magics under which the broker has more than one order: there must be none."""
        return self.ledger.sent_more_than_once()

    def told_wrongly(self) -> list[int]:
        """Deals that were told more than once, or that the broker does not know."""
        real = self.traded()
        return [t for t, told in self.deals.items() if len(told) != 1 or t not in real]


@pytest.fixture
async def processes(
    tmp_path: Path, make_bus: Callable[[str], Awaitable[Bus]], bus_url: str
) -> AsyncIterator[Processes]:
    made = Processes(tmp_path, await make_bus("driver"), bus_url)
    await made.listen()
    made.start("terminal")
    yield made
    made.stop()
