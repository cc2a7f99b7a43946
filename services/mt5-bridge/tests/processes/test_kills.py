"""kill -9 of the bridge at every point of an order, of the terminal, and of the bus.

The broker's own ledger says what happened; the platform is never compared with itself.
"""

import time
from collections.abc import Callable
from typing import Any

import pytest

from tickloom.contracts.trading import ClosePosition, SubmitOrder
from tickloom.runtime.fault_points import BRIDGE_POINTS

PATIENCE_S = 40.0


async def is_answering(processes: Any) -> bool:
    return await processes.account() is not None


async def enter(processes: Any, order_id: str, symbol: str = "EURUSD") -> None:
    await processes.send(
        SubmitOrder, "new", order_id, symbol=symbol, side="buy", volume="0.01", deployment="d-1",
        lease_token=1,
    )  # fmt: skip


def agrees(processes: Any) -> Callable[[], bool]:
    """Every deal of the broker was told, and told once."""
    return lambda: set(processes.deals) == processes.traded() and not processes.told_wrongly()


FATES = {
    "bridge.after_fetch": ("filled", 1),
    "bridge.after_intent": ("expired", 0),  # an entry is never sent again by the machine
    "bridge.after_send": ("filled", 1),
    "bridge.after_result": ("filled", 1),
    "bridge.after_publish": ("filled", 1),
    "bridge.after_deal_publish": ("filled", 1),
}


@pytest.mark.parametrize("point", BRIDGE_POINTS)
async def test_a_kill_at_any_point_neither_doubles_nor_loses_the_order(
    processes: Any, point: str
) -> None:
    state, deals = FATES[point]
    processes.start("bridge", point=point)
    await enter(processes, "o-1")
    await processes.eventually(
        lambda: not processes.is_alive("bridge"),
        within_s=PATIENCE_S,
        what=f"death at {point}",
    )
    processes.start("bridge")
    await processes.eventually(
        lambda: is_answering(processes), within_s=PATIENCE_S, what="the bridge is back"
    )
    await processes.eventually(
        lambda: processes.state("o-1") == state, within_s=60, what=f"o-1 is {state}"
    )
    await processes.eventually(agrees(processes), within_s=PATIENCE_S, what="every fill is told")
    assert len(processes.traded()) == deals
    assert processes.sent_more_than_once() == []


@pytest.mark.faults
async def test_an_unknown_fate_is_settled_in_90_s_after_the_quiet_time_that_traders_have(
    processes: Any,
) -> None:
    """Row 5: nothing was sent, which only a minute of reading the broker's books shows."""
    processes.start("bridge", point="bridge.after_intent", quiet_s=60)
    await enter(processes, "o-1")
    await processes.eventually(
        lambda: not processes.is_alive("bridge"), within_s=PATIENCE_S, what="death after INTENT"
    )
    processes.start("bridge", quiet_s=60)
    await processes.eventually(
        lambda: processes.state("o-1") == "unknown", within_s=10, what="o-1 is unknown"
    )
    began_s = time.monotonic()
    await processes.eventually(
        lambda: processes.state("o-1") == "expired", within_s=90, what="o-1 is settled"
    )
    assert time.monotonic() - began_s >= 60, "given up before the quiet time was over"
    assert processes.traded() == set()


async def test_a_killed_terminal_and_a_killed_bus_lose_nothing(
    processes: Any, nats_server: Any
) -> None:
    processes.start("bridge")
    await enter(processes, "o-1")
    await processes.eventually(
        lambda: processes.state("o-1") == "filled", within_s=PATIENCE_S, what="o-1 is filled"
    )
    processes.kill("terminal")
    processes.start("terminal")
    await processes.eventually(
        lambda: is_answering(processes), within_s=PATIENCE_S, what="the terminal is back"
    )
    await nats_server.kill()
    await nats_server.restart()
    position = next(iter(processes.books().positions.values()))
    await processes.send(ClosePosition, "close", "c-1", symbol="EURUSD", position=position.ticket)
    await processes.eventually(
        lambda: processes.state("c-1") == "filled", within_s=PATIENCE_S, what="c-1 is filled"
    )
    await processes.eventually(agrees(processes), within_s=PATIENCE_S, what="every fill is told")
    assert processes.books().positions == {}
    assert processes.sent_more_than_once() == []
