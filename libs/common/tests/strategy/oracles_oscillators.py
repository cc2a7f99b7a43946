"""Oscillators and volumes, written out plainly from the reference."""

from itertools import pairwise
from math import isnan, nan

from oracles_averages import ema, ema_all, mean, sma
from oracles_market import Market, Series, each, earlier, from_bar, windows


def rsi(xs: Series, n: int) -> Series:
    out: Series = [nan] * len(xs)
    gain = loss = 0.0
    for i in range(1, len(xs)):
        up, down = max(xs[i] - xs[i - 1], 0.0), max(xs[i - 1] - xs[i], 0.0)
        if i <= n:
            gain, loss = gain + up / n, loss + down / n
        else:
            gain, loss = (gain * (n - 1) + up) / n, (loss * (n - 1) + down) / n
        if i > n and up == down:
            out[i] = out[i - 1]
        elif i >= n:
            out[i] = (100.0 if gain else 50.0) if loss == 0 else 100 - 100 / (1 + gain / loss)
    return out


def macd(xs: Series, fast: int, slow: int, signal: int) -> list[Series]:
    main = from_bar(each(lambda f, s: f - s, ema_all(xs, fast), ema_all(xs, slow)), slow)
    line = sma(main, signal)
    return [main, line, each(lambda m, s: m - s, main, line)]


def macd_ema_signal(xs: Series, fast: int, slow: int, signal: int) -> list[Series]:
    main = macd(xs, fast, slow, signal)[0]
    line = ema(main, signal)
    return [main, line, each(lambda m, s: m - s, main, line)]


def ao(xs: Series) -> Series:
    return each(lambda fast, slow: fast - slow, sma(xs, 5), sma(xs, 34))


def ac(xs: Series) -> Series:
    awesome = ao(xs)
    return each(lambda a, m: a - m, awesome, sma(awesome, 5))


def movements(market: Market) -> list[tuple[float, float, float]]:
    """+DM, -DM and true range of each bar but the first."""
    out = [(nan, nan, nan)]
    for i in range(1, len(market.close)):
        plus = max(market.high[i] - market.high[i - 1], 0.0)
        minus = max(market.low[i - 1] - market.low[i], 0.0)
        if plus == minus:
            plus = minus = 0.0
        elif plus > minus:
            minus = 0.0
        else:
            plus = 0.0
        before = market.close[i - 1]
        tr = max(
            market.high[i] - market.low[i], abs(market.high[i] - before),
            abs(market.low[i] - before),
        )  # fmt: skip
        out.append((plus, minus, tr))
    return out


def index_of(plus: float, minus: float) -> float:
    return 100 * abs(plus - minus) / (plus + minus) if plus + minus else 0.0


def adx(market: Market, n: int) -> list[Series]:
    k = 2 / (n + 1)
    plus = minus = average = 0.0
    rows = [(0.0, 0.0, 0.0)]
    for up, down, tr in movements(market)[1:]:
        plus = (100 * up / tr if tr else 0.0) * k + plus * (1 - k)
        minus = (100 * down / tr if tr else 0.0) * k + minus * (1 - k)
        average = index_of(plus, minus) * k + average * (1 - k)
        rows.append((average, plus, minus))
    lines = [list(line) for line in zip(*rows, strict=True)]
    return [from_bar(lines[0], 2 * n + 1), *(from_bar(line, n + 1) for line in lines[1:])]


def adx_wilder(market: Market, n: int) -> list[Series]:
    """iADXWilder: everything smoothed from 0, beginning at index n."""
    ups = downs = reach = average = 0.0
    rows: list[tuple[float, float, float]] = []
    for i, (up, down, tr) in enumerate(movements(market)):
        plus = minus = 0.0
        if i >= n:
            ups, downs, reach = (
                (old * (n - 1) + new) / n for old, new in ((ups, up), (downs, down), (reach, tr))
            )
            plus, minus = (100 * ups / reach, 100 * downs / reach) if reach else (0.0, 0.0)
            average = (average * (n - 1) + index_of(plus, minus)) / n
        rows.append((average, plus, minus))
    lines = [list(line) for line in zip(*rows, strict=True)]
    return [from_bar(lines[0], 2 * n + 1), *(from_bar(line, n + 2) for line in lines[1:])]


def stoch_of(high: Series, low: Series, close: Series, k: int, d: int, smooth: int) -> list[Series]:
    highest, lowest = windows(high, k, max), windows(low, k, min)
    above = windows(each(lambda c, b: c - b, close, lowest), smooth, sum)
    whole = windows(each(lambda t, b: t - b, highest, lowest), smooth, sum)
    line = each(lambda a, w: 100 * a / w if w else 100.0, above, whole)
    return [line, sma(line, d)]


def stoch(market: Market, k: int, d: int, smooth: int) -> list[Series]:
    return stoch_of(market.high, market.low, market.close, k, d, smooth)


def stoch_mean_of_ratios(market: Market, k: int, d: int, smooth: int) -> list[Series]:
    fast = stoch_of(market.high, market.low, market.close, k, 1, 1)[0]
    line = sma(fast, smooth)
    return [line, sma(line, d)]


def stochrsi(xs: Series, n: int, k: int, d: int, smooth: int) -> list[Series]:
    line = rsi(xs, n)
    return stoch_of(line, line, line, k, d, smooth)


def willr(market: Market, n: int) -> Series:
    out: Series = []
    value = 0.0
    highest, lowest = windows(market.high, n, max), windows(market.low, n, min)
    for c, top, bottom in zip(market.close, highest, lowest, strict=True):
        if isnan(top):
            out.append(nan)
            continue
        value = -100 * (top - c) / (top - bottom) if top != bottom else value
        out.append(value)
    return out


def cci(xs: Series, n: int) -> Series:
    def one(window: Series) -> float:
        middle = mean(window)
        spread = 0.015 * sum(abs(x - middle) for x in window) / n
        return (window[-1] - middle) / spread if spread else 0.0

    return windows(xs, n, one)


def demarker(market: Market, n: int) -> Series:
    pairs = list(pairwise(market.high)), list(pairwise(market.low))
    above = windows([nan, *(max(b - a, 0.0) for a, b in pairs[0])], n, sum)
    below = windows([nan, *(max(a - b, 0.0) for a, b in pairs[1])], n, sum)
    return each(lambda a, b: a / (a + b) if a + b else 0.0, above, below)


def bell(xs: Series) -> Series:
    return windows(xs, 4, lambda w: w[3] + 2 * w[2] + 2 * w[1] + w[0])


def rvi(market: Market, n: int) -> list[Series]:
    bodies = bell([c - o for o, c in zip(market.open, market.close, strict=True)])
    ranges = bell([h - low for h, low in zip(market.high, market.low, strict=True)])
    main = each(lambda a, b: a / b if b else a, windows(bodies, n, sum), windows(ranges, n, sum))
    return [main, [x / 6 for x in bell(main)]]


def roc(xs: Series, n: int) -> Series:
    return each(lambda now, before: 100 * (now - before) / before, xs, earlier(xs, n))


def momentum(xs: Series, n: int) -> Series:
    return each(lambda now, before: 100 * now / before, xs, earlier(xs, n))


def aroon(market: Market, n: int) -> list[Series]:
    def age(window: Series, best: float) -> float:
        return 100 * (n - window[::-1].index(best)) / n

    up = windows(market.high, n + 1, lambda w: age(w, max(w)))
    down = windows(market.low, n + 1, lambda w: age(w, min(w)))
    return [up, down, each(lambda u, d: u - d, up, down)]


def obv(market: Market) -> Series:
    out = [market.volume[0]]
    for i in range(1, len(market.close)):
        now, before = market.close[i], market.close[i - 1]
        out.append(out[-1] + market.volume[i] * ((now > before) - (now < before)))
    return out


def ad(market: Market) -> Series:
    out: Series = []
    total = 0.0
    rows = zip(market.high, market.low, market.close, market.volume, strict=True)
    for h, low, c, v in rows:
        total += ((c - low) - (h - c)) / (h - low) * v if h != low else 0.0
        out.append(total)
    return out


def chaikin(market: Market, fast: int, slow: int) -> Series:
    line = ad(market)
    return from_bar(each(lambda a, b: a - b, ema_all(line, fast), ema_all(line, slow)), slow)


def mfi(market: Market, n: int) -> Series:
    prices = market.hlc3
    exact = [round(p, 9) for p in prices]  # equal prices are equal, whatever their last digit
    ups, downs = [nan], [nan]
    for i in range(1, len(prices)):
        flow = prices[i] * market.volume[i]
        ups.append(flow if exact[i] > exact[i - 1] else 0.0)
        downs.append(flow if exact[i] < exact[i - 1] else 0.0)
    return each(
        lambda u, d: 100 - 100 / (1 + u / d) if d else 100.0,
        windows(ups, n, sum), windows(downs, n, sum),
    )  # fmt: skip


def bwmfi(market: Market) -> Series:
    out: Series = []
    value = 0.0
    for h, low, v in zip(market.high, market.low, market.volume, strict=True):
        value = (h - low) / market.point / v if v else value
        out.append(value)
    return out


def force(market: Market, xs: Series, n: int) -> Series:
    line = sma(xs, n)
    return each(lambda v, now, before: v * (now - before), market.volume, line, earlier(line, 1))


def power(prices: Series, close: Series, n: int) -> Series:
    return each(lambda p, e: p - e, prices, ema(close, n))
