"""A document in plain English, by templates."""

from tickloom.strategy.document import StrategyDocument


def explain(document: StrategyDocument) -> str:
    """The whole document as one paragraph."""
    raise NotImplementedError
