"""A report recomputed: its statistics from its deals, each deal from price, volume and sheet."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

import numpy as np

from tickloom.domain.instrument import Instrument
from tickloom.domain.market import DAY_NS
from tickloom.stats.columns import DealColumns, Integers, PositionColumns
from tickloom.stats.report_import import Report, ReportDeal
from tickloom.stats.report_labels import PRINTED
from tickloom.stats.report_positions import Closed, closed_of
from tickloom.stats.trade_figures import Figures, trade_figures

_EPOCH_WEEKDAY = 3
"""1970-01-01 was a Thursday; Monday is 0."""
_WEDNESDAY = 2
_NOTHING = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A statistic as printed and as computed; `computed` is None where deals cannot tell it."""

    label: str
    printed: str
    computed: str | None

    @property
    def agrees(self) -> bool | None:
        return None if self.computed is None else self.computed == self.printed


@dataclass(frozen=True, slots=True, kw_only=True)
class DealCheck:
    """How many deals could be recomputed, and those that came out otherwise (in words)."""

    checked: int
    unlike: tuple[str, ...]


def deposit_of(report: Report) -> Decimal:
    """What was put on the account before the first trade."""
    begin = report.deals[0].time_ns if report.deals else None
    early = [flow.amount for flow in report.flows if begin is None or flow.time_ns <= begin]
    return sum(early, Decimal(0))


def figures_of(report: Report) -> Figures:
    """All figures of the deals, and the printed ones that deals cannot tell."""
    closed = closed_of(report.deals)
    deposit = int(deposit_of(report).scaleb(report.digits))
    figures = trade_figures(
        deal_columns(report), _positions(closed), deposit=deposit, digits=report.digits
    )
    for printed in PRINTED:
        text = report.statistics.get(printed.label)
        if printed.write is None and text is not None:
            figures |= printed.figures(text)
    return figures | {"recovery_factor": _recovery(figures)}


def compared(report: Report) -> tuple[Compared, ...]:
    """Every printed statistic beside the same one from the deals."""
    figures = figures_of(report)
    return tuple(
        Compared(
            label=printed.label, printed=" ".join(report.statistics[printed.label].split()),
            computed=None if printed.write is None else printed.write(figures, report.digits),
        )
        for printed in PRINTED
        if printed.label in report.statistics
    )  # fmt: skip


def deal_columns(report: Report) -> DealColumns:
    """The deals in smallest units; deposits during trading are left out of the balances."""
    deals = report.deals
    net = [_units(deal.net, report) for deal in deals]
    begin = _units(deposit_of(report), report)
    return DealColumns(
        time_ns=_column([deal.time_ns for deal in deals]),
        side=_column([deal.side for deal in deals]), entry=_column([deal.entry for deal in deals]),
        profit=_column([_units(deal.profit, report) for deal in deals]),
        commission=_column([_units(deal.commission, report) for deal in deals]),
        swap=_column([_units(deal.swap, report) for deal in deals]),
        balance=begin + np.cumsum(_column(net)),
    )  # fmt: skip


def _column(values: list[int]) -> Integers:
    return np.array(values, dtype=np.int64)


def _units(amount: Decimal, report: Report) -> int:
    return int(amount.scaleb(report.digits))


def _positions(closed: tuple[Closed, ...]) -> PositionColumns:
    """Holding times from the first deal of a position to its last."""
    spans: dict[str, tuple[int, int, int]] = {}
    for each in closed:
        opening = each.opening
        spans[opening.number] = (opening.time_ns, each.closing.time_ns, opening.side)
    return PositionColumns(
        time_open_ns=_column([span[0] for span in spans.values()]),
        time_close_ns=_column([span[1] for span in spans.values()]),
        side=_column([span[2] for span in spans.values()]), net=_NOTHING, mfe=_NOTHING,
        mae=_NOTHING,
    )  # fmt: skip


def _recovery(figures: Figures) -> float | None:
    """Net profit over the largest fall of the equity (as both known reports have it)."""
    net, fall = figures["net_profit"], figures.get("equity_drawdown_maximal")
    return None if net is None or not fall else float(net) / float(fall)


# -- each deal from price, volume and the symbol's sheet


def check_profits(report: Report, instrument: Instrument, currency: str) -> DealCheck:
    """(close - open) x contract x lots of every closing deal, rounded to the account's digits."""
    profits: dict[str, Decimal] = {}
    closing = {deal.number: deal for deal in report.deals if deal.entry != 0}
    for each in closed_of(report.deals):
        rate = _rate(instrument, currency, each.closing)
        if rate is None:
            return DealCheck(checked=0, unlike=())
        move = (each.closing.price - each.opening.price) * each.opening.side
        amount = move * instrument.contract_size * each.volume * rate
        profits[each.closing.number] = profits.get(each.closing.number, Decimal(0)) + amount
    return _check(report, closing, profits, "profit")


def _rate(instrument: Instrument, currency: str, closing: ReportDeal) -> Decimal | None:
    """Account currency for one unit of the profit currency, where the deal's price tells it."""
    if instrument.currency_profit == currency:
        return Decimal(1)
    return 1 / closing.price if instrument.currency_base == currency else None


def check_commissions(report: Report) -> DealCheck:
    """Every commission is the same rate a lot as the first one of its kind (in or out)."""
    rates: dict[bool, Decimal] = {}
    wanted: dict[str, Decimal] = {}
    for deal in report.deals:
        kind = deal.entry != 0
        rates.setdefault(kind, deal.commission / deal.volume)
        wanted[deal.number] = rates[kind] * deal.volume
    return _check(report, {deal.number: deal for deal in report.deals}, wanted, "commission")


def check_swaps(report: Report) -> DealCheck:
    """One rate a lot and night for each side explains every swap, the night to Thursday thrice."""
    charged = [c for c in closed_of(report.deals) if nights(c)]
    if any(len([d for d in charged if d.closing == c.closing]) > 1 for c in charged):
        return DealCheck(checked=0, unlike=())
    wanted = {deal.number: Decimal(0) for deal in report.deals}
    for side in (1, -1):
        own = [each for each in charged if each.opening.side == side]
        rate = _common_rate(own, report.digits)
        for each in own:
            wanted[each.closing.number] = rate * each.volume * nights(each)
    return _check(report, {deal.number: deal for deal in report.deals}, wanted, "swap")


def _common_rate(charged: list[Closed], digits: int) -> Decimal:
    """The middle of the rates that round to every one of the charged amounts."""
    if not charged:
        return Decimal(0)
    half = Decimal(5).scaleb(-digits - 1)
    lots = [(each.closing.swap, each.volume * nights(each)) for each in charged]
    low = max((swap - half) / lot for swap, lot in lots)
    high = min((swap + half) / lot for swap, lot in lots)
    return (low + high) / 2


def nights(closed: Closed) -> int:
    """Rollovers between opening and closing: weekdays once, Wednesday to Thursday three times."""
    first, last = (deal.time_ns // DAY_NS for deal in (closed.opening, closed.closing))
    weekdays = [(day + _EPOCH_WEEKDAY) % 7 for day in range(first, last)]
    return sum(3 if day == _WEDNESDAY else 1 for day in weekdays if day < 5)


def _check(
    report: Report, deals: dict[str, ReportDeal], wanted: dict[str, Decimal],
    column: Literal["profit", "commission", "swap"],
) -> DealCheck:  # fmt: skip
    step = Decimal(1).scaleb(-report.digits)
    unlike = tuple(
        f"deal {number}: {column} {getattr(deal, column)}, computed {exact}"
        for number, deal in deals.items()
        if number in wanted
        and (exact := wanted[number].quantize(step, rounding=ROUND_HALF_UP))
        != getattr(deal, column)
    )
    return DealCheck(checked=len(wanted), unlike=unlike)
