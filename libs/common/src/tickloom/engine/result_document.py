"""A result as the one JSON document that the command line, REST, the page and reports share.

Format "tickloom-result/1": money and prices are decimal strings, times RFC 3339 in UTC, what is
unknown is null.
"""

import json
import math
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import numpy as np

from tickloom.engine.compiler import compile_document
from tickloom.engine.data_quality import DataQuality
from tickloom.engine.honesty import History, flags_of, overfitting_flags
from tickloom.engine.point_worth import money_at
from tickloom.engine.reasons import EntryReason, ExitReason
from tickloom.engine.result import RunResult
from tickloom.engine.result_figures import results_in_points, results_in_r, summary_of
from tickloom.engine.result_series import equity_rows, monthly_rows
from tickloom.stats.intervals import CONFIDENCE, METHOD
from tickloom.stats.overfit import deflated_sharpe
from tickloom.stats.ratios import CALENDAR, Daily
from tickloom.stats.summary import Summary
from tickloom.strategy.canonical import canonical_text, document_hash, run_key
from tickloom.strategy.explain import explain
from tickloom.strategy.session_table import SESSION_TABLE

FORMAT = "tickloom-result/1"
EQUITY_POINTS = 2_000
_ENTRIES = ("in", "out", "reversal", "close_by")
Json = dict[str, Any]


def result_document(
    result: RunResult, *, history: History | None = None, command: str = "", trials: int = 1,
    trials_variance: float = 0.0, pbo: float | None = None, equity_points: int = EQUITY_POINTS,
) -> Json:  # fmt: skip
    """The whole document; `trials_variance` and `pbo` come from the sweep it is the best of."""
    summary = summary_of(result, seed=result.settings.seed)
    history = history or History()
    flags = [*flags_of(result, summary, history, trials=trials), *overfitting_flags(pbo)]
    deflated = (
        deflated_sharpe(summary.daily.returns, trials, trials_variance)
        if trials > 1 and summary.probabilistic_sharpe is not None
        else None
    )
    return {
        "format": FORMAT,
        "header": header_of(result, history.quality, command),
        "statistics": {name: plain(figure) for name, figure in summary.figures.items()},
        "annualisation": annualisation_of(summary.daily),
        "intervals": _intervals(summary),
        "honesty": {
            "trials": trials, "probabilistic_sharpe": plain(summary.probabilistic_sharpe),
            "deflated_sharpe": plain(deflated), "pbo": plain(pbo),
            "flags": [asdict(flag) for flag in flags],
        },
        "monthly": monthly_rows(result),
        "trades": trade_rows(result),
        "deals": deal_rows(result),
        "equity": equity_rows(result, equity_points),
        "refused": result.refused,
    }  # fmt: skip


def header_of(result: RunResult, quality: DataQuality | None, command: str) -> Json:
    """What the run was made of: enough to repeat it and to know that it is the same."""
    bound = result.bound
    instrument = plain(asdict(result.instrument))
    costs = json.dumps([plain(asdict(result.settings)), instrument], sort_keys=True)
    times, beside = result.time_ns, result.beside()
    return {
        "symbol": str(bound.symbol), "timeframe": bound.timeframe.value,
        "from": time_text(times[0]), "to": time_text(times[-1]), "bars": len(times),
        "instrument": instrument,
        "first_bar_time": time_text(times[min(max(result.first_bar, 0), len(times) - 1)]),
        "history_bars": len(result.history_ns),
        "history_from": time_text(result.history_ns[0]) if len(result.history_ns) else None,
        "data_hash": result.data_hash, "document_hash": document_hash(bound.document),
        "bound_hash": bound.hash,
        "run_key": run_key(
            bound.hash, data_hash=result.data_hash, engine_version=result.engine_version,
            costs=costs, anchor=time_text(times[0]), session_table=SESSION_TABLE,
            seed=result.settings.seed, beside=json.dumps(beside),
        ),
        "beside": beside, "longer_bars": _longer_bars(result, beside),
        "engine_version": result.engine_version, "road": result.road.value,
        "road_reason": getattr(result, "road_reason", ""), "seed": result.settings.seed,
        "digest": result.digest, "session_table": SESSION_TABLE,
        "settings": plain(asdict(result.settings))
        | {"server_clock": str(result.settings.server_clock)},
        "document": json.loads(canonical_text(bound.document)),
        "read_back": explain(
            bound.document, instrument=result.instrument,
            currency=result.settings.account.currency,
        ),
        "warm_up_bars": result.warm_up_bars, "end": result.end, "command": command,
        "data_quality": None if quality is None else quality.as_dict(),
    }  # fmt: skip


def _longer_bars(result: RunResult, beside: Json) -> Json:
    """Of each longer timeframe that is read, whether its bars were the broker's or folded."""
    lanes = compile_document(result.bound).lanes
    names = [code.timeframe.value for code in lanes if code.timeframe is not None]
    return {name: "broker" if name in beside else "folded" for name in sorted(names)}


def plain(value: Any) -> Any:  # noqa: ANN401 - any field of a settings value, any figure
    """The JSON of a value: decimals as text, enums by value, what is not a number as null."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list | tuple):
        return [plain(member) for member in value]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, float | np.floating):
        number = float(value)  # pyright: ignore[reportUnknownArgumentType]
        return number if math.isfinite(number) else None
    return value


def time_text(time_ns: Any) -> str:  # noqa: ANN401 - an integer of numpy or Python
    """RFC 3339 in UTC; fractions of a second only where there are some."""
    seconds, rest = divmod(int(time_ns), 1_000_000_000)
    text = datetime.fromtimestamp(seconds, tz=UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{rest // 1_000_000:03d}Z" if rest else f"{text}Z"


def annualisation_of(daily: Daily) -> Json:
    """What makes a year of the returns: Sharpe and Sortino ratio are times the factor's root."""
    return {
        "periods_per_year": plain(round(daily.periods_per_year, 2)) or None,
        "periods": len(daily.returns), "calendar": CALENDAR,
    }  # fmt: skip


def _intervals(summary: Summary) -> Json:
    found = summary.intervals
    return {
        "win_rate": plain(found.win_rate), "mean_trade": plain(found.mean_trade),
        "sharpe_ratio": plain(found.sharpe_ratio), "method": METHOD, "confidence": CONFIDENCE,
    }  # fmt: skip


# -- trades and deals


class _Texts:
    """Prices, money and volumes of one result as decimal strings."""

    def __init__(self, result: RunResult) -> None:
        self._digits = result.instrument.digits
        self._money_digits = result.settings.account.digits
        self._step = result.instrument.volume_step

    def price(self, points: int) -> str | None:
        """A level of 0 is none."""
        return None if points == 0 else format(Decimal(points).scaleb(-self._digits), "f")

    def money(self, units: int) -> str:
        return format(Decimal(units).scaleb(-self._money_digits), "f")

    def volume(self, steps: int) -> str:
        return format(self._step * steps, "f")


def trade_rows(result: RunResult) -> list[Json]:
    """One object a position."""
    texts, held = _Texts(result), result.positions
    points, in_r = results_in_points(result), results_in_r(result)
    mfe, mae = money_at(result, held.best), money_at(result, held.worst)
    rows: list[Json] = []
    for i, number in enumerate(held.id.tolist()):
        side = int(held.side[i])
        opened, closed = int(held.price_open[i]), int(held.price_close[i])
        best, worst = (side * (int(column[i]) - opened) for column in (held.best, held.worst))
        net = int(held.profit[i] + held.commission[i] + held.swap[i])
        rows.append(
            {
                "id": number, "side": "buy" if side > 0 else "sell",
                "volume": texts.volume(int(held.volume[i])), "symbol": str(result.bound.symbol),
                "decision_time": time_text(result.time_of(int(held.decision_bar[i]))),
                "time_open": time_text(held.time_open_ns[i]), "price_open": texts.price(opened),
                "time_close": time_text(held.time_close_ns[i]), "price_close": texts.price(closed),
                "stop_loss": texts.price(int(held.stop[i])),
                "take_profit": texts.price(int(held.target[i])),
                "profit": texts.money(int(held.profit[i])),
                "commission": texts.money(int(held.commission[i])),
                "swap": texts.money(int(held.swap[i])), "net": texts.money(net),
                "points": _number(points[i]),
                "planned_r": int(held.planned_r[i]) or None,
                "achieved_r": int(held.achieved_r[i]) or None, "result_r": plain(in_r[i]),
                "mfe": best, "mae": worst,
                "mfe_money": texts.money(int(mfe[i])), "mae_money": texts.money(int(mae[i])),
                "bars_held": int(held.bar_close[i] - held.bar_open[i]),
                "entry_reason": EntryReason(int(held.entry_reason[i])).word,
                "exit_reason": ExitReason(int(held.exit_reason[i])).word,
                "exit_assumed": bool(held.is_assumed[i]),
            }
        )  # fmt: skip
    return rows


def _number(points: float) -> int | float:
    """Points: whole ones as such, those of parts of a position to a hundredth."""
    return int(points) if points == int(points) else round(float(points), 2)


def deal_rows(result: RunResult) -> list[Json]:
    """One object a deal, in their order."""
    texts, deals = _Texts(result), result.deals
    return [
        {
            "time": time_text(deals.time_ns[i]), "position": int(deals.position[i]),
            "side": "buy" if int(deals.side[i]) > 0 else "sell",
            "entry": _ENTRIES[int(deals.entry[i])], "volume": texts.volume(int(deals.volume[i])),
            "price": texts.price(int(deals.price[i])), "profit": texts.money(int(deals.profit[i])),
            "commission": texts.money(int(deals.commission[i])),
            "swap": texts.money(int(deals.swap[i])), "balance": texts.money(int(deals.balance[i])),
            "reason": (EntryReason if int(deals.entry[i]) == 0 else ExitReason)(
                int(deals.reason[i])
            ).word,
        }
        for i in range(len(deals.time_ns))
    ]  # fmt: skip
