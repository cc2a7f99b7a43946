"""What a worker is made of, as one value."""

from dataclasses import dataclass

from backtester.calculator import Calculator
from backtester.history import History
from backtester.progress import Progress
from backtester.settings import BacktesterSettings
from backtester.store import Store
from tickloom.bus.port import Bus
from tickloom.runtime.clock import Clock
from tickloom.storage.database import Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Shared by everything that handles messages."""

    bus: Bus
    pool: Pool
    store: Store
    history: History
    calculator: Calculator
    progress: Progress
    clock: Clock
    settings: BacktesterSettings
