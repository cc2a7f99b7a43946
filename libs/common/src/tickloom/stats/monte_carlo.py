"""What else could have come of the same trades: drawn again, as shares of the account.

A trade enters as its return on the balance before it, never as an amount: an amount of the end of
a growing account would be absurd at its beginning.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np

from tickloom.domain.errors import InvalidInput
from tickloom.stats.columns import Floats, Integers

Method = Literal["bootstrap", "shuffle", "block"]
METHODS = ("bootstrap", "shuffle", "block")
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
TRADES_MIN = 5
_RUIN = 0.5
_FAN_POINTS = 100
_CELLS_MAX = 20_000_000


@dataclass(frozen=True, kw_only=True)
class Possible:
    """Quantiles over the drawn accounts; chances are 0 to 1.

    `fan` holds for each level the equity after the trades numbered in `trade`; ruin is the loss of
    half of the deposit at some point.
    """

    method: str
    runs: int
    seed: int
    trade: tuple[int, ...]
    fan: tuple[tuple[float, ...], ...]
    drawdown_pct: tuple[float, ...]
    final_equity: tuple[float, ...]
    loss_chance: float
    ruin_chance: float
    notes: tuple[str, ...]


def returns_of(net: Integers, deposit: int) -> Floats:
    """The return of each trade on the balance before it, in the order in which they closed."""
    balance = deposit + np.concatenate(([0], np.cumsum(net)[:-1]))
    returns: Floats = np.divide(net, balance, out=np.full(len(net), -1.0), where=balance > 0)
    return np.maximum(returns, -1.0)


def possible_of(
    returns: Floats, *, deposit: float, method: Method = "bootstrap", runs: int = 1_000,
    seed: int = 1,
) -> Possible:  # fmt: skip
    """Draw the trades `runs` times; raises `InvalidInput` for too few of them."""
    if len(returns) < TRADES_MIN:
        raise InvalidInput("trades", len(returns), f"at least {TRADES_MIN} trades")
    if method not in METHODS:
        raise InvalidInput("method", method, f"one of {', '.join(METHODS)}")
    generator = np.random.default_rng(seed)
    count = len(returns)
    kept = np.unique(np.linspace(0, count, min(count, _FAN_POINTS) + 1).astype(np.int64))
    paths: list[Floats] = []
    deepest: list[Floats] = []
    lowest: list[Floats] = []
    share = max(1, _CELLS_MAX // count)
    for begin in range(0, runs, share):
        drawn = _drawn(returns, min(share, runs - begin), method, generator)
        growth: Floats = np.multiply.accumulate(1 + drawn, axis=1)
        curve: Floats = deposit * np.concatenate((np.ones((len(growth), 1)), growth), axis=1)
        peak = np.maximum.accumulate(curve, axis=1)
        deepest.append(np.asarray(100 * ((peak - curve) / peak), np.float64).max(axis=1))
        lowest.append(curve.min(axis=1))
        paths.append(curve[:, kept])
    whole = np.concatenate(paths)
    last = whole[:, -1]
    return Possible(
        method=method, runs=runs, seed=seed, trade=tuple(kept.tolist()),
        fan=tuple(tuple(row.tolist()) for row in np.quantile(whole, LEVELS, axis=0)),
        drawdown_pct=_levels(np.concatenate(deepest)), final_equity=_levels(last),
        loss_chance=float((last < deposit).mean()),
        ruin_chance=float((np.concatenate(lowest) <= _RUIN * deposit).mean()),
        notes=_notes(method, count),
    )  # fmt: skip


def _drawn(returns: Floats, runs: int, method: Method, generator: np.random.Generator) -> Floats:
    """Rows of returns drawn by the method."""
    count = len(returns)
    if method == "shuffle":
        order = np.argsort(generator.random((runs, count)), axis=1)
        return returns[order]
    if method == "bootstrap":
        return returns[generator.integers(0, count, size=(runs, count))]
    length = max(1, round(sqrt(count)))
    starts = generator.integers(0, count, size=(runs, -(-count // length)))
    rows = (starts[:, :, None] + np.arange(length)).reshape(runs, -1)[:, :count] % count
    return returns[rows]


def _levels(values: Floats) -> tuple[float, ...]:
    return tuple(np.quantile(values, LEVELS).tolist())


def _notes(method: Method, count: int) -> tuple[str, ...]:
    notes: list[str] = []
    if method == "shuffle":
        notes.append("only the order changes: the end of every account is the same")
    if count < 30:
        notes.append(f"{count} trades are too few to know what is possible")
    return tuple(notes)
