"""Decimals that people write as ratios that kernels can multiply in whole numbers of 64 bits.

A third of a percent, typed as 0.3333333333333333, is a ratio of two numbers of seventeen digits,
and its product with an account's balance holds in no word. Documents are the same document where
their numbers agree in twelve digits, so no more are read; and of what is still too long the
nearest shorter ratio is taken, which differs by less than a unit of the twelfth digit. Whatever a
person would write, and whatever a broker lists, is kept as it stands.
"""

from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache

_DIGITS = Context(prec=12)
LONG = 10**12
"""For numbers that are divided at once, or multiplied with what is small."""
SHORT = 10**6
"""For numbers that are multiplied with money (a balance, a turnover) or with another ratio."""


@lru_cache(maxsize=4_096)
def exact(value: float | Decimal) -> Fraction:
    """A number of a document as the decimal that a person wrote, twelve digits of it."""
    return Fraction(_DIGITS.create_decimal(value if isinstance(value, Decimal) else str(value)))


@lru_cache(maxsize=4_096)
def held(ratio: Fraction, numerator_most: int, denominator_most: int = LONG) -> Fraction:
    """The ratio itself where its two numbers are not above those, else the nearest that is.

    A ratio above `numerator_most` is rounded to a whole number.
    """
    if abs(ratio.numerator) <= numerator_most and ratio.denominator <= denominator_most:
        return ratio
    room = int(numerator_most / max(abs(ratio), Fraction(1, denominator_most)))
    return ratio.limit_denominator(max(1, min(denominator_most, room)))
