"""What no table takes will not be taken later either."""

from collections.abc import Generator
from contextlib import contextmanager
from decimal import Decimal

import asyncpg

from tickloom.contracts.message import Message
from tickloom.domain.errors import InvalidInput

_DIGITS_MAX = 40


def figure(text: str) -> Decimal:
    """A number of a deal; raises ValueError or ArithmeticError for what is none.

    One with an endless exponent would be stored as another number.
    """
    value = Decimal(text)
    if not value.is_finite() or abs(value.adjusted()) > _DIGITS_MAX:
        raise ValueError(f"{text[:40]} is no number of a deal")
    return value


@contextmanager
def recordable(message: Message) -> Generator[None]:
    """Turn "this value cannot be stored" into `InvalidInput`, so that the next message flows."""
    try:
        yield
    except (ArithmeticError, ValueError, asyncpg.DataError) as error:
        kind = type(message).__name__
        raise InvalidInput(kind, message.id, f"values that can be stored ({error!r})") from error
