"""Halts: entries are off for a named cause until a person or a health check clears it."""

from dataclasses import dataclass

import msgspec

from mt5_bridge.kept_state import KeptState
from tickloom.domain.errors import InvalidInput, NotFound
from tickloom.runtime.clock import Clock

_NAME = "halts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """Why, in a fixed word and in a sentence, and since when."""

    cause: str
    detail: str
    since_us: int


class Halts:
    """The halts of one account; a cause halts once, however often it is seen.

    Read by the executor's thread and by the bus's: the tuple is replaced, never changed.
    """

    def __init__(self, kept: KeptState, clock: Clock) -> None:
        self._kept = kept
        self._clock = clock
        stored = kept.get(_NAME)
        self._now = () if stored is None else msgspec.json.decode(stored, type=tuple[Halt, ...])

    @property
    def now(self) -> tuple[Halt, ...]:
        """Every cause that stands, the oldest first."""
        return self._now

    def has(self, cause: str) -> bool:
        return any(halt.cause == cause for halt in self._now)

    def halt(self, cause: str, detail: str) -> None:
        """Entries are off from now on; in memory first, so that a full disk changes nothing."""
        if self.has(cause):
            return
        now_us = self._clock.now_us()
        self._now = (*self._now, Halt(cause=cause, detail=detail, since_us=now_us))
        self._kept.put(_NAME, msgspec.json.encode(self._now))
        self._kept.say("halt", f"{cause}: {detail}", at_us=now_us)

    def clear(self, cause: str, *, by: str, reason: str) -> None:
        """A person (or the health check named in `by`) takes the cause away."""
        if not by.strip():
            raise InvalidInput("by", by, "the name of who clears the halt")
        if not reason.strip():
            raise InvalidInput("reason", reason, "why entries may go on, in a few words")
        if not self.has(cause):
            raise NotFound(f"the account is not halted for {cause!r}")
        left = tuple(halt for halt in self._now if halt.cause != cause)
        self._kept.put(_NAME, msgspec.json.encode(left))
        self._kept.say("clear", f"{cause} by {by}: {reason}", at_us=self._clock.now_us())
        self._now = left
