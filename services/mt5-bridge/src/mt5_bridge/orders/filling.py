"""Which filling mode a request carries: by execution mode and mask, and by what the server took.

A symbol's mask is bits (FOK 1, IOC 2, BOC 4); the request's values are others. What a server
refused or took is remembered per (server, symbol) in the journal, for opening, closing and
changing alike.
"""

from collections.abc import Sequence

from mt5_bridge.orders.venue_codes import Execution, Filling
from mt5_bridge.port.records import VenueSymbol

_MASK_FOK = 1
_MASK_IOC = 2


def allowed_fillings(sheet: VenueSymbol, *, is_pending: bool) -> tuple[Filling, ...]:
    """Every mode the sheet allows, the best guess first; never empty.

    A mask that allows nothing on a market-execution symbol contradicts itself (sheets do lie,
    `lessons.md` 4.1): both modes are then tried, IOC first.
    """
    by_mask: list[Filling] = []
    if sheet.filling_mask & _MASK_FOK:
        by_mask.append(Filling.FOK)
    if sheet.filling_mask & _MASK_IOC:
        by_mask.append(Filling.IOC)
    if is_pending:
        return (Filling.RETURN, *by_mask)
    if sheet.execution == Execution.MARKET:
        return tuple(by_mask) or (Filling.IOC, Filling.FOK)
    if sheet.execution == Execution.EXCHANGE:
        return (*by_mask, Filling.RETURN)
    rest = [mode for mode in (Filling.FOK, Filling.IOC, Filling.RETURN) if mode not in by_mask]
    return (*by_mask, *rest)


def choose_filling(allowed: Sequence[Filling], remembered: int | None) -> Filling:
    """What the server took last; else the sheet's first."""
    return allowed[0] if remembered is None else Filling(remembered)


def memory_key(symbol: str, *, is_pending: bool) -> str:
    """Pending orders and deals take different modes, so they are remembered apart."""
    return f"{symbol} pending" if is_pending else symbol


def next_filling(allowed: Sequence[Filling], refused: int) -> Filling:
    """The mode to try after a 10030.

    A sheet that names the refused mode alone is wrong: then FOK and IOC stand in for each other.
    """
    others = [mode for mode in allowed if mode != refused]
    if others:
        return others[0]
    return Filling.IOC if refused == Filling.FOK else Filling.FOK
