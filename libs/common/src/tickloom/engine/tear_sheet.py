"""A result as one page of HTML that needs nothing else: no script, no link, no font.

Made from the result's JSON, so the command line and REST give the same page. Every text is
escaped; a name of a strategy is data.
"""

from collections.abc import Sequence
from html import escape
from typing import Any

from tickloom.engine.tear_sheet_charts import drawdown_chart, equity_chart

Json = dict[str, Any]
_TRADES_MAX = 2_000
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_STYLE = """
body{font:14px/1.5 system-ui,sans-serif;color:#1c2430;background:#fff;margin:2rem auto;
max-width:68rem;padding:0 1rem}
h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.2rem .5rem;text-align:right;border-bottom:1px solid #e3e7ec;white-space:nowrap}
th{font-weight:600;color:#5a6472}td:first-child,th:first-child{text-align:left}
.figures{columns:3;column-gap:2rem}.figures div{display:flex;justify-content:space-between;
border-bottom:1px solid #eef1f4;break-inside:avoid}.figures span:first-child{color:#5a6472}
.danger{color:#a3261f;font-weight:600}.warning{color:#8a5a00}.info{color:#5a6472}
.up{color:#14714f}.down{color:#a3261f}.note{color:#5a6472}.wide{overflow-x:auto}
svg{width:100%;height:auto}code{word-break:break-all}
@media(max-width:45rem){.figures{columns:1}}
@media print{body{margin:0}}
"""
_COLUMNS = (
    "id", "side", "volume", "time_open", "price_open", "time_close", "price_close", "stop_loss",
    "take_profit", "net", "result_r", "bars_held", "entry_reason", "exit_reason",
    "exit_assumed",
)  # fmt: skip


def tear_sheet(result: Json) -> str:
    """The page of a result document (tickloom-result/1)."""
    header = result["header"]
    name = f"{header['symbol']} {header['timeframe']}"
    parts = (
        f"<h1>{_text(name)}</h1>", f"<p>{_text(header['read_back'])}</p>",
        f'<p class="note">{_span(header)}</p>', _flags(result["honesty"]["flags"]),
        "<h2>Equity</h2>", equity_chart(result["equity"]), drawdown_chart(result["equity"]),
        "<h2>Statistics</h2>", _figures(result["statistics"]),
        _annualisation(result.get("annualisation")),
        "<h2>How sure</h2>", _figures(_sureness(result)),
        "<h2>Months</h2>", _months(result["monthly"]),
        "<h2>Trades</h2>", _trades(result["trades"]), "<h2>This run</h2>", _identity(header),
    )  # fmt: skip
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{_text(name)}: backtest</title><style>{_STYLE}</style></head><body>\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    )


def _text(value: object) -> str:
    """Any value as text; unknown is a dash."""
    if value is None:
        return "-"
    return escape(f"{value:.4g}" if isinstance(value, float) else str(value))


def _span(header: Json) -> str:
    return (
        f"{_text(header['bars'])} bars from {_text(header['from'])} to {_text(header['to'])}, "
        f"first traded {_text(header['first_bar_time'])}{_history(header)}"
    )


def _history(header: Json) -> str:
    """What was read before the range, where something was."""
    if not header["history_bars"]:
        return ""
    return f", warmed up by {_text(header['history_bars'])} bars from {header['history_from']} on"


def _flags(flags: Sequence[Json]) -> str:
    rows = (
        f'<li class="{_text(flag["severity"])}">{_text(flag["message"])}</li>' for flag in flags
    )
    return f"<ul>{''.join(rows)}</ul>" if flags else ""


def _figures(figures: Json) -> str:
    rows = (
        f"<div><span>{_text(name.replace('_', ' '))}</span><span>{_text(value)}</span></div>"
        for name, value in figures.items()
    )
    return f'<div class="figures">{"".join(rows)}</div>'


def _annualisation(found: Json | None) -> str:
    """What makes a year of the ratios; results of before do not tell it."""
    if found is None or found["periods_per_year"] is None:
        return ""
    factor = _text(round(found["periods_per_year"], 1))
    return (
        f'<p class="note">Ratios of a year: {factor} returns a year '
        f"({_text(found['calendar'])})</p>"
    )


def _sureness(result: Json) -> Json:
    honesty, intervals = result["honesty"], result["intervals"]
    ranges = {
        f"{name}, {round(100 * intervals['confidence'])} %": _range(intervals[name])
        for name in ("win_rate", "mean_trade", "sharpe_ratio")
    }
    chances = ("trials", "probabilistic_sharpe", "deflated_sharpe", "pbo")
    return ranges | {name: honesty[name] for name in chances}


def _range(bounds: Sequence[float] | None) -> str | None:
    return None if bounds is None else f"{bounds[0]:.3g} to {bounds[1]:.3g}"


def _months(months: Sequence[Json]) -> str:
    """Years down, months across, returns in percent."""
    years: dict[int, dict[int, float | None]] = {}
    for month in months:
        years.setdefault(month["year"], {})[month["month"]] = month["return_pct"]
    head = "".join(f"<th>{name}</th>" for name in _MONTHS)
    rows = "".join(
        f"<tr><td>{year}</td>{''.join(_month(own.get(n + 1)) for n in range(12))}</tr>"
        for year, own in years.items()
    )
    return f'<div class="wide"><table><tr><th>%</th>{head}</tr>{rows}</table></div>'


def _month(value: float | None) -> str:
    if value is None:
        return "<td></td>"
    return f'<td class="{"down" if value < 0 else "up"}">{value:.2f}</td>'


def _trades(trades: Sequence[Json]) -> str:
    shown = trades[:_TRADES_MAX]
    head = "".join(f"<th>{name.replace('_', ' ')}</th>" for name in _COLUMNS)
    rows = "".join(
        f"<tr>{''.join(f'<td>{_text(trade.get(name))}</td>' for name in _COLUMNS)}</tr>"
        for trade in shown
    )
    more = "" if len(shown) == len(trades) else (
        f'<p class="note">the first {len(shown)} of {len(trades)} trades</p>'
    )  # fmt: skip
    return f'{more}<div class="wide"><table><tr>{head}</tr>{rows}</table></div>'


def _identity(header: Json) -> str:
    names = (
        "command", "data_hash", "bound_hash", "run_key", "digest", "engine_version", "road",
        "road_reason", "seed", "warm_up_bars", "end",
    )  # fmt: skip
    facts = {name: header[name] for name in names if header[name] not in {"", None}}
    facts |= {f"{name} hash": found for name, found in header["beside"].items()}
    facts |= {f"{name} bars": words for name, words in header["longer_bars"].items()}
    rows = "".join(
        f"<tr><td>{_text(name.replace('_', ' '))}</td><td><code>{_text(found)}</code></td></tr>"
        for name, found in facts.items()
    )
    return f"<table>{rows}{_contract(header.get('instrument'))}</table>"


def _contract(instrument: Json | None) -> str:
    """What a lot of the symbol was taken to be; results of before do not tell it."""
    if instrument is None:
        return ""
    words = (
        f"{instrument['contract_size']} a lot, {instrument['calc_mode']}, profit in "
        f"{instrument['currency_profit']}, pip {instrument['pip_size'] or '-'}, lots "
        f"{instrument['volume_min']} to {instrument['volume_max']} by {instrument['volume_step']} "
        f"({instrument['origin'].replace('_', ' ')})"
    )
    return f"<tr><td>contract</td><td>{_text(words)}</td></tr>"
