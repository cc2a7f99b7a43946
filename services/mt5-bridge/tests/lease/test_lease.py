"""One holder at a time, and the bridge that does not believe it: on a real nats-server."""
# pyright: reportUnknownMemberType=false
# nats-py leaves a few parameters untyped.

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import nats
import pytest

from mt5_bridge.halts.halts import Halts
from mt5_bridge.kept_state import KeptState
from mt5_bridge.lease.lease_guard import CAUSE, LeaseGuard
from mt5_bridge.orders.gate import ProposalKind
from mt5_bridge.table_watch import TableWatch
from tickloom.bus.nats import NatsBus
from tickloom.contracts.streams import KeyValueBucket
from tickloom.contracts.subjects import row
from tickloom.domain.errors import Conflict, InvalidInput
from tickloom.runtime.clock import LiveClock
from tickloom.runtime.lease import LeaseHolder
from tickloom.runtime.streams import declare_bucket

MakeBus = Callable[[str], Awaitable[NatsBus]]
TABLE, ROW, TTL_S = "SHORT", row("7"), 2.0
CLOCK = LiveClock()


class Order:
    """All of a proposal that the guard looks at."""

    def __init__(
        self, token: int | None, *, kind: ProposalKind = ProposalKind.ENTRY,
        deployment: str = "d1", is_repair: bool = False,
    ) -> None:  # fmt: skip
        self.kind = kind
        self.lease_token = token
        self.deployment = deployment or None
        self.is_repair = is_repair


def refused(guard: LeaseGuard, order: Any) -> str | None:
    refusal = guard.refusal(order)
    return None if refusal is None else refusal.reason


def held(token: int, holder: str = "a", since: int = 1) -> bytes:
    return json.dumps({"holder": holder, "token": token, "since": since}).encode()


def test_an_older_token_is_refused_and_the_highest_survives_a_restart(
    guard: LeaseGuard, kept: KeptState, halts: Halts
) -> None:
    assert refused(guard, Order(5)) is None
    assert refused(guard, Order(7)) is None
    assert refused(guard, Order(5)) == "fenced"
    again = LeaseGuard(kept, halts, CLOCK)
    assert refused(again, Order(6)) == "fenced"
    assert refused(again, Order(7)) is None


def test_a_new_holder_fences_the_old_one_before_its_first_order(guard: LeaseGuard) -> None:
    assert refused(guard, Order(5)) is None
    guard.on_row(held(9), 12)
    assert refused(guard, Order(5)) == "fenced"
    assert guard.highest == 9, "the revision of acquisition counts, not that of the renewal"


def test_exits_and_orders_by_hand_need_no_token_but_a_strategy_does(guard: LeaseGuard) -> None:
    assert refused(guard, Order(None)) == "no_lease_token", "before there is a lease, too"
    guard.on_row(held(9), 9)
    assert refused(guard, Order(3, kind=ProposalKind.EXIT)) is None
    assert refused(guard, Order(None, deployment="")) is None
    assert refused(guard, Order(None)) == "no_lease_token"


def test_the_bridges_own_repair_of_a_position_needs_no_lease(guard: LeaseGuard) -> None:
    guard.on_row(held(9), 9)
    stop = Order(3, kind=ProposalKind.CHANGE, is_repair=True)
    assert refused(guard, stop) is None, "a stop that is missing is set, whoever decides now"


@pytest.mark.parametrize("other", [held(1, "b"), held(1, "a", since=2)])
def test_a_wiped_table_whose_first_holder_has_the_old_number_is_found_out(
    guard: LeaseGuard, kept: KeptState, halts: Halts, other: bytes
) -> None:
    guard.on_row(held(1), 1)
    guard.on_row(held(1), 30)
    guard.on_row(json.dumps({"holder": "", "token": 1, "since": 1}).encode(), 31)
    assert not halts.now, "renewed and given back"
    LeaseGuard(kept, halts, CLOCK).on_row(other, 1)
    assert halts.has(CAUSE)


def test_an_order_may_be_quicker_than_the_row_of_its_holder(
    guard: LeaseGuard, halts: Halts
) -> None:
    guard.on_row(held(1), 1)
    assert refused(guard, Order(2)) is None
    guard.on_row(held(2, "b"), 2)
    assert not halts.now
    guard.on_row(held(2, "c"), 2)
    assert halts.has(CAUSE)


def test_a_wiped_table_halts_until_an_operator_confirms_it(guard: LeaseGuard, halts: Halts) -> None:
    guard.on_row(held(100), 140)
    with pytest.raises(Conflict):
        guard.confirm_new_table(by="anna", reason="for fun")
    for revision in (2, 3, 4):
        guard.on_row(held(2), revision)
    assert halts.has(CAUSE)
    assert "wiped" in halts.now[0].detail
    assert refused(guard, Order(2)) == "fenced"
    with pytest.raises(InvalidInput):
        guard.confirm_new_table(by="", reason="x")
    guard.confirm_new_table(by="anna", reason="the store was lost and made anew")
    assert not halts.now
    assert refused(guard, Order(2)) is None


def test_one_row_that_was_read_late_is_no_wiped_table(guard: LeaseGuard, halts: Halts) -> None:
    guard.on_row(held(100), 140)
    guard.on_row(held(50), 99)
    guard.on_row(held(100), 141)
    guard.on_row(held(50), 99)
    assert not halts.now


@pytest.fixture
async def short_table(bus_url: str) -> str:
    """A lease table whose rows live for two seconds."""
    client = await nats.connect(bus_url)
    await declare_bucket(client.jetstream(), KeyValueBucket(name=TABLE, ttl_s=TTL_S))
    await client.close()
    return bus_url


@pytest.fixture
async def watching(
    guard: LeaseGuard, short_table: str, make_bus: MakeBus
) -> AsyncIterator[LeaseGuard]:
    assert short_table
    watch = TableWatch(await make_bus("mt5-bridge"), guard.on_row, table=TABLE, row=ROW)
    running = asyncio.create_task(watch.run())
    yield guard
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def until(check: Callable[[], bool], within_s: float = 10.0) -> None:
    async with asyncio.timeout(within_s):
        while not check():  # noqa: ASYNC110  what is waited for has no event
            await asyncio.sleep(0.02)


async def test_renewals_keep_the_token_and_the_next_holder_waits_out_the_time_to_live(
    watching: LeaseGuard, make_bus: MakeBus
) -> None:
    table = await (await make_bus("algo")).key_value(TABLE)
    one = LeaseHolder(table, CLOCK, row=ROW, holder="one", ttl_s=TTL_S)
    two = LeaseHolder(table, CLOCK, row=ROW, holder="two", ttl_s=TTL_S)
    first = asyncio.create_task(one.run())
    await until(lambda: one.token is not None)
    token = one.token
    second = asyncio.create_task(two.run())
    await asyncio.sleep(2 * TTL_S)
    assert one.token == token
    assert two.token is None
    first.cancel()
    await until(lambda: two.token is not None)
    assert token is not None
    assert two.token is not None
    assert two.token > token
    await until(lambda: watching.highest == two.token)
    assert refused(watching, Order(token)) == "fenced"
    second.cancel()


async def test_a_lease_that_is_given_back_is_taken_at_once_under_a_higher_token(
    short_table: str, make_bus: MakeBus
) -> None:
    assert short_table
    table = await (await make_bus("algo")).key_value(TABLE)
    one = LeaseHolder(table, CLOCK, row=ROW, holder="one", ttl_s=TTL_S)
    two = LeaseHolder(table, CLOCK, row=ROW, holder="two", ttl_s=TTL_S)
    await one.step()
    await two.step()
    token = one.token
    assert token is not None
    assert (two.token, two.other) == (None, "one")
    await one.release()
    assert one.token is None
    await two.step()
    assert two.token is not None
    assert two.token > token
    assert two.other == ""
    await one.step()
    assert one.token is None, "given back is given back"


HOLDER = """
import asyncio, sys
from tickloom.bus.nats import connect
from tickloom.runtime.clock import LiveClock
from tickloom.runtime.lease import LeaseHolder

async def main(url, row, table, ttl_s):
    bus = await connect("algo", url)
    holder = LeaseHolder(
        await bus.key_value(table), LiveClock(), row=row, holder="stopped", ttl_s=ttl_s
    )
    running = asyncio.create_task(holder.run())
    first = None
    while True:
        token = holder.token
        first = first or token
        print(token or 0, first or 0, file=sys.stderr, flush=True)
        await asyncio.sleep(0.05)

asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])))
"""


async def test_a_holder_that_was_stopped_longer_than_its_lease_is_fenced_when_it_wakes(
    watching: LeaseGuard, short_table: str, make_bus: MakeBus, tmp_path: Path
) -> None:
    said = (tmp_path / "said").open("w+")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, short_table, ROW, TABLE, str(TTL_S), stderr=said,
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip

    def last() -> tuple[int, int]:
        lines = [
            line for line in (tmp_path / "said").read_text().splitlines() if line[:1].isdigit()
        ]
        token, first = (lines[-1] if lines else "0 0").split()
        return int(token), int(first)

    try:
        await until(lambda: last()[0] > 0, 30)
        old = last()[0]
        assert refused(watching, Order(old)) is None
        os.kill(process.pid, signal.SIGSTOP)
        table = await (await make_bus("algo")).key_value(TABLE)
        heir = LeaseHolder(table, CLOCK, row=ROW, holder="heir", ttl_s=TTL_S)
        running = asyncio.create_task(heir.run())
        await until(lambda: heir.token is not None, 15)
        await until(lambda: watching.highest == heir.token)
        os.kill(process.pid, signal.SIGCONT)
        assert refused(watching, Order(old)) == "fenced", "whatever it still believes"
        await until(lambda: last()[0] == 0)
        assert last()[1] == old, "it stopped by itself, by the monotonic clock"
        assert refused(watching, Order(heir.token)) is None
        running.cancel()
    finally:
        process.kill()
        await process.wait()
        said.close()
