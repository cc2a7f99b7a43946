"""What a reader of a result should know before believing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor
from typing import Literal

from tickloom.domain.instrument import ContractOrigin, Instrument
from tickloom.engine.bars import Bars
from tickloom.engine.data_quality import DataQuality
from tickloom.engine.result import RunResult
from tickloom.engine.run_settings import Intrabar
from tickloom.engine.simulation.market import Drill, detail_cover
from tickloom.stats.summary import TRADES_MIN, Summary
from tickloom.strategy.document import FixedLots
from tickloom.strategy.walk import conditions
from tickloom.venue.costs import CommissionMode, SpreadMode, SwapMode

_EATEN_PCT = 5
"""From this share of the range on a warm-up is worth a warning."""
_FREE_PCT = 1
_ASSUMED_PCT = 5
Weight = Literal["info", "warning", "danger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One thing to know, in words."""

    code: str
    severity: Weight
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What runs were made over, as far as it weakens what they say.

    `has_spread`: its bars carry spreads. `detail_cover`: the share of its bars that were drilled
    into, of those that a run asked for.
    """

    quality: DataQuality | None = None
    has_spread: bool = True
    detail_cover: float = 0.0


def history_of(bars: Bars, quality: DataQuality | None, drill: Drill | None = None) -> History:
    """What the bars of a run are, and how many of them `drill` goes into."""
    return History(
        quality=quality, has_spread=bool((bars.spread != 0).any()),
        detail_cover=detail_cover(bars, drill),
    )  # fmt: skip


def flags_of(
    result: RunResult, summary: Summary, history: History, *, trials: int
) -> tuple[Flag, ...]:
    """Every flag of a run."""
    found = [
        *_costs(result, history), *sample_flags(len_of(summary), trials), *_one_trade(summary),
        *_warm_up(result), *_account(result), *_document(result), *_detail(result, history),
        *_data(result, history.quality),
    ]  # fmt: skip
    return tuple(found)


def flags_of_windows(
    results: Sequence[RunResult], history: History, *, trials: int
) -> tuple[Flag, ...]:
    """Flags of runs laid end to end: what weakens one of them weakens them all."""
    trades = sum(len(result.positions.id) for result in results)
    found = sample_flags(trades, trials)
    for result in results:
        found += [*_costs(result, history), *_account(result), *_document(result)]
        found += [*_warm_up(result), *_detail(result, history), *_data(result, history.quality)]
    first: dict[str, Flag] = {}
    for flag in found:
        first.setdefault(flag.code, flag)
    return tuple(first.values())


def overfitting_flags(pbo: float | None) -> list[Flag]:
    """Whether the choice itself was overfitted more often than not."""
    if pbo is None or pbo <= 0.5:
        return []
    return [
        Flag(code="overfitting", severity="warning", message=f"in {100 * pbo:.1f} % of the splits "
             "the set that was best is below the middle where it was not chosen")
    ]  # fmt: skip


def no_choice(objective: str, *, windows: int = 0, of: int = 0) -> Flag:
    """Nothing was chosen, in `windows` of so many or at all: no set can be best."""
    where = f"in {windows} of {of} windows nothing was chosen" if of else "nothing was chosen"
    why = (
        "no set traded" if objective == "net_profit"
        else f"no set made the {TRADES_MIN} trades that {objective} needs, or none has one"
    )  # fmt: skip
    return Flag(code="no_choice", severity="warning", message=f"{where}: {why}")


def few_trades(trades: int) -> list[Flag]:
    """The warning that stands in the place of ratios."""
    if trades >= TRADES_MIN:
        return []
    return [
        Flag(code="few_trades", severity="warning", message=f"{trades} trades are too few for "
             f"ratios; at least {TRADES_MIN}")
    ]  # fmt: skip


def _costs(result: RunResult, history: History) -> list[Flag]:
    settings = result.settings
    no_spread = (settings.spread.mode is SpreadMode.RECORDED and not history.has_spread) or (
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


def sample_flags(trades: int, trials: int) -> list[Flag]:
    """How small the sample is, and of how many it is the best."""
    found: list[Flag] = []
    found += few_trades(trades)
    if trials > 1:
        found.append(
            Flag(code="many_trials", severity="info", message=f"the best of {trials} variants: "
                 "read the deflated Sharpe ratio")
        )  # fmt: skip
    return found


def _one_trade(summary: Summary) -> list[Flag]:
    largest, net = summary.figures["largest_profit_trade"], summary.figures["net_profit"]
    if not (largest and net and float(net) > 0 and float(largest) > 0.5 * float(net)):
        return []
    return [
        Flag(code="one_trade", severity="warning", message="one trade made more than half of the "
             "profit")
    ]  # fmt: skip


def _warm_up(result: RunResult) -> list[Flag]:
    """How much of the range was spent on warming up, because too few bars lie before it."""
    first, whole, known = result.first_bar, len(result.time_ns), len(result.history_ns)
    if first == 0:
        return []
    share = 100 * min(first, whole) / whole
    severity: Weight = "danger" if first >= whole else "warning" if share >= _EATEN_PCT else "info"
    return [
        Flag(code="warm_up", severity=severity, message=f"the first {min(first, whole)} of {whole} "
             f"bars ({share:.1f} %) only warmed up: {known} bars of history lie before the range, "
             f"{result.warm_up_bars} are needed")
    ]  # fmt: skip


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
    found += _cut_lots(result)
    if result.settings.ignore_news and result.bound.document.filters.news_blackout is not None:
        found.append(
            Flag(code="news_ignored", severity="warning", message="the news filter was left out")
        )
    if result.settings.intrabar is Intrabar.ONE_MINUTE_OHLC:
        found.append(
            Flag(code="assumed_path", severity="info", message="within a bar the price is assumed "
                 "to take MetaTrader's path")
        )  # fmt: skip
    found += [*_contract(result.instrument), *_assumed(result)]
    if not any(True for _ in conditions(result.bound.document)):
        found.append(Flag(code="no_entry", severity="danger", message="nothing opens a position"))
    return found


def _contract(instrument: Instrument) -> list[Flag]:
    """What a lot is decides every amount; so does who said it."""
    symbol = instrument.symbol
    what = (
        f"{instrument.contract_size:f} a lot, {instrument.calc_mode.value}, profit in "
        f"{instrument.currency_profit}"
    )
    match instrument.origin:
        case ContractOrigin.STATED:
            return []
        case ContractOrigin.BUILT_IN:
            return [
                Flag(code="built_in_contract", severity="info", message=f"the contract of {symbol} "
                     f"is a built-in sheet ({what}): a broker's may differ")
            ]  # fmt: skip
        case ContractOrigin.ASSUMED:
            return [
                Flag(code="assumed_contract", severity="danger", message=f"nothing is known of the "
                     f"contract of {symbol}: {what} is assumed, and every amount hangs on it")
            ]  # fmt: skip


def _assumed(result: RunResult) -> list[Flag]:
    """Trades that a stop closed on a bar that met a target too."""
    held = result.positions
    count, trades = int(held.is_assumed.sum()), len(held.id)
    if not count:
        return []
    share = 100 * count / trades
    severity: Weight = "warning" if share >= _ASSUMED_PCT else "info"
    return [
        Flag(code="assumed_exits", severity=severity, message=f"{count} of {trades} trades "
             f"({share:.1f} %) met stop and target within one bar and count as stopped: shorter "
             "bars or ticks (drill_down) would decide")
    ]  # fmt: skip


def _document(result: RunResult) -> list[Flag]:
    """What was found when the document met its symbol and spread."""
    return [
        Flag(code=one.code.removeprefix("warn:"), severity="warning",
             message=f"{one.path or '/'}: {one.message}; {one.hint}".removesuffix("; "))
        for one in result.bound.warnings
    ]  # fmt: skip


def _detail(result: RunResult, history: History) -> list[Flag]:
    """Where a run that was to look within bars could not."""
    cover = history.detail_cover
    if result.settings.intrabar is not Intrabar.DRILL_DOWN or cover >= 1:
        return []
    if not cover:
        return [
            Flag(code="no_detail", severity="warning", message="there were no shorter bars to look "
                 "into: where a bar met stop and target, the stop is taken to come first")
        ]  # fmt: skip
    return [
        Flag(code="partial_detail", severity="warning", message="there were shorter bars for "
             f"{floor(1_000 * cover) / 10:g} % of the bars: in the others the stop is taken to "
             "come first")
    ]  # fmt: skip


def _cut_lots(result: RunResult) -> list[Flag]:
    """Entries of a fixed size that were smaller for want of margin."""
    sizing, instrument = result.bound.document.sizing, result.instrument
    if not isinstance(sizing, FixedLots):
        return []
    lots = min(Decimal(str(sizing.lots)), instrument.volume_max)
    entries = result.deals.volume[result.deals.entry == 0]
    cut = int((entries < int(lots / instrument.volume_step)).sum())
    if not cut:
        return []
    words = (
        f"{cut} of {len(entries)} entries are smaller than {lots} lots: the free margin carried no "
        "more, and a terminal would have refused them"
    )
    return [Flag(code="lots_cut", severity="warning", message=words)]


def _data(result: RunResult, quality: DataQuality | None) -> list[Flag]:
    if quality is None:
        return []
    found: list[Flag] = []
    clock = result.settings.server_clock
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
    if quality.duplicates:
        found.append(
            Flag(code="duplicates", severity="info", message=f"{quality.duplicates} bars had the "
                 "time of another and were left out when the bars were read")
        )  # fmt: skip
    if quality.zero_spreads:
        share = 100 * quality.zero_spreads / quality.bars
        found.append(
            Flag(code="zero_spreads", severity="warning" if share >= _FREE_PCT else "info",
                 message=f"{quality.zero_spreads} bars ({share:.1f} %) have a spread of 0: what is "
                 "traded on them is too cheap")
        )  # fmt: skip
    if quality.weekend_bars and not result.instrument.always_open:
        found.append(
            Flag(code="weekend_bars", severity="warning", message=f"{quality.weekend_bars} bars "
                 f"lie on a Saturday or Sunday of the server's clock ({clock}): is that the "
                 "broker's clock?")
        )  # fmt: skip
    return found
