"""One list of halts with real processes: bus, desk and order path see it; a kill keeps it."""

import sqlite3
from typing import Any

import pytest

from mt5_bridge.desk.command_line import run
from tickloom.contracts.trading import SubmitOrder

PATIENCE_S = 40.0
CAUSE = "position_unprotected"


def older_journal(processes: Any) -> None:
    """As a version left it that kept such halts in the order journal."""
    folder = processes.folder / "bridge" / "demo"
    folder.mkdir(parents=True)
    connection = sqlite3.connect(folder / "orders.sqlite")
    connection.execute(
        "CREATE TABLE halts (reason TEXT PRIMARY KEY, detail TEXT NOT NULL, "
        "since_us INTEGER NOT NULL) STRICT"
    )
    connection.execute("INSERT INTO halts VALUES (?, 'position 7 has no stop loss', 7)", (CAUSE,))
    connection.commit()
    connection.close()


async def told(processes: Any) -> list[str] | None:
    reply = await processes.account()
    return None if reply is None else [halt.cause for halt in reply.accounts[0].halts]


async def eventually_told(processes: Any, causes: list[str]) -> None:
    async def is_so() -> bool:
        return await told(processes) == causes

    await processes.eventually(is_so, within_s=PATIENCE_S, what=f"the bus tells {causes}")


async def enter(processes: Any, order_id: str, state: str) -> None:
    await processes.send(SubmitOrder, "new", order_id, symbol="EURUSD", side="buy", volume="0.01")
    await processes.eventually(
        lambda: processes.state(order_id) == state, within_s=PATIENCE_S,
        what=f"{order_id} is {state}",
    )  # fmt: skip


async def test_a_halt_of_an_older_journal_stands_everywhere_until_a_person_clears_it(
    processes: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    older_journal(processes)
    desk = ["--folder", str(processes.folder / "bridge" / "demo")]
    processes.start("bridge")
    for order_id in ("o-1", "o-2"):
        await eventually_told(processes, [CAUSE])
        await enter(processes, order_id, "rejected")
        assert processes.orders[order_id][-1].reason == "halted"
        capsys.readouterr()
        assert run([*desk, "list"]) == 1
        assert capsys.readouterr().out == f"{CAUSE}: position 7 has no stop loss\n"
        processes.kill("bridge")
        processes.start("bridge")
    assert run([*desk, "clear", CAUSE, "--by", "anna", "--reason", "closed it by hand"]) == 0
    await eventually_told(processes, [])
    await enter(processes, "o-3", "filled")
    processes.kill("bridge")
    processes.start("bridge")
    await eventually_told(processes, [])
    assert run([*desk, "list"]) == 0
