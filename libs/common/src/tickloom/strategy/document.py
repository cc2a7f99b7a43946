"""The strategy document as frozen values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyDocument:
    """A strategy; parsed by `strategy.parse`, hashed by `strategy.canonical`."""

    name: str = ""
