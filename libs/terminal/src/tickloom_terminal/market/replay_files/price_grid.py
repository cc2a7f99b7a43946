"""From what a file holds to whole points on the symbol's grid.

Whole numbers say nothing of their scale, and sources differ (gold is counted in hundredths by
one, in thousandths by another), so the scale is the power of ten that puts the file's middle
price into the symbol's known range; each range spans less than a factor of ten, so at most one
fits. Decimal prices carry their own digits.
"""

import numpy as np
import numpy.typing as npt

from tickloom.domain.errors import InvalidInput
from tickloom_terminal.market.instruments import SHEETS, is_forex_name
from tickloom_terminal.market.replay_files.raw import Numbers

DIGITS_MAX = 8
# The middle price of any file from about 2005 on lies in these.
_RANGES = {
    "EURUSD": (0.6, 2.0), "GBPUSD": (0.8, 2.4), "AUDUSD": (0.3, 1.5), "NZDUSD": (0.3, 1.2),
    "USDCAD": (0.7, 2.0), "USDCHF": (0.5, 2.0), "EURGBP": (0.5, 1.2), "EURCHF": (0.7, 1.8),
    "EURAUD": (1.0, 2.6), "EURCAD": (1.0, 2.2), "EURNZD": (1.2, 3.0), "GBPCHF": (0.8, 2.6),
    "GBPAUD": (1.2, 3.2), "GBPCAD": (1.3, 2.6), "GBPNZD": (1.5, 3.6), "XAUUSD": (600, 5_999),
    "XAGUSD": (8, 79),
}  # fmt: skip
_YEN_RANGE = (45, 300)


def _range_of(symbol: str) -> tuple[float, float] | None:
    name = symbol.upper()[:6]
    known = _RANGES.get(name)
    if known is None and name.endswith("JPY") and is_forex_name(name):
        return _YEN_RANGE
    return known


def digits_of_points(symbol: str, points: Numbers) -> int:
    """How many decimals whole points of this symbol carry."""
    middle = float(np.median(points))
    limits = _range_of(symbol)
    if limits is None:
        known = ", ".join(sorted((*_RANGES, *(s for s in SHEETS if s.endswith("JPY")))))
        raise InvalidInput(
            f"scale of {symbol}", f"{middle:.0f} points", "decimal prices, because the price range"
            f" is known only of {known}",
        )  # fmt: skip
    low, high = limits
    fits = [digits for digits in range(DIGITS_MAX + 1) if low <= middle / 10**digits <= high]
    if len(fits) != 1:
        raise InvalidInput(
            f"scale of {symbol}", f"{middle:.0f} points",
            f"points that make a price of {low} to {high}; is the symbol right? (--symbols NAME)",
        )  # fmt: skip
    return fits[0]


def digits_of_prices(columns: tuple[Numbers, ...]) -> int:
    """The decimals that write every price exactly."""
    for digits in range(DIGITS_MAX + 1):
        if all(_on_grid(column, 10**digits) for column in columns):
            return digits
    raise InvalidInput(
        "prices", f"more than {DIGITS_MAX} decimals", "quotes as a broker shows them"
    )


def _on_grid(prices: Numbers, points_per_unit: int) -> bool:
    nearest = np.rint(prices * points_per_unit)
    # A quote with d decimals is the float next to it: compare floats, no tolerance needed.
    return bool(np.array_equal(nearest / points_per_unit, prices))


def to_points(prices: Numbers, *, file_digits: int, digits: int) -> npt.NDArray[np.int64]:
    """Whole points of a grid that is as fine as the file's, or finer."""
    if prices.dtype == np.int64:
        return prices.astype(np.int64) * 10 ** (digits - file_digits)
    return np.rint(prices * 10**digits).astype(np.int64)
