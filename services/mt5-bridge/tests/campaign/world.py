"""Bridge, bus, broker and record in one process, on one virtual clock, from one seed."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random

from campaign.bridge import (
    Executor,
    KeptJournal,
    MakeExecutor,
    Parts,
    RememberedState,
    new_database,
    roll_back,
)
from campaign.bus import CommandQueue, EventStream
from campaign.clock import VirtualClock
from campaign.crash import CrashNow
from campaign.faults import Faults
from campaign.figures import Figures
from campaign.gate import SmallGate
from campaign.messages import Writer
from campaign.port import InProcessPort
from campaign.projector import Projector
from campaign.venue import Venue
from campaign.watch import Violated, Watch
from mt5_bridge.halts.halts import Halts
from mt5_bridge.orders.commands import Command
from mt5_bridge.orders.events import OutboxRow
from mt5_bridge.orders.gate import Gate
from tickloom.domain.order import OrderState

RECONCILE_EVERY_S = 10.0
RESTART_S = 3.0
HEALTHY_S = 31.0
"""After so long a halt that the terminal caused is lifted by itself."""
REST_AT_MOST_S = 900.0
RELAY_AT_ONCE = 50
IN_RECORD = {"told", "stated"}


@dataclass(slots=True, kw_only=True)
class Rates:
    """How often the dice bring each trouble; a named scenario has none and brings its own."""

    send: float = 0.0
    query: float = 0.0
    death: float = 0.0
    """At each fault point that is reached."""
    bus: float = 0.0


@dataclass(slots=True)
class World:
    """Everything that a schedule moves; each method is a step, and ends with a look."""

    seed: int
    make: MakeExecutor
    rates: Rates = field(default_factory=Rates)
    clock: VirtualClock = field(default_factory=VirtualClock)
    gate: Gate = field(default_factory=SmallGate)
    """Its state outlives the bridge."""
    shared_halts: Halts | None = None
    """Those of a gate that outlives the bridge; by default each life reads the kept ones."""
    before: Callable[[Venue], None] = lambda _: None
    """What happened on the account before the bridge was there."""
    projector: Projector = field(default_factory=Projector)
    figures: Figures = field(default_factory=Figures)
    armed: str = ""
    """The fault point at which the bridge dies next."""
    random: Random = field(init=False)
    venue: Venue = field(init=False)
    faults: Faults = field(init=False)
    queue: CommandQueue = field(init=False)
    stream: EventStream = field(init=False)
    write: Writer = field(init=False)
    watch: Watch = field(init=False)
    journal: KeptJournal = field(init=False)
    executor: Executor = field(init=False)
    halts: Halts = field(init=False)
    _kept: RememberedState = field(default_factory=RememberedState)
    _database: sqlite3.Connection = field(init=False)
    _reconciled_s: float = 0.0
    _heard: int = 0

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        rates = self.rates
        self.faults = Faults(self.random, send_rate=rates.send, query_rate=rates.query)
        self.venue = Venue(self.clock, self.random, self.faults)
        self.queue = CommandQueue(self.clock, self.random, ack_loss=rates.bus)
        self.stream = EventStream(self.clock, self.random, loss=rates.bus)
        self.write = Writer(self.clock)
        self.watch = Watch(self.venue, self.projector)
        self.watch.owner_of = self._owner_of
        self._database = new_database()
        self.before(self.venue)
        self.watch.older = {deal.ticket for deal in self.venue.trades()}
        self._start()

    # -- the bridge lives and dies ------------------------------------------------------------

    def _start(self) -> None:
        self.journal = KeptJournal(self._database)
        self.halts = self.shared_halts or Halts(self._kept, self.clock)
        self.executor = self.make(
            Parts(
                port=InProcessPort(self.venue), journal=self.journal, database=self._database,
                halts=self.halts, gate=self.gate, clock=self.clock, reach=self._reach,
            )
        )  # fmt: skip
        self.reconcile()

    def _reach(self, point: str) -> None:
        """A fault point: die here, when it is armed or the dice say so."""
        if point == self.armed:
            self.armed = ""
        elif not self.rates.death or self.random.random() >= self.rates.death:
            return
        raise CrashNow(point)

    def die(self, point: str = "between two steps") -> None:
        """kill -9, and a restart."""
        self.figures.crashes += 1
        self.figures.points[point] += 1
        self.venue.in_hand = None
        roll_back(self._database)
        self._look()
        self.clock.advance(RESTART_S)
        self.venue.note_trouble()
        self._start()

    # -- steps --------------------------------------------------------------------------------

    def publish(
        self, command: Command, *, delay_s: float = 0.0, has_message_id: bool = True
    ) -> str:
        """Put a command on the bus; answers its id."""
        self.watch.commands.setdefault(command.order_id, command)
        self.queue.publish(command, delay_s=delay_s, has_message_id=has_message_id)
        return command.order_id

    def deliver(self) -> bool:
        """One delivery; False when nothing was due."""
        delivery = self.queue.fetch()
        if delivery is None:
            return False
        if self.work_on(delivery.command):
            delivery.acknowledge()
        return True

    def work_on(self, command: Command) -> bool:
        """The bridge takes it; whether it lived to acknowledge it."""
        self.venue.in_hand = command.order_id
        try:
            self.executor.take(command)
            self.relay()
        except CrashNow as crash:
            self.die(crash.point)
            return False
        self.venue.in_hand = None
        self._look()
        return True

    def reconcile(self) -> None:
        self._reconciled_s = self.clock.elapsed_s
        try:
            self.executor.reconcile()
        except CrashNow as crash:
            self.die(crash.point)
        self._look()

    def relay(self) -> None:
        """Publish what waits; the process may die after a publish and before it knows."""
        self.watch.look()
        rows = self.journal.outbox(RELAY_AT_ONCE)
        self._hear(rows)
        for row in rows:
            if not self.stream.publish(row):
                return
            is_deal = row.news.kind == "deal"
            self._reach("bridge.after_deal_publish" if is_deal else "bridge.after_publish")
            self.journal.published(row)

    def tell(self) -> None:
        """The relay's own turn."""
        try:
            self.relay()
        except CrashNow as crash:
            self.die(crash.point)

    def project(self) -> bool:
        """The projector takes one event; False when there is none."""
        row = self.stream.deliver()
        if row is not None:
            self.projector.take(row)
        return row is not None

    def advance(self, seconds: float) -> None:
        """Time passes, and with it the bridge's own rounds."""
        until_s = self.clock.elapsed_s + seconds
        while True:
            round_s = self._reconciled_s + RECONCILE_EVERY_S
            self.clock.advance(max(0.0, min(until_s, round_s) - self.clock.elapsed_s))
            self.venue.market.catch_up()
            if round_s > until_s:
                return
            self.reconcile()

    def throw_kill_switch(self, *, on: bool = True) -> None:
        """The switch as the bridge has acknowledged it."""
        assert isinstance(self.gate, SmallGate)
        self.gate.is_killed = on
        self.watch.killed_at_ns = self.clock.true_ns if on else None

    # -- at rest ------------------------------------------------------------------------------

    def come_to_rest(self) -> None:
        """All faults end; everything in flight gets its time; then both sides are compared."""
        self._end_faults()
        began_s = self.clock.elapsed_s
        while self.clock.elapsed_s < began_s + REST_AT_MOST_S:
            self.watch.unknown_for_too_long()
            while self.deliver() or self.project():
                pass
            self.tell()
            while self.project():
                pass
            if self._is_settled() and self.queue.next_due_s is None:
                break
            self._wait()
        else:
            raise Violated(f"settled: still open after {REST_AT_MOST_S} s: {self._open()}")
        self._read_whole()
        self.watch.at_rest()
        self._count()

    def _read_whole(self) -> None:
        """Until nothing was done at the broker while its books were read; the market goes on."""
        changes = -1
        while changes != len(self.venue.ledger):
            changes = len(self.venue.ledger)
            self.reconcile()
            self.tell()
            while self.project():
                pass

    def probe(self) -> None:
        """I7: after whatever happened a good order goes through, or a halt says why none does."""
        self.throw_kill_switch(on=False)
        self.clock.set_right()
        self.clock.advance(HEALTHY_S)
        for _ in range(3):
            self.reconcile()
        name = self.publish(self.write.order(self.venue.sheets[0].name, "buy", "0.01"))
        self.deliver()
        state, reason = self.watch.states.get(name), self.watch.reasons.get(name)
        is_bound = reason in {"volume", "not_enough_margin"}
        if state != "filled" and not is_bound and not self.halts.now:
            raise Violated(f"I7: a good order is {state} ({reason}), and nothing is halted")

    def _end_faults(self) -> None:
        self.rates = Rates()
        self.faults.send_rate = self.faults.query_rate = 0.0
        self.queue.ack_loss = self.stream.loss = 0.0
        self.end_faults_of_state()

    def end_faults_of_state(self) -> None:
        """The terminal is connected, on the right account, allowed to trade, and quotes flow."""
        self.faults.failing = ""
        states = self.venue.switches
        states.is_connected = states.trade_allowed = True
        states.api_disabled = states.is_other_account = states.shows_nothing = False
        self.venue.market.is_frozen, self.venue.market.absurd = False, None

    def _is_settled(self) -> bool:
        """A waiting order is at rest while it stands in the broker's book."""
        standing = self.venue.book.orders
        is_open = any(
            record.state is not OrderState.PLACED or record.order not in standing
            for record in self.journal.open_records()
        )
        settled = not is_open and self.venue.is_all_shown() and self._has_beginnings()
        return settled and not self.journal.outbox_length()

    def _has_beginnings(self) -> bool:
        """Whether the record has the opening of every position, or the broker's word on it."""
        held = (self.journal.beginning(p.identifier) for p in self.venue.book.positions.values())
        return not self.journal.without_beginning() and all(how in IN_RECORD for how in held)

    def _open(self) -> list[str]:
        return [f"{r.command_id} {r.state} {r.reason}" for r in self.journal.open_records()]

    def _wait(self) -> None:
        """Until the next round; where all is settled, at once until the next message is due."""
        due_s = self.queue.next_due_s
        if due_s is not None and self._is_settled():
            self.clock.advance(max(0.0, due_s - self.clock.elapsed_s) + 0.001)
            self._reconciled_s = max(self._reconciled_s, self.clock.elapsed_s - RECONCILE_EVERY_S)
        self.advance(RECONCILE_EVERY_S)

    def _owner_of(self, magic: int) -> str | None:
        record = self.journal.by_magic(magic)
        return None if record is None else record.command_id

    def _look(self) -> None:
        """The invariants, after every step: what was sent, and what is told of it."""
        self.watch.look()
        self._hear(self.journal.outbox(RELAY_AT_ONCE))

    def _hear(self, rows: list[OutboxRow]) -> None:
        for row in rows:
            if row.id > self._heard:
                self._heard = row.id
                self.watch.hear(row)

    def _count(self) -> None:
        figures, watch = self.figures, self.watch
        figures.schedules = 1
        figures.commands = len(watch.commands)
        figures.sent = len(self.venue.log)
        figures.deals = len(self.venue.trades())
        figures.duplicates = watch.duplicates
        figures.unknown = len(watch.unknown_s)
        figures.orphans = len(watch.orphans)
        figures.unknown_s = watch.unknown_s
        figures.answered_s = watch.answered_s
        figures.faults += self.faults.counts
        whole = repr((self.venue.log, self.venue.ledger, list(self.projector.fills.items())))
        figures.digest = sha256(whole.encode()).hexdigest()
