"""The variants that a sweep tried: ranked by an objective, and judged as a crowd.

Every set that ran is a trial, also one that made no trade: the number of trials is what makes a
best figure worth less. But only a set that traded can be best, and by a ratio only one that made
`TRADES_MIN` trades: the best ratio of many sets with a handful of trades is luck. Of equals the
one that was tried first is best.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tickloom.domain.errors import InvalidInput
from tickloom.engine.result import RunResult
from tickloom.engine.result_figures import key_figures_of
from tickloom.stats.overfit import backtest_overfitting, deflated_sharpe, sharpe_of
from tickloom.stats.ratios import daily_of
from tickloom.stats.summary import TRADES_MIN
from tickloom.stats.trade_figures import Figure, Figures
from tickloom.strategy.bind import BoundDocument

Floats = npt.NDArray[np.float64]
OBJECTIVES = (
    "net_profit", "profit_factor", "expected_payoff", "sharpe_ratio", "sortino_ratio",
    "calmar_ratio", "recovery_factor", "sqn", "cagr_pct",
)  # fmt: skip
RATIOS = OBJECTIVES[1:]
"""What says nothing of a handful of trades."""
KEPT = (
    *OBJECTIVES, "total_trades", "profit_trades_pct", "equity_drawdown_maximal",
    "equity_drawdown_maximal_pct", "equity_drawdown_relative_pct", "exposure_pct",
)  # fmt: skip
_VARIANTS_MAX = 2_000
"""More variants than this make the matrix of returns larger than its answer is worth."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One set of params and what it came to; `returns` are from day to day over all bars."""

    params: dict[str, int | float]
    bound: BoundDocument | None
    digest: str
    figures: Figures
    returns: Floats


def trial_of(result: RunResult, params: dict[str, int | float]) -> Trial:
    """What is kept of a run; ratios of too few trades are not known."""
    figures = key_figures_of(result).figures
    unit = 10**result.settings.account.digits
    is_thin = trades_of(figures) < TRADES_MIN
    deposit = int(result.settings.account.balance * unit)
    equity = np.zeros(0, np.int64) if result.equity is None else result.equity.equity
    times = result.time_ns if len(equity) else equity
    return Trial(
        params=dict(params), bound=result.bound, digest=result.digest,
        figures={
            name: None if name in RATIOS and is_thin else figures[name]
            for name in KEPT
        },
        returns=daily_of(times, equity, deposit).returns,
    )  # fmt: skip


def require_objective(name: str) -> str:
    """The name of an objective; raises `InvalidInput`."""
    if name not in OBJECTIVES:
        raise InvalidInput("objective", name, f"one of {', '.join(OBJECTIVES)}")
    return name


def worth_of(trial: Trial, objective: str) -> float | None:
    """What a trial is ranked by; None where it cannot be best."""
    figure = trial.figures[objective]
    return None if figure is None or not trades_of(trial.figures) else float(figure)


def ranked(trials: Sequence[Trial], objective: str) -> list[Trial]:
    """Best first; those that cannot be best last; of equals the one that was tried first."""

    def place(trial: Trial) -> float:
        worth = worth_of(trial, objective)
        return float("inf") if worth is None else -worth

    return sorted(trials, key=place)


def best_of(best_first: Sequence[Trial], objective: str) -> Trial | None:
    """The first of ranked trials, where it can be best."""
    found = best_first[0] if best_first else None
    return None if found is None or worth_of(found, objective) is None else found


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """How much luck there is in the best of so many variants."""

    trials: int
    sharpe_variance: float
    deflated_sharpe: float | None
    pbo: float | None


def crowd_of(trials: Sequence[Trial], best: Trial | None) -> Crowd:
    """The deflated Sharpe ratio of the best, and the probability of backtest overfitting.

    Both are unknown where there is no best.
    """
    ratios = [ratio for trial in trials if (ratio := sharpe_of(trial.returns)) is not None]
    variance = float(np.var(ratios, ddof=1)) if len(ratios) > 1 else 0.0
    if best is None:
        return Crowd(trials=len(trials), sharpe_variance=variance, deflated_sharpe=None, pbo=None)
    length = len(best.returns)
    same = [trial.returns for trial in trials[:_VARIANTS_MAX] if len(trial.returns) == length]
    is_known = trades_of(best.figures) >= TRADES_MIN
    return Crowd(
        trials=len(trials), sharpe_variance=variance,
        deflated_sharpe=(
            deflated_sharpe(best.returns, len(trials), variance) if is_known else None
        ),
        pbo=backtest_overfitting(np.stack(same, axis=1)) if len(same) > 1 else None,
    )  # fmt: skip


def trades_of(figures: Mapping[str, Figure]) -> int:
    """How many trades were made."""
    trades = figures["total_trades"]
    return trades if isinstance(trades, int) else 0


def statistics_of(trial: Trial) -> dict[str, int | float | str | None]:
    """The figures of a trial as JSON; money as decimal strings."""
    return {
        name: figure if figure is None or isinstance(figure, int | float) else str(figure)
        for name, figure in trial.figures.items()
    }


def trial_row(trial: Trial) -> dict[str, Any]:
    """A trial as JSON."""
    return {
        "params": trial.params,
        "bound_hash": None if trial.bound is None else trial.bound.hash,
        "digest": trial.digest, "statistics": statistics_of(trial),
    }  # fmt: skip
