"""What a job comes to once its sets are done, written down with its last state."""

import asyncio
import hashlib
from dataclasses import asdict
from typing import Any

import msgspec
import numpy as np

from backtester.commands import command_of, sweep_command_of
from backtester.parts import Parts
from backtester.plan import RETURNS_KEPT, Plan, Values, encoded, whole_key
from backtester.store import Row
from backtester.tasks import (
    Chosen,
    Judged,
    JudgeSweep,
    RunWhole,
    ShowWindows,
    TrialRow,
    WholeDone,
    WindowsShown,
)
from tickloom.contracts.backtest import Json, Trial
from tickloom.domain.errors import CorrectIt
from tickloom.engine import cross_validation
from tickloom.engine.honesty import Flag, no_choice, overfitting_flags
from tickloom.stats.summary import TRADES_MIN


class Conclusion:
    """Ends jobs."""

    def __init__(self, parts: Parts) -> None:
        self._store = parts.store
        self._calculator = parts.calculator
        self._progress = parts.progress
        self._clock = parts.clock

    async def backtest(self, row: Row, plan: Plan) -> None:
        """Run it whole, count it, keep it."""
        family = await self._store.family(row.run)
        others = await self._store.counted(family, but=whole_key(plan))
        done = await self._calculator.do(
            RunWhole(plan=plan, params=plan.params, command=command_of(plan, plan.params),
                     others=others),
            WholeDone, job=row.job,
        )  # fmt: skip
        await self._store.add_trials(row.run, family, [done.trial], self._clock.now_us())
        await self._end(row, done.report, done.report["header"]["digest"], parts=done.parts)

    async def search(self, row: Row, plan: Plan) -> None:
        """Judge a search whose sets are all done."""
        tried = await self._store.counted(await self._store.family(row.run))
        trials, variance = tried.trials, tried.variance
        if plan.kind == "sweep":
            report = await self._sweep(row, plan, trials=trials, variance=variance)
        elif plan.windows:
            report = await self._windows(row, plan, trials=trials, variance=variance)
        else:
            report = await self._purged(row, plan, trials=trials, variance=variance)
        await self._end(row, report, str(report["digest"]))

    async def _end(
        self, row: Row, report: Json, digest: str, *, parts: dict[str, bytes] | None = None
    ) -> None:
        ended = await self._store.end(
            row.run, "done", self._clock.now_us(), report=report, digest=digest, parts=parts
        )
        if ended is not None:
            await self._progress.ended(ended)

    # -- sweeps ---------------------------------------------------------------------------------

    async def _sweep(self, row: Row, plan: Plan, *, trials: int, variance: float) -> Json:
        found = await self._store.best(row.run)
        if found is None:
            raise CorrectIt(await self._why_none(row.run))
        best, _ = found
        if best.objective is None:
            return {
                **sweep_head(plan, None), "plateau": None,
                "honesty": honesty_of(trials=max(trials, row.done), flag=no_choice(plan.objective)),
                "digest": await self._fingerprint(row.run),
            }  # fmt: skip
        task = JudgeSweep(
            plan=plan,
            params=best.params,
            trials=max(trials, row.done),
            trials_variance=variance,
            returns=await self._store.returns(row.run, RETURNS_KEPT),
        )
        judged = await self._calculator.do(task, Judged, job=row.job)
        return {
            **sweep_head(plan, best), "honesty": judged.honesty,
            "plateau": await self._plateau(row.run, plan, best),
            "digest": await self._fingerprint(row.run),
        }  # fmt: skip

    async def _why_none(self, run: str) -> str:
        prints = await self._store.fingerprints(run)
        reason = next((error for _, _, _, error in prints if error), "it has no sets")
        return f"no set can be run: {reason}"

    async def _fingerprint(self, run: str) -> str:
        """One hash of all trials: an undisturbed sweep and one that lost its workers have one."""
        total = hashlib.sha256()
        for number, key, digest, error in await self._store.fingerprints(run):
            total.update(encoded([number, key.hex(), digest, error]))
        return total.hexdigest()

    async def _plateau(self, run: str, plan: Plan, best: Trial) -> float | None:
        """The mean objective of the best set's neighbours over its own: near 1 is a plateau."""
        if not plan.is_grid or not best.objective or best.objective <= 0:
            return None
        near = await self._store.objectives(run, neighbours(plan, best.number))
        return sum(near) / len(near) / best.objective if near else None

    # -- walk-forwards --------------------------------------------------------------------------

    async def _windows(self, row: Row, plan: Plan, *, trials: int, variance: float) -> Json:
        chosen: list[Chosen] = []
        for number in range(len(plan.windows)):
            found = await self._store.best(row.run, number)
            if found is None:
                raise CorrectIt(f"window {number + 1}: {await self._why_none(row.run)}")
            chosen.append(_winner(*found))
        shown = await self._calculator.do(
            ShowWindows(plan=plan, chosen=chosen, trials=max(trials, row.done),
                        trials_variance=variance),
            WindowsShown, job=row.job,
        )  # fmt: skip
        return shown.report

    async def _purged(self, row: Row, plan: Plan, *, trials: int, variance: float) -> Json:
        """Its best set over everything is judged as a sweep's, its choice by its own paths."""
        rows = await self._store.grouped(row.run)
        found = await self._store.best(row.run)
        if not rows or found is None:
            raise CorrectIt(await self._why_none(row.run))
        best, _ = found
        honesty = honesty_of(trials=max(trials, row.done), flag=None)
        if best.objective is not None:
            task = JudgeSweep(
                plan=plan, params=best.params, trials=max(trials, row.done),
                trials_variance=variance, returns=[],
            )  # fmt: skip
            honesty = (await self._calculator.do(task, Judged, job=row.job)).honesty
        report = await asyncio.to_thread(purged_report, plan, rows, honesty)
        return {**report, "digest": await self._fingerprint(row.run)}


def _winner(best: Trial, kept: TrialRow) -> Chosen:
    """The best set of a window, where it can be best."""
    if best.objective is None:
        return Chosen()
    return Chosen(
        params=best.params, score=best.objective, digest=kept.digest,
        profit=float(best.statistics["net_profit"]),
    )  # fmt: skip


def honesty_of(*, trials: int, flag: Flag | None, pbo: float | None = None) -> Json:
    """The honest part where no single curve is judged."""
    return {
        "trials": trials, "pbo": pbo, "probabilistic_sharpe": None, "deflated_sharpe": None,
        "flags": [] if flag is None else [asdict(flag)],
    }  # fmt: skip


def sweep_head(plan: Plan, best: Trial | None) -> Json:
    """What is known of a sweep at any time: its axes, and its best set so far."""
    return {
        "axes": [{"name": axis.name, "values": list(axis.values)} for axis in plan.axes],
        "best": None if best is None else msgspec.to_builtins(best),
        "command": sweep_command_of(plan),
    }  # fmt: skip


def neighbours(plan: Plan, number: int) -> list[int]:
    """The sets of a grid that differ in one step of one axis."""
    found: list[int] = []
    stride = 1
    for axis in reversed(plan.axes):
        place = number // stride % len(axis.values)
        found += [number - stride] if place else []
        found += [number + stride] if place + 1 < len(axis.values) else []
        stride *= len(axis.values)
    return found


def purged_report(
    plan: Plan, rows: list[tuple[int, Values, list[list[float]]]], honesty: Json
) -> Json:
    """Every path of the cross-validation: chosen on some parts, looked at on the others.

    `honesty` is that of the best set over everything; the paths say how good the choice is.
    """
    table = np.array([parts for _, _, parts in rows], np.float64)
    paths = cross_validation.paths_of(table, plan.held_out, plan.objective)
    windows: list[dict[str, Any]] = [
        {
            "number": place + 1,
            "params": None if path.chosen is None else rows[path.chosen][1],
            "in_score": path.score_in, "out_score": path.score_out,
            "in_profit": path.profit_in, "out_profit": path.profit_out,
            "out_trades": path.trades_out,
            "held_out": [group + 1 for group in path.held_out], "rank": path.rank,
        }
        for place, path in enumerate(paths)
    ]  # fmt: skip
    profits = [path.profit_out for path in paths if path.profit_out is not None]
    unchosen = len(paths) - len(profits)
    trades = round(float(np.mean([path.trades_out for path in paths])))
    pbo = cross_validation.overfitting(paths)
    flags = _path_flags(trades, pbo)
    if unchosen:
        flags.append(no_choice(plan.objective, windows=unchosen, of=len(paths)))
    return {
        "windows": windows,
        "statistics": {
            "windows": len(paths), "windows_chosen": len(profits),
            "windows_won": sum(profit > 0 for profit in profits),
            "net_profit": f"{float(np.mean(profits)):.2f}" if profits else None,
            "net_profit_lowest": f"{min(profits):.2f}" if profits else None,
            "net_profit_highest": f"{max(profits):.2f}" if profits else None,
            "total_trades": trades,
        },
        "honesty": {
            **honesty, "pbo": pbo, "flags": [*honesty["flags"], *map(asdict, flags)],
        },
    }  # fmt: skip


def _path_flags(trades: int, pbo: float | None) -> list[Flag]:
    """What weakens the paths: `trades` are those that a path's held-out parts have on average."""
    found = overfitting_flags(pbo)
    if trades < TRADES_MIN:
        found.append(
            Flag(code="few_trades_held_out", severity="warning", message=f"{trades} trades in the "
                 f"held-out parts are too few for ratios; at least {TRADES_MIN}")
        )  # fmt: skip
    return found
