"""An order for one Idempotency-Key: sent at most once, told as it stands however often asked."""

import hashlib
from collections.abc import Awaitable, Callable

from fastapi import Response

from gateway.answers import Answer, Slot, keep
from gateway.idempotency import json_response
from gateway.models.orders import Outcome
from gateway.models.reply import model_of
from gateway.models.trading import Order
from gateway.orders.asking import Asking
from gateway.orders.words import ENDED, GOOD, next_of
from gateway.parts import Parts
from gateway.problems import MEDIA_TYPE, response_of
from gateway.refusals import OrderRefused
from tickloom.contracts.trading import OrderChanged
from tickloom.domain.errors import Conflict, CorrectIt, TryAgain

UNKNOWN = "unknown"


def outcome_of(parts: Parts, order_id: str, order: OrderChanged | None) -> Outcome:
    """The order as it is known now; nobody's knowledge is `unknown`."""
    mode, state = parts.live.board.mode, UNKNOWN if order is None else order.state
    shown = None if order is None else model_of(Order, order, next=next_of(order))
    return Outcome(
        mode=mode, order_id=order_id, state=state, is_known=state in ENDED, next=next_of(order),
        order=shown,
    )  # fmt: skip


def respond(asking: Asking, order_id: str, order: OrderChanged | None, status: int) -> Response:
    """`status` when something was done, 422 when it was refused, 202 while it is not known."""
    outcome = outcome_of(asking.parts, order_id, order)
    if order is not None and outcome.is_known and order.state not in GOOD:
        return response_of(OrderRefused(order), trace_id=asking.trace_id)
    response = json_response(outcome, status if outcome.is_known else 202)
    response.headers["Location"] = f"/api/v1/orders/{order_id}"
    return response


async def order_once(
    asking: Asking,
    order_id: str,
    work: Callable[[], Awaitable[OrderChanged | None]],
    *,
    status: int,
) -> Response:
    """The answer of `work`, done at most once for the key.

    `work` raises when nothing was sent: the key is free again. While the outcome is not known the
    key stays taken, and asking again looks the order up instead of sending it.
    """
    answers = asking.parts.answers
    body_hash = hashlib.sha256(await asking.request.body()).digest()
    slot = Slot(owner=asking.caller.user, route=asking.route, key=asking.key, body_hash=body_hash)
    try:
        known = await answers.reserve(slot)
    except Conflict as conflict:
        if conflict.code != "idempotency_pending":
            raise
        order = await asking.parts.desk.look_up(order_id)
        response = respond(asking, order_id, order, status)
        response.headers["Idempotent-Replayed"] = "true"
        return response
    if known is not None:
        media_type = MEDIA_TYPE if known.status >= 400 else "application/json"
        return Response(
            known.body, status_code=known.status, media_type=media_type,
            headers={"Idempotent-Replayed": "true"},
        )  # fmt: skip
    try:
        order = await work()
    except (CorrectIt, TryAgain):
        await answers.release(slot)
        raise
    response = respond(asking, order_id, order, status)
    if response.status_code != 202:
        answer = Answer(status=response.status_code, body=bytes(response.body))
        await keep(answers, slot, answer)
    return response
