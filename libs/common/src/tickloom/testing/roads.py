"""Two roads over the same bars, compared to the last bit."""

from typing import Any

import numpy as np

from tickloom.engine.result import Outcome
from tickloom.strategy.bind import BoundDocument, bind_document
from tickloom.strategy.parse import parse_document


def bound_of(raw: dict[str, Any]) -> BoundDocument | None:
    """A document with its defaults; None where it is refused."""
    document = parse_document(raw).document
    return None if document is None else bind_document(document).bound


def same(one: Outcome, other: Outcome) -> bool:
    """Whether two runs, both with equity, made the same deals and marks and ended alike."""
    assert one.equity is not None
    assert other.equity is not None
    return (
        one.digest == other.digest
        and one.end == other.end
        and np.array_equal(one.position_rows, other.position_rows)
        and np.array_equal(one.equity.equity, other.equity.equity)
        and np.array_equal(one.equity.balance, other.equity.balance)
        and np.array_equal(
            one.equity.margin_level_pct, other.equity.margin_level_pct, equal_nan=True
        )
    )
