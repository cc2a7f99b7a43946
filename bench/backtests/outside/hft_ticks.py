"""hftbacktest on the ticks of the workload; run by its own Python, so it imports nothing of ours.

Takes a folder of columns (.npy: time_ns, bid and ask in points) and `workload.json`, and a number
of repeats; prints one line of JSON. The strategy is compiled before the clock starts, the events
are in memory, and the order book is the vector one, which its documentation calls the faster. A
quote is one price a side, so a change is two events: the old price goes, the new one comes.
While nothing is open the strategy sleeps to the end of the minute; orders take no time, as ours.

hftbacktest models a queue at every price as well; orders here take the best price and never wait.
"""

# pyright: reportMissingImports=false, reportMissingModuleSource=false, reportUnknownVariableType=false
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownParameterType=false, reportMissingTypeStubs=false
# pyright: reportUntypedFunctionDecorator=false
import json
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from hftbacktest import (
    BUY_EVENT,
    DEPTH_EVENT,
    EXCH_EVENT,
    GTC,
    LOCAL_EVENT,
    MARKET,
    SELL_EVENT,
    BacktestAsset,
    ROIVectorMarketDepthBacktest,
)
from hftbacktest.binding import event_dtype
from numba import njit

_MINUTE_NS = 60_000_000_000
_TIME_OUT, _FEED = 0, 2
_OPEN, _CLOSED, _NO_DATA = 0, 1, 2
_BUY, _SELL = 1, -1


@njit
def _filled(hbt: Any, order: int, side: int, units: float) -> int:  # noqa: ANN401 - no types
    """Take the best price now; at which it was filled, in points."""
    if side == _BUY:
        hbt.submit_buy_order(0, order, hbt.depth(0).best_ask, units, GTC, MARKET, True)
    else:
        hbt.submit_sell_order(0, order, hbt.depth(0).best_bid, units, GTC, MARKET, True)
    price = hbt.orders(0).get(order).exec_price_tick
    hbt.clear_inactive_orders(0)
    return price


@njit
def _exit_reached(hbt: Any, trade: Any, stop: int, target: int) -> bool:  # noqa: ANN401
    depth = hbt.depth(0)
    own = depth.best_bid_tick - trade[2] if trade[1] > 0 else trade[2] - depth.best_ask_tick
    return own <= -stop or own >= target


@njit
def _watch(  # noqa: PLR0917 - kernels take positions
    hbt: Any,  # noqa: ANN401 - compiled; no types
    trade: Any,  # noqa: ANN401
    end_ns: int,
    words: Any,  # noqa: ANN401
    order: int,
) -> int:
    """Look at each tick until the minute ends, the position does, or the data do."""
    while True:
        found = hbt.wait_next_feed(False, end_ns - hbt.current_timestamp)
        if found == _TIME_OUT:
            return _OPEN
        if found != _FEED:
            return _NO_DATA
        if _exit_reached(hbt, trade, words[2], words[3]):
            trade[3] = hbt.current_timestamp
            trade[4] = _filled(hbt, order, -trade[1], float(words[4]))
            return _CLOSED


@njit
def _cross(hbt: Any, words: Any, trades: Any) -> int:  # noqa: ANN401 - compiled; no types
    """How many trades; `words`: fast, slow, stop, target, units, end of the first bar that decides.

    A row of `trades`: decided (the minute's begin), side, price, left (nanoseconds), price.
    """
    quick_part, slower_part = 2.0 / (words[0] + 1.0), 2.0 / (words[1] + 1.0)
    if hbt.elapse(_MINUTE_NS - 1) != 0:
        return 0
    end_ns = hbt.current_timestamp
    quick = slower = float(hbt.depth(0).best_bid_tick)
    was_above, is_open, count, order = False, False, 0, 0
    while True:
        end_ns += _MINUTE_NS
        has_ended = False
        if is_open:
            order += 1
            state = _watch(hbt, trades[count - 1], end_ns, words, order)
            is_open, has_ended = state == _OPEN, state == _CLOSED
        if hbt.elapse(end_ns - hbt.current_timestamp) != 0:
            return count
        close = float(hbt.depth(0).best_bid_tick)
        quick += quick_part * (close - quick)
        slower += slower_part * (close - slower)
        above = quick > slower
        is_due = above != was_above and end_ns + 1 >= words[5]
        was_above = above
        if is_due and not is_open and not has_ended:
            if hbt.elapse(1) != 0:  # the next minute's first tick
                return count
            order += 1
            trade = trades[count]
            trade[0], trade[1] = end_ns + 1 - _MINUTE_NS, _BUY if above else _SELL
            trade[2] = _filled(hbt, order, trade[1], float(words[4]))
            count, is_open = count + 1, True


def _events(folder: Path, point: float) -> npt.NDArray[Any]:
    """At most four events a quote: what is gone of each side before what is new of each."""
    time_ns, bid, ask = (np.load(folder / f"{name}.npy") for name in ("time_ns", "bid", "ask"))
    new = np.ones((2, len(bid)), dtype=bool)
    new[:, 1:] = np.diff(bid) != 0, np.diff(ask) != 0
    gone = new.copy()
    gone[:, 0] = False
    before = np.roll(bid, 1), np.roll(ask, 1)
    slots = ((gone[0], before[0], 0.0, BUY_EVENT), (gone[1], before[1], 0.0, SELL_EVENT),
             (new[0], bid, 1e9, BUY_EVENT), (new[1], ask, 1e9, SELL_EVENT))  # fmt: skip
    table: Any = np.zeros((len(bid), len(slots)), dtype=event_dtype)
    for place, (_, price, units, side) in enumerate(slots):
        column = table[:, place]
        column["ev"] = DEPTH_EVENT | EXCH_EVENT | LOCAL_EVENT | side
        column["exch_ts"] = column["local_ts"] = time_ns
        column["px"], column["qty"] = price * point, units
    return np.ascontiguousarray(table[np.stack([slot[0] for slot in slots], axis=1)])


def _backtest(events: npt.NDArray[Any], point: float, fees: float) -> Any:  # noqa: ANN401
    asset = (
        BacktestAsset()
        .data(events)
        .linear_asset(1.0)
        .constant_order_latency(0, 0)
        .risk_adverse_queue_model()
        .no_partial_fill_exchange()
        .trading_value_fee_model(fees, fees)
        .tick_size(point)
        .lot_size(1.0)
        .roi_lb(float(events["px"].min()) - 10 * point)
        .roi_ub(float(events["px"].max()) + 10 * point)
    )
    return ROIVectorMarketDepthBacktest([asset])


def main() -> None:
    folder, repeats = Path(sys.argv[1]), int(sys.argv[2])
    words = json.loads((folder / "workload.json").read_text())
    point, fees = 10.0 ** -words["digits"], float(words["fees"])
    events = _events(folder, point)
    names = ("fast", "slow", "stop", "target", "units", "first_ns")
    numbers = np.array([words[name] for name in names], dtype=np.int64)
    trades = np.zeros((len(events) // 50 + 1_000, 5), dtype=np.int64)
    few = events[:1_000]
    _cross(_backtest(few, point, fees), numbers, trades)  # compiles
    taken: list[float] = []
    count = 0
    for _ in range(repeats):
        trades[:] = 0
        hbt = _backtest(events, point, fees)
        began = time.process_time()
        count = _cross(hbt, numbers, trades)
        taken.append(time.process_time() - began)
        hbt.close()
    said = {
        "version": version("hftbacktest"), "cpu_s": taken, "trades": trades[:count].tolist(),
        "events": len(events),
    }  # fmt: skip
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
