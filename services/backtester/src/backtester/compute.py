"""The computing process: one core, no network, tasks in on stdin and answers out on stdout.

It stands apart from the process that talks to the bus, so that a long kernel never holds up a
heartbeat or an answer, and so that what is cancelled can be ended at once. It dies with its parent.
"""

import sys
import time
from collections import OrderedDict
from typing import Any, BinaryIO

from backtester import judge, sets, whole, why
from backtester.bench import Bench, bench_of
from backtester.plan import Plan, encoded
from backtester.tasks import (
    Answer,
    AskWhy,
    Explained,
    Failed,
    Judged,
    JudgeSweep,
    Page,
    Refused,
    Rolled,
    RollMonteCarlo,
    RunSets,
    RunStresses,
    RunWhole,
    SetsDone,
    Sheet,
    ShowWindows,
    Stressed,
    Task,
    WarmUp,
    encode,
    task_of,
)
from backtester.warm_up import warm_up
from tickloom.contracts.backtest import Fan, MonteCarloReply, Quantiles
from tickloom.domain.errors import CorrectIt
from tickloom.engine.tear_sheet import tear_sheet
from tickloom.stats.monte_carlo import LEVELS, Method, possible_of, returns_of
from tickloom.storage.columns import ColumnStore

_LENGTH_BYTES = 8
_BENCHES_KEPT = 3


class Computing:
    """Tasks to answers; the benches of the last plans are kept."""

    def __init__(self, store: ColumnStore) -> None:
        self._store = store
        self._benches: OrderedDict[bytes, Bench] = OrderedDict()

    def answer(self, task: Task) -> Answer:
        try:
            return self._do(task)
        except CorrectIt as error:
            return Refused(detail=error.detail, code=error.code, hint=error.hint)
        except Exception as error:  # noqa: BLE001  whatever it is, the other side has to know
            import traceback  # noqa: PLC0415  only now

            sys.stderr.write(traceback.format_exc())
            return Failed(detail=f"{type(error).__name__}: {error}")

    def _do(self, task: Task) -> Answer:  # noqa: PLR0911  a table, row by row
        match task:
            case RunSets():
                return self._run_sets(task)
            case RunWhole():
                return whole.run_whole(self._bench(task.plan), task)
            case JudgeSweep():
                return Judged(honesty=judge.judge_sweep(self._bench(task.plan), task))
            case ShowWindows():
                return judge.show_windows(self._bench(task.plan), task)
            case AskWhy():
                return Explained(why=why.why(self._bench(task.plan), task.trade))
            case RunStresses():
                plan = task.plan
                return Stressed(stresses=whole.stresses(self._bench(plan), plan.params))
            case RollMonteCarlo():
                return _rolled(task)
            case Sheet():
                return Page(html=tear_sheet(task.result))
            case WarmUp():
                return warm_up()

    def _run_sets(self, task: RunSets) -> SetsDone:
        began_s, began_cpu_s = time.perf_counter(), time.process_time()
        rows = sets.run_sets(self._bench(task.plan), task.sets)
        return SetsDone(
            rows=rows, seconds=time.perf_counter() - began_s,
            cpu_seconds=time.process_time() - began_cpu_s,
        )  # fmt: skip

    def _bench(self, plan: Plan) -> Bench:
        name = encoded(plan)
        if name not in self._benches:
            self._benches[name] = bench_of(plan, self._store)
            while len(self._benches) > _BENCHES_KEPT:
                self._benches.popitem(last=False)
        self._benches.move_to_end(name)
        return self._benches[name]


def _rolled(task: RollMonteCarlo) -> Rolled:
    import numpy as np  # noqa: PLC0415  loaded with the engine already

    method: Any = task.method
    drawing: Method = method
    unit = 10.0**task.digits
    found = possible_of(
        returns_of(np.array(task.net, np.int64), task.deposit), deposit=task.deposit / unit,
        method=drawing, runs=task.runs, seed=task.seed,
    )  # fmt: skip
    levels = list(LEVELS)
    return Rolled(
        possible=MonteCarloReply(
            method=found.method, runs=found.runs, seed=found.seed,
            fan=Fan(steps=list(found.trade), levels=levels, lines=[list(row) for row in found.fan]),
            drawdown_pct=Quantiles(levels=levels, values=list(found.drawdown_pct)),
            final_equity=Quantiles(levels=levels, values=list(found.final_equity)),
            loss_chance=found.loss_chance, ruin_chance=found.ruin_chance, notes=list(found.notes),
        )
    )  # fmt: skip


def serve(store: ColumnStore, tasks: BinaryIO, answers: BinaryIO) -> None:
    """Answer until the other side has gone."""
    computing = Computing(store)
    while True:
        head = tasks.read(_LENGTH_BYTES)
        if len(head) < _LENGTH_BYTES:
            return
        payload = encode(computing.answer(task_of(tasks.read(int.from_bytes(head, "big")))))
        answers.write(len(payload).to_bytes(_LENGTH_BYTES, "big") + payload)
        answers.flush()
