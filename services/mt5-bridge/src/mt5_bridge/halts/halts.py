"""Halts: entries are off for a named cause until a person or the health check clears it.

The one list of an account, whoever halts it: limits, lease, clock, terminal, order path. Everything
that shows halts reads this one.
"""

import threading
from dataclasses import dataclass

import msgspec
import structlog

from mt5_bridge.halts.causes import LIFTED_BY_HEALTH
from mt5_bridge.kept_state import KeptState
from tickloom.domain.errors import InvalidInput, NotFound, TickloomError
from tickloom.runtime.clock import Clock

_NAME = "halts"
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """Why, in a fixed word and in a sentence, and since when."""

    cause: str
    detail: str
    since_us: int

    @property
    def ends_by_itself(self) -> bool:
        return self.cause in LIFTED_BY_HEALTH


def read_halts(stored: bytes | None) -> tuple[Halt, ...]:
    """What the kept state holds under `halts`."""
    return () if stored is None else msgspec.json.decode(stored, type=tuple[Halt, ...])


class Halts:
    """The halts of one account; a cause halts once, however often it is seen.

    Written by the thread that sends orders, by the bus's and by the clock's, one at a time; read
    without a lock: the tuple is replaced, never changed.
    """

    def __init__(self, kept: KeptState, clock: Clock) -> None:
        self._kept = kept
        self._clock = clock
        self._one_at_a_time = threading.Lock()
        self._now = read_halts(kept.get(_NAME))
        self._on_disk = self._now

    @property
    def now(self) -> tuple[Halt, ...]:
        """Every cause that stands, the oldest first."""
        return self._now

    @property
    def is_kept(self) -> bool:
        """Whether the disk holds what stands."""
        return self._now is self._on_disk

    def has(self, cause: str) -> bool:
        return any(halt.cause == cause for halt in self._now)

    def halt(self, cause: str, detail: str) -> None:
        """Entries are off from now on: in memory first, and on the disk as soon as it takes it."""
        self.adopt(Halt(cause=cause, detail=detail, since_us=self._clock.now_us()))

    def adopt(self, halt: Halt) -> None:
        """A halt with its own beginning; nothing where its cause stands already."""
        with self._one_at_a_time:
            is_new = not self.has(halt.cause)
            if is_new:
                self._now = tuple(sorted((*self._now, halt), key=lambda each: each.since_us))
                log.error("halted", cause=halt.cause, detail=halt.detail)
            if not self.is_kept:
                self._keep(halt if is_new else None)

    def keep(self) -> None:
        """Write what a full disk did not take."""
        with self._one_at_a_time:
            if not self.is_kept:
                self._keep(None)

    def clear(self, cause: str, *, by: str, reason: str) -> None:
        """A person (or the health check named in `by`) takes the cause away."""
        if not by.strip():
            raise InvalidInput("by", by, "the name of who clears the halt")
        if not reason.strip():
            raise InvalidInput("reason", reason, "why entries may go on, in a few words")
        with self._one_at_a_time:
            if not self.has(cause):
                raise NotFound(f"the account is not halted for {cause!r}")
            left = tuple(halt for halt in self._now if halt.cause != cause)
            self._kept.say("clear", f"{cause} by {by}: {reason}", at_us=self._clock.now_us())
            self._kept.put(_NAME, msgspec.json.encode(left))
            self._now = self._on_disk = left

    def _keep(self, new: Halt | None) -> None:
        """A disk that takes nothing lifts no halt: it stands in memory, and is written later."""
        now = self._now
        try:
            self._kept.put(_NAME, msgspec.json.encode(now))
            self._on_disk = now
            if new is not None:
                self._kept.say("halt", f"{new.cause}: {new.detail}", at_us=new.since_us)
        except TickloomError as error:
            log.error("halts_not_kept", detail=error.detail)
