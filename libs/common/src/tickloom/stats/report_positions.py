"""Which deal closes which.

On a netting account there is one position a symbol, at the average of what opened it. On a
hedging one a report seldom says it: a history's table of positions does, and so does a profit
that one open deal alone explains. Else the oldest one of equal volume is taken, as a guess.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tickloom.stats.report_deals import Report, ReportDeal, ToldPosition
from tickloom.stats.report_worth import Worth, half_of

Worths = Mapping[str, Worth]
_NOTHING: Worths = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A closing deal, or a part of it, with the position that it closes.

    `opening` opened the position, `added` made it larger since (netting only), and `price_open`
    is what the profit counts from. A guess could as well have closed another deal.
    """

    opening: ReportDeal
    closing: ReportDeal
    volume: Decimal
    price_open: Decimal
    added: tuple[ReportDeal, ...] = ()
    is_guess: bool = False


@dataclass(slots=True)
class _Open:
    """What is open of a deal, or of all deals of a netting position."""

    deal: ReportDeal
    left: Decimal
    price: Decimal
    added: list[ReportDeal] = field(default_factory=list[ReportDeal])

    def closed_by(self, closing: ReportDeal, volume: Decimal, *, is_guess: bool = False) -> Closed:
        self.left -= volume
        return Closed(
            opening=self.deal, closing=closing, volume=volume, price_open=self.price,
            added=tuple(self.added), is_guess=is_guess,
        )  # fmt: skip


def closed_in(report: Report, worths: Worths = _NOTHING) -> tuple[Closed, ...]:
    """The closing deals of a report, by everything that it tells."""
    return closed_of(
        report.deals, is_netting=report.is_netting, told=report.positions, worths=worths
    )


def closed_of(
    deals: tuple[ReportDeal, ...], *, is_netting: bool | None = None,
    told: Sequence[ToldPosition] = (), worths: Worths = _NOTHING,
) -> tuple[Closed, ...]:  # fmt: skip
    """Every closing deal with what it closed; a reversal opens what is left of it."""
    if is_netting is None:
        is_netting = _looks_netting(deals)
    if is_netting is not None:
        return _netting(deals) if is_netting else _hedging(deals, told, worths)
    hedging, netting = _hedging(deals, told, worths), _netting(deals)
    better = _explained(netting, worths) > _explained(hedging, worths)
    return netting if better else hedging


def _looks_netting(deals: Sequence[ReportDeal]) -> bool | None:
    """A reversal happens on netting accounts only, two open sides on hedging ones only."""
    if any(deal.entry == 2 for deal in deals):
        return True
    volumes: dict[tuple[str, int], Decimal] = {}
    for deal in deals:
        side = deal.side if deal.entry == 0 else -deal.side
        key = (deal.symbol, side)
        step = deal.volume if deal.entry == 0 else -deal.volume
        volumes[key] = volumes.get(key, Decimal(0)) + step
        if deal.entry == 0 and volumes.get((deal.symbol, -side), Decimal(0)) > 0:
            return False
    return None


def _explained(closed: Sequence[Closed], worths: Worths) -> int:
    return sum(
        worth.explains(profit_of(each, worth), each.closing.profit)
        for each in closed
        if (worth := worths.get(each.closing.symbol)) and each.volume == each.closing.volume
    )


def profit_of(closed: Closed, worth: Worth) -> Decimal:
    """The profit of the part, not rounded."""
    move = (closed.closing.price - closed.price_open) * closed.opening.side
    return move * closed.volume * worth.unit(closed.closing)


# -- netting: one position a symbol


def _netting(deals: Sequence[ReportDeal]) -> tuple[Closed, ...]:
    positions: dict[str, _Open] = {}
    closed: list[Closed] = []
    for deal in deals:
        held = positions.get(deal.symbol)
        left = deal.volume
        if held is not None and deal.side == held.deal.side and deal.entry == 0:
            _add(held, deal)
            continue
        if held is not None and deal.side != held.deal.side:
            part = min(left, held.left)
            closed.append(held.closed_by(deal, part))
            left -= part
            if held.left == 0:
                del positions[deal.symbol]
        if left > 0 and (deal.entry == 0 or (deal.entry == 2 and held is not None)):
            positions[deal.symbol] = _Open(deal, left, deal.price)
    return tuple(closed)


def _add(held: _Open, deal: ReportDeal) -> None:
    """The position stands at the average price, in full precision."""
    volume = held.left + deal.volume
    held.price = (held.price * held.left + deal.price * deal.volume) / volume
    held.left = volume
    held.added.append(deal)


# -- hedging: every deal that opens is a position


def _hedging(
    deals: Sequence[ReportDeal], told: Sequence[ToldPosition], worths: Worths
) -> tuple[Closed, ...]:
    known = _told_closings(deals, told)
    waiting: list[_Open] = []
    closed: list[Closed] = []
    for deal in deals:
        if deal.entry == 0:
            waiting.append(_Open(deal, deal.volume, deal.price))
            continue
        left = deal.volume
        while left > 0:
            fitting = _fitting(deal, waiting, known.get(deal.number))
            if not fitting:
                break
            chosen, is_guess = _chosen(deal, left, fitting, worths)
            part = min(left, chosen.left)
            closed.append(chosen.closed_by(deal, part, is_guess=is_guess))
            left -= part
            if chosen.left == 0:
                waiting.remove(chosen)
    return tuple(closed)


def _told_closings(
    deals: Sequence[ReportDeal], told: Sequence[ToldPosition]
) -> dict[str, ReportDeal]:
    """By the table of positions: the number of a closing deal, and the deal that it closes."""
    openings = {deal.order: deal for deal in deals if deal.entry == 0}
    closings: dict[tuple[str, int, int, Decimal, Decimal], list[str]] = {}
    for deal in deals:
        if deal.entry != 0:
            key = (deal.symbol, -deal.side, deal.time_ns, deal.price, deal.volume)
            closings.setdefault(key, []).append(deal.number)
    found: dict[str, ReportDeal] = {}
    for each in told:
        opening = openings.get(each.number)
        if opening is None:
            continue
        key = (each.symbol, opening.side, each.time_close_ns, each.price_close, each.volume)
        if closings.get(key):
            found[closings[key].pop(0)] = opening
    return found


def _fitting(deal: ReportDeal, waiting: Sequence[_Open], told: ReportDeal | None) -> list[_Open]:
    """What the deal can have closed: the one that is told, else all on the other side."""
    fitting = [
        each for each in waiting
        if each.deal.symbol == deal.symbol and each.deal.side != deal.side
    ]  # fmt: skip
    own = [each for each in fitting if told is not None and each.deal is told]
    return own or fitting


def _chosen(
    deal: ReportDeal, left: Decimal, fitting: Sequence[_Open], worths: Worths
) -> tuple[_Open, bool]:
    """The one that alone explains the profit, or else the oldest of its volume as a guess."""
    large = [each for each in fitting if each.left >= left] or list(fitting)
    equal = [each for each in large if each.left == left] + [e for e in large if e.left != left]
    worth = worths.get(deal.symbol)
    if worth is not None and left == deal.volume:
        explaining = _explaining(deal, equal, worth)
        if explaining:
            return explaining[0], len(explaining) > 1
    alike = [each for each in equal if each.left == left] or equal
    return alike[0], len(large) > 1


def _explaining(deal: ReportDeal, waiting: Sequence[_Open], worth: Worth) -> list[_Open]:
    """The open deals that the printed profit fits, the nearest first."""
    unit = worth.unit(deal) * deal.volume
    found: list[tuple[Decimal, _Open]] = []
    for each in waiting:
        exact = (deal.price - each.price) * each.deal.side * unit
        if worth.explains(exact, deal.profit):
            found.append((abs(exact - deal.profit), each))
    least = min((distance for distance, _ in found), default=Decimal(0))
    return [each for distance, each in found if distance <= max(least, half_of(deal.profit))]
