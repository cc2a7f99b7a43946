"""Row 43: messages that nobody can read, amid those of an account. The next one flows."""
# pyright: reportUnknownMemberType=false
# nats-py leaves a few parameters untyped.

from typing import Any

import nats
import pytest

from tickloom.bus.dead_letters import REASON_HEADER
from tickloom.contracts.codec import encode
from tickloom.contracts.message import Stamper
from tickloom.contracts.subjects import command, event
from tickloom.contracts.trading import DealMade, SubmitOrder
from tickloom.runtime.clock import LiveClock

pytestmark = pytest.mark.faults
ACCOUNT = "paper-1"
CLOCK = LiveClock()
STAMPER = Stamper(mode="demo", now_us=CLOCK.now_us)


def order(order_id: str, **fields: Any) -> bytes:
    filled: dict[str, Any] = {
        "order_id": order_id, "account": ACCOUNT, "symbol": "EURUSD", "side": "buy",
        "volume": "0.01", "expires_at": CLOCK.now_us() + 20_000_000, **fields,
    }  # fmt: skip
    return encode(SubmitOrder(**STAMPER.header(command(ACCOUNT, "new")), **filled))


def deal(**fields: Any) -> bytes:
    filled: dict[str, Any] = {
        "account": ACCOUNT, "ticket": 900, "symbol": "EURUSD", "position": 900, "side": "buy",
        "entry": "in", "volume": "0.10", "price": "1.1", "profit": "0", "commission": "0",
        "swap": "0", "balance": "1", "reason": "client", **fields,
    }  # fmt: skip
    return encode(DealMade(**STAMPER.header(event(ACCOUNT, "deal")), **filled))


UNREADABLE = {
    "no JSON": b"buy!",
    "a megabyte": b"x" * 1_000_000,
    "another schema": b'{"hello": "world"}',
    "an unknown word": order("p-1", side="sideways"),
    "nested without end": b"[" * 100_000,
    "no UTF-8": b"\xff\xfe\x00",
}
REFUSED: dict[str, dict[str, str]] = {
    "no number": {"order_id": "p-2", "volume": "a lot"},
    "not a number": {"order_id": "p-3", "volume": "NaN"},
    "an endless number": {"order_id": "p-4", "volume": "9" * 10_000},
    "an unknown symbol": {"order_id": "p-5", "symbol": "' OR 1=1"},
}
UNSTORABLE = {
    "no number": deal(volume="a lot"),
    "not a number": deal(volume="NaN"),
    "an endless number": deal(ticket=2**63 - 1, price="1e200000"),
    "a ticket beyond every table": deal(ticket=2**63),
    "no text": deal(ticket=901, symbol="EUR\x00USD"),
}


async def test_the_message_after_the_poison_flows(house: Any) -> None:
    await house.start("terminal", "mt5-bridge", "analytics", "gateway")
    client = await nats.connect(house.nats.url_for(house.owner))
    js = client.jetstream()
    for payload in (*UNREADABLE.values(), *(order(**fields) for fields in REFUSED.values())):
        await js.publish(command(ACCOUNT, "new"), payload)
    for payload in (*UNREADABLE.values(), *UNSTORABLE.values()):
        await js.publish(event(ACCOUNT, "deal"), payload)
    for payload in UNREADABLE.values():
        await js.publish(event(ACCOUNT, "order"), payload)
    answer = await house.order(key="after-the-poison")
    assert answer.status_code == 201, answer.text
    await house.holds()
    assert house.ledger.sent() == 1

    async def are_kept() -> bool:
        info = await js.stream_info("DLQ")
        return info.state.messages == 3 * len(UNREADABLE) + len(UNSTORABLE)

    await house.eventually(are_kept, within_s=10, what="the dead letters are kept")
    letters = await js.pull_subscribe("dlq.>", stream="DLQ")
    for letter in await letters.fetch(100, timeout=2):
        assert (letter.headers or {}).get(REASON_HEADER), letter.subject
    rows = await house.rows(
        "SELECT order_id, state FROM analytics.orders WHERE order_id LIKE 'p-%'"
    )
    assert {row["state"] for row in rows} == {"rejected"}
    assert len(rows) == len(REFUSED)
    await client.close()
