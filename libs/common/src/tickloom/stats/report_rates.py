"""Which rate explains printed amounts: each allows the rates that round to it, and no others."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

_EVIDENCE = 5
"""Deals that must agree for each one that does not before that one is called wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """An amount that should be a rate times `base`, to within `slack` on either side."""

    number: str
    amount: Decimal
    base: Decimal
    slack: Decimal
    is_sure: bool = True

    def fits(self, rate: Fraction) -> bool:
        exact = rate * Fraction(self.base)
        return abs(exact - Fraction(self.amount)) <= Fraction(self.slack)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Numbers of the deals that agree, what the others should be, and those nobody can tell."""

    agree: frozenset[str]
    unlike: dict[str, Decimal]
    unknown: frozenset[str]


def best_rate(charges: Sequence[Charge]) -> Fraction:
    """The rate that explains most of the charges: the middle of where most intervals meet."""
    ends: list[tuple[Fraction, int]] = []
    for each in charges:
        if each.base == 0:
            continue
        low, high = sorted(
            Fraction(each.amount + slack) / Fraction(each.base)
            for slack in (-each.slack, each.slack)
        )
        ends += [(low, -1), (high, 1)]
    ends.sort()
    count = most = 0
    rate = Fraction(0)
    for place, (end, step) in enumerate(ends):
        count -= step
        if count > most:
            most, rate = count, (end + ends[place + 1][0]) / 2
    return rate


def judged(charges: Sequence[Charge], *, is_steady: bool) -> Judged:
    """One rate for all; `is_steady` says that it cannot have changed on the way.

    A single amount proves nothing of itself. Those that no common rate explains are wrong only
    where many others agree and they do not agree among themselves: else there is a second rate.
    """
    rate = best_rate(charges)
    agree = [each for each in charges if each.fits(rate)]
    rest = [each for each in charges if not each.fits(rate)]
    proofs = [each for each in agree if each.base != 0]
    if len(charges) == 1 and charges[0].amount != 0:
        return _unknown(charges)
    if rest and len(proofs) < _EVIDENCE * len(rest):
        return _unknown(charges)
    unlike: dict[str, Decimal] = {}
    if is_steady and not _is_second_rate(rest):
        unlike = {each.number: _amount(rate, each) for each in rest if each.is_sure}
    return Judged(
        agree=frozenset(each.number for each in agree), unlike=unlike,
        unknown=frozenset(each.number for each in rest if each.number not in unlike),
    )  # fmt: skip


def _unknown(charges: Sequence[Charge]) -> Judged:
    numbers = frozenset(each.number for each in charges)
    return Judged(agree=frozenset(), unlike={}, unknown=numbers)


def _is_second_rate(rest: Sequence[Charge]) -> bool:
    """Several that go by another rate, or by one amount (a minimum)."""
    if len(rest) < 2:
        return False
    rate = best_rate(rest)
    alike = sum(each.fits(rate) for each in rest)
    return alike > 1 or len({each.amount for each in rest}) == 1


def _amount(rate: Fraction, charge: Charge) -> Decimal:
    exact = rate * Fraction(charge.base)
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def joined(parts: Sequence[Judged]) -> Judged:
    """What was judged apart, as one; a deal that one part cannot tell is unknown."""
    unknown = frozenset[str]().union(*(part.unknown for part in parts))
    unlike = {number: amount for part in parts for number, amount in part.unlike.items()}
    agree = frozenset[str]().union(*(part.agree for part in parts)) - unknown - set(unlike)
    return Judged(agree=agree, unlike=unlike, unknown=unknown)
