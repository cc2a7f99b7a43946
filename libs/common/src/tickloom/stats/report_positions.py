"""Which deal closes which: a report does not say it, so the oldest one of equal volume is taken."""

from dataclasses import dataclass
from decimal import Decimal

from tickloom.stats.report_import import ReportDeal


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A closing deal, or a part of it, with the opening deal that it closes."""

    opening: ReportDeal
    closing: ReportDeal
    volume: Decimal


class _Open:
    """An opening deal and what is still open of it."""

    def __init__(self, deal: ReportDeal, volume: Decimal) -> None:
        self.deal = deal
        self.left = volume


def closed_of(deals: tuple[ReportDeal, ...]) -> tuple[Closed, ...]:
    """Every closing deal with what it closed; a reversal opens what is left of it."""
    waiting: list[_Open] = []
    closed: list[Closed] = []
    for deal in deals:
        left = deal.volume
        if deal.entry != 0:
            left = _close(deal, waiting, closed)
        if deal.entry in {0, 2} and left > 0:
            waiting.append(_Open(deal, left))
    return tuple(closed)


def _close(deal: ReportDeal, waiting: list[_Open], closed: list[Closed]) -> Decimal:
    """Close what stands on the other side; answers the volume that found nothing."""
    left = deal.volume
    while left > 0:
        fitting = [o for o in waiting if o.deal.symbol == deal.symbol and o.deal.side != deal.side]
        if not fitting:
            return left
        chosen = next((o for o in fitting if o.left == left), fitting[0])
        part = min(left, chosen.left)
        closed.append(Closed(opening=chosen.deal, closing=deal, volume=part))
        chosen.left -= part
        left -= part
        if chosen.left == 0:
            waiting.remove(chosen)
    return left
