"""What every deployment is handed: the service's few long-lived parts."""

from collections.abc import Callable
from dataclasses import dataclass

from algo.feed_watch import FeedWatch
from algo.leases import Leases
from algo.market import Market
from algo.settings import AlgoSettings
from algo.store import Store
from tickloom.bus.port import Bus
from tickloom.contracts.message import Mode, Stamper
from tickloom.runtime.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts; `stamper` gives a new producer life for messages of a mode."""

    bus: Bus
    store: Store
    market: Market
    watch: FeedWatch
    leases: Leases
    clock: Clock
    stamper: Callable[[Mode], Stamper]
    settings: AlgoSettings
