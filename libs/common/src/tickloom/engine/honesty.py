"""What a reader of a result should know before believing it."""

from dataclasses import dataclass
from typing import Literal

from tickloom.engine.data_quality import DataQuality
from tickloom.engine.result import RunResult
from tickloom.engine.run_settings import Intrabar
from tickloom.stats.summary import TRADES_MIN, Summary
from tickloom.strategy.walk import conditions
from tickloom.venue.costs import CommissionMode, SpreadMode, SwapMode

Weight = Literal["info", "warning", "danger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One thing to know, in words."""

    code: str
    severity: Weight
    message: str


def flags_of(
    result: RunResult, summary: Summary, quality: DataQuality | None, *, has_spread: bool,
    trials: int,
) -> tuple[Flag, ...]:  # fmt: skip
    """Every flag of a run; `has_spread` says whether its bars carried spreads."""
    found = [
        *_costs(result, has_spread=has_spread), *_sample(summary, trials), *_account(result),
        *_data(quality),
    ]  # fmt: skip
    return tuple(found)


def _costs(result: RunResult, *, has_spread: bool) -> list[Flag]:
    settings = result.settings
    no_spread = (settings.spread.mode is SpreadMode.RECORDED and not has_spread) or (
        settings.spread.mode is SpreadMode.FIXED and settings.spread.points == 0
    )
    no_commission = settings.commission.mode is CommissionMode.NONE
    found: list[Flag] = []
    if no_spread and no_commission:
        found.append(
            Flag(code="zero_costs", severity="danger", message="no spread and no commission: "
                 "nobody trades for nothing")
        )  # fmt: skip
    elif no_spread:
        found.append(
            Flag(code="zero_spread", severity="warning", message="the bars carry no spread")
        )
    if settings.swap.mode is SwapMode.NONE and _stays_overnight(result):
        found.append(
            Flag(code="no_swap", severity="info", message="positions stay overnight without swap")
        )
    return found


def _stays_overnight(result: RunResult) -> bool:
    held = result.positions
    day_ns = 86_400_000_000_000
    return bool((held.time_close_ns // day_ns > held.time_open_ns // day_ns).any())


def _sample(summary: Summary, trials: int) -> list[Flag]:
    found: list[Flag] = []
    trades = len_of(summary)
    if trades < TRADES_MIN:
        found.append(
            Flag(code="few_trades", severity="warning", message=f"{trades} trades are too few "
                 f"for ratios; at least {TRADES_MIN}")
        )  # fmt: skip
    if trials > 1:
        found.append(
            Flag(code="many_trials", severity="info", message=f"the best of {trials} variants: "
                 "read the deflated Sharpe ratio")
        )  # fmt: skip
    largest, net = summary.figures["largest_profit_trade"], summary.figures["net_profit"]
    if largest and net and float(net) > 0 and float(largest) > 0.5 * float(net):
        found.append(
            Flag(code="one_trade", severity="warning", message="one trade made more than half of "
                 "the profit")
        )  # fmt: skip
    return found


def len_of(summary: Summary) -> int:
    """How many trades there were."""
    trades = summary.figures["total_trades"]
    return trades if isinstance(trades, int) else 0


def _account(result: RunResult) -> list[Flag]:
    found: list[Flag] = []
    if result.end == "ruined":
        found.append(
            Flag(code="ruined", severity="danger", message="the account was used up before the "
                 "data ended")
        )  # fmt: skip
    if result.bound.document.stop_loss is None:
        found.append(Flag(code="no_stop", severity="warning", message="positions have no stop"))
    if result.settings.ignore_news and result.bound.document.filters.news_blackout is not None:
        found.append(
            Flag(code="news_ignored", severity="warning", message="the news filter was left out")
        )
    if result.settings.intrabar is Intrabar.ONE_MINUTE_OHLC:
        found.append(
            Flag(code="assumed_path", severity="info", message="within a bar the price is assumed "
                 "to take MetaTrader's path")
        )  # fmt: skip
    if not any(True for _ in conditions(result.bound.document)):
        found.append(Flag(code="no_entry", severity="danger", message="nothing opens a position"))
    return found


def _data(quality: DataQuality | None) -> list[Flag]:
    if quality is None:
        return []
    found: list[Flag] = []
    if quality.spikes:
        found.append(
            Flag(code="spikes", severity="warning", message=f"{quality.spikes} bars look like "
                 "spikes of bad data")
        )  # fmt: skip
    if quality.negative_spreads:
        found.append(
            Flag(code="crossed_quotes", severity="info", message=f"{quality.negative_spreads} bars "
                 "have an ask below the bid")
        )  # fmt: skip
    if quality.gaps > quality.bars // 100:
        found.append(
            Flag(code="gaps", severity="warning", message=f"{quality.gaps} gaps: "
                 f"{quality.missing_minutes} minutes are missing")
        )  # fmt: skip
    return found
