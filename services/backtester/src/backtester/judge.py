"""What a search comes to: how much luck is in its best set, and what its winners did unseen."""

import hashlib
from dataclasses import asdict
from typing import Any

import numpy as np

from backtester.bench import Bench
from backtester.plan import Values, encoded
from backtester.tasks import Chosen, JudgeSweep, ShowWindows, WindowsShown
from tickloom.contracts.backtest import Json
from tickloom.engine.honesty import flags_of, flags_of_windows, no_choice, overfitting_flags
from tickloom.engine.result import RunResult
from tickloom.engine.result_document import plain, time_text
from tickloom.engine.result_figures import summary_of
from tickloom.engine.result_series import extremes
from tickloom.engine.trials import trial_of
from tickloom.stats.overfit import (
    backtest_overfitting,
    deflated_sharpe,
    probabilistic_sharpe,
)
from tickloom.stats.ratios import Daily, daily_of, sharpe_ratio
from tickloom.stats.summary import TRADES_MIN

_POINTS_A_WINDOW = 200


def judge_sweep(bench: Bench, task: JudgeSweep) -> Json:
    """The best set run again, judged by its crowd and by every trial of its family."""
    result = bench.run(task.params)
    summary = summary_of(result, with_intervals=False)
    best = trial_of(result, task.params)
    length = len(best.returns)
    same = [row for each in task.returns if len(row := np.frombuffer(each)) == length]
    is_known = summary.probabilistic_sharpe is not None
    pbo = backtest_overfitting(np.stack(same, axis=1)) if len(same) > 1 else None
    flags = flags_of(result, summary, bench.history, trials=task.trials)
    deflated = (
        deflated_sharpe(best.returns, task.trials, task.trials_variance) if is_known else None
    )
    return {
        "trials": task.trials, "probabilistic_sharpe": plain(summary.probabilistic_sharpe),
        "deflated_sharpe": plain(deflated),
        "pbo": pbo, "flags": [asdict(flag) for flag in (*flags, *overfitting_flags(pbo))],
    }  # fmt: skip


# -- walk-forward


def show_windows(bench: Bench, task: ShowWindows) -> WindowsShown:
    """Each winner on the part that it was not chosen on; the parts laid end to end.

    A window without a winner trades nothing.
    """
    unit = 10.0**bench.settings.account.digits
    results = [
        None if chosen.params is None else _unseen(bench, number, chosen.params)
        for number, chosen in enumerate(task.chosen)
    ]
    shown = [result for result in results if result is not None]
    rows = [
        _row(bench, number, chosen, result)
        for number, (chosen, result) in enumerate(zip(task.chosen, results, strict=True))
    ]
    curve_time, curve_equity, returns = _stitched(bench, results)
    net = np.concatenate(
        [np.zeros(0)]
        + [(r.positions.profit + r.positions.commission + r.positions.swap) / unit for r in shown]
    )
    statistics = _statistics(bench, net, curve_equity / unit, returns)
    statistics |= {
        "windows": len(rows),
        "windows_chosen": len(shown),
        "windows_won": sum(float(row["out_profit"] or 0) > 0 for row in rows),
    }
    kept = extremes(curve_equity.astype(np.int64), _POINTS_A_WINDOW * len(results))
    pairs = zip(task.chosen, rows, strict=True)
    digest = hashlib.sha256(encoded([[c.params, c.digest, row["digest"]] for c, row in pairs]))
    report: Json = {
        "windows": rows,
        "equity": {
            "time": [time_text(moment) for moment in curve_time[kept]],
            "equity": (curve_equity[kept] / unit).tolist(),
        },
        "statistics": {name: plain(value) for name, value in statistics.items()},
        "efficiency": plain(_efficiency(bench, task.chosen, rows)),
        "honesty": _honesty(bench, task, shown, returns),
        "digest": digest.hexdigest(),
    }  # fmt: skip
    return WindowsShown(report=report, digest=digest.hexdigest())


def _honesty(bench: Bench, task: ShowWindows, results: list[RunResult], daily: Daily) -> Json:
    """How much of the joint account may be luck; of few trades no ratio says anything."""
    flags = [*flags_of_windows(results, bench.history, trials=task.trials)]
    if unchosen := len(task.chosen) - len(results):
        objective = bench.plan.objective
        flags.append(no_choice(objective, windows=unchosen, of=len(task.chosen)))
    is_thin = sum(len(result.positions.id) for result in results) < TRADES_MIN
    probable = None if is_thin else probabilistic_sharpe(daily.returns)
    deflated = (
        None if is_thin else deflated_sharpe(daily.returns, task.trials, task.trials_variance)
    )
    return {
        "trials": task.trials, "probabilistic_sharpe": plain(probable),
        "deflated_sharpe": plain(deflated), "pbo": None,
        "flags": [asdict(flag) for flag in flags],
    }  # fmt: skip


def _unseen(bench: Bench, number: int, params: Values) -> RunResult:
    """A window's second part."""
    window = bench.plan.windows[number]
    return bench.part(window.out_first, window.out_stop).run(params)


def _row(bench: Bench, number: int, chosen: Chosen, result: RunResult | None) -> Json:
    window, times = bench.plan.windows[number], bench.bars.range.time_ns
    row: Json = {
        "number": number + 1,
        "in_from": time_text(times[window.in_first]),
        "in_to": time_text(times[window.in_stop - 1]),
        "out_from": time_text(times[window.out_first]),
        "out_to": time_text(times[window.out_stop - 1]),
        "params": chosen.params, "in_score": chosen.score, "in_profit": None, "out_score": None,
        "out_profit": None, "out_trades": 0, "digest": None,
    }  # fmt: skip
    if result is None:
        return row
    figures = summary_of(result, with_intervals=False).figures
    return row | {
        "in_profit": chosen.profit, "out_score": plain(figures.get(bench.plan.objective)),
        "out_profit": plain(figures["net_profit"]), "out_trades": figures["total_trades"],
        "digest": result.digest,
    }  # fmt: skip


def _stitched(bench: Bench, results: list[RunResult | None]) -> "tuple[Any, Any, Any]":
    """One account through all unseen parts: each begins where the one before it ended."""
    account, times_ns = bench.settings.account, bench.bars.range.time_ns
    deposit = int(account.balance * 10**account.digits)
    times: list[Any] = []
    levels: list[Any] = []
    for result, window in zip(results, bench.plan.windows, strict=True):
        base = levels[-1][-1] if levels else deposit
        own = times_ns[window.out_first : window.out_stop]
        made = np.zeros(len(own), np.int64)
        if result is not None:
            assert result.equity is not None, "runs of windows keep their equity"
            made = result.equity.equity - deposit
        times.append(own)
        levels.append(base + made)
    time, equity = np.concatenate(times), np.concatenate(levels)
    return time, equity, daily_of(time, equity, deposit)


def _statistics(bench: Bench, net: Any, equity: Any, daily: Any) -> dict[str, Any]:  # noqa: ANN401
    """Figures of the joint account; money as decimal text."""
    digits = bench.settings.account.digits
    won, lost = float(net[net > 0].sum()), float(-net[net < 0].sum())
    peak = np.maximum.accumulate(np.concatenate(([float(bench.settings.account.balance)], equity)))
    fall = peak[1:] - equity
    deepest = int(fall.argmax())
    return {
        "initial_deposit": f"{bench.settings.account.balance:f}",
        "net_profit": f"{net.sum():.{digits}f}", "gross_profit": f"{won:.{digits}f}",
        "gross_loss": f"{-lost:.{digits}f}", "total_trades": len(net),
        "profit_factor": won / lost if lost else None,
        "expected_payoff": float(net.mean()) if len(net) else None,
        "profit_trades_pct": 100 * float((net > 0).mean()) if len(net) else None,
        "equity_drawdown_maximal": f"{fall[deepest]:.{digits}f}",
        "equity_drawdown_maximal_pct": float(100 * fall[deepest] / peak[1:][deepest]),
        "equity_drawdown_relative_pct": float((100 * fall / peak[1:]).max()),
        "sharpe_ratio": sharpe_ratio(daily) if len(net) >= TRADES_MIN else None,
    }  # fmt: skip


def _efficiency(bench: Bench, chosen: list[Chosen], rows: list[Json]) -> float | None:
    """Profit a bar where it was not chosen, over profit a bar where it was."""
    pairs = zip(bench.plan.windows, chosen, strict=True)
    windows = [window for window, each in pairs if each.params is not None]
    inside = sum(w.in_stop - w.in_first for w in windows)
    outside = sum(w.out_stop - w.out_first for w in windows)
    made = sum(each.profit for each in chosen)
    if made <= 0 or not outside:
        return None
    return sum(float(row["out_profit"] or 0) for row in rows) / outside / (made / inside)
