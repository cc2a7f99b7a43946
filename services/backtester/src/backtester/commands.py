"""The command that repeats a run on any machine that has its bars."""

import shlex

from backtester.plan import Plan, Values
from backtester.settings_shape import run_settings
from tickloom.engine.result_document import time_text
from tickloom.venue.costs import CommissionMode, SpreadMode, SwapMode

_AMOUNTS = {
    CommissionMode.PER_LOT: "{}/lot", CommissionMode.ROUND_TURN: "{}/round",
    CommissionMode.PER_MILLION: "{}/million", CommissionMode.PER_DEAL: "{}/deal",
    CommissionMode.PERCENT: "{}%",
}  # fmt: skip
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


def command_of(plan: Plan, params: Values) -> str:
    """`tickloom backtest` with every option that differs from its default."""
    words = ["tickloom", "backtest", "SPEC.json", "--symbol", plan.symbol,
             "--timeframe", plan.timeframe]  # fmt: skip
    for option, moment in (("--from", plan.source.start_ns), ("--to", plan.source.end_ns)):
        if moment is not None:
            words += [option, time_text(moment)]
    for name, value in params.items():
        words += ["--param", f"{name}={value}"]
    return shlex.join([*words, *_sizing(plan), *_settings(plan)])


def _sizing(plan: Plan) -> list[str]:
    sizing = plan.sizing or {}
    option = {"fixed_lots": "lots", "risk_pct": "pct", "risk_money": "amount"}.get(
        str(sizing.get("mode")), ""
    )
    names = {"lots": "--lots", "pct": "--risk-pct", "amount": "--risk-money"}
    return [names[option], str(sizing.get(option))] if option else []


def _settings(plan: Plan) -> list[str]:
    settings = run_settings(plan.settings)
    account, spread, swap = settings.account, settings.spread, settings.swap
    words = [
        "--balance", f"{account.balance:f}", "--currency", account.currency,
        "--leverage", str(account.leverage), "--account", account.margin_mode.value,
    ]  # fmt: skip
    if account.conversion_rate is not None:
        words += ["--conversion-rate", f"{account.conversion_rate:f}"]
    if spread.mode is SpreadMode.FIXED:
        words += ["--spread", str(spread.points)]
    elif spread.multiplier != 1:
        words += ["--spread", f"recorded*{spread.multiplier:f}"]
    commission = settings.commission
    if commission.mode is not CommissionMode.NONE:
        words += ["--commission", _AMOUNTS[commission.mode].format(f"{commission.amount:f}")]
    if swap.mode is not SwapMode.NONE:
        words += [
            "--swap-mode", swap.mode.value, "--swap-long", f"{swap.long:f}",
            "--swap-short", f"{swap.short:f}", "--triple-day", _DAYS[swap.triple_day],
        ]  # fmt: skip
    slippage = settings.slippage
    if slippage.maximum_points:
        words += ["--slippage", f"{slippage.points}:{slippage.maximum_points}"]
    elif slippage.points:
        words += ["--slippage", str(slippage.points)]
    words += ["--intrabar", settings.intrabar.value, "--road", settings.road.value]
    if settings.entry_delay_bars:
        words += ["--entry-delay", str(settings.entry_delay_bars)]
    if settings.ignore_news:
        words += ["--ignore-news"]
    return words
