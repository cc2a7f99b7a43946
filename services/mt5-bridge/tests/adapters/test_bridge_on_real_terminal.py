"""The bridge before a real terminal: through the package, and through our own adviser.

Here the package is the simulated terminal under that name, and the adviser stands before it, too;
everything else is the real thing.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from mt5_bridge.adapters.zeromq.adviser_peer import TickloomPeer
from tickloom.bus.port import Bus, Delivery
from tickloom.contracts.market import BarsReply, BarsRequest, SymbolsReply, SymbolsRequest
from tickloom.contracts.message import Header, Message, Stamper
from tickloom.contracts.subjects import command, event
from tickloom.contracts.system import BridgeStatus, ConnectionStep
from tickloom.contracts.trading import ClosePosition, DealMade, OrderChanged, SubmitOrder
from tickloom.domain.errors import CorrectIt, TryAgain
from tickloom.runtime.clock import LiveClock
from tickloom.runtime.embedded import process
from tickloom_terminal.command_line import OPTIONS_FILE

ACCOUNT = "demo-1"
PATIENCE_S = 60.0
PACKAGE = '''"""The package's name, over the simulated terminal."""

from tickloom_terminal import *
'''


LIMITS = """[order]
stop_loss_required = false
[price]
age_s_max = 60
"""
"""What an owner wrote down: without it an entry needs a stop and a price of two seconds."""


class Bridge:
    """A bridge process over the package, and what it says."""

    def __init__(
        self, folder: Path, bus: Bus, bus_url: str, *, login: str, **environment: str
    ) -> None:
        self.folder = folder
        self.bus = bus
        self.terminal = folder / "terminal"
        self.states: list[str] = []
        self.deals: list[DealMade] = []
        self.ways: list[BridgeStatus] = []
        self._log = folder / "bridge.log"
        (folder / "package").mkdir()
        (folder / "package" / "MetaTrader5.py").write_text(PACKAGE)
        limits = folder / "data" / "bridge" / "mt5" / "limits.toml"
        limits.parent.mkdir(parents=True)
        limits.write_text(LIMITS)
        settings = {
            **os.environ, "PYTHONPATH": str(folder / "package"), "TICKLOOM_NATS_URL": bus_url,
            "TICKLOOM_DATA_DIR": str(folder / "data"), "TICKLOOM_VENUE": "mt5",
            "TICKLOOM_ACCOUNT": ACCOUNT, "TICKLOOM_SYMBOLS": "EURUSD,GBPUSD",
            "TICKLOOM_STALE_PRICE_S": "60", "TICKLOOM_TERMINAL": "package",
            "TICKLOOM_TERMINAL_LOGIN": login, "TICKLOOM_TERMINAL_SERVER": "Tickloom-Demo",
            "TICKLOOM_TERMINAL_PATH": str(self.terminal), "TICKLOOM_SERVER_CLOCK": "UTC",
            **environment,
        }  # fmt: skip
        self._process = process.start(
            [sys.executable, "-m", "mt5_bridge"], log_path=self._log, env=settings
        )

    async def listen(self) -> None:
        async def on_order(message: OrderChanged, _: Delivery) -> None:
            self.states.append(message.state)

        async def on_way(message: BridgeStatus) -> None:
            self.ways.append(message)

        async def on_deal(message: DealMade, _: Delivery) -> None:
            self.deals.append(message)

        await self.bus.consume(
            stream="EVT", durable="deals", subject=event(ACCOUNT, "deal"), kind=DealMade,
            handler=on_deal,
        )  # fmt: skip
        await self.bus.subscribe("md.bridge.mt5", BridgeStatus, on_way)
        await self.bus.consume(
            stream="EVT", durable="orders", subject=event(ACCOUNT, "order"), kind=OrderChanged,
            handler=on_order,
        )  # fmt: skip

    def step(self, name: str) -> ConnectionStep | None:
        """As it was said last."""
        steps = self.ways[-1].steps if self.ways else []
        return next((step for step in steps if step.name == name), None)

    async def eventually(self, is_so: Callable[[], bool]) -> None:
        for _ in range(int(PATIENCE_S / 0.1)):
            if is_so():
                return
            assert self._process.poll() is None, process.tail(self._log, characters=3_000)
            await asyncio.sleep(0.1)
        last = self.ways[-1].steps if self.ways else []
        pytest.fail(f"{self.states} {last} {process.tail(self._log, characters=3_000)}")

    def stop(self) -> None:
        process.stop(self._process, signal.SIGTERM, timeout_s=10)


@pytest.mark.servers
async def test_an_order_is_filled_through_the_package_and_the_adviser_hears_the_bridge(
    tmp_path: Path,
    make_bus: Callable[[str], Awaitable[Bus]],
    bus_url: str,
    ended: Callable[[Path], None],
) -> None:
    bridge = Bridge(tmp_path, await make_bus("driver"), bus_url, login="1000001")
    heartbeat = bridge.terminal / "Files" / "Tickloom" / "1000001" / "heartbeat.txt"
    try:
        await bridge.listen()
        await _submit(bridge.bus)
        await bridge.eventually(lambda: bridge.states[-1:] == ["filled"])
        await bridge.eventually(heartbeat.exists)
        await bridge.eventually(lambda: {step.state for step in bridge.ways[-1].steps} == {"ok"})
        assert heartbeat.read_text().startswith("TICKLOOM1;")
        way = bridge.ways[-1]
        assert (way.terminal, way.login, way.server) == (
            "MetaTrader 5", "1000001", "Tickloom-Demo",
        )  # fmt: skip
    finally:
        bridge.stop()
        ended(bridge.terminal)


@pytest.mark.servers
async def test_a_broker_with_a_suffix_is_traded_by_the_plain_names(
    tmp_path: Path,
    make_bus: Callable[[str], Awaitable[Bus]],
    bus_url: str,
    ended: Callable[[Path], None],
) -> None:
    (tmp_path / "terminal").mkdir()
    (tmp_path / "terminal" / OPTIONS_FILE).write_text('["--suffix", ".m"]')
    bridge = Bridge(tmp_path, await make_bus("driver"), bus_url, login="1000001")
    try:
        await bridge.listen()
        await _submit(bridge.bus)
        await bridge.eventually(lambda: bridge.states[-1:] == ["filled"])
        offered = await bridge.bus.request("rpc.bridge.symbols", SymbolsRequest(), SymbolsReply)
        assert {info.symbol: info.aliases for info in offered.symbols} == {
            "EURUSD.m": ["EURUSD"], "GBPUSD.m": ["GBPUSD"],
        }  # fmt: skip
        meant = await bridge.bus.request(
            "rpc.bridge.symbols", SymbolsRequest(named="eurusd"), SymbolsReply
        )
        assert [info.symbol for info in meant.symbols] == ["EURUSD.m"]
        bars = await bridge.bus.request(
            "rpc.bridge.bars", BarsRequest(symbol="GBPUSD", timeframe="M1", limit=5), BarsReply
        )
        assert (bars.symbol, len(bars.time)) == ("GBPUSD.m", 5)
        with pytest.raises(CorrectIt, match="no symbol for NOSUCH"):
            await bridge.bus.request(
                "rpc.bridge.symbols", SymbolsRequest(named="NOSUCH"), SymbolsReply
            )
        with pytest.raises(CorrectIt, match=r"AUDUSD is AUDUSD\.m .* not followed"):
            await bridge.bus.request(
                "rpc.bridge.symbols", SymbolsRequest(named="AUDUSD"), SymbolsReply
            )
    finally:
        bridge.stop()
        ended(bridge.terminal)


@pytest.mark.servers
async def test_an_order_is_filled_recorded_and_closed_through_our_own_adviser(
    own_peer: TickloomPeer, tmp_path: Path, make_bus: Callable[[str], Awaitable[Bus]], bus_url: str
) -> None:
    """`TICKLOOM_TERMINAL=adviser`: nothing of the package is in the bridge's process."""
    ports = own_peer.addresses
    folder = tmp_path / "bridge"
    folder.mkdir()
    bridge = Bridge(
        folder, await make_bus("driver"), bus_url, login="1000001", TICKLOOM_TERMINAL="adviser",
        TICKLOOM_TERMINAL_PATH="", TICKLOOM_ADVISER_COMMANDS_PORT=str(ports.commands_port),
        TICKLOOM_ADVISER_REPLIES_PORT=str(ports.replies_port),
    )  # fmt: skip
    (folder / "package" / "MetaTrader5.py").unlink()
    try:
        await bridge.listen()
        await _submit(bridge.bus)
        await bridge.eventually(lambda: bridge.states[-1:] == ["filled"])
        await bridge.eventually(lambda: len(bridge.deals) == 1)
        opened = bridge.deals[0]
        assert (opened.entry, opened.order_id, opened.order) == ("in", "o-1", opened.position)
        await bridge.eventually(lambda: {step.state for step in bridge.ways[-1].steps} == {"ok"})
        assert bridge.ways[-1].terminal == "ZeroMQ adviser"
        await _close(bridge.bus, opened.position)
        await bridge.eventually(lambda: len(bridge.deals) == 2)
        closed = bridge.deals[1]
        assert (closed.entry, closed.position, closed.order_id) == ("out", opened.position, "c-1")
    finally:
        bridge.stop()


@pytest.mark.servers
async def test_a_bridge_that_waits_for_its_account_says_what_to_do(
    tmp_path: Path,
    make_bus: Callable[[str], Awaitable[Bus]],
    bus_url: str,
    ended: Callable[[Path], None],
) -> None:
    bridge = Bridge(tmp_path, await make_bus("driver"), bus_url, login="555")

    def is_told() -> bool:
        step = bridge.step("account")
        return step is not None and step.state == "failed"

    try:
        await bridge.listen()
        await bridge.eventually(is_told)
        step = bridge.step("account")
        assert step is not None
        assert "Login to Trade Account" in step.action
        assert {step.state for step in bridge.ways[-1].steps[4:]} == {"waiting"}
    finally:
        bridge.stop()
        ended(bridge.terminal)


def _header(verb: str) -> Header:
    return Stamper(mode="demo", now_us=LiveClock().now_us).header(command(ACCOUNT, verb))


async def _submit(bus: Bus) -> None:
    order = SubmitOrder(
        **_header("new"), order_id="o-1", account=ACCOUNT, symbol="EURUSD", side="buy",
        volume="0.01", expires_at=LiveClock().now_us() + 90_000_000,
    )  # fmt: skip
    await _publish(bus, "new", order, "o-1")


async def _close(bus: Bus, position: int) -> None:
    order = ClosePosition(
        **_header("close"), order_id="c-1", account=ACCOUNT, symbol="EURUSD", position=position,
        expires_at=LiveClock().now_us() + 90_000_000,
    )  # fmt: skip
    await _publish(bus, "close", order, "c-1")


async def _publish(bus: Bus, verb: str, message: Message, message_id: str) -> None:
    while True:
        try:
            await bus.publish_durable(command(ACCOUNT, verb), message, message_id=message_id)
        except TryAgain:
            await asyncio.sleep(0.05)
        else:
            return
