"""A wiped lease table before a real bridge: entries stop until a person has looked."""

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from mt5_bridge.event_cursor import CAUSE
from tickloom.bus.port import Bus
from tickloom.contracts.streams import LEASE_TTL_S
from tickloom.contracts.subjects import row
from tickloom.contracts.trading import ClosePosition, SubmitOrder
from tickloom.runtime.clock import LiveClock
from tickloom.runtime.lease import LeaseHolder

pytestmark = pytest.mark.faults
PATIENCE_S = 40.0
MakeBus = Callable[[str], Awaitable[Bus]]


@asynccontextmanager
async def holding(bus: Bus) -> AsyncGenerator[LeaseHolder, None]:
    """The account's lease, acquired and renewed."""
    holder = LeaseHolder(
        await bus.key_value("LEASE"), LiveClock(), row=row("paper-1"), holder="algo/1",
        ttl_s=LEASE_TTL_S,
    )  # fmt: skip
    running = asyncio.create_task(holder.run())
    async with asyncio.timeout(PATIENCE_S):
        while holder.token is None:  # noqa: ASYNC110  the holder says so only when asked
            await asyncio.sleep(0.05)
    yield holder
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def enter(processes: Any, order_id: str, state: str, *, token: int | None) -> Any:
    """What became of an entry that a strategy makes."""
    await processes.send(
        SubmitOrder, "new", order_id, symbol="EURUSD", side="buy", volume="0.01",
        deployment="d-1", lease_token=token,
    )  # fmt: skip
    await processes.eventually(
        lambda: processes.state(order_id) == state, within_s=PATIENCE_S,
        what=f"{order_id} is {state}",
    )  # fmt: skip
    return processes.orders[order_id][-1]


def desk(processes: Any, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`tickloom-desk`, as a person calls it."""
    environment = {
        **os.environ, "TICKLOOM_DATA_DIR": str(processes.folder), "TICKLOOM_VENUE": "demo"
    }  # fmt: skip
    code = "import sys; from mt5_bridge.desk.command_line import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], env=environment, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip


async def test_a_wiped_table_halts_entries_lets_exits_pass_and_waits_for_a_person(
    processes: Any, nats_server: Any, make_bus: MakeBus
) -> None:
    processes.start("bridge")
    bus = await make_bus("algo")

    async def halted() -> str:
        marked = await processes.account()
        return marked.accounts[0].halted if marked else ""

    async with holding(bus) as holder:
        await enter(processes, "o-1", "filled", token=holder.token)
        refused = await enter(processes, "o-2", "rejected", token=None)
        assert refused.reason == "no_lease_token"
    await nats_server.kill()
    shutil.rmtree(nats_server.server.folder)
    await nats_server.restart()
    async with holding(bus) as holder:

        async def is_seen() -> bool:
            said = await halted()
            return "LEASE was wiped" in said and "lost events" in said

        await processes.eventually(is_seen, within_s=PATIENCE_S, what="the account is halted")
        await enter(processes, "o-3", "rejected", token=holder.token)
        position = next(iter(processes.books().positions))
        await processes.send(ClosePosition, "close", "c-1", symbol="EURUSD", position=position)
        await processes.eventually(
            lambda: processes.state("c-1") == "filled", within_s=PATIENCE_S, what="c-1 is filled"
        )
        listed = await asyncio.to_thread(desk, processes, "list")
        assert listed.returncode == 1
        assert "lease_table" in listed.stdout
        assert CAUSE in listed.stdout, "events went with the store too"
        for word in (["lease"], ["clear", CAUSE]):
            person = ["--by", "anna", "--reason", "the store was lost"]
            said = await asyncio.to_thread(desk, processes, *word, *person)
            assert said.returncode == 0, said.stderr

        async def is_free() -> bool:
            return await processes.account() is not None and not await halted()

        await processes.eventually(is_free, within_s=PATIENCE_S, what="entries go on")
        await enter(processes, "o-4", "filled", token=holder.token)
    assert len(processes.traded()) == 3
    assert processes.sent_more_than_once() == []
