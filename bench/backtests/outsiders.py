"""nautilus_trader on bars and hftbacktest on ticks, against ours on the very same.

Both run in an environment of their own (`apart.py`), in turn with ours, so that drift meets all
alike. CPU time counts; reading and converting the data does not. A ratio is printed only where
the trades are the same.
"""

import json
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.backtests import ticks
from bench.backtests.answers import (
    Answer,
    Likeness,
    Trade,
    WrongAnswer,
    answer_of,
    required_alike,
    trades_of,
)  # fmt: skip
from bench.backtests.apart import NotHere, said_by
from bench.backtests.workload import (
    EURUSD,
    FAST,
    FEES,
    RANGE,
    SETTINGS,
    SLOW,
    STOP_ATR,
    STRENGTH,
    TARGET_ATR,
    document,
    market,
)
from bench.report import Report
from tickloom.domain.market import MINUTE_NS
from tickloom.engine.bars import Bars
from tickloom.engine.result import RunResult
from tickloom.engine.run import run_backtest

_UNITS = 10_000
_OURS_A_ROUND = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Nanoseconds of CPU time for a bar or a tick, and how alike the trades were."""

    version: str
    ours: float
    theirs: float
    likeness: Likeness


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a program is given, the trades it should make, and how many bars or ticks that is."""

    program: str
    columns: Mapping[str, npt.NDArray[Any]]
    words: Mapping[str, int | float | str]
    own: list[Trade]
    count: int


def add_to(report: Report, own: float, *, quick: bool) -> None:
    """Both peers' rows and targets; `own` is our time for a bar of the long run."""
    count, rounds = (4_000, 1) if quick else (20_000, 3)
    _add(report, "nautilus_trader, bars", 4_000, "bar", lambda: nautilus(count, rounds=rounds), own)
    _add(report, "hftbacktest, ticks", 5, "tick", lambda: hftbacktest(count, rounds=rounds))


def _add(  # noqa: PLR0917 - a row of a table
    report: Report, name: str, least: float, unit: str, work: Callable[[], Measured],
    own: float | None = None,
) -> None:  # fmt: skip
    target = f"single run against {name}"
    try:
        found = work()
    except (NotHere, WrongAnswer) as error:
        report.target(target, None, f">= {least:g}", None).note(f"{name}: {error}")
        return
    took = f"nanoseconds_a_{unit}"
    report.row(f"{name}, {found.version}", **{took: found.theirs}, trades=str(found.likeness))
    report.row(f"ours, the same {unit}s", **{took: found.ours})
    report.at_least(target, found.theirs / (own or found.ours), least)


def nautilus(count: int, *, rounds: int) -> Measured:
    """Over `count` bars, each of which opens at the close before it.

    nautilus fills at the close on which it decided and we at the next open; on such bars that is
    one price, and the engines can be held to the same entries.
    """
    bars = joined(market(count))
    result = _run(bars)
    words = {
        "strength": STRENGTH, "range": RANGE, "stop": STOP_ATR, "target": TARGET_ATR,
        "fast": FAST, "slow": SLOW, **_common(bars, result),
    }  # fmt: skip
    columns = {name: getattr(bars, name) for name in ("time_ns", "open", "high", "low", "close")}
    own = trades_of(bars, result.positions)
    task = Task(program="nautilus_bars.py", columns=columns, words=words, own=own, count=count)
    return _measured(task, lambda: _run(bars), rounds=rounds)


def hftbacktest(minutes: int, *, rounds: int) -> Measured:
    """Over the quotes of `minutes`; ours makes its bars of them within the time that counts."""
    quotes = ticks.quotes(minutes)
    bars, result = ticks.minutes_of(quotes), ticks.run(quotes)
    words = {
        "fast": FAST, "slow": SLOW, "stop": ticks.STOP_POINTS, "target": ticks.TARGET_POINTS,
        **_common(bars, result),
    }  # fmt: skip
    columns = {"time_ns": quotes.time_ns, "bid": quotes.bid, "ask": quotes.bid + quotes.spread}
    own, count = trades_of(bars, result.positions), len(quotes.bid)
    task = Task(program="hft_ticks.py", columns=columns, words=words, own=own, count=count)
    return _measured(task, lambda: ticks.run(quotes), rounds=rounds)


def joined(bars: Bars) -> Bars:
    """The same bars, opened where the one before closed."""
    opens = np.concatenate((bars.open[:1], bars.close[:-1])).astype(np.int32)
    return replace(
        bars, open=opens, high=np.maximum(bars.high, opens), low=np.minimum(bars.low, opens)
    )


_bound = cache(document)


def _run(bars: Bars) -> RunResult:
    return run_backtest(_bound(), bars, EURUSD, SETTINGS, with_equity=False)


def _common(bars: Bars, result: RunResult) -> dict[str, int | str]:
    """What both are told: `first_ns` ends the first bar on which an entry may be decided."""
    return {
        "units": _UNITS, "digits": bars.digits, "fees": f"{FEES:f}",
        "first_ns": int(bars.time_ns[result.first_bar]) + MINUTE_NS,
    }  # fmt: skip


def _measured(task: Task, run: Callable[[], object], *, rounds: int) -> Measured:
    """Rounds of their program and of ours in turn; raises `NotHere` and `WrongAnswer`."""
    ours: list[float] = []
    answers: list[Answer] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for column, values in task.columns.items():
            np.save(folder / f"{column}.npy", values)
        (folder / "workload.json").write_text(json.dumps(task.words))
        for _ in range(rounds):
            answers.append(answer_of(said_by(task.program, folder, repeats=2)))
            ours += [_cpu_s(run) for _ in range(_OURS_A_ROUND)]
    likeness = [required_alike(task.own, answer.trades) for answer in answers][-1]
    return Measured(
        version=answers[-1].version, ours=median(ours) * 1e9 / task.count, likeness=likeness,
        theirs=median(answer.seconds for answer in answers) * 1e9 / task.count,
    )  # fmt: skip


def _cpu_s(run: Callable[[], object]) -> float:
    began = time.process_time()
    run()
    return time.process_time() - began
