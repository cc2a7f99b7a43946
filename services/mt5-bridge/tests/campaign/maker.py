"""A maker of orders with an outbox, as the algo service has one: decided, stored, then published.

It stands for another service, whose own tests show the same with its own database.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from campaign.crash import CrashNow
from campaign.world import World
from mt5_bridge.orders.commands import Command


@dataclass(slots=True)
class Maker:
    """`outbox` outlives its process; `dies_at` names the fault point of the next death."""

    world: World
    dies_at: str = ""
    outbox: list[Command] = field(default_factory=list[Command])

    def decide(self, make: Callable[[], Command]) -> None:
        """A signal: the command is written down in one transaction, and published after it."""
        try:
            self._reach("algo.before_outbox_commit")
            self.outbox.append(make())
            self._reach("algo.after_outbox_commit")
            self.relay()
        except CrashNow:
            self.world.clock.advance(3.0)

    def relay(self) -> None:
        """What waits is published with its id until the bus has said that it is stored."""
        try:
            while self.outbox:
                self.world.publish(self.outbox[0])
                self._reach("relay.after_publish")
                del self.outbox[0]
        except CrashNow:
            self.world.clock.advance(3.0)

    def _reach(self, point: str) -> None:
        if point == self.dies_at:
            self.dies_at = ""
            raise CrashNow(point)
