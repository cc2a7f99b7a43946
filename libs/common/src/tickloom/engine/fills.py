"""The only place where an order meets a price: fills for one tick.

Prices are whole points, so a level and a quote compare exactly. A buy is filled at the ask and
valued at the bid, a sell the other way round. A stop is filled at the tick that triggers it: at
its level or worse, never better. A target is filled at that tick too: at its level or better.
"""

from typing import NamedTuple

from tickloom.domain.order import DealReason, Side


class ExitLevels(NamedTuple):
    """Where a position ends by itself, in points; None where it does not."""

    stop_loss: int | None
    take_profit: int | None


class ExitFill(NamedTuple):
    """An exit that happened: its price in points, and why."""

    price: int
    reason: DealReason


def entry_price(side: Side, bid: int, ask: int) -> int:
    """Where a market order is filled."""
    return ask if side is Side.BUY else bid


def exit_price(side: Side, bid: int, ask: int) -> int:
    """Where a position of `side` is valued and closed."""
    return bid if side is Side.BUY else ask


def exit_on_tick(side: Side, levels: ExitLevels, bid: int, ask: int) -> ExitFill | None:
    """The exit that this tick triggers, if any; the stop comes before the target."""
    price = exit_price(side, bid, ask)
    toward_loss = -side.sign
    if levels.stop_loss is not None and (price - levels.stop_loss) * toward_loss >= 0:
        return ExitFill(price, DealReason.STOP_LOSS)
    if levels.take_profit is not None and (price - levels.take_profit) * toward_loss <= 0:
        return ExitFill(price, DealReason.TAKE_PROFIT)
    return None
