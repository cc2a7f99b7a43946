"""Named peers on the same bars: signals, stops and targets as near to ours as each can say them.

Wilder's RSI of length n is an exponential mean of span 2n - 1 in vectorbt; raptorbt runs one
direction at a time, and without explicit exits its run stays in one trade;
backtesting.py counts stops from the next bar after the entry.
"""

# pyright: reportMissingImports=false, reportMissingTypeStubs=false, reportMissingModuleSource=false
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportUntypedBaseClass=false
# pyright: reportAttributeAccessIssue=false, reportFunctionMemberAccess=false
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from bench.backtests.workload import (
    FAST,
    RANGE,
    SLOW,
    STOP_ATR,
    STRENGTH,
    TARGET_ATR,
    Columns,
)

Peer = Callable[[Columns], int]


def _signals(c: Columns, fast: int, slow: int) -> tuple[Any, Any, Any]:
    """Entries of both sides, and the ATR, computed as a user of pandas would."""
    import pandas as pd  # noqa: PLC0415

    close = pd.Series(c.close)
    quick = close.ewm(span=fast, adjust=False).mean().to_numpy()
    slower = close.ewm(span=slow, adjust=False).mean().to_numpy()
    change = close.diff()
    gain = change.clip(lower=0).ewm(span=2 * STRENGTH - 1, adjust=False).mean()
    loss = (-change.clip(upper=0)).ewm(span=2 * STRENGTH - 1, adjust=False).mean()
    strength = (100 - 100 / (1 + gain / loss)).to_numpy()
    above, was_above = quick > slower, np.roll(quick > slower, 1)
    longs = above & ~was_above & (strength > 50)
    shorts = ~above & was_above & (strength < 50)
    before = np.roll(c.close, 1)
    reach = np.maximum(c.high, before) - np.minimum(c.low, before)
    atr = pd.Series(reach).rolling(RANGE).mean().to_numpy()
    return longs, shorts, atr


def _vectorbt(c: Columns, *, with_statistics: bool) -> int:
    import vectorbt as vbt  # noqa: PLC0415

    longs, shorts, atr = _signals(c, FAST, SLOW)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        portfolio = vbt.Portfolio.from_signals(
            c.close, entries=longs, short_entries=shorts, open=c.open, high=c.high, low=c.low,
            sl_stop=np.nan_to_num(STOP_ATR * atr / c.close, nan=np.inf),
            tp_stop=np.nan_to_num(TARGET_ATR * atr / c.close, nan=np.inf), size=10_000.0,
            init_cash=1_000_000.0, fees=0.00001, upon_opposite_entry="ignore", freq="1min",
        )  # fmt: skip
        if with_statistics:
            portfolio.value()
            portfolio.max_drawdown()
            portfolio.sharpe_ratio()
        return int(portfolio.trades.count())


def vectorbt(c: Columns) -> int:
    return _vectorbt(c, with_statistics=False)


def vectorbt_with_statistics(c: Columns) -> int:
    return _vectorbt(c, with_statistics=True)


def raptorbt(c: Columns) -> int:
    import raptorbt as raptor  # noqa: PLC0415

    quick, slower = raptor.ema(c.close, FAST), raptor.ema(c.close, SLOW)
    strength = raptor.rsi(c.close, STRENGTH)
    above = np.asarray(quick) > np.asarray(slower)
    was_above = np.roll(above, 1)
    never = np.zeros(len(c.close), dtype=np.bool_)
    volume = np.full(len(c.close), 50.0)
    trades = 0
    for direction, entries in (
        (1, above & ~was_above & (np.asarray(strength) > 50)),
        (-1, ~above & was_above & (np.asarray(strength) < 50)),
    ):
        config = raptor.BacktestConfig(initial_capital=1_000_000.0, fees=0.00001)
        config.set_atr_stop(STOP_ATR, RANGE)
        config.set_atr_target(TARGET_ATR, RANGE)
        result = raptor.run_single_backtest(
            c.time_ns, c.open, c.high, c.low, c.close, volume, entries, never, direction, 1.0,
            "EURUSD", config,
        )  # fmt: skip
        trades += int(result.metrics.total_trades)
    return trades


def backtesting(c: Columns) -> int:
    import pandas as pd  # noqa: PLC0415
    from backtesting import Backtest, Strategy  # noqa: PLC0415

    longs, shorts, atr = _signals(c, FAST, SLOW)

    class Cross(Strategy):
        def init(self) -> None:
            self.bar = 0

        def next(self) -> None:
            now = len(self.data) - 1
            if self.position or np.isnan(atr[now]):
                return
            price = self.data.Close[-1]
            stop, target = STOP_ATR * atr[now], TARGET_ATR * atr[now]
            if longs[now]:
                self.buy(size=1_000, sl=price - stop, tp=price + target)
            elif shorts[now]:
                self.sell(size=1_000, sl=price + stop, tp=price - target)

    frame = pd.DataFrame(
        {"Open": c.open, "High": c.high, "Low": c.low, "Close": c.close},
        index=pd.to_datetime(c.time_ns),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        run = Backtest(frame, Cross, cash=1_000_000, commission=0.00001, finalize_trades=True)
        return int(run.run()["# Trades"])


def vectorbt_sweep(c: Columns, sets: list[tuple[int, int, float]]) -> int:
    """Every set in one call of many columns, as vectorbt is meant to be used."""
    import vectorbt as vbt  # noqa: PLC0415

    longs: list[Any] = []
    shorts: list[Any] = []
    stops: list[Any] = []
    targets: list[Any] = []
    for fast, slow, stop in sets:
        long, short, atr = _signals(c, fast, slow)
        longs.append(long)
        shorts.append(short)
        stops.append(np.nan_to_num(stop * atr / c.close, nan=np.inf))
        targets.append(np.nan_to_num(TARGET_ATR * atr / c.close, nan=np.inf))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        portfolio = vbt.Portfolio.from_signals(
            c.close[:, None], entries=np.stack(longs, 1), short_entries=np.stack(shorts, 1),
            open=c.open[:, None], high=c.high[:, None], low=c.low[:, None],
            sl_stop=np.stack(stops, 1), tp_stop=np.stack(targets, 1), size=10_000.0,
            init_cash=1_000_000.0, fees=0.00001, upon_opposite_entry="ignore", freq="1min",
        )  # fmt: skip
        return int(portfolio.trades.count().sum())
