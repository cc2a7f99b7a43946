"""What to do about a terminal that does not answer: pure, a rung at a time.

Connect anew a few times, then restart the terminal's program, then halt and call a person. The
pause doubles with each step. Only a terminal that stayed well for a while starts at the foot again,
so one that dies every minute ends in a halt and not in a circle.
"""

from dataclasses import dataclass
from enum import StrEnum

from mt5_bridge.port.answers import HALT_CODES, CallFailed


class Rung(StrEnum):
    """The step that is due."""

    WAIT = "wait"
    RECONNECT = "reconnect"
    RESTART = "restart"
    HALT = "halt"


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderRules:
    """How often and how patiently; `restarts_max` 0 where the program cannot be restarted."""

    reconnects_max: int = 3
    restarts_max: int = 2
    pause_s: float = 1.0
    pause_s_max: float = 30.0
    hung_patience_s: float = 20.0
    """A hung call may come back by itself; so long it is waited for."""
    stable_s: float = 300.0


class RestartLadder:
    """One terminal's; `halted` says why nothing is tried any more."""

    def __init__(self, rules: LadderRules) -> None:
        self._rules = rules
        self._rungs = (Rung.RECONNECT,) * rules.reconnects_max + (
            Rung.RESTART,
        ) * rules.restarts_max
        self._next = 0
        self._due_at_s: float | None = None
        self._good_since_s: float | None = None
        self._needs_person = False
        self.halted: str | None = None

    def on_good(self, now_s: float) -> None:
        """The expected account answers; after a while of that, all is forgotten."""
        if self._good_since_s is None:
            self._good_since_s = now_s
        if now_s - self._good_since_s >= self._rules.stable_s and not self._needs_person:
            self.clear()

    def on_failure(self, failure: CallFailed, now_s: float, *, hung_s: float | None = None) -> Rung:
        self._good_since_s = None
        if self.halted is not None:
            return Rung.HALT
        if failure.code in HALT_CODES:
            self._needs_person = True
            return self._halt(failure.text)
        is_early = self._due_at_s is not None and now_s < self._due_at_s
        if is_early or (hung_s is not None and hung_s < self._rules.hung_patience_s):
            return Rung.WAIT
        rung = self._climb(is_hung=hung_s is not None)
        if rung is None:
            return self._halt(
                f"the terminal does not answer after {self._next} attempts "
                f"({failure.code}: {failure.text}); look at its window, restart it by hand"
            )
        pause_s = min(self._rules.pause_s * 2 ** (self._next - 1), self._rules.pause_s_max)
        self._due_at_s = now_s + pause_s
        return rung

    def clear(self) -> None:
        """A person, or a terminal that stayed well, says that all is right again."""
        self._next = 0
        self._due_at_s = None
        self._needs_person = False
        self.halted = None

    def _climb(self, *, is_hung: bool) -> Rung | None:
        """The next rung; a hung call cannot be reconnected, only restarted."""
        while self._next < len(self._rungs):
            rung = self._rungs[self._next]
            self._next += 1
            if not (is_hung and rung is Rung.RECONNECT):
                return rung
        return None

    def _halt(self, why: str) -> Rung:
        self.halted = why
        return Rung.HALT
