"""Stop and target as distances in points, which is all the protocol knows; pure.

The adviser cannot say "none" for one of the two: 0 puts the level AT the price. So the missing one
goes far away, to twice or half the price, where the market does not come; it is seen there.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from mt5_bridge.adapters.zeromq.commands import number


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """Absolute prices; 0 is "none"."""

    sl: Decimal
    tp: Decimal

    @property
    def are_none(self) -> bool:
        return not self.sl and not self.tp


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """From where distances count: the price, the size of a point, and whether it buys."""

    price: Decimal
    point: Decimal
    buys: bool

    def whole(self, levels: Levels) -> tuple[str, str]:
        """For OPEN, which reads whole points: at least one, or 0 and 0 when there are none."""
        if levels.are_none:
            return "0", "0"
        sl, tp = (_whole(self._points(distance)) for distance in self._distances(levels))
        return sl, tp

    def fine(self, levels: Levels) -> tuple[str, str]:
        """For MODIFY, which reads decimals; "none" is far away here for both."""
        sl, tp = (self._points(distance) for distance in self._distances(levels))
        return number(sl), number(tp)

    def _distances(self, levels: Levels) -> tuple[Decimal, Decimal]:
        sign = 1 if self.buys else -1
        below, above = self.price / 2, self.price
        sl = sign * (self.price - levels.sl) if levels.sl else (below if self.buys else above)
        tp = sign * (levels.tp - self.price) if levels.tp else (above if self.buys else below)
        return sl, tp

    def _points(self, distance: Decimal) -> Decimal:
        return distance / self.point


def _whole(points: Decimal) -> str:
    """Never 0, which has another meaning."""
    return str(max(1, int(points.to_integral_value(rounding=ROUND_HALF_EVEN))))
