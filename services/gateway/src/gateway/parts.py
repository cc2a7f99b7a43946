"""What the gateway is made of, as one value: a composition hands it to `gateway.app.build_app`."""

from collections.abc import Callable
from dataclasses import dataclass, field

from gateway.answers import Answers
from gateway.audit import Audit, MemoryAudit
from gateway.credentials import Credentials
from gateway.desk.desk import Desk
from gateway.desk.venue import Venue
from gateway.live.feed import Live
from gateway.place import Place
from gateway.rates import Rates
from gateway.remembered import Remembered
from tickloom.bus.port import Bus
from tickloom.runtime.clock import Clock
from tickloom.runtime.fault_points import nowhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts that routes and sockets use; none of them is reached by a global.

    `desk` and `venue_now` follow from the bus and the live side, `remembered` from the clock.
    """

    bus: Bus
    clock: Clock
    place: Place
    credentials: Credentials
    answers: Answers
    live: Live
    rates: Rates
    audit: Audit = field(default_factory=MemoryAudit)
    reach: Callable[[str], None] = nowhere
    desk: Desk = field(init=False)
    venue_now: Venue = field(init=False)
    remembered: Remembered = field(init=False)

    def __post_init__(self) -> None:
        live = self.live
        desk = Desk(self.bus, self.clock, live.board, live.orders, reach=self.reach)
        object.__setattr__(self, "desk", desk)
        object.__setattr__(self, "venue_now", Venue(self.bus, self.clock, live.hub))
        remembered = Remembered(monotonic_s=self.clock.monotonic_s)
        object.__setattr__(self, "remembered", remembered)
