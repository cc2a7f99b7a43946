"""What the demo broker says of its symbols: swaps and hedged margin as retail brokers have them.

Swaps are points a lot and night, made up in the sizes that are usual: dear for the side that owes
the higher rate, little for the other. Opposite lots cost the margin of one side.
"""

from collections.abc import Iterable
from decimal import Decimal

from tickloom.domain.instrument import Instrument
from tickloom.venue.costs import Swap, SwapMode
from tickloom_terminal.trade.sheet import SymbolSheet

_SWAPS = {
    "EURUSD": ("-7.1", "3.2"), "GBPUSD": ("-3.4", "-1.8"), "USDJPY": ("5.96", "-16.95"),
    "USDCHF": ("5.2", "-11.8"), "USDCAD": ("1.4", "-5.1"), "AUDUSD": ("-3.1", "0.2"),
    "NZDUSD": ("-2.4", "-0.9"), "EURGBP": ("-6.3", "1.1"), "EURCHF": ("1.2", "-5.9"),
    "EURCAD": ("-5.8", "-0.4"), "EURJPY": ("3.8", "-15.2"), "GBPJPY": ("9.1", "-27.4"),
    "XAUUSD": ("-65.94", "23.1"), "XAGUSD": ("-5.4", "0.3"),
}  # fmt: skip
_NAME_LENGTH = 6


def demo_sheets(instruments: Iterable[Instrument]) -> tuple[SymbolSheet, ...]:
    """A sheet for each symbol; one that has no swap here is charged none."""
    return tuple(_sheet(instrument) for instrument in instruments)


def _sheet(instrument: Instrument) -> SymbolSheet:
    long, short = _SWAPS.get(str(instrument.symbol)[:_NAME_LENGTH], ("0", "0"))
    mode = SwapMode.POINTS if long != "0" else SwapMode.NONE
    return SymbolSheet(
        instrument=instrument, margin_hedged=instrument.contract_size,
        swap=Swap(mode=mode, long=Decimal(long), short=Decimal(short)),
    )  # fmt: skip
