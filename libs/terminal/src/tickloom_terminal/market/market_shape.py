"""The measured shape of real quotes, hour by hour of the UTC day: what the generated market copies.

Printed by `services/mt5-bridge/measure/measure_shape.py`, working days only. Volatility: OANDA
H1 bars 2007-2018 (EURUSD) and 2006-2019 (XAUUSD), a MetaTrader broker's H1 bars 2012-2022 moved
from server time to UTC (USDJPY). Tick rates and spreads: OANDA ticks of May 2014 (EURUSD, XAUUSD).
What those files lack is scaled from EURUSD by a measured ratio: GBPUSD's volatility (0.96) and
spread (1.87) by OANDA's daily bars, USDJPY's spread (1.50) by FXCM's quotes of both, its tick rate
(1.00) by the tick counts of one broker's H4 bars; GBPUSD's tick rate is taken to be EURUSD's.
TLX24 is nobody's market: its figures are ours, and the same at every hour.
"""

from dataclasses import dataclass, replace

Hours = tuple[float, ...]
"""24 figures, the first for 00:00 to 01:00 UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketShape:
    """Figures of one symbol; spreads are points of its sheet, volatility millionths of the price.

    `price` is the level the market swings around; `spread_least` the usual minimum of a minute.
    """

    price: float
    ticks_per_minute: Hours
    volatility_per_minute: Hours
    spread_least: Hours
    spread_median: Hours
    spread_p99: Hours


def _spreads_scaled(shape: MarketShape, factor: float) -> MarketShape:
    def scaled(hours: Hours) -> Hours:
        return tuple(value * factor for value in hours)

    return replace(
        shape, spread_least=scaled(shape.spread_least), spread_median=scaled(shape.spread_median),
        spread_p99=scaled(shape.spread_p99),
    )  # fmt: skip


_EURUSD = MarketShape(
    price=1.085,
    ticks_per_minute=(
        15.7, 12.3, 12.2, 9.2, 9.6, 12.6, 32.9, 51.1, 45.6, 44.5, 41.4, 51.1,
        119.5, 75.5, 90.8, 52.6, 28.3, 26.6, 18.4, 14.2, 15.7, 12.3, 8.2, 6.0,
    ),
    volatility_per_minute=(
        115.7, 104.8, 87.1, 75.2, 72.0, 91.0, 140.3, 176.0, 178.4, 154.8, 141.7, 140.8,
        194.1, 206.4, 212.1, 183.7, 149.0, 133.2, 129.1, 115.2, 90.5, 68.9, 65.7, 81.8,
    ),
    spread_least=(
        10.5, 10, 10, 10, 10, 10, 9, 9, 8, 8, 8, 9, 9, 8, 8, 8, 9, 9, 9, 9, 10, 16, 14, 11,
    ),
    spread_median=(
        12, 12, 12, 12, 12, 12, 12, 12, 11, 11, 11, 11,
        14, 11, 11, 11, 11, 11, 11, 11, 12, 19, 16, 13,
    ),
    spread_p99=(
        15.6, 16, 15, 15, 16, 17, 19, 18, 17, 16.3, 15, 17,
        47, 18, 19, 15, 16, 15, 16, 15, 23, 36, 23, 17.2,
    ),
)  # fmt: skip

# Measured in thousandths of a dollar; the sheet's points are hundredths.
_XAUUSD = _spreads_scaled(
    MarketShape(
        price=2_400,
        ticks_per_minute=(
            71.4, 119.1, 68.2, 55.1, 41.0, 77.4, 144.8, 155.0, 127.7, 132.2, 111.8, 164.9,
            471.2, 276.6, 376.0, 239.9, 133.1, 106.9, 74.3, 69.0, 39.5, 2.5, 35.5, 27.2,
        ),
        volatility_per_minute=(
            207.8, 214.6, 144.6, 132.9, 131.6, 167.5, 202.2, 243.5, 233.5, 213.5, 210.5, 229.7,
            371.4, 414.5, 414.5, 360.7, 293.2, 268.1, 242.2, 227.7, 161.2, 103.7, 99.9, 169.9,
        ),
        spread_least=(
            272.5, 256, 250, 251, 250, 250, 250, 250, 250, 250, 250, 250,
            250, 250, 250, 250, 250, 250, 250, 250, 264, 1600, 343, 301,
        ),
        spread_median=(
            312, 309, 291, 288, 280, 288, 276, 275, 285, 283, 281, 278,
            376, 272, 287, 285, 268, 264, 265, 272, 340, 1600, 415, 343,
        ),
        spread_p99=(
            529, 473, 417, 370, 341, 470, 420, 513, 506, 571, 526, 482,
            2222, 514, 1031, 371, 409, 388, 407, 411, 575, 1600, 1382, 510,
        ),
    ),
    0.1,
)  # fmt: skip

_GBPUSD = replace(
    _spreads_scaled(_EURUSD, 1.87),
    price=1.27,
    volatility_per_minute=tuple(0.96 * value for value in _EURUSD.volatility_per_minute),
)

_USDJPY = replace(
    _spreads_scaled(_EURUSD, 1.50),
    price=150,
    volatility_per_minute=(
        139.4, 123.0, 100.7, 89.0, 91.5, 92.0, 111.5, 127.5, 118.2, 105.2, 92.6, 109.5,
        146.7, 157.6, 161.8, 139.8, 112.2, 108.0, 103.2, 94.7, 76.2, 69.2, 78.6, 99.1,
    ),
)  # fmt: skip

_TLX24 = MarketShape(
    price=10_000, ticks_per_minute=(60,) * 24, volatility_per_minute=(250,) * 24,
    spread_least=(50,) * 24, spread_median=(60,) * 24, spread_p99=(150,) * 24,
)  # fmt: skip

SHAPES: dict[str, MarketShape] = {
    "EURUSD": _EURUSD, "GBPUSD": _GBPUSD, "USDJPY": _USDJPY, "XAUUSD": _XAUUSD, "TLX24": _TLX24,
}  # fmt: skip
"""The symbols that the generated market has by itself."""


def _like_eurusd(price: float, *, spread: float, volatility: float) -> MarketShape:
    return replace(
        _spreads_scaled(_EURUSD, spread), price=price,
        volatility_per_minute=tuple(volatility * v for v in _EURUSD.volatility_per_minute),
    )  # fmt: skip


MORE_SHAPES: dict[str, MarketShape] = SHAPES | {
    "USDCHF": _like_eurusd(0.885, spread=1.5, volatility=0.95),
    "USDCAD": _like_eurusd(1.365, spread=1.6, volatility=0.8),
    "AUDUSD": _like_eurusd(0.66, spread=1.2, volatility=1.2),
    "NZDUSD": _like_eurusd(0.605, spread=1.6, volatility=1.2),
    "EURGBP": _like_eurusd(0.855, spread=1.4, volatility=0.8),
    "EURCHF": _like_eurusd(0.96, spread=1.9, volatility=0.75),
    "EURCAD": _like_eurusd(1.48, spread=2.5, volatility=0.85),
    "EURJPY": _like_eurusd(162.75, spread=1.8, volatility=1.05),
    "GBPJPY": _like_eurusd(190.5, spread=2.6, volatility=1.2),
    "XAGUSD": replace(_spreads_scaled(_XAUUSD, 0.7), price=29),
}
"""Those that it has when they are asked for: EURUSD's hours, with levels and factors of ours.

Each is a market of its own: a cross is not the product of its pairs, as arbitrage would make it.
"""
