"""The bus as it really is: it delivers again, loses acknowledgements and forgets what it knew.

Commands wait until they are acknowledged; an event is stored once per id as long as the duplicate
window lasts, and is handed to the projector as often as its own acknowledgement gets lost.
"""

from dataclasses import dataclass, field
from random import Random

from campaign.clock import VirtualClock
from mt5_bridge.orders.commands import Command
from mt5_bridge.orders.events import OutboxRow

ACK_WAIT_S = 30.0
DELIVERIES_MAX = 5
DUPLICATE_WINDOW_S = 120.0
COMMAND_WINDOW_S = 600.0


@dataclass(slots=True)
class _Waiting:
    command: Command
    due_s: float
    deliveries: int = 0


@dataclass(slots=True)
class CommandQueue:
    """Commands of one account, in order unless somebody shuffles them."""

    clock: VirtualClock
    random: Random
    ack_loss: float = 0.0
    dead_letters: int = 0
    redelivered: int = 0
    duplicates: int = 0
    """Publishes that the window answered with `duplicate=true`."""
    _waiting: list[_Waiting] = field(default_factory=list[_Waiting])
    _stored_at_s: dict[str, float] = field(default_factory=dict[str, float])

    def publish(
        self, command: Command, *, delay_s: float = 0.0, has_message_id: bool = True
    ) -> None:
        """Stored once an id inside the duplicate window; without an id or after it, again."""
        at_s = self.clock.elapsed_s + delay_s
        stored_s = self._stored_at_s.get(command.order_id)
        if has_message_id and stored_s is not None and at_s - stored_s <= COMMAND_WINDOW_S:
            self.duplicates += 1
            return
        self._stored_at_s[command.order_id] = at_s
        self._waiting.append(_Waiting(command, at_s))

    def shuffle(self) -> None:
        self.random.shuffle(self._waiting)

    def fetch(self) -> "Delivery | None":
        """The first message that is due; None when none is."""
        now_s = self.clock.elapsed_s
        waiting = next((w for w in self._waiting if w.due_s <= now_s), None)
        if waiting is None:
            return None
        if waiting.deliveries >= DELIVERIES_MAX:
            self._waiting.remove(waiting)
            self.dead_letters += 1
            return self.fetch()
        waiting.deliveries += 1
        self.redelivered += waiting.deliveries > 1
        waiting.due_s = now_s + ACK_WAIT_S
        return Delivery(self, waiting)

    def acknowledge(self, waiting: _Waiting) -> None:
        """Stored, unless the acknowledgement gets lost: then the message comes again."""
        if self.random.random() >= self.ack_loss:
            self._waiting.remove(waiting)

    @property
    def next_due_s(self) -> float | None:
        return min((w.due_s for w in self._waiting), default=None)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery of a command; unless it is acknowledged it comes again."""

    queue: CommandQueue
    waiting: _Waiting

    @property
    def command(self) -> Command:
        return self.waiting.command

    def acknowledge(self) -> None:
        self.queue.acknowledge(self.waiting)


@dataclass(slots=True)
class EventStream:
    """Events that the bus has stored, and those that the projector has not acknowledged yet."""

    clock: VirtualClock
    random: Random
    loss: float = 0.0
    """Of a publish that times out before it arrives, of an answer to one, and of projector acks."""
    loses_answers: bool = False
    """Every publish is stored, and nobody hears of it."""
    duplicates_stored: int = 0
    pending: list[OutboxRow] = field(default_factory=list[OutboxRow])
    _stored_at_s: dict[str, float] = field(default_factory=dict[str, float])

    def publish(self, row: OutboxRow) -> bool:
        """Whether the publisher heard that it is stored; it may be stored all the same."""
        if self._is_lost():
            return False
        now_s = self.clock.elapsed_s
        stored_s = self._stored_at_s.get(row.message_id)
        if stored_s is None or now_s - stored_s > DUPLICATE_WINDOW_S:
            self.duplicates_stored += stored_s is not None
            self._stored_at_s[row.message_id] = now_s
            self.pending.append(row)
        return not (self.loses_answers or self._is_lost())

    def deliver(self) -> OutboxRow | None:
        """The next event for the projector; it stays when the acknowledgement gets lost."""
        if not self.pending:
            return None
        place = self.random.randrange(min(3, len(self.pending))) if self.loss else 0
        row = self.pending[place]
        if not self._is_lost():
            del self.pending[place]
        return row

    def _is_lost(self) -> bool:
        return bool(self.loss) and self.random.random() < self.loss
