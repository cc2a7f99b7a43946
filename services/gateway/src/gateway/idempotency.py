"""Doing a request once for one Idempotency-Key, and giving the first answer again."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Header, Request, Response
from pydantic import BaseModel

from gateway.access import parts_of
from gateway.answers import Answer, Slot, keep
from gateway.credentials import Caller
from tickloom.domain.errors import CorrectIt, TryAgain

_PATTERN = r"^[\x21-\x7e]{1,128}$"
_DESCRIPTION = "1 to 128 visible characters; the same key and body give the same answer for a day"

RequiredKey = Annotated[
    str, Header(alias="Idempotency-Key", pattern=_PATTERN, description=_DESCRIPTION)
]
OptionalKey = Annotated[
    str | None, Header(alias="Idempotency-Key", pattern=_PATTERN, description=_DESCRIPTION)
]


def json_response(model: BaseModel, status: int) -> Response:
    return Response(model.model_dump_json(), status_code=status, media_type="application/json")


async def once(
    request: Request,
    caller: Caller,
    key: str | None,
    *,
    status: int,
    work: Callable[[], Awaitable[BaseModel]],
) -> Response:
    """The answer of `work`, done at most once for `key`; without a key it is simply done.

    When `work` says that nothing happened, the key is free again. When the outcome is unknown it
    stays taken: doing it again could do it twice.
    """
    if key is None:
        return json_response(await work(), status)
    answers = parts_of(request).answers
    body_hash = hashlib.sha256(await request.body()).digest()
    route = f"{request.method} {request.url.path}"
    slot = Slot(owner=caller.user, route=route, key=key, body_hash=body_hash)
    known = await answers.reserve(slot)
    if known is not None:
        return Response(
            known.body, status_code=known.status, media_type="application/json",
            headers={"Idempotent-Replayed": "true"},
        )  # fmt: skip
    try:
        response = json_response(await work(), status)
    except (CorrectIt, TryAgain):
        await answers.release(slot)
        raise
    await keep(answers, slot, Answer(status=status, body=bytes(response.body)))
    return response
