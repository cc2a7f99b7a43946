"""Combinatorial purged cross-validation: choose on some parts of a history, look at the others.

Bailey and Lopez de Prado. Every set runs once over everything; its trades are counted in each part
of the history by itself, without those that cross a border (purged) and those that begin soon
after one (embargoed). So every choice of held-out parts is a test that the search has not seen.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from tickloom.domain.errors import InvalidInput
from tickloom.stats.summary import TRADES_MIN

Floats = npt.NDArray[np.float64]
OBJECTIVES = ("net_profit", "profit_factor", "expected_payoff")
NET, WON, LOST, TRADES = range(4)
"""What the last axis of the table holds: net profit, gross profit, gross loss, trades."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """One choice of held-out parts: the set that was best on the others, and what it did here.

    `rank` is its place among all sets on the held-out parts, 0 (worst) to 1 (best). Where no set
    could be best, nothing is chosen and nothing is traded.
    """

    held_out: tuple[int, ...]
    chosen: int | None = None
    score_in: float | None = None
    score_out: float | None = None
    profit_in: float | None = None
    profit_out: float | None = None
    trades_out: int = 0
    rank: float | None = None


def require_objective(name: str) -> str:
    """An objective that adds up over parts; raises `InvalidInput`."""
    if name not in OBJECTIVES:
        raise InvalidInput("objective", name, f"one of {', '.join(OBJECTIVES)} for purged windows")
    return name


def splits(groups: int, held_out: int) -> Iterator[tuple[int, ...]]:
    """Every choice of held-out parts."""
    if not 1 <= held_out < groups:
        raise InvalidInput("held_out", held_out, f"1 to {groups - 1}, fewer than the groups")
    return combinations(range(groups), held_out)


def paths_of(table: Floats, held_out: int, objective: str) -> list[Path]:
    """Every path over a table of (sets, groups, 4)."""
    sets, groups = table.shape[0], table.shape[1]
    found: list[Path] = []
    for parts in splits(groups, held_out):
        is_out = np.zeros(groups, np.bool_)
        is_out[list(parts)] = True
        inside, outside = table[:, ~is_out].sum(axis=1), table[:, is_out].sum(axis=1)
        score_in, score_out = scores(inside, objective), scores(outside, objective)
        worth = np.where(_can_be_best(inside, score_in, objective), score_in, -np.inf)
        best = int(np.argmax(worth))
        if not np.isfinite(worth[best]):
            found.append(Path(held_out=parts))
            continue
        others = np.where(np.isnan(score_out), -np.inf, score_out)
        below = (others < others[best]).sum() + 0.5 * ((others == others[best]).sum() - 1)
        found.append(
            Path(
                held_out=parts, chosen=best, score_in=_known(score_in[best]),
                score_out=_known(score_out[best]), profit_in=float(inside[best, NET]),
                profit_out=float(outside[best, NET]), trades_out=int(outside[best, TRADES]),
                rank=float(below) / max(1, sets - 1),
            )
        )  # fmt: skip
    return found


def _can_be_best(sums: Floats, score: Floats, objective: str) -> npt.NDArray[np.bool_]:
    """As in sweeps: a set that traded, and by a ratio one that traded often enough."""
    least = 1 if objective == "net_profit" else TRADES_MIN
    known: npt.NDArray[np.bool_] = ~np.isnan(score) & (sums[:, TRADES] >= least)
    return known


def scores(sums: Floats, objective: str) -> Floats:
    """The objective of each set; NaN where it has none (no trade, no loss)."""
    unknown = np.full(len(sums), np.nan)
    match objective:
        case "net_profit":
            result: Floats = sums[:, NET].copy()
        case "profit_factor":
            result = np.divide(sums[:, WON], sums[:, LOST], out=unknown, where=sums[:, LOST] > 0)
        case _:
            result = np.divide(
                sums[:, NET], sums[:, TRADES], out=unknown, where=sums[:, TRADES] > 0
            )
    return result


def overfitting(paths: list[Path]) -> float | None:
    """The share of winners that are below the middle where they were not chosen."""
    ranks = [path.rank for path in paths if path.rank is not None]
    return sum(rank < 0.5 for rank in ranks) / len(ranks) if ranks else None


def _known(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)
