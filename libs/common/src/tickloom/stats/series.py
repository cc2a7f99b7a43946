"""Figures of the order in which trades won and lost: runs, and whether they hang together."""

from dataclasses import dataclass
from math import erf, sqrt

import numpy as np

from tickloom.stats.columns import Integers


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """Unbroken runs of one outcome: the longest with its money, the richest with its count."""

    longest: int
    longest_money: int
    most_money: int
    most_money_count: int
    average: float | None


def runs_of(net: Integers, *, wins: bool) -> Runs:
    """Runs of winning (net above 0) or of losing closing deals; of equals the first counts."""
    won = net > 0
    begins = np.flatnonzero(np.append([True], won[1:] != won[:-1])[: len(net)])
    own = won[begins] == wins
    if not own.any():
        return Runs(longest=0, longest_money=0, most_money=0, most_money_count=0, average=None)
    lengths = np.diff(np.append(begins, len(net)))[own]
    money = np.add.reduceat(net, begins)[own]
    longest, richest = int(np.argmax(lengths)), int(np.argmax(money if wins else -money))
    return Runs(
        longest=int(lengths[longest]), longest_money=int(money[longest]),
        most_money=int(money[richest]), most_money_count=int(lengths[richest]),
        average=float(lengths.mean()),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """How far the number of runs is from that of independent trades; confidence in percent."""

    z_score: float | None
    confidence_pct: float | None


def dependence_of(net: Integers) -> Dependence:
    """The Z-score: (N (R - 0.5) - P) / sqrt(P (P - N) / (N - 1)) with P = 2 W L, R runs."""
    won = net > 0
    count, wins = len(net), int(np.count_nonzero(won))
    product = 2 * wins * (count - wins)
    if count < 2 or product <= count:
        return Dependence(z_score=None, confidence_pct=None)
    runs = 1 + int(np.count_nonzero(won[1:] != won[:-1]))
    z = (count * (runs - 0.5) - product) / sqrt(product * (product - count) / (count - 1))
    # The terminal rounds the score to its printed digits before it looks the confidence up.
    return Dependence(z_score=z, confidence_pct=100 * erf(round(abs(z), 2) / sqrt(2)))


def correlation(one: Integers, other: Integers) -> float | None:
    """Pearson's; None where there are too few values or one of them never changes."""
    if len(one) < 2 or len(one) != len(other):
        return None
    left, right = one - one.mean(), other - other.mean()
    spread = sqrt(float((left * left).sum()) * float((right * right).sum()))
    return None if spread == 0 else float((left * right).sum()) / spread
