"""`tickloom-kill` with bridge and bus dead, and the bridge that finds the switch thrown.

`processes` are a terminal, a bridge and a bus of their own.
"""

import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from tickloom.contracts.trading import SubmitOrder


async def enter(processes: Any, order_id: str) -> None:
    await processes.send(SubmitOrder, "new", order_id, symbol="EURUSD", side="buy", volume="0.01")


async def wait(processes: Any, order_id: str, state: str) -> None:
    await processes.eventually(
        lambda: processes.state(order_id) == state, within_s=40, what=f"{order_id} is {state}"
    )


async def stage(processes: Any) -> str:
    marked = await processes.account()
    return marked.accounts[0].kill.stage if marked else ""


def is_stage(processes: Any, wanted: str) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return await stage(processes) == wanted

    return look


async def test_the_command_flattens_with_bridge_and_bus_dead_and_the_bridge_finds_it_thrown(
    processes: Any, nats_server: Any
) -> None:
    processes.start("bridge")
    await enter(processes, "o-1")
    await wait(processes, "o-1", "filled")
    processes.kill("bridge")
    await nats_server.kill()
    environment = {
        **os.environ, "TICKLOOM_DATA_DIR": str(processes.folder), "TICKLOOM_VENUE": "demo"
    }  # fmt: skip
    code = "from mt5_bridge.kill.command_line import main; main()"
    done = subprocess.run(  # noqa: ASYNC221  nothing else has to go on meanwhile
        [sys.executable, "-c", code, "--module", "tickloom_terminal", "--settle", "0.5"],
        env=environment, capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 positions closed" in done.stdout
    await nats_server.restart()
    processes.start("bridge")
    await processes.eventually(is_stage(processes, "flat"), within_s=40, what="flat")
    await enter(processes, "o-2")
    await wait(processes, "o-2", "rejected")
