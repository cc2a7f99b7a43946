"""What a campaign came to, added up over its schedules."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Figures:
    """Counts over schedules; `failures` holds one line a failed seed, with its replay command."""

    schedules: int = 0
    steps: int = 0
    commands: int = 0
    sent: int = 0
    deals: int = 0
    crashes: int = 0
    duplicates: int = 0
    lost_fills: int = 0
    unknown: int = 0
    orphans: int = 0
    unknown_s: list[float] = field(default_factory=list[float])
    answered_s: list[float] = field(default_factory=list[float])
    faults: Counter[str] = field(default_factory=Counter[str])
    points: Counter[str] = field(default_factory=Counter[str])
    """Deaths at each fault point."""
    failures: list[str] = field(default_factory=list[str])

    digest: str = ""
    """Of one schedule: everything that was sent, booked and told, in order."""

    def add(self, other: "Figures") -> None:
        for name in (
            "schedules", "steps", "commands", "sent", "deals", "crashes", "duplicates",
            "lost_fills", "unknown", "orphans",
        ):  # fmt: skip
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.unknown_s += other.unknown_s
        self.answered_s += other.answered_s
        self.faults += other.faults
        self.points += other.points
        self.failures += other.failures

    def said(self) -> str:
        """The figures as they are printed and stand in docs/reliability.md."""
        rate = self.unknown / self.commands if self.commands else 0.0
        orphaned = self.orphans / self.commands if self.commands else 0.0
        lines = [
            f"schedules {self.schedules:,}, steps {self.steps:,}, commands {self.commands:,}, "
            f"requests sent {self.sent:,}, deals {self.deals:,}, deaths {self.crashes:,}",
            f"duplicate orders {self.duplicates}, lost fills {self.lost_fills}, "
            f"failed schedules {len(self.failures)}",
            f"unknown outcomes {self.unknown:,} ({rate:.2%} of commands), "
            f"orphans {self.orphans:,} ({orphaned:.3%})",
            f"time to settle an unknown while the terminal answers: {_spread(self.answered_s)}",
            f"with the time in which it did not: {_spread(self.unknown_s)}",
            "faults: " + _counted(self.faults),
            "deaths at: " + _counted(self.points),
        ]
        return "\n".join([*lines, *self.failures[:20]])


def _spread(times_s: list[float]) -> str:
    times = sorted(times_s)
    return f"median {_share(times, 0.5)}, p99 {_share(times, 0.99)}, longest {_share(times, 1)}"


def _share(times: list[float], share: float) -> str:
    if not times:
        return "-"
    return f"{times[min(len(times) - 1, int(share * len(times)))]:.1f} s"


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items())) or "-"
