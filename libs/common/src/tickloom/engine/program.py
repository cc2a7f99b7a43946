"""A bound document, compiled: columns to compute and flat postfix code to run over them."""

from dataclasses import dataclass

from tickloom.strategy.bind import BoundDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What the interpreter runs; `warm_up_bars` before the first entry."""

    bound: BoundDocument
    warm_up_bars: int


def compile_document(bound: BoundDocument) -> Program:
    raise NotImplementedError
