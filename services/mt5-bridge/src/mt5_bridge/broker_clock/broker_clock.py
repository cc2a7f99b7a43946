"""One server's clock: kept over restarts, learned once, then checked by every live tick.

A server that shows another offset than its rule HALTs entries, because every age and every expiry
would be wrong; a person looks and adopts a new dated rule. Nothing is relearned silently.
"""

import threading
from collections import deque

import msgspec
import structlog

from mt5_bridge.broker_clock.clock_rules import (
    DatedRule,
    observed_offset_s,
    rule_at,
    to_server_us,
    to_utc_us,
    usual_rule,
)
from mt5_bridge.halts.halts import Halts
from mt5_bridge.kept_state import KeptState
from tickloom.domain.errors import InvalidInput
from tickloom.domain.server_time import ServerClock
from tickloom.runtime.clock import Clock

CAUSE = "broker_clock"
_US = 1_000_000
_SAMPLES = 31
_FRESH_S = 5.0
"""A tick counts as live when its symbol was looked at so shortly before and it was not there."""
_WINDOW_S = 600.0
log = structlog.get_logger(__name__)


class BrokerClock:
    """The order path asks it from its thread, the feed feeds it from another."""

    def __init__(
        self, kept: KeptState, halts: Halts, clock: Clock, *, server: str, rule: str = ""
    ) -> None:
        """`rule`: what the owner says (`America/New_York+7`); "" lets it be learned."""
        self.server = server
        self._kept = kept
        self._halts = halts
        self._clock = clock
        self._lock = threading.Lock()
        self._samples: deque[tuple[float, float]] = deque(maxlen=_SAMPLES)
        self._looked: dict[str, tuple[int, float]] = {}
        self.verified_us: int | None = None
        stored = kept.get(self._name)
        self._rules: list[DatedRule] = (
            [] if stored is None else msgspec.json.decode(stored, type=list[DatedRule])
        )
        if rule and (not self._rules or self._rules[-1].clock != str(ServerClock.read(rule))):
            self.adopt(rule, by="settings", reason="the rule was set by the owner")

    @property
    def rules(self) -> tuple[DatedRule, ...]:
        return tuple(self._rules)

    def offset_s(self, utc_us: int) -> int | None:
        """Seconds that the server is ahead of UTC then; None while nothing is known."""
        rule = rule_at(self._rules, utc_us)
        return None if rule is None else rule.offset_s(utc_us * 1_000)

    def to_server_s(self, utc_us: int) -> int | None:
        server_us = to_server_us(self._rules, utc_us)
        return None if server_us is None else server_us // _US

    def to_utc_us(self, server_ms: int) -> int | None:
        return to_utc_us(self._rules, server_ms * 1_000)

    def hear(self, symbol: str, server_ms: int) -> None:
        """The newest tick of a symbol, each time it is looked at, new or not."""
        now_s, now_us = self._clock.monotonic_s(), self._clock.now_us()
        with self._lock:
            before = self._looked.get(symbol)
            self._looked[symbol] = server_ms, now_s
            if before is None or server_ms <= before[0] or now_s - before[1] > _FRESH_S:
                return
            self._samples.append((now_s, server_ms / 1_000 - now_us / _US))
            while now_s - self._samples[0][0] > _WINDOW_S:
                self._samples.popleft()
            seen_s = observed_offset_s([offset for _, offset in self._samples])
        if seen_s is not None:
            self._check(seen_s, now_us)

    def adopt(self, rule: str, *, by: str, reason: str, from_us: int | None = None) -> None:
        """A new dated rule, from now on when not said otherwise; clears the halt."""
        text = str(ServerClock.read(rule))
        if not by.strip() or not reason.strip():
            raise InvalidInput("by and reason", (by, reason), "who says so, and why")
        now_us = self._clock.now_us()
        first = 0 if not self._rules else now_us
        self._rules = [*self._rules, DatedRule(from_us=from_us or first, clock=text)]
        self._rules.sort(key=lambda dated: dated.from_us)
        self._kept.put(self._name, msgspec.json.encode(self._rules))
        self._kept.say(CAUSE, f"{self.server} keeps {text}: {reason} ({by})", at_us=now_us)
        with self._lock:
            self._samples.clear()
        if self._halts.has(CAUSE):
            self._halts.clear(CAUSE, by=by, reason=reason)

    def _check(self, seen_s: int, now_us: int) -> None:
        known_s = self.offset_s(now_us)
        if known_s is None:
            self._learn(seen_s, now_us)
        elif known_s == seen_s:
            self.verified_us = now_us
        elif not self._halts.has(CAUSE):
            detail = (
                f"the clock of {self.server} is {_words(seen_s)} by its ticks, but its rule "
                f"({self._rules[-1].clock}) says {_words(known_s)}: adopt the right rule"
            )
            self._halts.halt(CAUSE, detail)
            log.error("broker_clock_mismatch", detail=detail)

    def _learn(self, seen_s: int, now_us: int) -> None:
        rule = usual_rule(seen_s, now_us)
        if rule is None:
            detail = f"the clock of {self.server} is {_words(seen_s)}; no usual rule: set it"
            self._halts.halt(CAUSE, detail)
            return
        self.adopt(rule, by="bridge", reason="learned from live ticks")
        self.verified_us = now_us
        log.warning("broker_clock_learned", server=self.server, rule=rule)

    @property
    def _name(self) -> str:
        return f"clock {self.server}"


def _words(offset_s: int) -> str:
    sign, rest = ("-" if offset_s < 0 else "+"), abs(offset_s)
    return f"UTC{sign}{rest // 3_600}:{rest % 3_600 // 60:02d}"
