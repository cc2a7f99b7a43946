"""Three ways to carry one command to a broker, and how often each buys twice.

This is the simulation of `orders.md` 6.10 from which the order path was chosen: no code of the
bridge is in it. A delivery may die after every step (6 %, a restart costs 10 s) and is made again
after 2 s in the mean; a request is done, done without a reply, lost, requoted or rejected.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

CRASH = 0.06
RESTART_S = 10.0
REDELIVERY_MEAN_S = 2.0
EXPIRES_AFTER_S = 20.0
LOST_REPLY_S = 5.0
VISIBLE_MEAN_S, LATE_MEAN_S = 0.5, 4.0
RECONCILE_EVERY_S = 2.0
TRIES = 3
DONE, NONE, REQUOTE, REJECT = "done", "none", "requote", "reject"
DELIVERIES_MAX = 200
"""No command needs so many: a protocol that does is wrong."""


class Crash(Exception):
    """The process died; what it had written stays."""


@dataclass(slots=True)
class Run:
    """One command's way: the time, and when each order of it is seen in the broker's books."""

    random: Random
    now_s: float = 0.0
    visible_at_s: list[float] = field(default_factory=list[float])
    is_orphan: bool = False

    def step(self) -> None:
        """A step of the process is done; it may die here."""
        if self.random.random() < CRASH:
            raise Crash

    def send(self) -> str:
        draw = self.random.random()
        if draw < 0.80:
            self.visible_at_s.append(self.now_s + self.after(VISIBLE_MEAN_S))
            return DONE
        if draw < 0.86:
            late_s = self.after(VISIBLE_MEAN_S) + self.after(LATE_MEAN_S)
            self.visible_at_s.append(self.now_s + late_s)
            self.now_s += LOST_REPLY_S
            return NONE
        if draw < 0.92:
            self.now_s += LOST_REPLY_S
            return NONE
        return REQUOTE if draw < 0.97 else REJECT

    def is_visible(self) -> bool:
        return any(at_s <= self.now_s for at_s in self.visible_at_s)

    @property
    def is_expired(self) -> bool:
        return self.now_s > EXPIRES_AFTER_S

    def after(self, mean_s: float) -> float:
        return self.random.expovariate(1 / mean_s)


Delivery = Callable[[Run], None]
"""One delivery of the command; it returns when it is acknowledged, and raises Crash."""


def naive(run: Run) -> None:
    """What most programs do: no answer is read as "failed", and the order is sent again."""
    if run.is_expired:
        return
    run.step()
    for _ in range(TRIES):
        answer = run.send()
        run.step()
        if answer in {DONE, REJECT}:
            break
    run.step()


def once_without_journal(run: Run) -> None:
    """Never sent again by the process itself; the bus does it when the process dies."""
    if run.is_expired:
        return
    run.step()
    run.send()
    run.step()
    run.step()


class WithJournal:
    """INTENT before the send, RESULT after it; an open fate is looked up, never tried again."""

    def __init__(self, quiet_s: float) -> None:
        self._quiet_s = quiet_s
        self._state = "new"

    def __call__(self, run: Run) -> None:
        run.step()
        if self._state == "new" and run.is_expired:
            return
        if self._state == "new":
            self._first_time(run)
        elif self._state == "intent":
            self._reconcile(run)
        run.step()

    def _first_time(self, run: Run) -> None:
        for _ in range(TRIES):
            self._state = "intent"
            run.step()
            answer = run.send()
            run.step()
            if answer == NONE:
                self._reconcile(run)
                return
            if answer != REQUOTE or run.is_expired:
                break
            self._state = "new"
        self._state = "settled"
        run.step()

    def _reconcile(self, run: Run) -> None:
        """Absent only after a quiet time and two equal reads; what shows up later is an orphan."""
        until_s = run.now_s + self._quiet_s
        absent_reads = 0
        while not run.is_visible() and (run.now_s < until_s or absent_reads < 2):
            run.now_s += RECONCILE_EVERY_S
            absent_reads += 1
        run.is_orphan = bool(run.visible_at_s) and not run.is_visible()
        self._state = "settled"


def carried(seed: int, deliver: Delivery) -> Run:
    """One command delivered until it is acknowledged."""
    run = Run(Random(seed))
    for _ in range(DELIVERIES_MAX):
        try:
            deliver(run)
        except Crash:
            run.now_s += RESTART_S + run.after(REDELIVERY_MEAN_S)
        else:
            return run
    raise AssertionError(f"seed {seed}: the command never came to rest")


@dataclass(slots=True)
class Tally:
    """What many seeds came to."""

    seeds: int = 0
    duplicated: int = 0
    worst: int = 0
    not_sent: int = 0
    orphans: int = 0

    def add(self, run: Run) -> None:
        orders = len(run.visible_at_s)
        self.seeds += 1
        self.duplicated += orders > 1
        self.worst = max(self.worst, orders)
        self.not_sent += orders == 0
        self.orphans += run.is_orphan


def tally(seeds: range, protocol: Callable[[], Delivery]) -> Tally:
    """Every seed once, each with a fresh protocol."""
    total = Tally()
    for seed in seeds:
        total.add(carried(seed, protocol()))
    return total
