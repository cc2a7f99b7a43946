"""Finding an instrument among those that the venue offers."""

from collections.abc import Iterable

from tickloom.domain.errors import InvalidInput
from tickloom.domain.instrument import Instrument


def instrument_in(venue: Iterable[Instrument], symbol: str) -> Instrument:
    """The one called `symbol`; the error lists what the venue offers."""
    offered = {str(instrument.symbol): instrument for instrument in venue}
    if symbol not in offered:
        names = ", ".join(sorted(offered)) or "none"
        raise InvalidInput("symbol", symbol, f"one that the venue offers: {names}")
    return offered[symbol]
