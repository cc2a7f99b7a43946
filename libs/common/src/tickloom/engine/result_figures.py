"""A result as the columns that statistics are made of, and its whole summary."""

import numpy as np
import numpy.typing as npt

from tickloom.engine.curve_kernels import facts_of
from tickloom.engine.point_worth import money_at
from tickloom.engine.result import RunResult
from tickloom.stats.columns import DealColumns, PositionColumns
from tickloom.stats.summary import Curve, KeyFigures, Summary, key_figures, summarise

Floats = npt.NDArray[np.float64]


def summary_of(result: RunResult, *, seed: int = 0, with_intervals: bool = True) -> Summary:
    """Every figure of a run."""
    digits = result.settings.account.digits
    deposit = int(result.settings.account.balance * 10**digits)
    return summarise(
        deal_columns(result), position_columns(result), curve_of(result), deposit=deposit,
        digits=digits, seed=seed, with_intervals=with_intervals,
    )  # fmt: skip


def key_figures_of(result: RunResult) -> KeyFigures:
    """The figures that variants are compared by; every figure takes four times as long."""
    digits, deals = result.settings.account.digits, result.deals
    return key_figures(
        deals.profit + deals.commission + deals.swap, deals.entry != 0, curve_of(result),
        deposit=int(result.settings.account.balance * 10**digits), digits=digits,
        result_r=results_in_r(result),
    )  # fmt: skip


def deal_columns(result: RunResult) -> DealColumns:
    """What statistics read of the deals."""
    deals = result.deals
    return DealColumns(
        time_ns=deals.time_ns, side=deals.side, entry=deals.entry, profit=deals.profit,
        commission=deals.commission, swap=deals.swap, balance=deals.balance,
    )  # fmt: skip


def position_columns(result: RunResult) -> PositionColumns:
    """The positions; best and worst as money of the volume first opened."""
    held = result.positions
    return PositionColumns(
        time_open_ns=held.time_open_ns, time_close_ns=held.time_close_ns,
        side=held.side, net=held.profit + held.commission + held.swap,
        mfe=money_at(result, held.best), mae=money_at(result, held.worst),
        result_r=results_in_r(result), pips=results_in_pips(result),
        is_assumed=held.is_assumed != 0,
    )  # fmt: skip


def results_in_points(result: RunResult) -> Floats:
    """What each position gained in points, every closing deal by its share of the volume."""
    held, deals = result.positions, result.deals
    closing = deals.entry != 0
    own = deals.position[closing] - 1
    moved = (deals.price[closing] - held.price_open[own]) * held.side[own]
    total = np.bincount(own, weights=moved * deals.volume[closing], minlength=len(held.id))
    return total / held.volume


def results_in_r(result: RunResult) -> Floats:
    """The result of each position without costs in multiples of its risk; NaN without a stop.

    Counted in points, so that a rate of exchange that moves meanwhile has no say.
    """
    risk = result.positions.achieved_r
    return np.divide(
        results_in_points(result), risk, out=np.full(len(risk), np.nan), where=risk > 0
    )


def results_in_pips(result: RunResult) -> Floats | None:
    """The same in pips; None where the symbol has none."""
    instrument = result.instrument
    if instrument.pip_size is None:
        return None
    return results_in_points(result) / float(instrument.pip_size / instrument.point)


def curve_of(result: RunResult) -> Curve | None:
    """Equity from the first bar that could be traded."""
    if result.equity is None:
        return None
    first, account = max(0, result.first_bar), result.settings.account
    deposit = int(account.balance * 10**account.digits)
    facts = facts_of(deposit, first, result.equity, result.positions)
    return Curve(
        time_ns=result.time_ns[first:], equity=result.equity.equity[first:],
        drawdown=facts.drawdown, margin_level_minimum_pct=facts.margin_level_minimum_pct,
        exposed_bars=facts.exposed_bars,
    )  # fmt: skip
