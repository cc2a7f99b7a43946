"""What a move of the price is worth in the account's currency, as far as a report tells it."""

from dataclasses import dataclass
from decimal import Decimal

from tickloom.domain.instrument import Instrument
from tickloom.stats.report_deals import ReportDeal

_SPREAD_MAX = Decimal("0.002")
"""Profits are converted at the other side of the market, which a report does not print."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """One symbol's contract; `is_inverse` where the account's currency is the symbol's base."""

    contract_size: Decimal
    is_inverse: bool

    def unit(self, closing: ReportDeal) -> Decimal:
        """Account currency for one lot and a move of 1."""
        return self.contract_size / closing.price if self.is_inverse else self.contract_size

    def explains(self, exact: Decimal, printed: Decimal) -> bool:
        """Whether the profit is the computed one: to the cent, or to the unknown spread."""
        room = half_of(printed) + (abs(exact) * _SPREAD_MAX if self.is_inverse else Decimal(0))
        return abs(exact - printed) <= room


def half_of(printed: Decimal) -> Decimal:
    """Half of the last printed digit: how far an exact amount may be from it."""
    exponent = printed.as_tuple().exponent
    return Decimal(5).scaleb((exponent if isinstance(exponent, int) else 0) - 1)


def worth_of(instrument: Instrument, currency: str | None) -> Worth | None:
    """None where the rate between the profit's and the account's currency is not in the report."""
    if currency == instrument.currency_profit:
        return Worth(contract_size=instrument.contract_size, is_inverse=False)
    if currency == instrument.currency_base:
        return Worth(contract_size=instrument.contract_size, is_inverse=True)
    return None
