"""The switch itself: thrown from anywhere at once, off only by a person's word, over restarts.

In memory first, so that the next order is refused whatever the disk does; then in the file and in
the kept state, so that a restart finds it thrown.
"""

import sqlite3
import threading
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

import msgspec
import structlog

from mt5_bridge import metrics
from mt5_bridge.kept_state import KeptState
from mt5_bridge.kill.kill_file import KillFile
from mt5_bridge.kill.kill_order import KillOrder, Release, as_bytes, release_of
from mt5_bridge.orders.gate import Proposal, ProposalKind, Refusal
from tickloom.domain.errors import NotFound, TickloomError
from tickloom.runtime.clock import Clock

_NAME = "kill"
_RELEASED = "kill_released"
_REMEMBERED = 1_000
_PERSIST_EVERY_S = 1.0
"""How often a full disk is tried; the file is looked at twenty times a second."""
log = structlog.get_logger(__name__)


class KillStage(StrEnum):
    """How far the work has come."""

    OFF = "off"
    REFUSING = "refusing"
    """Thrown; what was on its way to the terminal may still be."""
    ACKNOWLEDGED = "acknowledged"
    """Nothing is on its way any more but the kill's own cancels and closes."""
    FLAT = "flat"
    """Read to be flat, twice."""


class KillSwitch:
    """One account's switch; every method may be called from any thread.

    `throw` and `refusal` never wait for the disk; everything else may. `on_change` hears of every
    new stage, and must not raise.
    """

    def __init__(self, file: KillFile, kept: KeptState, clock: Clock) -> None:
        self._file = file
        self._kept = kept
        self._clock = clock
        self._disk = threading.RLock()  # held while files change; taken before the other one
        self._lock = threading.RLock()  # held for moments
        self._written: KillOrder | None = None
        self._persist_again_s = 0.0
        self._order: KillOrder | None = None
        self._ids: set[str] = set()  # of every order that came while it was on
        self.stage = KillStage.OFF
        self.detail = ""
        self.on_change: Callable[[], None] = lambda: None
        stored = kept.get(_RELEASED)
        self._released: list[str] = [] if stored is None else msgspec.json.decode(stored)
        stored = kept.get(_NAME)
        if stored is not None:
            self._throw(msgspec.json.decode(stored, type=KillOrder))
        self.look()

    @property
    def order(self) -> KillOrder | None:
        """Why it is thrown; None while it is off."""
        return self._order

    def throw(self, order: KillOrder) -> bool:
        """In memory, at once; False when this very order was released before."""
        with self._lock:
            if order.id in self._released:
                return False
            held = self._order
            self._ids.add(order.id)
            if held is not None and (held.flatten or not order.flatten):
                return True  # thrown already, and as far
            self._throw(order if held is None else replace(held, flatten=True))
            return True

    def persist(self) -> None:
        """Bring what was thrown to the disk, twice; what fails is told: it stays thrown."""
        with self._disk:
            order = self._order
            now_s = self._clock.monotonic_s()
            if order is None or order is self._written or now_s < self._persist_again_s:
                return
            self._persist_again_s = now_s + _PERSIST_EVERY_S
            try:
                self._file.write(order)
            except OSError as error:
                log.error("kill_file_unwritten", error=str(error))
            try:
                self._kept.put(_NAME, as_bytes(order))
            except (TickloomError, sqlite3.Error) as error:
                log.error("kill_unkept", error=str(error))
            else:
                self._written = order
                self._persist_again_s = 0.0
            self._kept_say("kill", f"{order.reason} by {order.by} ({order.path})")

    def engage(self, order: KillOrder) -> bool:
        """Throw it and bring it to the disk. Never fails."""
        is_thrown = self.throw(order)
        self.persist()
        return is_thrown

    def look(self) -> None:
        """See whether somebody threw or released it by a file; heal a file that was taken away."""
        with self._disk:
            written = self._file.read(self._clock.now_us())
            if written is not None and written.id not in self._ids:
                self.engage(written)
            release = self._file.release()
            if release is not None:
                self._take(release)
            elif self._written is not None and written is None:
                log.error("kill_file_was_removed", detail="only a release switches it off")
                self._written = None
            self.persist()

    def release(self, *, by: str, reason: str) -> None:
        """A person's deliberate act; raises when nobody answers for it or it is off already."""
        with self._disk:
            order = self._order
            if order is None:
                raise NotFound("the kill switch is off already")
            self._let_go(release_of(order.id, by=by, reason=reason))

    def refusal(self, proposal: Proposal) -> Refusal | None:
        """The interlock of the gate: asked before every attempt, so it also sees the file."""
        order = self._order
        if order is None:
            if not self._file.exists():
                return None
            written = self._file.read(self._clock.now_us())
            if written is not None:
                self.throw(written)
            order = self._order
            if order is None:  # it cannot be looked at, or is going away this moment
                detail = f"the kill file {self._file.path} may be there; it cannot be read"
                return Refusal(reason="kill_switch", detail=detail)
        if proposal.kind is ProposalKind.EXIT and not order.flatten:
            return None
        does = "it closes everything itself" if order.flatten else "only exits pass"
        detail = f"the kill switch is on ({order.reason}, by {order.by}); {does}"
        return Refusal(reason="kill_switch", detail=detail)

    def reached(self, stage: KillStage, detail: str = "") -> None:
        """What the work has come to; forgotten when the switch was released meanwhile."""
        with self._lock:
            if self._order is None or (stage, detail) == (self.stage, self.detail):
                return
            self.stage, self.detail = stage, detail
            self._kept_say("kill_stage", f"{stage} {detail}".strip())
        self.on_change()

    def _throw(self, order: KillOrder) -> None:
        self._order = order
        self._ids.add(order.id)
        self.stage, self.detail = KillStage.REFUSING, ""
        metrics.KILLED.set(1)
        log.error("kill_switch_on", reason=order.reason, by=order.by, path=order.path)
        self.on_change()

    def _take(self, release: Release) -> None:
        order = self._order
        if order is not None and release.id in self._ids:
            self._let_go(release)
        else:
            log.warning("kill_release_ignored", id=release.id, by=release.by)
            self._file.drop_release()

    def _let_go(self, release: Release) -> None:
        """On the disk first: a release that could not be kept has not happened."""
        order = self._order
        assert order is not None
        with self._lock:
            released = [*self._released, *sorted(self._ids)][-_REMEMBERED:]
        self._kept.put(_RELEASED, msgspec.json.encode(released))
        self._kept.remove(_NAME)
        self._file.remove()
        with self._lock:
            self._released = released
            self._order = self._written = None
            self._ids.clear()
            self.stage, self.detail = KillStage.OFF, ""
        self._kept_say("kill_release", f"{order.id} by {release.by}: {release.reason}")
        metrics.KILLED.set(0)
        log.warning("kill_switch_off", by=release.by, reason=release.reason)
        self.on_change()

    def _kept_say(self, what: str, detail: str) -> None:
        try:
            self._kept.say(what, detail, at_us=self._clock.now_us())
        except (TickloomError, sqlite3.Error) as error:
            log.error("kill_unaudited", error=str(error))
