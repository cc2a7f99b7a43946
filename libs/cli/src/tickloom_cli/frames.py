"""Results as pandas frames: prices and money in their units, times in UTC, reasons as words."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from tickloom.engine.bars import Bars
from tickloom.engine.point_worth import money_at
from tickloom.engine.reasons import EntryReason, ExitReason
from tickloom.engine.result import RunResult
from tickloom.engine.result_figures import results_in_points, results_in_r

_ENTRIES = ("in", "out", "reversal", "close by")
Integers = npt.NDArray[np.int64]


def trades_frame(result: RunResult) -> pd.DataFrame:
    """One row a position; levels that were not set and ratios without a stop are missing."""
    held = result.positions
    money = _money(result)
    net = held.profit + held.commission + held.swap
    return pd.DataFrame(
        {
            "side": np.where(held.side > 0, "buy", "sell"),
            "volume": held.volume * float(result.instrument.volume_step),
            "time_open": _times(held.time_open_ns), "price_open": _prices(result, held.price_open),
            "time_close": _times(held.time_close_ns),
            "price_close": _prices(result, held.price_close),
            "stop_loss": _prices(result, held.stop), "take_profit": _prices(result, held.target),
            "profit": held.profit / money, "commission": held.commission / money,
            "swap": held.swap / money, "net": net / money,
            "points": results_in_points(result), "result_r": results_in_r(result),
            "mfe_points": held.side * (held.best - held.price_open),
            "mae_points": held.side * (held.worst - held.price_open),
            "mfe": money_at(result, held.best) / money, "mae": money_at(result, held.worst) / money,
            "bars_held": held.bar_close - held.bar_open,
            "entry_reason": [EntryReason(int(code)).word for code in held.entry_reason],
            "exit_reason": [ExitReason(int(code)).word for code in held.exit_reason],
            "exit_assumed": held.is_assumed != 0,
        },
        index=pd.Index(held.id, name="id"),
    )  # fmt: skip


def deals_frame(result: RunResult) -> pd.DataFrame:
    """One row a deal, in the order in which they were made."""
    deals = result.deals
    money = _money(result)
    reasons = [
        EntryReason(int(code)).word if entry == 0 else ExitReason(int(code)).word
        for entry, code in zip(deals.entry, deals.reason, strict=True)
    ]
    return pd.DataFrame(
        {
            "time": _times(deals.time_ns), "position": deals.position,
            "side": np.where(deals.side > 0, "buy", "sell"),
            "entry": [_ENTRIES[int(code)] for code in deals.entry],
            "volume": deals.volume * float(result.instrument.volume_step),
            "price": _prices(result, deals.price), "profit": deals.profit / money,
            "commission": deals.commission / money, "swap": deals.swap / money,
            "balance": deals.balance / money, "reason": reasons,
        }
    )  # fmt: skip


def equity_frame(result: RunResult) -> pd.DataFrame:
    """Balance, equity and drawdown at the close of every bar; empty where the run kept none."""
    if result.equity is None:
        return pd.DataFrame(columns=["balance", "equity", "drawdown_pct", "margin_level_pct"])
    money = _money(result)
    equity = result.equity.equity / money
    peak = np.maximum.accumulate(equity)
    return pd.DataFrame(
        {
            "balance": result.equity.balance / money, "equity": equity,
            "drawdown_pct": np.where(peak > 0, 100 * (peak - equity) / peak, np.nan),
            "margin_level_pct": result.equity.margin_level_pct,
        },
        index=_times(result.time_ns[-len(equity) :]),
    )  # fmt: skip


def bars_frame(bars: Bars) -> pd.DataFrame:
    """Open, high, low, close in price units, volume, and the spread in points."""
    opened, high, low, close = bars.prices
    return pd.DataFrame(
        {
            "open": opened, "high": high, "low": low, "close": close, "volume": bars.volume,
            "spread": bars.spread,
        },
        index=_times(bars.time_ns),
    )  # fmt: skip


def _money(result: RunResult) -> float:
    return float(10**result.settings.account.digits)


def _times(time_ns: Integers) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(time_ns.view("datetime64[ns]"), tz="UTC")


def _missing_zero(column: Integers) -> npt.NDArray[np.float64]:
    return np.where(column == 0, np.nan, column.astype(np.float64))


def _prices(result: RunResult, points: Integers) -> npt.NDArray[np.float64]:
    prices: npt.NDArray[np.float64] = _missing_zero(points) / 10**result.instrument.digits
    return prices
