"""Other series that are kept where the bars of a run came from."""

from dataclasses import dataclass

from tickloom.domain.market import Timeframe
from tickloom.engine.bars import Bars
from tickloom.storage.columns import ColumnStore


@dataclass(frozen=True, kw_only=True)
class KeptBars:
    """The kept bars of a venue."""

    store: ColumnStore
    venue: str

    def find(self, symbol: str, timeframe: Timeframe) -> Bars | None:
        """A whole series, None when it is not kept."""
        if self.store.manifest(self.venue, symbol, timeframe) is None:
            return None
        return self.store.read_bars(self.venue, symbol, timeframe)
