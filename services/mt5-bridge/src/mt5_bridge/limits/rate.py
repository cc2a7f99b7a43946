"""A token bucket in monotonic time: a step of the wall clock neither empties nor fills it."""

from decimal import Decimal


class TokenBucket:
    """Starts full; `take` says whether there was a token left."""

    def __init__(self) -> None:
        self._tokens: float | None = None
        self._at_s = 0.0

    def take(self, monotonic_s: float, *, per_second: Decimal, burst: int) -> bool:
        """The rate is said at each call, because limits may be tightened at any time."""
        if self._tokens is None:
            self._tokens = float(burst)
        else:
            passed_s = max(0.0, monotonic_s - self._at_s)
            self._tokens = min(float(burst), self._tokens + passed_s * float(per_second))
        self._at_s = monotonic_s
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
