"""The bridge as it runs on Windows: `import MetaTrader5` finds a package of that surface.

Here the package is the simulated terminal under that name; everything else is the real thing.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tickloom.bus.port import Bus, Delivery
from tickloom.contracts.message import Stamper
from tickloom.contracts.subjects import command, event
from tickloom.contracts.trading import OrderChanged, SubmitOrder
from tickloom.domain.errors import TryAgain
from tickloom.runtime.clock import LiveClock
from tickloom.runtime.embedded import process

ACCOUNT = "demo-1"
PATIENCE_S = 60.0
PACKAGE = '''"""The package's name, over the simulated terminal."""

from tickloom_terminal import *
'''


@pytest.mark.servers
async def test_an_order_is_filled_through_the_package_and_the_adviser_hears_the_bridge(
    tmp_path: Path,
    make_bus: Callable[[str], Awaitable[Bus]],
    bus_url: str,
    ended: Callable[[Path], None],
) -> None:
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "MetaTrader5.py").write_text(PACKAGE)
    terminal = tmp_path / "terminal"
    environment = {
        **os.environ, "PYTHONPATH": str(tmp_path / "package"), "TICKLOOM_NATS_URL": bus_url,
        "TICKLOOM_DATA_DIR": str(tmp_path / "data"), "TICKLOOM_VENUE": "mt5",
        "TICKLOOM_ACCOUNT": ACCOUNT, "TICKLOOM_SYMBOLS": "EURUSD,GBPUSD",
        "TICKLOOM_STALE_PRICE_S": "60", "TICKLOOM_TERMINAL": "package",
        "TICKLOOM_TERMINAL_LOGIN": "1000001", "TICKLOOM_TERMINAL_SERVER": "Tickloom-Demo",
        "TICKLOOM_TERMINAL_PATH": str(terminal), "TICKLOOM_SERVER_CLOCK": "UTC",
    }  # fmt: skip
    bus, states = await make_bus("driver"), list[str]()

    async def on_order(message: OrderChanged, _: Delivery) -> None:
        states.append(message.state)

    await bus.consume(
        stream="EVT", durable="orders", subject=event(ACCOUNT, "order"), kind=OrderChanged,
        handler=on_order,
    )  # fmt: skip
    log = tmp_path / "bridge.log"
    bridge = process.start([sys.executable, "-m", "mt5_bridge"], log_path=log, env=environment)
    try:
        await _submit(bus)
        heartbeat = terminal / "Files" / "Tickloom" / "1000001" / "heartbeat.txt"
        for _ in range(int(PATIENCE_S / 0.1)):
            if states and states[-1] == "filled" and heartbeat.exists():
                break
            assert bridge.poll() is None, process.tail(log, characters=3_000)
            await asyncio.sleep(0.1)
        assert states[-1:] == ["filled"], process.tail(log, characters=3_000)
        assert heartbeat.read_text().startswith("TICKLOOM1;")
    finally:
        process.stop(bridge, signal.SIGTERM, timeout_s=10)
        ended(terminal)


async def _submit(bus: Bus) -> None:
    subject = command(ACCOUNT, "new")
    stamper = Stamper(mode="demo", now_us=LiveClock().now_us)
    order = SubmitOrder(
        **stamper.header(subject), order_id="o-1", account=ACCOUNT, symbol="EURUSD", side="buy",
        volume="0.01", expires_at=LiveClock().now_us() + 90_000_000,
    )  # fmt: skip
    while True:
        try:
            await bus.publish_durable(subject, order, message_id="o-1")
        except TryAgain:
            await asyncio.sleep(0.05)
        else:
            return
