"""A result as the columns that statistics are made of, and its whole summary."""

import numpy as np
import numpy.typing as npt

from tickloom.engine.curve_kernels import facts_of
from tickloom.engine.result import RunResult
from tickloom.stats.columns import DealColumns, PositionColumns
from tickloom.stats.summary import Curve, KeyFigures, Summary, key_figures, summarise

Floats = npt.NDArray[np.float64]
_NOTHING = np.zeros(0, np.int64)


def summary_of(result: RunResult, *, seed: int = 0, with_intervals: bool = True) -> Summary:
    """Every figure of a run."""
    digits = result.settings.account.digits
    deposit = int(result.settings.account.balance * 10**digits)
    return summarise(
        deal_columns(result), position_columns(result), curve_of(result), deposit=deposit,
        digits=digits, result_r=results_in_r(result), seed=seed,
        with_intervals=with_intervals,
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
    """The positions; best and worst as money where a point's worth is known."""
    held = result.positions
    worth = money_per_point(result)
    is_known = bool(np.isfinite(worth).all())
    best, worst = (
        np.rint(held.side * (price - held.price_open) * worth).astype(np.int64)
        if is_known
        else _NOTHING
        for price in (held.best, held.worst)
    )
    return PositionColumns(
        time_open_ns=held.time_open_ns, time_close_ns=held.time_close_ns,
        side=held.side, net=held.profit + held.commission + held.swap, mfe=best, mae=worst,
    )  # fmt: skip


def money_per_point(result: RunResult) -> Floats:
    """What a point of each position's whole volume is worth, in smallest units of the account.

    NaN where neither currency of the symbol is the account's and the result itself tells nothing.
    """
    held, instrument = result.positions, result.instrument
    lots = held.volume * float(instrument.volume_step)
    worth = lots * float(instrument.contract_size * instrument.point)
    worth = worth * 10**result.settings.account.digits
    currency = result.settings.account.currency
    if instrument.currency_profit == currency:
        return worth
    if instrument.currency_base == currency:
        return worth / (held.price_close * float(instrument.point))
    moved = held.side * (held.price_close - held.price_open)
    return np.divide(
        held.profit.astype(np.float64), moved, out=np.full(len(moved), np.nan), where=moved != 0
    )


def results_in_r(result: RunResult) -> Floats:
    """The result of each position without costs in multiples of its risk; NaN without a stop."""
    held = result.positions
    risk = held.achieved_r * money_per_point(result)
    is_known = np.isfinite(risk) & (risk > 0)
    in_r = np.divide(held.profit, risk, out=np.full(len(risk), np.nan), where=is_known)
    moved = held.side * (held.price_close - held.price_open)
    in_points = np.divide(
        moved, held.achieved_r, out=np.full(len(risk), np.nan), where=held.achieved_r > 0
    )
    return np.where(is_known, in_r, in_points)


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
