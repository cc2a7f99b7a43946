"""Named peers on the same bars: signals, stops and targets as near to ours as each can say them.

Wilder's RSI of length n is an exponential mean of span 2n - 1 in vectorbt. Orders are filled at the
next bar's open, as ours are. raptorbt runs one direction at a time and stays in its first trade
unless it is told when to leave, so it is given the bars on which ours entered and left, beside the
indicators that it computes itself: it decides less than the others.
backtesting.py counts stops from the next bar after the entry.
"""

# pyright: reportMissingImports=false, reportMissingTypeStubs=false, reportMissingModuleSource=false
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportUntypedBaseClass=false
# pyright: reportAttributeAccessIssue=false, reportFunctionMemberAccess=false
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.backtests.workload import (
    FAST,
    FEES,
    RANGE,
    SLOW,
    STOP_ATR,
    STRENGTH,
    TARGET_ATR,
    Columns,
)

Flags = npt.NDArray[np.bool_]
Given = tuple[Flags, Flags, Flags, Flags]
"""On which bars a long is entered and left, and a short."""
Peer = Callable[[Columns], int]
Floats = npt.NDArray[np.float64]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What vectorbt is given: decided at a close, filled at `price`; stops are shares of it."""

    longs: npt.NDArray[np.bool_]
    shorts: npt.NDArray[np.bool_]
    price: Floats
    stops: Floats
    targets: Floats


def _portfolio(c: Columns, orders: Orders) -> Any:  # noqa: ANN401 - vectorbt has no types
    """What vectorbt simulates: one trade at a time, and one order a bar."""
    import vectorbt as vbt  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return vbt.Portfolio.from_signals(
            c.close, entries=orders.longs, short_entries=orders.shorts, open=c.open,
            high=c.high, low=c.low, price=orders.price,
            sl_stop=np.nan_to_num(orders.stops, nan=np.inf),
            tp_stop=np.nan_to_num(orders.targets, nan=np.inf), stop_entry_price="fillprice",
            size=10_000.0, init_cash=1_000_000.0, fees=FEES, upon_opposite_entry="ignore",
            freq="1min",
        )  # fmt: skip


def trades_of(c: Columns, chosen: tuple[int, int, float], first: int) -> npt.NDArray[np.void]:
    """The records of vectorbt with stops of whole points, decided from bar `first` on.

    A billionth is left of each distance, because its levels are products and ours are points.
    """
    fast, slow, stop = chosen
    longs, shorts, atr = _signals(c, fast, slow)
    for side in (longs, shorts):
        side[:first] = False
        side[-1] = False
    price = np.roll(c.open, -1)
    points = 100_000.0
    near, far = (
        (np.floor(each * atr * points + 1e-9) / points - 1e-9) / price
        for each in (stop, TARGET_ATR)
    )
    orders = Orders(longs=longs, shorts=shorts, price=price, stops=near, targets=far)
    return _portfolio(c, orders).trades.records


def _vectorbt(c: Columns, *, with_statistics: bool) -> int:
    longs, shorts, atr = _signals(c, FAST, SLOW)
    price = np.roll(c.open, -1)
    orders = Orders(
        longs=longs, shorts=shorts, price=price, stops=STOP_ATR * atr / price,
        targets=TARGET_ATR * atr / price,
    )  # fmt: skip
    portfolio = _portfolio(c, orders)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if with_statistics:
            portfolio.value()
            portfolio.max_drawdown()
            portfolio.sharpe_ratio()
        return int(portfolio.trades.count())


def vectorbt(c: Columns) -> int:
    return _vectorbt(c, with_statistics=False)


def vectorbt_with_statistics(c: Columns) -> int:
    return _vectorbt(c, with_statistics=True)


def raptorbt(c: Columns, given: Given) -> int:
    """One run for the longs and one for the shorts, and the indicators that lead to them."""
    import raptorbt as raptor  # noqa: PLC0415

    quick, slower = raptor.ema(c.close, FAST), raptor.ema(c.close, SLOW)
    strength, _ = raptor.rsi(c.close, STRENGTH), raptor.atr(c.high, c.low, c.close, RANGE)
    above = np.asarray(quick) > np.asarray(slower)
    crossed = above != np.roll(above, 1)
    assert np.count_nonzero(crossed & (above == (np.asarray(strength) > 50))), "it never signals"
    volume = np.full(len(c.close), 50.0)
    trades = 0
    for direction, entries, exits in ((1, given[0], given[1]), (-1, given[2], given[3])):
        result = raptor.run_single_backtest(
            c.time_ns, c.open, c.high, c.low, c.close, volume, entries, exits, direction, 1.0,
            "EURUSD", raptor.BacktestConfig(initial_capital=1_000_000.0, fees=FEES),
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
        run = Backtest(frame, Cross, cash=1_000_000, commission=FEES, finalize_trades=True)
        return int(run.run()["# Trades"])


def vectorbt_sweep(c: Columns, sets: list[tuple[int, int, float]]) -> int:
    """Every set in one call of many columns, as vectorbt is meant to be used."""
    longs: list[Any] = []
    shorts: list[Any] = []
    stops: list[Any] = []
    targets: list[Any] = []
    price = np.roll(c.open, -1)
    for fast, slow, stop in sets:
        long, short, atr = _signals(c, fast, slow)
        longs.append(long)
        shorts.append(short)
        stops.append(stop * atr / price)
        targets.append(TARGET_ATR * atr / price)
    wide = Columns(
        time_ns=c.time_ns, open=c.open[:, None], high=c.high[:, None], low=c.low[:, None],
        close=c.close[:, None],
    )  # fmt: skip
    orders = Orders(
        longs=np.stack(longs, 1), shorts=np.stack(shorts, 1), price=price[:, None],
        stops=np.stack(stops, 1), targets=np.stack(targets, 1),
    )  # fmt: skip
    return int(_portfolio(wide, orders).trades.count().sum())
