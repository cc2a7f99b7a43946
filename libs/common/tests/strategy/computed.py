"""Definitions run over a market, whole or block by block."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from oracles_market import Market, Series

from tickloom.strategy.catalogue import CATALOGUE
from tickloom.strategy.indicators.registry import DEFINITIONS

KEYS = sorted(DEFINITIONS, key=lambda key: (key[0], key[1] or ""))
IDS = [name if form is None else f"{name}-{form}" for name, form in KEYS]
Key = tuple[str, str | None]

# What stands in for lengths without a default, and a second set that is odd, short or unequal.
FIRST: Mapping[str, int | float] = {"period": 14}
SECOND: Mapping[str, int | float] = {
    "period": 5, "fast": 3, "slow": 7, "signal": 4, "k": 6, "d": 2, "smooth": 4, "mult": 1.3,
    "cmo": 4, "jaw": 6, "teeth": 4, "lips": 2, "deviation": 2.5, "step": 0.05, "max": 0.3,
}  # fmt: skip
SHORT: Mapping[str, int | float] = {
    "period": 1, "fast": 1, "slow": 2, "signal": 1, "k": 1, "d": 1, "smooth": 1, "mult": 0.5,
    "cmo": 1, "jaw": 1, "teeth": 1, "lips": 1, "deviation": 1, "step": 0.2, "max": 0.2,
}  # fmt: skip
CHOICES = (FIRST, SECOND, SHORT)


def params_of(name: str, choice: Mapping[str, int | float]) -> dict[str, int | float]:
    """The parameters of an indicator: of a choice where it has them, else the default."""
    spec = CATALOGUE[name]
    given = {
        param.name: max(choice[param.name], param.minimum)
        for param in spec.params
        if param.name in choice and (choice is not FIRST or param.default is None)
    }
    if name == "vwap" and choice is SECOND:
        return {}
    return spec.filled(given)


def inputs_of(key: Key, market: Market, source: str | None = None) -> Any:
    chosen = source or CATALOGUE[key[0]].source or "close"
    return np.array([market.row(word, chosen) for word in DEFINITIONS[key].inputs])


def run(
    key: Key, params: Mapping[str, int | float], inputs: Any, blocks: Sequence[int] = ()
) -> Any:
    """All lines of a definition; `blocks` are the sizes of the first blocks."""
    definition = DEFINITIONS[key]
    state = definition.init(np.array([float(value) for value in params.values()]))
    count = inputs.shape[1]
    lines = np.full((max(1, len(CATALOGUE[key[0]].lines)), count), -1e300)
    place = 0
    for size in [*blocks, count]:
        end = min(count, place + size)
        block = np.empty((len(lines), end - place))
        rows: Any = np.ascontiguousarray(inputs[:, place:end])
        definition.column(state, tuple(rows), block)
        lines[:, place:end] = block
        place = end
    return lines


def of(name: str, *params: float, rows: Sequence[Series], form: str | None = None) -> Any:
    """The lines of an indicator over rows of its inputs."""
    names = [param.name for param in CATALOGUE[name].params]
    return run((name, form), dict(zip(names, params, strict=False)), np.array(rows))
