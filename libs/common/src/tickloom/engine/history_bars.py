"""How many bars are read before the range of a run, so that its first bar can be traded.

Numbers of bars come in steps that double, so that most documents read the same history: a value
that remembers for ever hardly depends on where it began, but bits do, and a set of a sweep is to
have the digest that it has alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tickloom.domain.ids import Symbol
from tickloom.domain.market import Timeframe
from tickloom.engine.compiler import compile_document
from tickloom.engine.parameter_space import Axis
from tickloom.strategy.bind import BoundDocument
from tickloom.strategy.document import StrategyDocument
from tickloom.strategy.walk import substituted

HISTORY_BARS = 5_000
"""The least that is read, where it is there."""


def history_bars(
    document: StrategyDocument, timeframe: Timeframe, params: Mapping[str, int | float], *,
    axes: Sequence[Axis] = (), warm_up_bars: int | None = None,
) -> int:  # fmt: skip
    """Bars of history that are enough for every set of a search, or for the one of `params`.

    The longest lengths need most, so each axis is taken at its largest value, whether or not
    these go together. `warm_up_bars` is what a run asks for itself.
    """
    values = {param.name: param.default for param in document.params} | dict(params)
    values |= {axis.name: max(axis.values) for axis in axes}
    lengths = {name: max(1, value) for name, value in values.items()}  # others are refused later
    longest = replace(substituted(document, lengths), timeframe=timeframe)
    bound = BoundDocument(document=longest, symbol=Symbol(""), timeframe=timeframe)
    needed = max(compile_document(bound).warm_up_bars, warm_up_bars or 0)
    steps = HISTORY_BARS
    while steps < needed:
        steps *= 2
    return steps
