"""The command that repeats a run on any machine that has its bars.

SPEC.json is the document as it was asked for, with its params. What a run read beside its bars
(minutes within them, a pair that converts money) the command finds among the kept bars.
"""

import shlex
from collections.abc import Sequence
from itertools import pairwise

from backtester.plan import AxisPart, Plan, Values
from backtester.settings_shape import run_settings
from tickloom.engine.result_document import time_text
from tickloom.engine.run_settings import AccountSettings, Intrabar, RunSettings
from tickloom.venue.costs import (
    Commission,
    CommissionMode,
    Slippage,
    Spread,
    SpreadMode,
    Swap,
    SwapMode,
)

_VENUE = "files"
"""Where `tickloom` looks for kept bars when nobody says."""

_AMOUNTS = {
    CommissionMode.PER_LOT: "{}/lot", CommissionMode.ROUND_TURN: "{}/round",
    CommissionMode.PER_MILLION: "{}/million", CommissionMode.PER_DEAL: "{}/deal",
    CommissionMode.PERCENT: "{}%",
}  # fmt: skip
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


def command_of(plan: Plan, params: Values) -> str:
    """`tickloom backtest` with every option that differs from its default."""
    words = _over("backtest", plan)
    for name, value in params.items():
        words += ["--param", f"{name}={value}"]
    return shlex.join([*words, *_sizing(plan), *_settings(plan)])


def sweep_command_of(plan: Plan) -> str:
    """`tickloom sweep` over the same sets; a param that was set varies over its one value."""
    fixed = [
        AxisPart(name=name, values=(value,)) for name, value in plan.params.items()
        if name not in {axis.name for axis in plan.axes}
    ]  # fmt: skip
    words = [*_over("sweep", plan), "--objective", plan.objective]
    for axis in (*plan.axes, *fixed):
        words += ["--space", f"{axis.name}={_values(axis.values)}"]
    if not plan.is_grid:
        words += ["--method", plan.method, "--trials", str(plan.trials),
                  "--sweep-seed", str(plan.seed)]  # fmt: skip
    return shlex.join([*words, *_sizing(plan), *_settings(plan)])


def _over(command: str, plan: Plan) -> list[str]:
    """The bars of a plan."""
    words = ["tickloom", command, "SPEC.json", "--symbol", plan.symbol,
             "--timeframe", plan.timeframe]  # fmt: skip
    if plan.source.venue != _VENUE:
        words += ["--venue", plan.source.venue]
    for option, moment in (("--from", plan.source.start_ns), ("--to", plan.source.end_ns)):
        if moment is not None:
            words += [option, time_text(moment)]
    return words


def _values(values: Sequence[int | float]) -> str:
    """`3:60:1` where whole numbers rise evenly, else each of them."""
    if len(values) > 2 and all(isinstance(value, int) for value in values):
        steps = {after - before for before, after in pairwise(values)}
        if len(steps) == 1 and min(steps) > 0:
            return f"{values[0]}:{values[-1]}:{steps.pop()}"
    return ",".join(map(str, values))


def _sizing(plan: Plan) -> list[str]:
    sizing = plan.sizing or {}
    match sizing.get("mode"):
        case "fixed_lots":
            return ["--lots", str(sizing["lots"])]
        case "risk_pct":
            of = ["--risk-of", str(sizing["of"])] if "of" in sizing else []
            return ["--risk-pct", str(sizing["pct"]), *of]
        case "risk_money":
            return ["--risk-money", str(sizing["amount"])]
        case _:
            return []


def _settings(plan: Plan) -> list[str]:
    settings = run_settings(plan.settings)
    return [
        *_account(settings.account), *_spread(settings.spread),
        *_commission(settings.commission), *_swap(settings.swap),
        *_slippage(settings.slippage), *_simulation(settings, plan),
    ]  # fmt: skip


def _account(account: AccountSettings) -> list[str]:
    words = [
        "--balance", f"{account.balance:f}", "--currency", account.currency,
        "--leverage", str(account.leverage), "--account", account.margin_mode.value,
    ]  # fmt: skip
    if account.stop_out_pct != AccountSettings().stop_out_pct:
        words += ["--stop-out-pct", f"{account.stop_out_pct:f}"]
    if account.conversion_rate is not None:
        words += ["--conversion-rate", f"{account.conversion_rate:f}"]
    return words


def _spread(spread: Spread) -> list[str]:
    if spread.mode is SpreadMode.FIXED:
        return ["--spread", str(round(spread.points * float(spread.multiplier)))]
    return [] if spread.multiplier == 1 else ["--spread", f"recorded*{spread.multiplier:f}"]


def _commission(commission: Commission) -> list[str]:
    if commission.mode is CommissionMode.NONE:
        return []
    words = ["--commission", _AMOUNTS[commission.mode].format(f"{commission.amount:f}")]
    if commission.minimum:
        words += ["--commission-minimum", f"{commission.minimum:f}"]
    return words


def _swap(swap: Swap) -> list[str]:
    if swap.mode is SwapMode.NONE:
        return []
    return [
        "--swap-mode", swap.mode.value, "--swap-long", f"{swap.long:f}",
        "--swap-short", f"{swap.short:f}", "--triple-day", _DAYS[swap.triple_day],
    ]  # fmt: skip


def _slippage(slippage: Slippage) -> list[str]:
    if slippage.maximum_points > slippage.points:
        return ["--slippage", f"{slippage.points}:{slippage.maximum_points}"]
    return ["--slippage", str(slippage.points)] if slippage.points else []


def _simulation(settings: RunSettings, plan: Plan) -> list[str]:
    intrabar = settings.intrabar
    if intrabar is Intrabar.DRILL_DOWN and plan.drill is None:
        intrabar = Intrabar.STOP_FIRST  # that is how it was run, there were no shorter bars
    words = ["--intrabar", intrabar.value, "--road", settings.road.value]
    if str(settings.server_clock) != "UTC":
        words += ["--server-clock", str(settings.server_clock)]
    if settings.warm_up_bars is not None:
        words += ["--warm-up", str(settings.warm_up_bars)]
    if settings.entry_delay_bars:
        words += ["--entry-delay", str(settings.entry_delay_bars)]
    if settings.ignore_news:
        words += ["--ignore-news"]
    if settings.seed:
        words += ["--seed", str(settings.seed)]
    return words
