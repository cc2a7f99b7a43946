"""One thread owns a terminal; everybody else asks it, and waits no longer than a deadline.

A call that does not come back in time is answered `-10005`: after a send, UNKNOWN. From then on the
thread counts as hung: whatever is asked is answered "not sent" at once, so that nothing overtakes
the call that is still inside the terminal. Its late answer is kept for who reconciles.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from mt5_bridge.port.answers import DEADLINE_CODE, NOT_CONNECTED_CODE, Answer, CallFailed
from tickloom.runtime.clock import Clock

WAITING_MAX = 64
"""Callers are few threads; more than this are a loop gone wrong, and are told so."""
LATE_KEPT_MAX = 256
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class LateAnswer:
    """What a call gave after its caller had gone; `subject` is what it was about."""

    call: str
    subject: object
    answer: object
    late_s: float


class _Job:
    """One call on its way through the thread; its fields belong to the thread's lock."""

    __slots__ = ("answer", "call", "deadline_at_s", "is_abandoned", "is_done", "subject", "work")

    def __init__(self, call: str, subject: object, work: Callable[[], Any]) -> None:
        self.call = call
        self.subject = subject
        self.work = work
        self.answer: Any = None
        self.deadline_at_s = 0.0
        self.is_done = False
        self.is_abandoned = False


class OwnerThread:
    """First come, first served; one call inside the terminal at a time."""

    def __init__(self, clock: Clock, *, name: str = "terminal") -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self._waiting: deque[_Job] = deque()
        self._running: _Job | None = None
        self._late: deque[LateAnswer] = deque(maxlen=LATE_KEPT_MAX)
        self._is_stopped = False
        # A daemon: a call that hangs for ever must not keep the process alive.
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def call(
        self,
        call: str,
        work: Callable[[], Answer[T]],
        *,
        deadline_s: float,
        subject: object = None,
    ) -> Answer[T]:
        """At most `deadline_s` for its turn, and as long again for the answer."""
        job = _Job(call, subject, work)
        with self._changed:
            problem = self._problem()
            if problem is not None:
                return _held_back(call, problem)
            self._waiting.append(job)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._is_settled(job), timeout=deadline_s)
            if job in self._waiting:  # its turn did not come
                self._waiting.remove(job)
                return _held_back(call, self._problem() or f"busy for {deadline_s:g} s")
            job.deadline_at_s = self._clock.monotonic_s() + deadline_s
            self._changed.wait_for(lambda: job.is_done, timeout=deadline_s)
            if job.is_done:
                return job.answer
            job.is_abandoned = True
            self._changed.notify_all()
        text = f"{call} has not answered within {deadline_s:g} s: its outcome is unknown"
        return CallFailed(code=DEADLINE_CODE, text=text)

    @property
    def hung_s(self) -> float | None:
        """How long the running call is past its deadline; None when none is."""
        with self._changed:
            job = self._running
            if job is None or not job.is_abandoned:
                return None
            return max(0.0, self._clock.monotonic_s() - job.deadline_at_s)

    def take_late(self) -> tuple[LateAnswer, ...]:
        """The answers that came too late, oldest first; each is handed out once."""
        with self._changed:
            late = tuple(self._late)
            self._late.clear()
            return late

    def stop(self, *, patience_s: float = 2.0) -> None:
        """Take no more calls; what is inside the terminal may end, within patience."""
        with self._changed:
            self._is_stopped = True
            self._changed.notify_all()
        self._thread.join(timeout=patience_s)

    def _problem(self) -> str | None:
        """Why no call can begin; asked with the lock held."""
        if self._is_stopped:
            return "the terminal's thread has been stopped"
        if self._running is not None and self._running.is_abandoned:
            return f"the terminal has not yet answered {self._running.call}"
        if len(self._waiting) >= WAITING_MAX:
            return f"{WAITING_MAX} calls are waiting for the terminal"
        return None

    def _is_settled(self, job: _Job) -> bool:
        """Begun, or in vain."""
        is_hung = self._running is not None and self._running.is_abandoned
        return job not in self._waiting or is_hung or self._is_stopped

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._is_stopped)
                if self._is_stopped:
                    return
                job = self._running = self._waiting.popleft()
                self._changed.notify_all()
            answer = _answer_of(job)
            with self._changed:
                job.answer, job.is_done, self._running = answer, True, None
                if job.is_abandoned:
                    self._keep(job)
                self._changed.notify_all()

    def _keep(self, job: _Job) -> None:
        late_s = max(0.0, self._clock.monotonic_s() - job.deadline_at_s)
        self._late.append(
            LateAnswer(call=job.call, subject=job.subject, answer=job.answer, late_s=late_s)
        )


def _answer_of(job: _Job) -> object:
    """Ports do not raise; should one, its caller is told, and the thread lives on."""
    try:
        return job.work()
    except Exception as error:  # noqa: BLE001 - whatever it was, the call may have acted
        return CallFailed(code=-1, text=f"{job.call} raised {error!r}")


def _held_back(call: str, why: str) -> CallFailed:
    text = f"{call} was not begun, nothing was sent: {why}"
    return CallFailed(code=NOT_CONNECTED_CODE, text=text, never_sent=True)
