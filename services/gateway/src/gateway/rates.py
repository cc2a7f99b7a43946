"""Token buckets, counted in monotonic time: a step of the clock neither empties nor fills them."""

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from tickloom.domain.errors import TryAgain


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """A bucket of `burst` tokens that fills by `per_second`."""

    name: str
    burst: float
    per_second: float

    @property
    def window_s(self) -> int:
        """Seconds from empty to full."""
        return math.ceil(self.burst / self.per_second)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A bucket after a request: what is left, and when it is full or usable again."""

    allowance: Allowance
    left: float
    wait_s: float

    def headers(self) -> list[tuple[str, str]]:
        limit, left = math.floor(self.allowance.burst), math.floor(max(0.0, self.left))
        name, window_s = self.allowance.name, self.allowance.window_s
        reset_s = math.ceil((self.allowance.burst - self.left) / self.allowance.per_second)
        shown = [
            ("RateLimit-Policy", f'"{name}";q={limit};w={window_s}'),
            ("RateLimit", f'"{name}";r={left};t={reset_s}'),
            ("X-RateLimit-Limit", str(limit)),
            ("X-RateLimit-Remaining", str(left)),
            ("X-RateLimit-Reset", str(reset_s)),
        ]
        return shown if self.wait_s <= 0 else [*shown, ("Retry-After", str(math.ceil(self.wait_s)))]


class TooMany(TryAgain):
    """More requests than the caller's bucket holds."""

    code = "rate_limited"


CALLS = Allowance(name="calls", burst=300, per_second=50)
SIGN_INS = Allowance(name="sign-ins", burst=20, per_second=20 / 60)
OPERATIONS = Allowance(name="operations", burst=100, per_second=20)


class Rates:
    """Buckets by owner; the one unused for longest is forgotten at the bound."""

    def __init__(self, *, monotonic_s: Callable[[], float], bound: int = 10_000) -> None:
        self._now_s = monotonic_s
        self._bound = bound
        self._levels: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def take(self, allowance: Allowance, owner: str, cost: float = 1.0) -> Standing:
        """Take `cost` tokens if they are there; `wait_s` > 0 says that they were not."""
        now_s = self._now_s()
        key = (allowance.name, owner)
        level, at_s = self._levels.pop(key, (allowance.burst, now_s))
        level = min(allowance.burst, level + max(0.0, now_s - at_s) * allowance.per_second)
        wait_s = 0.0
        if level >= cost:
            level -= cost
        else:
            wait_s = (cost - level) / allowance.per_second
        self._levels[key] = (level, now_s)
        while len(self._levels) > self._bound:
            self._levels.popitem(last=False)
        return Standing(allowance=allowance, left=level, wait_s=wait_s)

    def forget(self) -> None:
        """Every bucket is full again."""
        self._levels.clear()
