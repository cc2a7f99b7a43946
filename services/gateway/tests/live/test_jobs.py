"""The channel of a job: the newest report counts, whichever worker said it."""

from typing import Any

from tickloom.contracts import subjects
from tickloom.contracts.backtest import JobProgress
from tickloom.contracts.codec import encode
from tickloom.contracts.message import uuid7

NOW_US = 1_700_000_000_000_000


async def report(running: Any, seq: int, done: int, *, state: Any = "running") -> None:
    message = JobProgress(
        id=uuid7(NOW_US // 1_000), ts=NOW_US, at=NOW_US, seq=seq, ep="j-1", mode="demo", job="j-1",
        kind="sweep", state=state, result="s-1", label="x", done=done, unit="sets",
        created_at=NOW_US, total=100,
    )  # fmt: skip
    running.producer.publish_raw(subjects.progress("j-1"), encode(message))
    await running.producer.flush()


async def test_a_report_that_was_overtaken_is_left_out(
    running: Any, ask_socket: Any, next_data: Any
) -> None:
    async with running.socket() as socket:
        ticket = (await running.bearer("POST", "/api/v1/ws-ticket")).json()["ticket"]
        await ask_socket(socket, op="auth", args={"ticket": ticket})
        answer = await ask_socket(socket, op="subscribe", channel="job:j-1")
        assert answer["ok"], answer
        await report(running, 3, 30)
        assert (await next_data(socket))["data"]["done"] == 30
        await report(running, 2, 20)
        await report(running, 9, 100, state="done")
        frame = await next_data(socket)
        assert (frame["data"]["done"], frame["c"]) == (100, True)
