"""The backtest engine: one run, a sweep, and what both cost against named peers and the floor.

Works take turns, and a short one is run again until its turn has lasted: ratios are of what a run
costs after another one of its kind; what the first of a turn costs is printed beside it.
Correctness first: it refuses to run when the fast road and the reference loop differ, or when
vectorbt, given stops of whole points, does not make the same trades bar by bar and price by price.
The timed peers are used as a user would, so their counts differ by what rounding decides. Slow
peers run on fewer bars and are counted per bar. Peers that cannot be installed beside us have an
environment of their own, and no ratio is printed where they enter other trades than we do.
"""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from bench.backtests import alike, cold, memory, ours, outsiders, peers, processes, work_queue
from bench.backtests.workload import FAST, SLOW, STOP_ATR, columns_of, market, sets
from bench.report import Report
from tickloom.engine.bars import Bars

_MILLION, _HUNDRED_THOUSAND = 1_000_000, 100_000
_SLOW_BARS = 20_000
_TURN_S = 0.3
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
    if not _is_alike(report, bars):
        return 1
    bars.rows  # noqa: B018 - float columns are part of the data, for peers as for us
    own = _single(report, bars, repeats=3 if quick else 5)
    outsiders.add_to(report, own, quick=quick)
    _sweep(report, quick=quick)
    _processes(report, quick=quick)
    work_queue.add_to(report, quick=quick)
    cold.start_s()  # compiles what is not cached
    taken = median(cold.start_s() for _ in range(5))
    report.row("cold worker, ready for its first job", seconds=round(taken, 2))
    report.at_most("cold worker, seconds", taken, 1.0)
    for what in ("single", "sweep"):
        peak_mib = memory.peak_mib(what, len(bars) if what == "single" else _HUNDRED_THOUSAND)
        if peak_mib is not None:
            report.row(f"peak memory of a process, {what}", mebibytes=round(peak_mib))
            report.at_most(f"peak memory, {what}, MB", peak_mib * 1.048576, 250)
    report.write()
    return 0 if report.is_met else 1


def _is_alike(report: Report, bars: Bars) -> bool:
    """Whether vectorbt makes the same trades where it is asked for the same."""
    part = bars.part(0, min(len(bars), _HUNDRED_THOUSAND))
    for chosen in ((FAST, SLOW, STOP_ATR), (8, 30, 1.0), (26, 60, 3.0)):
        try:
            found = alike.compared(part, chosen)
        except ImportError as error:
            report.note(f"trades were not compared with vectorbt: not installed here ({error})")
            return True
        counts = f"ours {found.ours}, vectorbt {found.theirs}, the same {found.same}"
        report.row(f"trades of EMA {chosen[0]}/{chosen[1]}, {chosen[2]} ATR", counted=counts)
        if not found.is_alike:
            sys.stderr.write(f"backtest: not the same trades: {counts}; nothing is timed\n")
            return False
    return True


def _single(report: Report, bars: Bars, *, repeats: int) -> float:
    """What ours takes for a bar, in nanoseconds."""
    columns = columns_of(bars)
    count = len(columns.close)
    part = columns_of(market(min(count, _SLOW_BARS)))
    given = ours.entered_and_left(bars)
    works: dict[str, tuple[Work, int]] = {
        "floor": (lambda: ours.floor(bars), count),
        "ours": (lambda: ours.single(bars), count),
        "ours, equity and figures": (lambda: ours.with_statistics(bars), count),
        "vectorbt": (lambda: peers.vectorbt(columns), count),
        "vectorbt, equity and figures": (
            lambda: peers.vectorbt_with_statistics(columns), count,
        ),
        "raptorbt, told when": (lambda: peers.raptorbt(columns, given), count),
        "backtesting.py": (lambda: peers.backtesting(part), len(part.close)),
    }  # fmt: skip
    nanoseconds = _measured(report, works, repeats)
    own = nanoseconds["ours"]
    report.at_most("single run against the floor", own / nanoseconds["floor"], 8)
    wanted = (("vectorbt", 15), ("raptorbt, told when", 12), ("backtesting.py", 1_000))
    for name, least in wanted:
        if name in nanoseconds:
            report.at_least(f"single run against {name}", nanoseconds[name] / own, least)
    both = ("vectorbt, equity and figures", "ours, equity and figures")
    if all(name in nanoseconds for name in both):
        ratio = nanoseconds[both[0]] / nanoseconds[both[1]]
        report.at_least("with equity and figures against vectorbt", ratio, 12)
    return own


def _measured(report: Report, works: dict[str, tuple[Work, int]], repeats: int) -> dict[str, float]:
    """Median CPU nanoseconds a bar of interleaved turns, with a row each.

    The first run of a turn, which finds the caches full of what another work has read, has a row
    of its own.
    """
    answers: dict[str, int] = {}
    for name, (work, _) in works.items():
        try:
            answers[name] = work()  # compiles, too
        except ImportError as error:
            report.note(f"{name}: not installed here ({error})")
    turns: dict[str, list[_Turn]] = {name: [] for name in answers}
    for _ in range(repeats):
        for name in answers:
            turns[name].append(_turn(works[name][0]))
    nanoseconds: dict[str, float] = {}
    for name, own in turns.items():
        count = works[name][1]
        first, usual = (
            median(figures) * 1e9 / count
            for figures in ([turn.first_s for turn in own], [turn.usual_s for turn in own])
        )
        nanoseconds[name] = usual
        report.row(
            name, nanoseconds_a_bar=round(usual, 2), first_of_a_turn=round(first, 2),
            trades=answers[name],
        )  # fmt: skip
    return nanoseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """CPU seconds of a work's first run, and of a usual one after it."""

    first_s: float
    usual_s: float


def _turn(work: Work) -> _Turn:
    """Run it again until the turn has lasted, as timeit does; a long work runs once.

    CPU time, all threads together: a shared machine takes wall time away from whoever runs.
    """
    first_s = _taken_s(work)
    others: list[float] = []
    while first_s + sum(others) < _TURN_S:
        others.append(_taken_s(work))
    return _Turn(first_s=first_s, usual_s=median(others or [first_s]))


def _taken_s(work: Work) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


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
    nanoseconds = _measured(report, works, 2)
    if len(nanoseconds) > 1:
        ratio = nanoseconds["vectorbt, sweep"] / nanoseconds["ours, sweep"]
        report.at_least("sweep, one core, against vectorbt", ratio, 80)


def _processes(report: Report, *, quick: bool) -> None:
    """Two warm processes against one over the same sets; starting them is not counted."""
    count = 40 if quick else 200
    one, two = (median(processes.taken_s(parts, count) for _ in range(3)) for parts in (1, 2))
    report.row("one process", seconds=round(one, 2)).row("two processes", seconds=round(two, 2))
    report.at_least("two processes against one", one / two, 1.6)
