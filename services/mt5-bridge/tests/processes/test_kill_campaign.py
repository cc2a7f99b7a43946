"""Hundreds of kill -9 in one life of an account: each order once, each fill told once.

`TICKLOOM_KILLS` (300) says how many kills, `TICKLOOM_FAULT_SEED` (1) which. Every life of the
bridge gets commands and dies: at a named point, or at a moment of chance; now and then the
terminal dies too. At the end the broker's ledger is the judge.
"""

import asyncio
import os
import random
import sys
import time
from typing import Any

import pytest

from tickloom.contracts.trading import ClosePosition, SubmitOrder
from tickloom.runtime.fault_points import BRIDGE_POINTS

pytestmark = pytest.mark.faults
KILLS = int(os.environ.get("TICKLOOM_KILLS", "300"))
SEED = int(os.environ.get("TICKLOOM_FAULT_SEED", "1"))
SYMBOLS = ("EURUSD", "GBPUSD", "USDJPY")
LIFE_S_MAX = 6.0
_POLL_S = 0.02
OPEN = {"", "accepted", "intent", "unknown", "placed", "retry"}


class Driver:
    """Sends commands as a strategy would, and remembers each."""

    def __init__(self, processes: Any, chance: random.Random) -> None:
        self.processes = processes
        self.chance = chance
        self.sent: list[str] = []

    async def trade(self) -> None:
        """An entry, and the close of what is open when there is much of it."""
        positions = list(self.processes.books().positions.values())
        name = f"o-{len(self.sent)}"
        if positions and self.chance.random() < 0.5:
            position = self.chance.choice(positions)
            await self.processes.send(
                ClosePosition, "close", name, symbol=position.symbol, position=position.ticket
            )
        else:
            await self.processes.send(
                SubmitOrder, "new", name, symbol=self.chance.choice(SYMBOLS),
                side=self.chance.choice(("buy", "sell")), volume="0.01", deployment="d-1",
                lease_token=1,
            )  # fmt: skip
        self.sent.append(name)

    async def life(self) -> None:
        """A bridge starts, is given work, and dies."""
        processes, chance = self.processes, self.chance
        point = chance.choice((*BRIDGE_POINTS, ""))
        times = chance.choice((1, 1, 2))
        processes.start("bridge", point=f"{point}:{times}" if point else "")
        for _ in range(chance.randint(1, 3)):
            await self.trade()
        lasts_s = LIFE_S_MAX if point else chance.uniform(0.5, LIFE_S_MAX)
        for _ in range(round(lasts_s / _POLL_S)):
            if not processes.is_alive("bridge"):
                break
            await asyncio.sleep(_POLL_S)
        processes.kill("bridge")
        if chance.random() < 0.05:
            processes.kill("terminal")
            processes.start("terminal")

    async def recover(self) -> float:
        """Seconds until a bridge that is left alone answers again."""
        began_s = time.monotonic()
        self.processes.start("bridge")

        async def is_back() -> bool:
            return await self.processes.account() is not None

        await self.processes.eventually(is_back, within_s=60, what="the bridge is back")
        return time.monotonic() - began_s


async def test_no_order_twice_and_no_fill_lost_over_all_kills(
    processes: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    driver = Driver(processes, random.Random(SEED))
    await driver.recover()
    processes.kill("bridge")
    for _ in range(KILLS):
        await driver.life()
    recovery_s = await driver.recover()
    settled_s = time.monotonic()
    await processes.eventually(
        lambda: all(processes.state(name) not in OPEN for name in driver.sent), within_s=120,
        what="every command has a definite end",
    )  # fmt: skip
    settled_s = time.monotonic() - settled_s
    await processes.eventually(
        lambda: set(processes.deals) == processes.traded(), within_s=30, what="every fill is told"
    )
    ends: dict[str, int] = {}
    for name in driver.sent:
        ends[processes.state(name)] = ends.get(processes.state(name), 0) + 1
    with capsys.disabled():
        sys.stdout.write(
            f"\n{KILLS} kills (seed {SEED}): {len(driver.sent)} commands {ends}, "
            f"{len(processes.traded())} deals; duplicate orders "
            f"{len(processes.sent_more_than_once())}, fills told wrongly "
            f"{len(processes.told_wrongly())}; back in {recovery_s:.1f} s, "
            f"all settled {settled_s:.1f} s later\n"
        )
    assert processes.sent_more_than_once() == []
    assert processes.told_wrongly() == []
    assert len(processes.traded()) > KILLS // 4, "too little happened to prove anything"
