"""Row 16: the disk takes nothing. What cannot be journaled is not sent; the kill switch works."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tickloom.contracts import subjects
from tickloom.contracts.message import Stamper
from tickloom.contracts.trading import KillReply, KillSwitch
from tickloom.runtime.clock import LiveClock

pytestmark = pytest.mark.faults
MEBIBYTE = 1 << 20
SIZE_MIB = 80
"""The bridge does not start with less than 64 free."""


class SmallDisk:
    """A file system of its own, which can be filled to the last byte and emptied again."""

    def __init__(self, folder: Path) -> None:
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        with self._ballast.open("ab", buffering=0) as file:
            for size in (MEBIBYTE, 4096, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    continue

    def empty(self) -> None:
        self._ballast.unlink()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """Mounted where the bridge keeps its journal; skipped where mounting is not allowed."""
    folder = tmp_path / "bridge"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m", "tmpfs", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, text=True, check=False)
    except OSError as error:
        pytest.skip(f"there is no mount here: {error}")
    if done.returncode != 0:
        pytest.skip(f"a small file system cannot be mounted here: {done.stderr.strip()}")
    yield SmallDisk(folder)
    subprocess.run(["umount", "-l", str(folder)], check=True)


async def throw(house: Any) -> KillReply:
    subject = subjects.kill("paper-1")
    stamper = Stamper(mode="demo", now_us=LiveClock().now_us)
    word = KillSwitch(
        **stamper.header(subject), account="paper-1", by="a tester", reason="the disk is full"
    )
    bus = await house.bus("gateway")
    return await bus.request(subject, word, KillReply, timeout_s=10)


async def test_on_a_full_disk_nothing_is_sent_and_the_kill_switch_still_closes(
    small_disk: SmallDisk, house: Any
) -> None:
    await house.start("terminal", "mt5-bridge", "analytics", "gateway")
    first = await house.order(key="first", volume="0.20")
    assert first.status_code == 201, first.text
    await house.holds()
    small_disk.fill()
    answer = await house.order(key="full")
    assert answer.status_code in {202, 503}, answer.text

    async def says_why() -> bool:
        health = (await house.http.get("health")).json()
        bridge = next(s for s in health["services"] if s["service"] == "mt5-bridge")
        return not bridge["ready"] and "journal cannot be written" in bridge["detail"]

    await house.eventually(says_why, within_s=15, what="health says that the disk is full")
    assert house.is_alive("mt5-bridge")
    assert house.ledger.sent() == 1
    thrown = await throw(house)
    assert thrown.kill.stage != "off"

    async def is_flat() -> bool:
        return not house.ledger.held()

    await house.eventually(is_flat, within_s=20, what="the kill switch has closed everything")
    small_disk.empty()
    await house.holds(within_s=30)
    assert house.is_alive("mt5-bridge")
    order_id = answer.json()["order_id"]

    async def is_refused() -> bool:
        found = await house.http.get(f"orders/{order_id}")
        return found.status_code == 200 and found.json()["state"] in {"expired", "rejected"}

    await house.eventually(is_refused, within_s=20, what="the order has a definite end")
    assert len(house.ledger.traded()) == 2
