"""The backtest engine: one run, a sweep, and what both cost against named peers and the floor.

Correctness first: it refuses to run when the fast road and the reference loop differ. Trade
counts of all are printed, because what is compared should be alike; peers decide stops a little
differently (see `bench.backtests.peers`). Slow peers run on fewer bars and are counted per bar.
"""

import resource
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from statistics import median

from bench.backtests import ours, peers
from bench.backtests.workload import columns_of, market, sets
from bench.report import Report
from tickloom.engine.bars import Bars

_MILLION, _HUNDRED_THOUSAND = 1_000_000, 100_000
_SLOW_BARS = 20_000
Work = Callable[[], int]


def main(argv: list[str]) -> int:
    """Measure, print, write `bench/out/backtest.json`."""
    parser = ArgumentParser(prog="dev.py bench backtest")
    parser.add_argument("--quick", action="store_true", help="fewer bars, sets and repeats")
    quick = parser.parse_args(argv).quick
    bars = market(_HUNDRED_THOUSAND if quick else _MILLION)
    report = Report("backtest")
    if not ours.roads_agree(bars):
        sys.stderr.write(
            "backtest: the fast road and the reference loop differ; nothing is timed\n"
        )
        return 1
    bars.rows  # noqa: B018 - float columns are part of the data, for peers as for us
    _single(report, bars, repeats=3 if quick else 5)
    _sweep(report, quick=quick)
    _processes(report, quick=quick)
    cold = median(ours.cold_start_s() for _ in range(3))
    report.row("cold process to its first run", seconds=round(cold, 2))
    report.at_most("cold process, seconds", cold, 1.0)
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report.row("peak memory of this process, peers included", mebibytes=round(peak_mib))
    for name, why in _NOT_MEASURED:
        report.target(name, None, "-", None)
        report.note(f"{name}: {why}")
    report.write()
    return 0 if report.is_met else 1


_NOT_MEASURED = (
    ("nautilus_trader", "its release needs an older numpy and pandas than vectorbt's and ours"),
    ("hftbacktest, quote ticks", "its release needs an older numpy than ours"),
    ("raptorbt", "its stops in ATRs leave both runs in one trade, so its row is not like work"),
    ("queue overhead", "measured by the service's own test, not here"),
)


def _single(report: Report, bars: Bars, *, repeats: int) -> None:
    columns = columns_of(bars)
    count = len(columns.close)
    part = columns_of(market(min(count, _SLOW_BARS)))
    works: dict[str, tuple[Work, int]] = {
        "floor": (lambda: ours.floor(bars), count),
        "ours": (lambda: ours.single(bars), count),
        "ours, equity and figures": (lambda: ours.with_statistics(bars), count),
        "vectorbt": (lambda: peers.vectorbt(columns), count),
        "vectorbt, equity and figures": (
            lambda: peers.vectorbt_with_statistics(columns), count,
        ),
        "raptorbt": (lambda: peers.raptorbt(columns), count),
        "backtesting.py": (lambda: peers.backtesting(part), len(part.close)),
    }  # fmt: skip
    nanoseconds, trades = _measured(report, works, repeats)
    for name, figure in nanoseconds.items():
        report.row(name, nanoseconds_a_bar=round(figure, 2), trades=trades[name])
    own = nanoseconds["ours"]
    report.at_most("single run against the floor", own / nanoseconds["floor"], 8)
    wanted = (("vectorbt", 15), ("backtesting.py", 1_000))
    for name, least in wanted:
        if name in nanoseconds:
            report.at_least(f"single run against {name}", nanoseconds[name] / own, least)
    both = ("vectorbt, equity and figures", "ours, equity and figures")
    if all(name in nanoseconds for name in both):
        ratio = nanoseconds[both[0]] / nanoseconds[both[1]]
        report.at_least("with equity and figures against vectorbt", ratio, 12)


def _measured(
    report: Report, works: dict[str, tuple[Work, int]], repeats: int
) -> tuple[dict[str, float], dict[str, int]]:
    """Median CPU nanoseconds a bar of interleaved repeats, and what each work answered.

    CPU time, all threads together: a shared machine takes wall time away from whoever runs.
    """
    answers: dict[str, int] = {}
    for name, (work, _) in works.items():
        try:
            answers[name] = work()  # compiles, too
        except ImportError as error:
            report.note(f"{name}: not installed here ({error})")
    taken: dict[str, list[float]] = {name: [] for name in answers}
    for _ in range(repeats):
        for name in answers:
            work, count = works[name]
            began = time.process_time()
            work()
            taken[name].append((time.process_time() - began) * 1e9 / count)
    return {name: median(figures) for name, figures in taken.items()}, answers


def _sweep(report: Report, *, quick: bool) -> None:
    bars, wanted = market(_HUNDRED_THOUSAND), sets()
    wanted = wanted[:40] if quick else wanted
    columns = columns_of(bars)
    works: dict[str, tuple[Work, int]] = {
        "ours, sweep": (lambda: ours.sweep(bars, wanted), len(bars) * len(wanted)),
        "vectorbt, sweep": (
            lambda: peers.vectorbt_sweep(columns, wanted), len(bars) * len(wanted),
        ),
    }  # fmt: skip
    nanoseconds, trades = _measured(report, works, 2)
    for name, figure in nanoseconds.items():
        report.row(name, nanoseconds_a_bar=round(figure, 2), trades=trades[name])
    if len(nanoseconds) > 1:
        ratio = nanoseconds["vectorbt, sweep"] / nanoseconds["ours, sweep"]
        report.at_least("sweep, one core, against vectorbt", ratio, 80)


def _processes(report: Report, *, quick: bool) -> None:
    """Two processes against one over the same sets."""
    half = "0" if quick else "1"
    code = (
        "import sys; from bench.backtests.ours import sweep;"
        "from bench.backtests.workload import market, sets;"
        "parts = int(sys.argv[1]); own = int(sys.argv[2]);"
        "chosen = sets()[: 40 if sys.argv[3] == '0' else 200][own::parts];"
        "sweep(market(100_000), chosen * 3)"
    )

    def taken(parts: int) -> float:
        began = time.perf_counter()
        running = [
            subprocess.Popen([sys.executable, "-c", code, str(parts), str(own), half])
            for own in range(parts)
        ]
        for process in running:
            process.wait()
        return time.perf_counter() - began

    one, two = (median(taken(parts) for _ in range(3)) for parts in (1, 2))
    report.row("one process", seconds=round(one, 2)).row("two processes", seconds=round(two, 2))
    report.at_least("two processes against one", one / two, 1.6)
