"""Results in parts: what a page shows of a run, without reading more than it shows."""

import zlib
from typing import Any

import msgspec
import numpy as np

from backtester.parts import Parts
from backtester.plan import Plan
from backtester.store import Row
from backtester.tasks import (
    AskWhy,
    Explained,
    Page,
    Rolled,
    RollMonteCarlo,
    RunStresses,
    Sheet,
    Stressed,
)
from tickloom.contracts.backtest import (
    CandlesReply,
    CandlesRequest,
    EquityReply,
    EquityRequest,
    Json,
    MonteCarloReply,
    MonteCarloRequest,
    ReportReply,
    RowsReply,
    RowsRequest,
    RunKind,
    RunRequest,
    StressReply,
    WhyReply,
    WhyRequest,
)
from tickloom.domain.errors import Conflict, InvalidInput, NotFound
from tickloom.engine.result_document import time_text
from tickloom.engine.result_series import extremes

_ROWS_MOST = 1_000
_US_NS = 1_000
_EQUITY_ROWS = 3


class Answers:
    """Reads results of backtests; what has to be computed is asked of the calculator."""

    def __init__(self, parts: Parts) -> None:
        self._store = parts.store
        self._history = parts.history
        self._calculator = parts.calculator

    async def row(self, run: str, kind: RunKind) -> Row:
        """The run; raises `NotFound` also when it is one of another kind."""
        row = await self._store.by_run(run)
        if row is None or row.kind != kind:
            what = kind.replace("_", "-")
            raise NotFound(f"no {what} {run[:64]!r}", code=f"unknown_{kind}")
        return row

    async def _done(self, run: str) -> tuple[Row, Plan]:
        row = await self.row(run, "backtest")
        if row.state != "done":
            raise Conflict(
                f"backtest {run} has no result: it is {row.state}"
                + (f" ({row.detail})" if row.detail else ""),
                code="no_result", hint="wait until its job is done",
            )  # fmt: skip
        plan = await self._store.plan(run)
        assert plan is not None, "its row was read before"
        return row, plan

    async def _list(self, run: str, part: str) -> list[Json]:
        body = await self._store.part(run, part)
        return [] if body is None else msgspec.json.decode(zlib.decompress(body))

    async def rows(self, asked: RowsRequest) -> RowsReply:
        await self._done(asked.run)
        if asked.first < 0 or not 1 <= asked.limit <= _ROWS_MOST:
            raise InvalidInput("limit", asked.limit, f"1 to {_ROWS_MOST}, from row 0 on")
        rows = await self._list(asked.run, asked.part)
        part = rows[asked.first : asked.first + asked.limit]
        return RowsReply(rows=part, total=len(rows))

    async def equity(self, asked: EquityRequest) -> EquityReply:
        await self._done(asked.run)
        digits = await self._money_digits(asked.run)
        return equity_of(await self._store.part(asked.run, "equity"), asked.points, digits)

    async def _money_digits(self, run: str) -> int:
        _, report = await self._store.details(run)
        settings: Json = (report or {}).get("header", {}).get("settings", {})
        return int(settings.get("account", {}).get("digits", 2))

    async def candles(self, asked: CandlesRequest) -> CandlesReply:
        """Bars at a place of the run's history."""
        _, plan = await self._done(asked.run)
        bars = (await self._history.bars(plan.source)).range
        first, stop = place_of(bars.time_ns, asked)
        scale = 10.0**bars.digits
        cut = slice(first, stop)
        return CandlesReply(
            time=(bars.time_ns[cut] // _US_NS).tolist(), open=(bars.open[cut] / scale).tolist(),
            high=(bars.high[cut] / scale).tolist(), low=(bars.low[cut] / scale).tolist(),
            close=(bars.close[cut] / scale).tolist(), volume=bars.volume[cut].tolist(),
        )  # fmt: skip

    async def why(self, asked: WhyRequest) -> WhyReply:
        _, plan = await self._done(asked.run)
        trades = await self._list(asked.run, "trades")
        trade = next((each for each in trades if each["id"] == asked.trade), None)
        if trade is None:
            raise NotFound(
                f"backtest {asked.run} has no trade {asked.trade}", code="unknown_trade",
                hint=f"its trades are numbered 1 to {len(trades)}",
            )  # fmt: skip
        await self._bring(plan)
        return (await self._calculator.do(AskWhy(plan=plan, trade=trade), Explained)).why

    async def monte_carlo(self, asked: MonteCarloRequest) -> MonteCarloReply:
        _, plan = await self._done(asked.run)
        digits = await self._money_digits(asked.run)
        trades = await self._list(asked.run, "trades")
        closed = sorted(trades, key=lambda trade: (trade["time_close"], trade["id"]))
        task = RollMonteCarlo(
            net=[_units(trade["net"], digits) for trade in closed], digits=digits,
            deposit=_units(str(plan.settings.get("balance", 10_000)), digits),
            method=asked.method, runs=asked.runs, seed=asked.seed,
        )  # fmt: skip
        return (await self._calculator.do(task, Rolled)).possible

    async def stress(self, asked: RunRequest) -> StressReply:
        _, plan = await self._done(asked.run)
        await self._bring(plan)
        return (await self._calculator.do(RunStresses(plan=plan), Stressed)).stresses

    async def report(self, asked: RunRequest) -> ReportReply:
        """The tear sheet, from the same result that REST gives."""
        await self._done(asked.run)
        _, report = await self._store.details(asked.run)
        curve = await self.equity(EquityRequest(run=asked.run))
        whole: Json = {
            **(report or {}), "trades": await self._list(asked.run, "trades"),
            "deals": [], "equity": msgspec.to_builtins(curve),
        }  # fmt: skip
        return ReportReply(html=(await self._calculator.do(Sheet(result=whole), Page)).html)

    async def _bring(self, plan: Plan) -> None:
        for source in (plan.source, plan.rates, plan.drill):
            if source is not None:
                await self._history.bring(source.files)


def _units(money: str, digits: int) -> int:
    """A decimal text as whole smallest units."""
    return round(float(money) * 10**digits)


def equity_of(body: bytes | None, points: int, digits: int) -> EquityReply:
    """The stored curve, thinned so that its extremes stay."""
    if body is None:
        return EquityReply(time=[], balance=[], equity=[], drawdown_pct=[])
    rows = np.frombuffer(zlib.decompress(body), "<i8").reshape(_EQUITY_ROWS, -1)
    time, balance, equity = rows[0], rows[1], rows[2]
    peak = np.maximum.accumulate(equity)
    fall = np.divide(100.0 * (peak - equity), peak, out=np.zeros(len(peak)), where=peak > 0)
    kept = extremes(equity, points)
    unit = 10.0**digits
    return EquityReply(
        time=[time_text(moment) for moment in time[kept]], balance=(balance[kept] / unit).tolist(),
        equity=(equity[kept] / unit).tolist(), drawdown_pct=np.round(fall[kept], 4).tolist(),
    )  # fmt: skip


def place_of(time_ns: Any, asked: CandlesRequest) -> tuple[int, int]:  # noqa: ANN401  a column
    """Rows of the bars that were asked for, at most `limit`."""
    if not 1 <= asked.limit <= 10_000:
        raise InvalidInput("limit", asked.limit, "1 to 10000")
    given = [m for m in (asked.around, asked.before, asked.after) if m is not None]
    if len(given) > 1:
        raise InvalidInput("around", asked.around, "only one of around, before and after")
    at = int(np.searchsorted(time_ns, given[0] * _US_NS)) if given else 0
    if asked.before is not None:
        return max(0, at - asked.limit), at
    if asked.after is not None:
        at = int(np.searchsorted(time_ns, asked.after * _US_NS, side="right"))
        return at, min(len(time_ns), at + asked.limit)
    first = max(0, min(at - asked.limit // 2, len(time_ns) - asked.limit))
    return first, min(len(time_ns), first + asked.limit)
