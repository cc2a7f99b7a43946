"""How likely a good figure is luck: after its own sample, and after all the variants tried.

Bailey and Lopez de Prado: the probabilistic and the deflated Sharpe ratio, and the probability of
backtest overfitting by combinatorially symmetric cross-validation.
"""

from itertools import combinations, pairwise
from math import e, erf, log, sqrt
from statistics import NormalDist

import numpy as np

from tickloom.stats.columns import Floats

_NORMAL = NormalDist()
_EULER = 0.5772156649015329


def _cumulative(z: float) -> float:
    return 0.5 * (1 + erf(z / sqrt(2)))


def sharpe_of(returns: Floats) -> float | None:
    """Mean over standard deviation of one period, not annualised."""
    if len(returns) < 2:
        return None
    spread = float(returns.std(ddof=1))
    return None if spread == 0 else float(returns.mean()) / spread


def probabilistic_sharpe(returns: Floats, benchmark: float = 0.0) -> float | None:
    """The probability that the true ratio is above `benchmark` (of one period), 0 to 1."""
    ratio = sharpe_of(returns)
    if ratio is None:
        return None
    centred = returns - returns.mean()
    variance = float((centred**2).mean())
    skew = float((centred**3).mean()) / variance**1.5
    kurtosis = float((centred**4).mean()) / variance**2
    error = 1 - skew * ratio + (kurtosis - 1) / 4 * ratio**2
    if error <= 0:
        return None
    return _cumulative((ratio - benchmark) * sqrt(len(returns) - 1) / sqrt(error))


def expected_maximum(trials: int, variance: float) -> float:
    """The best ratio that `trials` worthless variants would show, given how theirs vary."""
    if trials < 2:
        return 0.0
    first = _NORMAL.inv_cdf(1 - 1 / trials)
    second = _NORMAL.inv_cdf(1 - 1 / (trials * e))
    return sqrt(variance) * ((1 - _EULER) * first + _EULER * second)


def deflated_sharpe(returns: Floats, trials: int, variance: float) -> float | None:
    """The probabilistic ratio against the best of `trials` worthless variants.

    `variance` is that of the variants' ratios (of one period, not annualised).
    """
    return probabilistic_sharpe(returns, expected_maximum(trials, variance))


def backtest_overfitting(performance: Floats, blocks: int = 8) -> float | None:
    """The share of splits in which the best variant of one half is below the median in the other.

    `performance` holds the returns of each period (rows) for each variant (columns). None with
    fewer than two variants or two periods a block.
    """
    periods, variants = int(performance.shape[0]), int(performance.shape[1])
    if variants < 2 or periods < 2 * blocks:
        return None
    edges = [periods * number // blocks for number in range(blocks + 1)]
    parts = [performance[begin:end] for begin, end in pairwise(edges)]
    sums = np.stack([part.sum(axis=0) for part in parts])
    squares = np.stack([(part**2).sum(axis=0) for part in parts])
    counts = np.array([len(part) for part in parts], dtype=np.float64)
    below = total = 0
    for chosen in combinations(range(blocks), blocks // 2):
        inside = np.zeros(blocks, np.bool_)
        inside[list(chosen)] = True
        best = int(np.argmax(_ratios(sums[inside], squares[inside], counts[inside])))
        outside = _ratios(sums[~inside], squares[~inside], counts[~inside])
        rank = (outside < outside[best]).sum() + 0.5 * ((outside == outside[best]).sum() - 1)
        share = (float(rank) + 1) / (variants + 1)
        below += log(share / (1 - share)) <= 0
        total += 1
    return below / total


def _ratios(sums: Floats, squares: Floats, counts: Floats) -> Floats:
    """Sharpe ratios from sums of returns; a variant that never moved has 0."""
    count = float(counts.sum())
    mean = sums.sum(axis=0) / count
    variance = np.maximum(squares.sum(axis=0) / count - mean * mean, 0.0)
    ratios: Floats = np.divide(mean, np.sqrt(variance), out=np.zeros(len(mean)), where=variance > 0)
    return ratios
