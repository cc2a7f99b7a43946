"""A terminal's report in the shape of our own results, so that it is shown and compared like one.

What a report does not say is null: bars, hashes, levels, best and worst prices. Its times are the
server's wall clock, and `header.clock` says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np

from tickloom.engine.honesty import Flag
from tickloom.engine.result_document import FORMAT, annualisation_of, plain, time_text
from tickloom.stats.intervals import CONFIDENCE, METHOD, intervals_of
from tickloom.stats.overfit import probabilistic_sharpe
from tickloom.stats.ratios import daily_of
from tickloom.stats.report_deals import Report, ReportDeal
from tickloom.stats.report_figures import deposit_of, figures_of
from tickloom.stats.report_positions import Closed, closed_in
from tickloom.stats.summary import TRADES_MIN

Json = dict[str, Any]
_ENTRIES = ("in", "out", "reversal", "close_by")
_REASONS = (("sl ", "stop_loss"), ("tp ", "take_profit"), ("so ", "stop_out"),
            ("end of test", "end_of_data"))  # fmt: skip


def report_result(report: Report, closed: Sequence[Closed] | None = None) -> Json:
    """The report as a result document (tickloom-result/1)."""
    pairs = closed_in(report) if closed is None else closed
    trades = _trades(report, pairs)
    times, balances = _curve(report)
    deposit = int(deposit_of(report).scaleb(report.digits))
    daily = daily_of(times, balances, deposit)
    net = np.array([float(trade["net"]) for trade in trades])
    found = intervals_of(net, daily)
    enough = len(trades) >= TRADES_MIN
    return {
        "format": FORMAT, "header": _header(report),
        "statistics": {name: plain(figure) for name, figure in figures_of(report, pairs).items()},
        "annualisation": annualisation_of(daily),
        "intervals": {
            "win_rate": plain(found.win_rate), "mean_trade": plain(found.mean_trade),
            "sharpe_ratio": plain(found.sharpe_ratio), "method": METHOD, "confidence": CONFIDENCE,
        },
        "honesty": {
            "trials": None,
            "probabilistic_sharpe": probabilistic_sharpe(daily.returns) if enough else None,
            "deflated_sharpe": None, "pbo": None, "flags": _flags(enough=enough),
        },
        "monthly": _months(report, trades), "trades": trades, "deals": _deals(report, pairs),
        "equity": _equity(report, times, balances), "refused": {},
    }  # fmt: skip


def _header(report: Report) -> Json:
    symbols = sorted({deal.symbol for deal in report.deals})
    period = report.settings.get("Period", "").partition(" ")[0]
    return {
        "symbol": ", ".join(symbols), "timeframe": period or None,
        "from": time_text(report.deals[0].time_ns) if report.deals else None,
        "to": time_text(report.deals[-1].time_ns) if report.deals else None, "bars": None,
        "instrument": None, "first_bar_time": None, "history_bars": None, "history_from": None,
        "beside": {}, "longer_bars": {},
        "data_hash": None, "document_hash": None, "bound_hash": None,
        "run_key": None, "engine_version": None, "road": None, "road_reason": "", "seed": None,
        "digest": None, "settings": report.settings, "document": None,
        "read_back": f"{report.title}: {report.settings.get('Expert', 'trade history')}",
        "warm_up_bars": None, "end": "end_of_data", "command": "", "data_quality": None,
        "clock": "server", "inputs": list(report.inputs),
    }  # fmt: skip


def _flags(*, enough: bool) -> list[Json]:
    flags = [
        Flag(code="imported", severity="info", message="a terminal's report: nothing was run here")
    ]
    if not enough:
        flags.append(
            Flag(code="few_trades", severity="warning", message="too few trades for ratios")
        )
    return [{"code": f.code, "severity": f.severity, "message": f.message} for f in flags]


# -- trades: a position with everything that opened and closed it


@dataclass(slots=True, kw_only=True)
class _Trade:
    opening: ReportDeal
    parts: list[Closed] = field(default_factory=list[Closed])

    @property
    def volume(self) -> Decimal:
        return sum((part.volume for part in self.parts), Decimal(0))


def _trades(report: Report, closed: Sequence[Closed]) -> list[Json]:
    """Money of a closing deal goes to the trade it closes, in the share of the volume."""
    found: dict[str, _Trade] = {}
    volumes: dict[str, Decimal] = {}
    for each in closed:
        own = found.setdefault(each.opening.number, _Trade(opening=each.opening))
        own.parts.append(each)
        number = each.closing.number
        volumes[number] = volumes.get(number, Decimal(0)) + each.volume
    return [_trade(each, report, volumes) for each in found.values()]


def _trade(trade: _Trade, report: Report, volumes: Mapping[str, Decimal]) -> Json:
    opening, last = trade.opening, trade.parts[-1].closing
    money = _opened(trade)
    for part in trade.parts:
        # What a reversal earns is all of what it closed; its commission is of all its volume.
        share = part.volume / volumes[part.closing.number]
        money["profit"] += part.closing.profit * share
        money["swap"] += part.closing.swap * share
        money["commission"] += part.closing.costs * part.volume / part.closing.volume
    step = Decimal(1).scaleb(-report.digits)
    shown = {name: format(value.quantize(step), "f") for name, value in money.items()}
    return {
        "id": int(opening.number), "side": "buy" if opening.side > 0 else "sell",
        "volume": str(trade.volume),
        "symbol": opening.symbol, "decision_time": None, "time_open": time_text(opening.time_ns),
        "price_open": str(_price_open(trade)), "time_close": time_text(last.time_ns),
        "price_close": str(last.price), "stop_loss": None, "take_profit": None, **shown,
        "net": format(sum(money.values(), Decimal(0)).quantize(step), "f"), "points": None,
        "planned_r": None, "achieved_r": None, "result_r": None, "mfe": None, "mae": None,
        "mfe_money": None, "mae_money": None, "bars_held": None, "entry_reason": "signal",
        "exit_reason": reason_of(last.comment), "exit_assumed": None,
    }  # fmt: skip


def _price_open(trade: _Trade) -> Decimal:
    """The average of a position that was added to, with the decimals of the symbol."""
    return trade.parts[-1].price_open.quantize(trade.opening.price)


def _opened(trade: _Trade) -> dict[str, Decimal]:
    """What the deals that opened the position, or made it larger, brought and cost."""
    opening = trade.opening
    money: dict[str, Decimal] = {"profit": Decimal(0), "commission": Decimal(0), "swap": Decimal(0)}
    added = trade.parts[-1].added
    for deal in (opening, *added):
        if deal.entry == 0:
            money["profit"] += deal.profit
            money["commission"] += deal.costs
            money["swap"] += deal.swap
    if opening.entry != 0:
        # A reversal closed something with the rest of its volume: only this share of it opened.
        opened = trade.volume - sum((deal.volume for deal in added), Decimal(0))
        money["commission"] += opening.costs * opened / opening.volume
    return money


def reason_of(comment: str) -> str:
    """What the server's comment on a closing deal says."""
    return next((word for start, word in _REASONS if comment.startswith(start)), "exit_condition")


def _deals(report: Report, closed: Sequence[Closed]) -> list[Json]:
    numbers = {c.closing.number: int(c.opening.number) for c in closed}
    numbers |= {deal.number: int(c.opening.number) for c in closed for deal in c.added}
    return [
        {
            "time": time_text(deal.time_ns), "position": numbers.get(deal.number, int(deal.number)),
            "side": "buy" if deal.side > 0 else "sell", "entry": _ENTRIES[deal.entry],
            "volume": str(deal.volume), "price": str(deal.price), "profit": str(deal.profit),
            "commission": str(deal.costs), "swap": str(deal.swap),
            "balance": str(deal.balance),
            "reason": "signal" if deal.entry == 0 else reason_of(deal.comment),
        }
        for deal in report.deals
    ]  # fmt: skip


def _curve(report: Report) -> tuple[Any, Any]:
    """Times and balances after every deal, in smallest units."""
    times = np.array([deal.time_ns for deal in report.deals], np.int64)
    units = [int(deal.balance.scaleb(report.digits)) for deal in report.deals]
    return times, np.array(units, np.int64)


def _equity(report: Report, times: Any, balances: Any) -> Json:  # noqa: ANN401 - columns
    """The balance after every deal; the equity between deals is not in a report."""
    unit = 10.0**report.digits
    peak = np.maximum.accumulate(balances) if len(balances) else balances
    fall = np.divide(100.0 * (peak - balances), peak, out=np.zeros(len(peak)), where=peak > 0)
    return {
        "time": [time_text(moment) for moment in times.tolist()],
        "balance": (balances / unit).tolist(), "equity": (balances / unit).tolist(),
        "drawdown_pct": np.round(fall, 4).tolist(),
    }  # fmt: skip


def _months(report: Report, trades: Sequence[Json]) -> list[Json]:
    """Net profit of the trades closed in each month, as a share of the balance before it."""
    balance = deposit_of(report)
    rows: list[Json] = []
    months = sorted({trade["time_close"][:7] for trade in trades})
    for month in months:
        own = [Decimal(t["net"]) for t in trades if t["time_close"].startswith(month)]
        profit = sum(own, Decimal(0))
        rows.append(
            {
                "year": int(month[:4]), "month": int(month[5:]),
                "return_pct": round(float(100 * profit / balance), 6) if balance > 0 else None,
                "profit": str(profit), "trades": len(own),
            }
        )  # fmt: skip
        balance += profit
    return rows
