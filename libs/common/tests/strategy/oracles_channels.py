"""Deviations, channels, stops and levels, written out plainly from the reference."""

from math import nan, sqrt

from oracles_averages import ema, mean, rma, sma
from oracles_market import Market, Series, each, earlier, from_bar, windows
from oracles_oscillators import movements


def true_ranges(market: Market) -> Series:
    return [tr for _, _, tr in movements(market)]


def atr(market: Market, n: int) -> Series:
    return windows(true_ranges(market), n, lambda w: sum(w) / n)


def atr_wilder(market: Market, n: int) -> Series:
    return rma(true_ranges(market), n)


def deviation(window: Series) -> float:
    middle = mean(window)
    return sqrt(sum((x - middle) ** 2 for x in window) / len(window))


def stdev(xs: Series, n: int) -> Series:
    return windows(xs, n, deviation)


def zscore(xs: Series, n: int) -> Series:
    return each(lambda x, m, d: (x - m) / d if d else nan, xs, sma(xs, n), stdev(xs, n))


def banded(middle: Series, reach: Series) -> list[Series]:
    upper, lower = each(lambda m, r: m + r, middle, reach), each(lambda m, r: m - r, middle, reach)
    return [upper, each(lambda m, _: m, middle, reach), lower]


def bbands(xs: Series, n: int, mult: float) -> list[Series]:
    return banded(sma(xs, n), from_bar([mult * d for d in stdev(xs, n)], n + 1))


def keltner(market: Market, n: int, mult: float) -> list[Series]:
    return banded(ema(market.close, n), [mult * a for a in atr(market, n)])


def keltner_wilder(market: Market, n: int, mult: float) -> list[Series]:
    return banded(ema(market.close, n), [mult * a for a in atr_wilder(market, n)])


def envelopes(xs: Series, n: int, percent: float) -> list[Series]:
    middle = sma(xs, n)
    return [[m * (1 + percent / 100) for m in middle], [m * (1 - percent / 100) for m in middle]]


def donchian(market: Market, n: int) -> list[Series]:
    upper, lower = windows(market.high, n, max), windows(market.low, n, min)
    return [upper, each(lambda u, d: (u + d) / 2, upper, lower), lower]


def ichimoku(market: Market, fast: int, slow: int, signal: int) -> list[Series]:
    tenkan, kijun, wide = (donchian(market, n)[1] for n in (fast, slow, signal))
    span = each(lambda t, k: (t + k) / 2, tenkan, kijun)
    return [tenkan, kijun, earlier(span, slow), earlier(wide, slow), market.close]


def psar(market: Market, step: float, top: float) -> Series:
    """MetaTrader's own indexing: arrays that are filled one bar ahead."""
    high, low, count = market.high, market.low, len(market.close)
    sar, extreme, factor = [0.0] * (count + 1), [0.0] * count, [step] * count
    sar[0], sar[1] = high[0], max(high[0], high[1])
    extreme[0] = extreme[1] = low[1]
    is_long, turned = False, 0
    for i in range(1, count):
        if is_long and sar[i] > low[i]:
            is_long = False
            sar[i], extreme[i], factor[i] = max(high[turned : i + 1]), low[i], step
            turned = i
        elif not is_long and sar[i] < high[i]:
            is_long = True
            sar[i], extreme[i], factor[i] = min(low[turned : i + 1]), high[i], step
            turned = i
        if i != turned:
            best = high[i] if is_long else low[i]
            is_new = best > extreme[i - 1] if is_long else best < extreme[i - 1]
            extreme[i] = best if is_new else extreme[i - 1]
            factor[i] = min(factor[i - 1] + step, top) if is_new else factor[i - 1]
        sar[i + 1] = sar[i] + factor[i] * (extreme[i] - sar[i])
        if is_long and sar[i + 1] > min(low[i], low[i - 1]):
            sar[i + 1] = min(low[i], low[i - 1])
        if not is_long and sar[i + 1] < max(high[i], high[i - 1]):
            sar[i + 1] = max(high[i], high[i - 1])
    return [nan, *sar[1:count]]


def trend(market: Market, reach: Series, mult: float) -> list[Series]:
    value, direction = [nan] * len(reach), [nan] * len(reach)
    upper, lower, side = [nan] * len(reach), [nan] * len(reach), 0
    for i in range(len(reach)):
        if reach[i] != reach[i]:
            continue
        close, before, middle = market.close[i], market.close[i - 1], market.hl2[i]
        upper[i], lower[i] = middle + mult * reach[i], middle - mult * reach[i]
        if side == 0:
            side = 1 if close >= middle else -1
        else:
            side = 1 if close > upper[i - 1] else -1 if close < lower[i - 1] else side
            if not (upper[i] < upper[i - 1] or before > upper[i - 1]):
                upper[i] = upper[i - 1]
            if not (lower[i] > lower[i - 1] or before < lower[i - 1]):
                lower[i] = lower[i - 1]
        value[i], direction[i] = (lower[i] if side > 0 else upper[i]), float(side)
    return [value, direction]


def supertrend(market: Market, n: int, mult: float) -> list[Series]:
    return trend(market, atr(market, n), mult)


def supertrend_wilder(market: Market, n: int, mult: float) -> list[Series]:
    return trend(market, atr_wilder(market, n), mult)


def last_peaks(xs: Series) -> Series:
    out: Series = []
    value = nan
    for i in range(len(xs)):
        if i >= 4:
            before, before_1, peak, after, after_1 = xs[i - 4 : i + 1]
            if peak > after and peak > after_1 and peak >= before and peak >= before_1:
                value = peak
        out.append(value)
    return out


def fractals(market: Market) -> list[Series]:
    return [last_peaks(market.high), [-x for x in last_peaks([-x for x in market.low])]]


def pivot(market: Market) -> list[Series]:
    rows: list[list[float]] = []
    for h, low, c in zip(market.high, market.low, market.close, strict=True):
        p = (h + low + c) / 3
        rows.append([
            p, 2 * p - low, p + h - low, h + 2 * (p - low),
            2 * p - h, p - (h - low), low - 2 * (h - p),
        ])  # fmt: skip
    return [list(line) for line in zip(*rows, strict=True)]
