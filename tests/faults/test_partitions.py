"""Rows 17 and 18: a wire between a service and the bus is cut, or holds what is said on it."""

import asyncio
import secrets
from typing import Any

import pytest

from tickloom.contracts import algo, subjects
from tickloom_terminal.control import Control

pytestmark = pytest.mark.faults
ALWAYS: dict[str, Any] = {
    "spec_version": 1, "name": "In and out", "timeframe": "M1",
    "entry": {"long": {"left": {"price": "close"}, "op": "gt", "right": 0}},
    "exit": {"max_minutes": 1}, "stop_loss": {"unit": "pips", "value": 50},
    "sizing": {"mode": "fixed_lots", "lots": 0.01},
}  # fmt: skip
LIFETIME_S = 2.0
COMMANDS = 2
"""A service's second connection to the bus: commands ride on it."""
DEAD_MAN_S = 20.0


async def start_strategy(house: Any) -> None:
    bus = await house.bus("gateway")
    saved = await bus.request(
        subjects.rpc("algo", "strategies.save"), algo.SaveStrategy(document=ALWAYS),
        algo.SaveStrategyReply,
    )  # fmt: skip
    assert saved.strategy is not None, saved.findings
    await bus.request(
        subjects.rpc("algo", "deployments.start"),
        algo.StartDeployment(
            strategy=saved.strategy.strategy, account="paper-1", symbol="EURUSD", timeframe="M1"
        ),
        algo.StrategyStatus, timeout_s=20,
    )  # fmt: skip


async def has_sent_more_than(house: Any, count: int) -> bool:
    return house.ledger.sent() > count


async def has_an_order(house: Any, state: str) -> bool:
    rows = await house.rows("SELECT 1 FROM analytics.orders WHERE state = $1", state)
    return bool(rows)


async def test_commands_that_were_held_up_expire_and_trading_goes_on(house: Any) -> None:
    """Row 17: the maker of orders still hears bars and positions; its commands do not arrive."""
    market = {"TICKLOOM_SPEED": "60"}
    wire = await house.proxy(house.nats.port)
    await house.start("terminal", "mt5-bridge", "analytics", **market)
    await house.start(
        "algo", TICKLOOM_NATS_URL=f"nats://127.0.0.1:{wire.port}",
        TICKLOOM_ORDER_LIFETIME_S=str(LIFETIME_S),
    )  # fmt: skip
    await start_strategy(house)
    await house.eventually(
        lambda: has_sent_more_than(house, 2), within_s=40, what="the strategy trades"
    )
    wire.hold(up=True, down=False, connection=COMMANDS)
    await asyncio.sleep(LIFETIME_S + 1)  # what had passed before is carried out or expired
    before = house.ledger.sent()
    await asyncio.sleep(LIFETIME_S + 4)  # and the maker hears that nobody has stored its command
    assert house.ledger.sent() == before
    wire.mend()
    await house.eventually(
        lambda: has_an_order(house, "expired"), within_s=30, what="the late command has expired"
    )
    before = house.ledger.sent()
    await house.eventually(
        lambda: has_sent_more_than(house, before + 2), within_s=40, what="trading goes on"
    )
    await house.kill("algo")
    await house.holds(within_s=30)


@pytest.mark.parametrize("how", ["cut", "hold"])
async def test_a_bridge_cut_off_from_the_bus_removes_what_waits_and_tells_all_afterwards(
    house: Any, how: str
) -> None:
    """Row 18: the dead man's switch. Stops stay at the broker; what happened is told once."""
    wire = await house.proxy(house.nats.port)
    await house.start("terminal", "analytics", "gateway")
    await house.start("mt5-bridge", TICKLOOM_NATS_URL=f"nats://127.0.0.1:{wire.port}")
    held = await house.order(key="held", stop_loss="0.50000")
    assert held.status_code == 201, held.text
    waits = await house.order(key="waits", type="limit", price="0.60000")
    assert (waits.status_code, waits.json()["state"]) == (201, "placed"), waits.text
    await house.holds()
    assert len(house.ledger.waiting()) == 1
    getattr(wire, how)()

    async def has_removed() -> bool:
        return not house.ledger.waiting()

    await house.eventually(
        has_removed, within_s=DEAD_MAN_S + 15, what="the waiting order is removed"
    )
    (position,) = house.ledger.books().positions.values()
    assert position.sl, "the stop stays at the broker"
    with Control(house.ledger.folder) as control:
        control.set_faults("external_manual_trade:of=EURUSD")

    async def has_traded() -> bool:
        return len(house.ledger.traded()) == 2

    await house.eventually(has_traded, within_s=15, what="somebody has traded by hand")
    assert await house.disagreement()
    wire.mend()
    await house.holds(within_s=30)

    async def passes() -> bool:
        return (await house.order(key=secrets.token_hex(4))).status_code == 201

    await house.eventually(passes, within_s=30, what="entries pass again")
    rows = await house.rows("SELECT ticket FROM analytics.deals")
    assert len(rows) == 3
    await house.holds()
