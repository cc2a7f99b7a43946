"""One run with everything that a result holds, and the same run under stress."""

import zlib
from dataclasses import replace
from decimal import Decimal

import msgspec
import numpy as np

from backtester.bench import Bench
from backtester.plan import Values, whole_key, whole_set
from backtester.sets import row_of
from backtester.tasks import RunWhole, Tried, WholeDone
from tickloom.contracts.backtest import Json, StressReply, StressRun
from tickloom.engine.result import RunResult
from tickloom.engine.result_document import plain, result_document
from tickloom.engine.result_figures import summary_of
from tickloom.engine.run_settings import RunSettings
from tickloom.venue.costs import SpreadMode

_LISTS = ("trades", "deals", "equity")


def packed(value: object) -> bytes:
    return zlib.compress(msgspec.json.encode(value), level=3)


def unpacked(body: bytes) -> object:
    return msgspec.json.decode(zlib.decompress(body))


def run_whole(bench: Bench, task: RunWhole) -> WholeDone:
    """The result in parts, so that a reader takes only what it shows."""
    result, plan = bench.run(task.params), bench.plan
    trial = row_of(result, whole_set(plan), plan, whole_key(plan))
    made = document_of_result(bench, result, task.command, task.others.and_one(trial.sharpe))
    trades, deals, _ = (made.pop(name) for name in _LISTS)
    return WholeDone(
        report=made,
        parts={"trades": packed(trades), "deals": packed(deals), "equity": _curve(result)},
        trial=trial,
    )  # fmt: skip


def document_of_result(bench: Bench, result: RunResult, command: str, tried: Tried) -> Json:
    """The result as "tickloom-result/1"."""
    return result_document(
        result, history=bench.history, command=command, trials=tried.trials,
        trials_variance=tried.variance,
    )  # fmt: skip


def _curve(result: RunResult) -> bytes:
    """Time, balance and equity of every bar as rows of int64."""
    if result.equity is None:
        return packed([])
    rows = np.stack([result.time_ns, result.equity.balance, result.equity.equity])
    return zlib.compress(np.ascontiguousarray(rows, dtype="<i8").tobytes(), level=1)


def stresses(bench: Bench, params: Values) -> StressReply:
    """Twice the costs, everything one bar late, and both."""
    doubled, late = _doubled(bench.settings), _delayed(bench.settings)
    named = {
        "costs x 2": doubled, "one bar late": late, "both": _delayed(doubled),
    }  # fmt: skip
    runs: list[StressRun] = []
    for name, settings in named.items():
        result = replace(bench, settings=settings).run(params)
        figures = summary_of(result, with_intervals=False).figures
        statistics = {key: plain(figure) for key, figure in figures.items()}
        runs.append(StressRun(name=name, statistics=statistics))
    return StressReply(runs=runs)


def _doubled(settings: RunSettings) -> RunSettings:
    """Every cost twice; a swap that is credited stays as it is."""
    two = Decimal(2)
    spread, swap, slippage = settings.spread, settings.swap, settings.slippage
    return replace(
        settings,
        spread=replace(spread, points=spread.points * 2)
        if spread.mode is SpreadMode.FIXED
        else replace(spread, multiplier=spread.multiplier * two),
        commission=replace(
            settings.commission, amount=settings.commission.amount * two,
            minimum=settings.commission.minimum * two,
        ),
        swap=replace(
            swap, long=swap.long * two if swap.long < 0 else swap.long,
            short=swap.short * two if swap.short < 0 else swap.short,
        ),
        slippage=replace(
            slippage, points=slippage.points * 2, maximum_points=slippage.maximum_points * 2
        ),
    )  # fmt: skip


def _delayed(settings: RunSettings) -> RunSettings:
    return replace(settings, entry_delay_bars=settings.entry_delay_bars + 1)
