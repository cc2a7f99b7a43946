"""Row 14: the bus loses what it had stored. No fill is lost, no old command is carried out again.

The record is away when a fill is told, and when it comes back the bus knows nothing of it.
"""

import asyncio
import secrets
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from mt5_bridge.desk.words import Word, leave
from mt5_bridge.event_cursor import CAUSE

pytestmark = pytest.mark.faults


async def place(house: Any, key: str) -> str:
    answer = await house.order(key=key)
    assert answer.status_code == 201, answer.text
    return answer.json()["order_id"]


async def is_halted(house: Any) -> bool:
    marked = (await house.http.get("accounts")).json()["accounts"][0]
    return "its store was wiped or is an older copy" in marked["halted"]


async def swap_the_store(house: Any, copy: Path | None) -> None:
    """The server dies, and starts again on an older copy of its store, or on none."""
    await asyncio.to_thread(house.nats.kill)
    store = house.nats.folder / "jetstream"
    shutil.rmtree(store)
    if copy is not None:
        shutil.copytree(copy, store)
    await house.start_nats()


async def copy_of_the_store(house: Any) -> Path:
    await asyncio.to_thread(house.nats.kill)
    copy = house.folder / "older-copy"
    shutil.copytree(house.nats.folder / "jetstream", copy)
    await house.start_nats()
    return copy


async def orders_in_the_record(house: Any) -> dict[str, str]:
    rows = await house.rows("SELECT order_id, state FROM analytics.orders")
    return {row["order_id"]: row["state"] for row in rows}


@pytest.mark.parametrize("is_older_copy", [False, True], ids=["wiped", "older copy"])
async def test_a_bus_that_lost_its_store_loses_no_fill_and_halts_entries(
    house: Any, is_older_copy: bool
) -> None:
    await house.start("terminal", "mt5-bridge", "analytics", "gateway")
    known = {await place(house, "first")}
    await house.holds()
    copy = await copy_of_the_store(house) if is_older_copy else None
    await house.eventually(
        house.services["mt5-bridge"].is_ready, within_s=15, what="the bridge is back"
    )
    await house.kill("analytics")
    known.add(await place(house, "unrecorded"))
    await asyncio.sleep(1.1)  # the table of halts and the cursor are looked at once a second
    await swap_the_store(house, copy)
    await house.start("analytics")
    await house.holds(within_s=20)
    assert await orders_in_the_record(house) == dict.fromkeys(known, "filled")
    await house.eventually(lambda: is_halted(house), within_s=10, what="entries are halted")
    refused = await house.order(key="while-halted")
    assert (refused.status_code, refused.json()["code"]) == (422, "order.halted"), refused.text
    assert len(house.ledger.traded()) == 2
    word = Word(action="clear", by="a tester", reason="looked at the record", value=CAUSE)
    leave(
        house.folder / "bridge" / "demo", word, now_us=time.monotonic_ns() // 1_000,
        token=secrets.token_hex(4),
    )  # fmt: skip

    async def passes() -> bool:
        return (await house.order(key=f"after-{secrets.token_hex(4)}")).status_code == 201

    await house.eventually(passes, within_s=20, what="entries pass again")
    await house.holds()
    assert len(house.ledger.traded()) == 3
