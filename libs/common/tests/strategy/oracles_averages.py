"""Averages as MetaTrader's documentation and sources put them, written out plainly."""

from math import exp, isnan, log, nan

from oracles_market import Market, Series, each, earlier, from_bar, windows


def mean(window: Series) -> float:
    return window[0] if len(set(window)) == 1 else sum(window) / len(window)


def sma(xs: Series, n: int) -> Series:
    return windows(xs, n, mean)


def ema_all(xs: Series, n: int) -> Series:
    """Seeded with the first number there is, and followed from there on."""
    k = 2 / (n + 1)
    out: Series = []
    value = nan
    for x in xs:
        if not isnan(x):
            value = x if isnan(value) else x * k + value * (1 - k)
        out.append(nan if isnan(x) else value)
    return out


def shown(xs: Series, n: int) -> Series:
    """Without the first n - 1 numbers."""
    out: Series = []
    met = 0
    for x in xs:
        met += not isnan(x)
        out.append(x if met >= n else nan)
    return out


def ema(xs: Series, n: int) -> Series:
    return shown(ema_all(xs, n), n)


def seeded(xs: Series, n: int, k: float) -> Series:
    """From the mean of the first n on: previous * (1 - k) + x * k."""
    out: Series = []
    seed: Series = []
    value = nan
    for x in xs:
        if isnan(x):
            out.append(nan)
            continue
        if len(seed) < n:
            seed.append(x)
            value = sum(seed) / n if len(seed) == n else nan
        else:
            value = value * (1 - k) + x * k
        out.append(value)
    return out


def ema_sma_seed(xs: Series, n: int) -> Series:
    return seeded(xs, n, 2 / (n + 1))


def rma(xs: Series, n: int) -> Series:
    return seeded(xs, n, 1 / n)


def wma(xs: Series, n: int) -> Series:
    weights = range(1, n + 1)
    total = sum(weights)
    return windows(xs, n, lambda w: sum(x * k for x, k in zip(w, weights, strict=True)) / total)


def hma(xs: Series, n: int) -> Series:
    raw = each(lambda half, whole: 2 * half - whole, wma(xs, max(1, n // 2)), wma(xs, n))
    return wma(raw, int(n**0.5 + 1e-12))


def dema(xs: Series, n: int) -> Series:
    once = ema(xs, n)
    return each(lambda a, b: 2 * a - b, once, ema(once, n))


def tema(xs: Series, n: int) -> Series:
    once = ema(xs, n)
    twice = ema(once, n)
    return each(lambda a, b, c: 3 * a - 3 * b + c, once, twice, ema(twice, n))


def trix(xs: Series, n: int) -> Series:
    third = ema_all(ema(ema(xs, n), n), n)
    growth = each(lambda now, before: now / before - 1, third, earlier(third, 1))
    return from_bar(growth, 3 * n - 2)


def ama(xs: Series, n: int, fast: int, slow: int) -> Series:
    out = [nan] * len(xs)
    value = xs[n - 1]
    for i in range(n, len(xs)):
        noise = sum(abs(xs[j] - xs[j - 1]) for j in range(i - n + 1, i + 1))
        ratio = abs(xs[i] - xs[i - n]) / noise if noise else 0.0
        speed = ratio * (2 / (fast + 1) - 2 / (slow + 1)) + 2 / (slow + 1)
        value += speed**2 * (xs[i] - value)
        out[i] = value
    return out


def vidya(xs: Series, cmo: int, n: int) -> Series:
    out = [nan] * len(xs)
    value = xs[cmo + n - 2]
    for i in range(cmo + n - 1, len(xs)):
        steps = [xs[j] - xs[j - 1] for j in range(i - cmo + 1, i + 1)]
        rises, falls = sum(s for s in steps if s > 0), -sum(s for s in steps if s < 0)
        momentum = abs(rises - falls) / (rises + falls) if rises + falls else 0.0
        factor = 2 / (n + 1) * momentum
        value = xs[i] * factor + value * (1 - factor)
        out[i] = value
    return out


def frama(market: Market, xs: Series, n: int) -> Series:
    out = [nan] * len(xs)
    value = xs[2 * n - 2]

    def reach(first: int, last: int) -> float:
        return max(market.high[first : last + 1]) - min(market.low[first : last + 1])

    for i in range(2 * n - 1, len(xs)):
        now, before = reach(i - n + 1, i) / n, reach(i - 2 * n + 1, i - n) / n
        both = reach(i - 2 * n + 1, i) / (2 * n)
        alpha = 1.0
        if now + before > 0 and both > 0:
            alpha = exp(-4.6 * ((log(now + before) - log(both)) / log(2) - 1))
        value = alpha * xs[i] + (1 - alpha) * value
        out[i] = value
    return out


def vwap_of_day(market: Market, xs: Series) -> Series:
    out: Series = []
    first = 0
    for i in range(len(xs)):
        first = i if market.new_day[i] else first
        volume = market.volume[first : i + 1]
        worth = sum(x * v for x, v in zip(xs[first : i + 1], volume, strict=True))
        out.append(worth / sum(volume) if sum(volume) else nan)
    return out


def vwap(market: Market, xs: Series, n: int | None = None) -> Series:
    if n is None:
        return vwap_of_day(market, xs)
    worth = windows([x * v for x, v in zip(xs, market.volume, strict=True)], n, sum)
    return each(lambda a, b: a / b if b else nan, worth, windows(market.volume, n, sum))


def alligator(xs: Series, jaw: int, teeth: int, lips: int) -> list[Series]:
    return [earlier(rma(xs, n), by) for n, by in ((jaw, 8), (teeth, 5), (lips, 3))]


def gator(xs: Series, jaw: int, teeth: int, lips: int) -> list[Series]:
    a, b, c = alligator(xs, jaw, teeth, lips)
    return [each(lambda x, y: abs(x - y), a, b), each(lambda x, y: -abs(x - y), b, c)]
