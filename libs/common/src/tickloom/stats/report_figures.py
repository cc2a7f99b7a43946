"""The statistics of a report, computed from its deals and set beside the printed ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from tickloom.stats.columns import DealColumns, Integers, PositionColumns
from tickloom.stats.report_deals import CREDITS, Report
from tickloom.stats.report_labels import PRINTED, Printed
from tickloom.stats.report_positions import Closed, closed_in
from tickloom.stats.trade_figures import Figures, trade_figures

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


def deposit_of(report: Report) -> Decimal:
    """What was on the account before the first trade; of a part of a history, its begin."""
    if not report.deals:
        return sum((flow.amount for flow in report.flows), Decimal(0))
    first = report.deals[0]
    early = report.ledger[: report.ledger.index(first)]
    if not early:
        return first.balance - first.net
    told = early[-1].balance
    amounts = (flow.amount for flow in report.flows[: len(early)])
    return sum(amounts, Decimal(0)) if told is None else told


def figures_of(report: Report, closed: Sequence[Closed] | None = None) -> Figures:
    """All figures of the deals, and the printed ones that deals cannot tell."""
    pairs = closed_in(report) if closed is None else closed
    deposit = int(deposit_of(report).scaleb(report.digits))
    figures = trade_figures(
        deal_columns(report), _positions(pairs), deposit=deposit, digits=report.digits
    )
    for printed in PRINTED:
        text = report.statistics.get(printed.label)
        if printed.write is None and text is not None:
            figures |= printed.figures(text)
    return figures | {"recovery_factor": _recovery(figures)}


def compared(report: Report, closed: Sequence[Closed] | None = None) -> tuple[Compared, ...]:
    """Every printed statistic beside the same one from the deals."""
    pairs = closed_in(report) if closed is None else closed
    figures = figures_of(report, pairs)
    unsure = _unsure(report, pairs)
    return tuple(
        _compared(printed, report, figures, is_unsure=printed.names[0].startswith(unsure))
        for printed in PRINTED
        if printed.label in report.statistics
    )


def _compared(printed: Printed, report: Report, figures: Figures, *, is_unsure: bool) -> Compared:
    text = " ".join(report.statistics[printed.label].split())
    computed = None if printed.write is None else printed.write(figures, report.digits)
    told = None if is_unsure and computed != text else computed
    return Compared(label=printed.label, printed=text, computed=told)


def _unsure(report: Report, closed: Sequence[Closed]) -> tuple[str, ...]:
    """Figures that rest on what the report does not say: where unlike, they are not called wrong.

    Holding times need to know which deal closed which; how the terminal counts deposits amid
    trades, and charges that are deals of their own, is not known.
    """
    whole = len({each.closing.number for each in closed}) == sum(
        deal.entry != 0 for deal in report.deals
    )
    is_guess = any(each.is_guess for each in closed) or not whole
    amid = bool(report.deals) and any(
        flow.time_ns > report.deals[0].time_ns for flow in report.flows
    )
    held = ("holding_time",) if is_guess else ()
    curve = ("balance_drawdown", "recovery", "ahpr", "ghpr", "lr_") if amid else ()
    own = any(flow.kind not in CREDITS | {"balance", "-"} for flow in report.flows)
    charges = ("net_profit", "gross", "profit_factor", "expected", "recovery") if own else ()
    return held + curve + charges


def deal_columns(report: Report) -> DealColumns:
    """The deals in smallest units; deposits during trading are left out of the balances."""
    deals = report.deals
    net = [_units(deal.net, report) for deal in deals]
    begin = _units(deposit_of(report), report)
    return DealColumns(
        time_ns=_column([deal.time_ns for deal in deals]),
        side=_column([deal.side for deal in deals]), entry=_column([deal.entry for deal in deals]),
        profit=_column([_units(deal.profit, report) for deal in deals]),
        commission=_column([_units(deal.costs, report) for deal in deals]),
        swap=_column([_units(deal.swap, report) for deal in deals]),
        balance=begin + np.cumsum(_column(net)),
    )  # fmt: skip


def _column(values: list[int]) -> Integers:
    return np.array(values, dtype=np.int64)


def _units(amount: Decimal, report: Report) -> int:
    return int(amount.scaleb(report.digits))


def _positions(closed: Sequence[Closed]) -> PositionColumns:
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
