"""The curves and the calendar of a result, small enough to be sent and drawn."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from tickloom.engine.result import RunResult

Json = dict[str, Any]
Integers = npt.NDArray[np.int64]


def equity_rows(result: RunResult, points: int) -> Json:
    """Balance, equity and draw-down; of more bars than `points` the extremes are kept."""
    if result.equity is None:
        return {"time": [], "balance": [], "equity": [], "drawdown_pct": []}
    unit = 10.0**result.settings.account.digits
    equity = result.equity.equity
    peak = np.maximum.accumulate(equity)
    fall = np.divide(
        100.0 * (peak - equity), peak, out=np.zeros(len(equity)), where=peak > 0
    )  # fmt: skip
    kept = extremes(equity, points)
    return {
        "time": [_text(moment) for moment in result.time_ns[kept].tolist()],
        "balance": (result.equity.balance[kept] / unit).tolist(),
        "equity": (equity[kept] / unit).tolist(),
        "drawdown_pct": np.round(fall[kept], 4).tolist(),
    }


def extremes(values: Integers, points: int) -> Integers:
    """Rows of the first, the last, and the lowest and highest of each stretch."""
    count = len(values)
    if count <= points:
        return np.arange(count, dtype=np.int64)
    edges = np.linspace(0, count, max(1, (points - 2) // 2) + 1).astype(np.int64)
    kept = {0, count - 1}
    for begin, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if end > begin:
            part = values[begin:end]
            kept |= {begin + int(np.argmin(part)), begin + int(np.argmax(part))}
    return np.array(sorted(kept), dtype=np.int64)


def monthly_rows(result: RunResult) -> list[Json]:
    """For each month: return of the equity in percent, net profit and number of closed trades."""
    if not len(result.time_ns):
        return []
    held = result.positions
    net = held.profit + held.commission + held.swap
    unit = 10.0**result.settings.account.digits
    closed = _months(held.time_close_ns)
    month = _months(result.time_ns)
    names, first = np.unique(month, return_index=True)
    deposit = float(result.settings.account.balance) * unit
    rows: list[Json] = []
    before = deposit
    for place, name in enumerate(names.tolist()):
        last = (int(first[place + 1]) if place + 1 < len(first) else len(month)) - 1
        now = before if result.equity is None else float(result.equity.equity[last])
        own = closed == name
        change = 100 * (now / before - 1) if result.equity is not None and before > 0 else None
        rows.append(
            {
                "year": 1970 + name // 12, "month": name % 12 + 1,
                "return_pct": None if change is None else round(change, 6),
                "profit": f"{float(net[own].sum()) / unit:.{result.settings.account.digits}f}",
                "trades": int(np.count_nonzero(own)),
            }
        )  # fmt: skip
        before = now
    return rows


def _months(time_ns: Integers) -> Integers:
    """Months since January 1970."""
    return time_ns.view("datetime64[ns]").astype("datetime64[M]").astype(np.int64)


def _text(time_ns: int) -> str:
    moment = datetime.fromtimestamp(time_ns // 1_000_000_000, tz=UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
