"""Markets to compute oracles on, generated or real, and the plainest windows over them."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import isnan, nan
from pathlib import Path
from typing import Any, overload

import pandas as pd

Series = list[float]


@dataclass(frozen=True, kw_only=True)
class Market:
    open: Series
    high: Series
    low: Series
    close: Series
    volume: Series
    new_day: Series
    point: float

    @property
    def hl2(self) -> Series:
        return [(h + low) / 2 for h, low in zip(self.high, self.low, strict=True)]

    @property
    def hlc3(self) -> Series:
        rows = zip(self.high, self.low, self.close, strict=True)
        return [(h + low + c) / 3 for h, low, c in rows]

    def row(self, word: str, source: str) -> Series:
        """What a definition calls `word`, where the document's source is `source`."""
        if word == "point":
            return [self.point] * len(self.close)
        return getattr(self, source if word == "source" else word)


def generated(count: int, seed: int, *, digits: int = 5, price: float = 1.1) -> Market:
    """A walk on the price grid that rests now and then: equal prices, no range, no volume."""
    generator = random.Random(seed)
    rows: list[tuple[float, float, float, float, float]] = []
    rest = 0
    for _ in range(count):
        opened = price
        if rest == 0 and generator.random() < 0.02:
            rest = generator.randrange(1, 40)
        if rest > 0:
            rest -= 1
            rows.append((opened, opened, opened, opened, float(generator.randrange(2))))
            continue
        price = round(price + generator.gauss(0, 0.002), digits)
        high = round(max(opened, price) + generator.choice((0, 1)) * 0.0007, digits)
        low = round(min(opened, price) - generator.choice((0, 1)) * 0.0007, digits)
        rows.append((opened, high, low, price, float(generator.randrange(1, 500))))
    columns = [list(column) for column in zip(*rows, strict=True)]
    return Market(
        open=columns[0], high=columns[1], low=columns[2], close=columns[3], volume=columns[4],
        new_day=[float(i % 24 == 5) for i in range(count)], point=10.0**-digits,
    )  # fmt: skip


def real(path: Path, scale: int, count: int) -> Market:
    """The last `count` bars of a file of points; without volumes every bar has one tick."""
    frame: Any = pd.read_parquet(path).tail(count)
    prices = {w: [float(p) / scale for p in frame[w]] for w in ("open", "high", "low", "close")}
    days = [int(t) // 86_400 for t in frame["time"]]
    volume = frame["tick_volume"] if "tick_volume" in frame else [1.0] * len(days)
    return Market(
        **prices, volume=[float(v) for v in volume], point=1 / scale,
        new_day=[1.0, *(float(a != b) for a, b in pairwise(days))],
    )  # fmt: skip


def windows(xs: Series, n: int, make: Callable[[Series], float]) -> Series:
    """`make` of each last n values, once all of them are numbers."""
    out: Series = []
    for i in range(len(xs)):
        window = xs[max(0, i - n + 1) : i + 1]
        ready = len(window) == n and not any(isnan(x) for x in window)
        out.append(make(window) if ready else nan)
    return out


def earlier(xs: Series, n: int) -> Series:
    return [nan] * min(n, len(xs)) + xs[: max(0, len(xs) - n)]


@overload
def each(make: Callable[[float, float], float], a: Series, b: Series, /) -> Series: ...
@overload
def each(
    make: Callable[[float, float, float], float], a: Series, b: Series, c: Series, /
) -> Series: ...
def each(make: Any, *rows: Series) -> Series:
    """`make` bar by bar; nothing where a row has nothing."""
    return [
        nan if any(isnan(x) for x in values) else make(*values)
        for values in zip(*rows, strict=True)
    ]


def from_bar(xs: Series, bars: int) -> Series:
    """Shown from the bar `bars`, counted from 1."""
    return [nan if i + 1 < bars else x for i, x in enumerate(xs)]


def moving(count: int, seed: int, *, digits: int = 5, price: float = 1.1) -> Market:
    """A walk that never rests: every bar has a body, a range and volume."""
    generator = random.Random(seed)
    rows: list[Series] = [[] for _ in range(5)]
    opens, highs, lows, closes, volumes = rows
    for _ in range(count):
        path = [price]
        for _ in range(8):
            path.append(path[-1] + generator.gauss(0, 0.0002))
        prices = [round(p, digits) for p in path]
        opens.append(prices[0])
        highs.append(max(prices) + 10.0**-digits)
        lows.append(min(prices) - 10.0**-digits)
        closes.append(prices[-1])
        volumes.append(float(generator.randrange(50, 500)))
        price = prices[-1]
    return Market(
        open=opens, high=highs, low=lows, close=closes, volume=volumes, point=10.0**-digits,
        new_day=[float(i % 24 == 0) for i in range(count)],
    )  # fmt: skip
