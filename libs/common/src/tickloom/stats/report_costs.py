"""Commissions and swaps recomputed: the rates are found in the deals that they have to explain.

A report prints neither commission nor swap rates. Each symbol has its own, and a rate counts as
known only where several deals agree on it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tickloom.domain.market import DAY_NS
from tickloom.stats.report_check import DealCheck, checked
from tickloom.stats.report_deals import Report, ReportDeal
from tickloom.stats.report_positions import Closed, closed_in
from tickloom.stats.report_rates import Charge, Judged, joined, judged
from tickloom.stats.report_worth import half_of

_EPOCH_WEEKDAY = 3
"""1970-01-01 was a Thursday; Monday is 0."""
_USUAL = (1, 1, 3, 1, 1, 0, 0)
_WEEKS = (
    _USUAL, (1, 1, 1, 1, 3, 0, 0), (1, 1, 1, 3, 1, 0, 0), (1, 3, 1, 1, 1, 0, 0),
    (3, 1, 1, 1, 1, 0, 0), (1, 1, 1, 1, 1, 0, 0), (1, 1, 1, 1, 1, 1, 1),
)  # fmt: skip
"""How often each night is charged, Monday's first: a triple day, none, or every night."""
_WITNESSES = 3
"""Deals that must agree before another week than the usual one is believed."""

_BASES: tuple[Callable[[ReportDeal], Decimal], ...] = (
    lambda deal: deal.volume,
    lambda deal: deal.volume * deal.price,
    lambda deal: deal.volume / deal.price if deal.price else deal.volume,
    lambda _deal: Decimal(1),
)
"""What commissions grow with: lots, turnover, turnover in the base currency, nothing."""
_SIDES: tuple[Callable[[ReportDeal], int], ...] = (lambda _deal: 0, lambda deal: deal.entry)
"""One rate for all deals, or one each for those that open and those that close."""


def check_commissions(report: Report) -> DealCheck:
    """One rate a symbol, by lot, turnover or deal, explains every commission."""
    parts = [_commissions(own, report) for own in _by_symbol(report.deals)]
    return checked(report, joined(parts), "commission", "no rate is told by several deals")


def _commissions(deals: Sequence[ReportDeal], report: Report) -> Judged:
    # Brokers quote commissions in dollars: on other accounts they follow the exchange rate.
    is_steady = report.is_test and report.currency == "USD"
    best: Judged | None = None
    for side in _SIDES:
        for base in _BASES:
            groups: dict[int, list[Charge]] = defaultdict(list)
            for deal in deals:
                groups[side(deal)].append(_charge(deal, deal.costs, base(deal)))
            found = joined([judged(own, is_steady=is_steady) for own in groups.values()])
            if not found.unlike and not found.unknown:
                return found
            if best is None or len(found.agree) > len(best.agree):
                best = found
    assert best is not None
    return best


def _by_symbol(deals: Iterable[ReportDeal]) -> list[list[ReportDeal]]:
    found: dict[str, list[ReportDeal]] = defaultdict(list)
    for deal in deals:
        found[deal.symbol].append(deal)
    return list(found.values())


def _charge(deal: ReportDeal, amount: Decimal, base: Decimal) -> Charge:
    return Charge(number=deal.number, amount=amount, base=base, slack=half_of(amount))


# -- swaps


def check_swaps(
    report: Report, *, steady: frozenset[str] = frozenset(),
    closed: Sequence[Closed] | None = None,
) -> DealCheck:  # fmt: skip
    """One rate a lot and night for each side of a symbol explains every swap.

    `steady` are the symbols whose swaps need no exchange rate, which changes from night to night.
    """
    pairs: dict[str, list[Closed]] = defaultdict(list)
    for each in closed_in(report) if closed is None else closed:
        pairs[each.closing.number].append(each)
    parts = [
        _swaps(own, pairs, is_steady=report.is_test and own[0].symbol in steady)
        for own in _by_symbol(report.deals)
    ]
    return checked(report, joined(parts), "swap", "no rate and triple day is told by the deals")


def _swaps(
    deals: Sequence[ReportDeal], pairs: Mapping[str, Sequence[Closed]], *, is_steady: bool
) -> Judged:
    """Deals that end no night are charged nothing; one week and one rate explain the others."""
    held: list[ReportDeal] = []
    sure: list[ReportDeal] = []
    dark: list[ReportDeal] = []
    for deal in deals:
        own = pairs.get(deal.number, ())
        if deal.entry == 0 or (own and all(_days(each) == 0 for each in own)):
            is_dark = deal.swap != 0 and (not is_steady or any(each.is_guess for each in own))
            (dark if is_dark else sure).append(deal)
        elif not own or any(each.added for each in own):
            dark.append(deal)
        else:
            held.append(deal)
    plain = Judged(
        agree=frozenset(deal.number for deal in sure if deal.swap == 0),
        unlike={deal.number: Decimal(0) for deal in sure if deal.swap != 0},
        unknown=frozenset(deal.number for deal in dark),
    )  # fmt: skip
    return joined([plain, _nightly(held, pairs, is_steady=is_steady)])


def _nightly(
    held: Sequence[ReportDeal], pairs: Mapping[str, Sequence[Closed]], *, is_steady: bool
) -> Judged:
    """The first model that explains all; else the one that explains most."""
    best = joined([])
    for model in _MODELS:
        groups: dict[int, list[Charge]] = defaultdict(list)
        for deal in held:
            own = pairs[deal.number]
            groups[own[0].opening.side].append(model.charge(deal, own))
        found = joined([judged(own, is_steady=is_steady) for own in groups.values()])
        if not model.is_usual and len(found.agree) < _WITNESSES:
            continue
        if model is _MODELS[0] or len(found.agree) > len(best.agree):
            best = found
        if not best.unlike and not best.unknown:
            return best
    return best


def _days(closed: Closed) -> int:
    return closed.closing.time_ns // DAY_NS - closed.opening.time_ns // DAY_NS


def nights(closed: Closed, week: Sequence[int] = _USUAL) -> int:
    """Rollovers between opening and closing: weekdays once, Wednesday to Thursday three times."""
    first = closed.opening.time_ns // DAY_NS + _EPOCH_WEEKDAY
    whole, rest = divmod(_days(closed), 7)
    return whole * sum(week) + sum(week[(first + day) % 7] for day in range(rest))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Model:
    """How swaps may be charged: which nights count, by what, and when they are rounded."""

    week: tuple[int, ...]
    is_by_price: bool
    is_rounded_nightly: bool

    @property
    def is_usual(self) -> bool:
        return self.week == _USUAL and not self.is_by_price

    def charge(self, deal: ReportDeal, closed: Sequence[Closed]) -> Charge:
        base = sum(
            (
                each.volume * nights(each, self.week) * (each.price_open if self.is_by_price else 1)
                for each in closed
            ),
            Decimal(0),
        )
        times = max(_days(each) for each in closed) if self.is_rounded_nightly else 1
        return Charge(
            number=deal.number, amount=deal.swap, base=base, slack=half_of(deal.swap) * times,
            is_sure=not any(each.is_guess for each in closed),
        )  # fmt: skip


_MODELS = tuple(
    _Model(week=week, is_by_price=by_price, is_rounded_nightly=nightly)
    for week in _WEEKS
    for by_price in (False, True)
    for nightly in (False, True)
)
