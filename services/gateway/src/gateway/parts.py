"""What the gateway is made of, as one value: a composition hands it to `gateway.app.build_app`."""

from dataclasses import dataclass

from gateway.answers import Answers
from gateway.credentials import Credentials
from gateway.live.feed import Live
from gateway.place import Place
from gateway.rates import Rates
from tickloom.bus.port import Bus
from tickloom.runtime.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts that routes and sockets use; none of them is reached by a global."""

    bus: Bus
    clock: Clock
    place: Place
    credentials: Credentials
    answers: Answers
    live: Live
    rates: Rates
