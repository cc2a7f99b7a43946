"""kill -9 of the gateway amid an order, and of the record between its commit and its word."""

from typing import Any

import httpx
import pytest

from tickloom.runtime.fault_points import POINTS

pytestmark = pytest.mark.faults
GATEWAY_POINTS = [point for point in POINTS if point.startswith("gateway.")]
PROJECTOR_POINTS = [point for point in POINTS if point.startswith("projector.")]
STATE = {"gateway.before_publish": "unknown", "gateway.after_publish": "filled"}


@pytest.mark.parametrize("point", GATEWAY_POINTS)
async def test_a_gateway_killed_amid_an_order_names_the_same_order_when_asked_again(
    house: Any, point: str
) -> None:
    """Row 9. What was not published stays unknown and is not sent: the same key never sends."""
    await house.start("terminal", "mt5-bridge", "analytics", "gateway")
    first = await house.order(key="before")
    assert first.status_code == 201, first.text
    await house.kill("gateway")
    await house.start("gateway", point=point)
    with pytest.raises(httpx.TransportError):
        await house.order(key="amid")
    await house.dies("gateway")
    await house.start("gateway")

    async def as_known() -> Any:
        answer = await house.order(key="amid")
        return answer if answer.json()["state"] == STATE[point] else None

    answer = await house.eventually(as_known, within_s=15, what=f"the order is {STATE[point]}")
    again = await house.order(key="amid")
    assert again.json()["order_id"] == answer.json()["order_id"] != first.json()["order_id"]
    assert again.json()["state"] == STATE[point]
    other = await house.order(key="amid", volume="0.20")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert house.ledger.sent() == (1 if STATE[point] == "unknown" else 2)
    after = await house.order(key="after")
    assert after.status_code == 201, after.text
    await house.holds()


@pytest.mark.parametrize("point", PROJECTOR_POINTS)
async def test_a_record_killed_after_its_commit_counts_no_fill_twice(
    house: Any, point: str
) -> None:
    """Row 10. What was committed and not acknowledged comes again, and changes nothing."""
    await house.start("terminal", "mt5-bridge", "gateway")
    await house.start("analytics", point=f"{point}:2")
    answers = [await house.order(key=f"k{number}") for number in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201], answers[0].text
    await house.dies("analytics")
    await house.start("analytics")
    await house.holds()
    ids = {answer.json()["order_id"] for answer in answers}
    assert len(ids) == 2

    async def are_filled() -> bool:
        rows = await house.rows("SELECT order_id, state FROM analytics.orders")
        return {(row["order_id"], row["state"]) for row in rows} == {(i, "filled") for i in ids}

    await house.eventually(are_filled, within_s=10, what="both orders are filled in the record")
    told = await house.rows("SELECT order_id, state FROM analytics.order_states")
    assert len(told) == len({(row["order_id"], row["state"]) for row in told})
