"""What was answered to an Idempotency-Key, so that a repeated request is not done twice."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import structlog

from tickloom.domain.errors import Conflict, TryAgain, Unavailable
from tickloom.storage.database import Pool, answered

KEPT_US = 24 * 3_600 * 1_000_000
_REMEMBERED_MAX = 10_000
Place: TypeAlias = tuple[str, str, str]
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Whose key it is, for which route; `body_hash` tells a repetition from a misuse."""

    owner: str
    route: str
    key: str
    body_hash: bytes

    @property
    def place(self) -> Place:
        return self.owner, self.route, self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A stored answer, given again as it was."""

    status: int
    body: bytes


class Answers(Protocol):
    """Where answers are kept."""

    async def reserve(self, slot: Slot) -> Answer | None:
        """The answer of an earlier request, or None when this one has to be done.

        Raises `Conflict` for another body, and while the first request has no known outcome.
        """
        ...

    async def store(self, slot: Slot, answer: Answer) -> None: ...

    async def release(self, slot: Slot) -> None:
        """Nothing happened: the key may be used again."""
        ...


async def keep(answers: Answers, slot: Slot, answer: Answer) -> None:
    """Store what was done. Told it is in any case: to say "try again" now would be a lie.

    An answer that could not be kept leaves the key taken, so nothing is done twice.
    """
    try:
        await answers.store(slot, answer)
    except TryAgain as error:
        log.error("answer_not_kept", route=slot.route, detail=error.detail)


def _keep(kept: OrderedDict[Place, int], place: Place, at_us: int) -> None:
    kept[place] = at_us
    while len(kept) > _REMEMBERED_MAX:
        kept.popitem(last=False)


def _judge(slot: Slot, body_hash: bytes, answer: Answer | None) -> Answer:
    if body_hash != slot.body_hash:
        raise Conflict(
            "this Idempotency-Key was used with another body", code="idempotency_key_reused",
            hint="use a new key for a new request",
        )  # fmt: skip
    if answer is None:
        raise Conflict(
            "the first request with this Idempotency-Key is not finished, or its outcome is open",
            code="idempotency_pending", hint="look at what is there before you try a new key",
        )  # fmt: skip
    return answer


class MemoryAnswers:
    """Answers of this process, bounded; for a composition without a database."""

    def __init__(self, *, bound: int = 1_000) -> None:
        self._bound = bound
        self._kept: dict[tuple[str, str, str], tuple[bytes, Answer | None]] = {}

    async def reserve(self, slot: Slot) -> Answer | None:
        place = (slot.owner, slot.route, slot.key)
        if place in self._kept:
            return _judge(slot, *self._kept[place])
        while len(self._kept) >= self._bound:
            del self._kept[next(iter(self._kept))]
        self._kept[place] = (slot.body_hash, None)
        return None

    async def store(self, slot: Slot, answer: Answer) -> None:
        self._kept[slot.owner, slot.route, slot.key] = (slot.body_hash, answer)

    async def release(self, slot: Slot) -> None:
        self._kept.pop((slot.owner, slot.route, slot.key), None)


class PostgresAnswers:
    """Answers in the schema `gateway`, kept for a day.

    A reservation is known by its moment. One that may have been made, or could not be taken back,
    because the database was away is taken back when its key is used again: a key under which
    nothing was done must not look taken.
    """

    def __init__(self, pool: Pool, *, now_us: Callable[[], int]) -> None:
        self._pool = pool
        self._now_us = now_us
        self._held: OrderedDict[Place, int] = OrderedDict()
        self._void: OrderedDict[Place, int] = OrderedDict()

    async def reserve(self, slot: Slot) -> Answer | None:
        if slot.place in self._void:
            await self._free(slot, self._void.pop(slot.place))
        at_us = self._now_us()
        try:
            known = await self._reserve(slot, at_us)
        except Unavailable:
            _keep(self._void, slot.place, at_us)
            raise
        if known is None:
            _keep(self._held, slot.place, at_us)
        return known

    async def _reserve(self, slot: Slot, at_us: int) -> Answer | None:
        with answered():
            reserved = await self._pool.fetchrow(
                "INSERT INTO answers (owner, route, key, body_hash, created_us) "
                "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING key",
                *slot.place, slot.body_hash, at_us,
            )  # fmt: skip
            if reserved is not None:
                return None
            row = await self._pool.fetchrow(
                "SELECT body_hash, status, body FROM answers "
                "WHERE owner = $1 AND route = $2 AND key = $3",
                *slot.place,
            )  # fmt: skip
        if row is None:
            raise Conflict("the request with this Idempotency-Key was just withdrawn; try again")
        is_done = row["status"] is not None
        answer = Answer(status=row["status"], body=row["body"]) if is_done else None
        return _judge(slot, row["body_hash"], answer)

    async def store(self, slot: Slot, answer: Answer) -> None:
        self._held.pop(slot.place, None)
        with answered():
            await self._pool.execute(
                "UPDATE answers SET status = $4, body = $5 "
                "WHERE owner = $1 AND route = $2 AND key = $3",
                *slot.place, answer.status, answer.body,
            )  # fmt: skip

    async def release(self, slot: Slot) -> None:
        if slot.place in self._held:
            await self._free(slot, self._held.pop(slot.place))

    async def _free(self, slot: Slot, at_us: int) -> None:
        """Take this very reservation back, now or when the key is used again."""
        try:
            with answered():
                await self._pool.execute(
                    "DELETE FROM answers WHERE owner = $1 AND route = $2 AND key = $3 "
                    "AND created_us = $4 AND status IS NULL",
                    *slot.place, at_us,
                )  # fmt: skip
        except Unavailable as error:
            log.warning("key_not_freed", route=slot.route, detail=error.detail)
            _keep(self._void, slot.place, at_us)

    async def sweep(self) -> None:
        """Forget what is older than a day."""
        with answered():
            oldest_us = self._now_us() - KEPT_US
            await self._pool.execute("DELETE FROM answers WHERE created_us < $1", oldest_us)
