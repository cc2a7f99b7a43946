"""Exact numbers at the edges.

A `Price` minus a `Price` is a distance (a plain `Decimal`), a `Volume` counts lots, a `Money`
belongs to one currency. All three are `Decimal` so that what is shown is what is meant; only
`Instrument` makes prices and volumes. Kernels use float64 on the tick grid instead.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NewType

from tickloom.domain.errors import InvalidInput

Price = NewType("Price", Decimal)
Volume = NewType("Volume", Decimal)

_CENT = Decimal("0.01")
_WHOLE = frozenset(("CLP", "ISK", "JPY", "KRW", "VND"))


def money_digits(currency: str) -> int:
    """The decimals in which an account of this currency is kept: none for yen, else two."""
    return 0 if currency in _WHOLE else 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount of one currency; adding two currencies is an error, not a number."""

    amount: Decimal
    currency: str

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(amount=self.amount + other.amount, currency=self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(amount=self.amount - other.amount, currency=self.currency)

    def __neg__(self) -> "Money":
        return Money(amount=-self.amount, currency=self.currency)

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise InvalidInput("currency", other.currency, f"{self.currency}, as the other amount")


def cents(amount: Decimal) -> Decimal:
    """Round to two decimals, half away from zero, as MetaTrader books money."""
    return amount.quantize(_CENT, rounding=ROUND_HALF_UP)
