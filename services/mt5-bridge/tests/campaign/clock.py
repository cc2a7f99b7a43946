"""Time that passes only when somebody spends it; the wall clock may be wrong, the venue's never."""

START_NS = 1_767_605_400_000_000_000
"""Monday 2026-01-05 09:30 UTC."""
SECOND_NS = 1_000_000_000


class VirtualClock:
    """The bridge's clock: its wall time jumps when `jump` says so, its monotonic time does not."""

    def __init__(self, start_ns: int = START_NS) -> None:
        self.true_ns = self._start_ns = start_ns
        self._wrong_by_ns = 0

    def advance(self, seconds: float) -> None:
        assert seconds >= 0, seconds
        self.true_ns += round(seconds * SECOND_NS)

    def jump(self, seconds: float) -> None:
        """Somebody sets the machine's clock."""
        self._wrong_by_ns += round(seconds * SECOND_NS)

    def set_right(self) -> None:
        """The time service has done its work."""
        self._wrong_by_ns = 0

    def now_ns(self) -> int:
        return self.true_ns + self._wrong_by_ns

    def now_us(self) -> int:
        return self.now_ns() // 1_000

    def monotonic_s(self) -> float:
        return (self.true_ns - self._start_ns) / SECOND_NS

    @property
    def elapsed_s(self) -> float:
        """True seconds since the run began."""
        return (self.true_ns - self._start_ns) / SECOND_NS
