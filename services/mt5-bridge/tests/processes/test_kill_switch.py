"""The kill switch of a running bridge: refused at once, flat by the books, over restarts."""

from typing import Any

from tickloom.contracts import subjects
from tickloom.contracts.trading import KillReply, SubmitOrder
from tickloom.contracts.trading import KillSwitch as KillCommand

PATIENCE_S = 40.0


async def is_answering(processes: Any) -> bool:
    return await processes.account() is not None


async def enter(processes: Any, order_id: str) -> None:
    await processes.send(SubmitOrder, "new", order_id, symbol="EURUSD", side="buy", volume="0.01")


async def say(processes: Any, **fields: Any) -> KillReply:
    subject = subjects.kill("paper-1")
    word = KillCommand(
        **processes.stamper.header(subject), account="paper-1", by="a trader", **fields
    )
    return await processes.bus.request(subject, word, KillReply, timeout_s=10)


async def test_the_switch_flattens_refuses_and_outlives_a_kill_until_a_person_releases_it(
    processes: Any,
) -> None:
    processes.start("bridge")
    for order_id in ("o-1", "o-2"):
        await enter(processes, order_id)
        await processes.eventually(
            lambda name=order_id: processes.state(name) == "filled", within_s=PATIENCE_S,
            what=f"{order_id} is filled",
        )  # fmt: skip
    thrown = await say(processes, reason="a test of the switch")
    assert thrown.kill.stage != "off"
    await processes.eventually(
        lambda: not processes.books().positions, within_s=PATIENCE_S, what="the account is flat"
    )
    processes.kill("bridge")
    processes.start("bridge")
    await processes.eventually(
        lambda: is_answering(processes), within_s=PATIENCE_S, what="the bridge is back"
    )
    await enter(processes, "o-3")
    await processes.eventually(
        lambda: processes.state("o-3") == "rejected", within_s=PATIENCE_S, what="o-3 is refused"
    )
    assert processes.orders["o-3"][-1].reason == "kill_switch"
    released = await say(processes, engaged=False, reason="looked at, all is well")
    assert released.kill.stage == "off"
    await enter(processes, "o-4")
    await processes.eventually(
        lambda: processes.state("o-4") == "filled", within_s=PATIENCE_S, what="o-4 is filled"
    )
    await processes.eventually(
        lambda: set(processes.deals) == processes.traded() and not processes.told_wrongly(),
        within_s=PATIENCE_S, what="every fill is told",
    )  # fmt: skip
