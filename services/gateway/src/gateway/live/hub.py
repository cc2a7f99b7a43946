"""Who listens to what, and what each client is owed; no sockets, no clock, no tasks here.

A message is wrapped once (`offer`), gathered by every audience that hears it, and written once a
client at the end of the loop's turn (`flush`). A client whose connection does not take what it is
given becomes a straggler: it gets the newest of each conflated topic when there is room again,
everything of the others, and is closed when it stays behind.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gateway.live import metrics
from gateway.live.audience import Audience, Interest, Listener, Slowed
from gateway.live.topics import Identity, Topic, identify

LAGGING = 1013
SLOW = 4408


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far a client may fall behind, and how much one turn may gather."""

    lags_above_bytes: int = 64 * 1024
    recovers_below_bytes: int = 16 * 1024
    ends_above_bytes: int = 256 * 1024
    ends_after_s: float = 6.0
    turn_bytes: int = 64 * 1024
    topics: int = 50_000


class _Route:
    """A topic and the audiences that hear it, as of one version of the table."""

    __slots__ = ("audiences", "topic", "version")

    def __init__(self, topic: Topic) -> None:
        self.topic = topic
        self.audiences: tuple[Audience, ...] = ()
        self.version = -1


class Hub:
    """The table of topics, audiences and clients of one gateway process."""

    def __init__(
        self,
        *,
        monotonic_s: Callable[[], float],
        wake: Callable[[], None],
        limits: Limits | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self._now_s = monotonic_s
        self._wake = wake
        self._routes: dict[str, _Route | None] = {}
        self._topics_by_name: defaultdict[str, list[Topic]] = defaultdict(list)
        self._audiences: dict[tuple[Interest, float], Audience] = {}
        self._by_name: defaultdict[str, dict[Audience, None]] = defaultdict(dict)
        self._place: dict[Listener, Audience] = {}
        self._wish_s: dict[Listener, float] = {}
        self._stragglers: dict[Slowed, None] = {}
        self._dirty: list[Audience] = []
        self._waiting: dict[Slowed, float] = {}
        self.totals = metrics.Totals()
        self._version = 0
        self._turn_bytes = 0
        self._is_awake = False

    # -- the tick path ------------------------------------------------------------------------

    def offer(self, subject: str, message: bytes) -> None:
        """A message from the bus; it is written at the end of this turn."""
        route = self._routes.get(subject)
        if route is None:
            route = self._open(subject)
            if route is None:
                return
        topic = route.topic
        try:
            frame = topic.accept(message)
        except ValueError:
            metrics.DROPPED.labels(reason="malformed").inc()
            return
        if route.version != self._version:
            self._find_audiences(route)
        if not route.audiences:
            return
        dirty = self._dirty
        for audience in route.audiences:
            if audience.take(topic, frame):
                dirty.append(audience)
        self._turn_bytes += len(frame)
        if self._turn_bytes > self.limits.turn_bytes:
            self.flush()
        elif dirty and not self._is_awake:
            self._is_awake = True
            self._wake()

    def flush(self) -> None:
        """Write what this turn gathered: one write a client."""
        self._is_awake = False
        self._turn_bytes = 0
        dirty, self._dirty = self._dirty, []
        for audience in dirty:
            if not isinstance(audience, Slowed):
                self._write(audience)
            elif audience in self._stragglers:
                self._pass_on(audience)
            else:
                self._waiting.setdefault(audience, self._now_s() + audience.conflate_s)

    def _write(self, audience: Audience) -> None:
        owed = audience.owed()
        lags_above, size = self.limits.lags_above_bytes, len(owed)
        late: list[Listener] = []
        for client, (backlog, send) in audience.members.items():
            waiting = backlog()
            if waiting > lags_above:
                late.append(client)
            elif waiting:
                client.write(owed)  # behind what is waiting, or the bytes would change places
            else:
                try:
                    taken = send(owed)
                except OSError:
                    taken = 0
                if taken < size:
                    client.write(owed[taken:])
        totals, delivered = self.totals, len(audience.members) - len(late)
        totals.writes += delivered
        totals.frames += delivered * audience.count()
        totals.bytes += delivered * len(owed)
        for client in late:
            self._straggle(client, audience)
        audience.clear()

    # -- clients that get less ----------------------------------------------------------------

    def _straggle(self, client: Listener, audience: Audience) -> None:
        """Move a client that does not keep up to a place of its own, with what it is owed."""
        own = Slowed(audience.interest, conflate_s=0.0, since_s=self._now_s())
        own.inherit(audience)
        self._move(client, own)
        self._stragglers[own] = None
        self.totals.lagged += 1
        self._pass_on(own)

    def _pass_on(self, own: Slowed) -> None:
        """Give a straggler what may not be left out, or end it when even that is too much."""
        client = next(iter(own.members), None)
        vital = own.vital()
        if client is None or not vital:
            return
        if client.backlog() + len(vital) > self.limits.ends_above_bytes:
            self.end(client, SLOW, "the connection does not take what may not be left out")
        else:
            client.write(vital)

    def pulse(self) -> None:
        """Write conflated audiences whose time has come."""
        now_s = self._now_s()
        for audience in [a for a, due_s in self._waiting.items() if due_s <= now_s]:
            del self._waiting[audience]
            self.totals.conflated += audience.skipped * len(audience.members)
            self._write(audience)

    def check(self) -> None:
        """Let stragglers catch up, and end those that stay behind."""
        now_s, limits = self._now_s(), self.limits
        for own in list(self._stragglers):
            client = next(iter(own.members))
            backlog = client.backlog()
            if backlog <= limits.recovers_below_bytes:
                self.totals.conflated += own.skipped
                client.write(own.owed())
                self._move(client, self._audience(own.interest, self._wish_s[client]))
            elif backlog > limits.ends_above_bytes or now_s - own.since_s > limits.ends_after_s:
                self.end(client, LAGGING, "the connection does not keep up")

    @property
    def has_waiting(self) -> bool:
        return bool(self._waiting)

    # -- joining and leaving ------------------------------------------------------------------

    def join(self, client: Listener) -> None:
        """A client that listens to nothing yet."""
        self._wish_s[client] = 0.0
        self._move(client, self._audience(frozenset(), 0.0))

    def leave(self, client: Listener) -> None:
        """Forget a client; harmless when it is not known."""
        if client in self._place:
            self._move(client, None)
            del self._wish_s[client]

    def end(self, client: Listener, code: int, reason: str) -> None:
        self.leave(client)
        client.end(code, reason)

    def interest_of(self, client: Listener) -> Interest:
        place = self._place.get(client)
        return frozenset() if place is None else place.interest

    def listen(
        self, client: Listener, interest: Iterable[str], *, conflate_s: float | None = None
    ) -> None:
        """Replace a client's subscriptions; what was owed under the old ones is written first.

        The caller writes snapshots right after: nothing can come between, so no hole opens.
        """
        names = frozenset(interest)
        if client in self._place and conflate_s is not None:
            self._wish_s[client] = conflate_s
        self.flush()
        place = self._place.get(client)
        if place is None or (names, self._wish_s[client]) == (place.interest, place.conflate_s):
            return
        if isinstance(place, Slowed):
            client.write(place.owed())  # the others of this place still wait for theirs
            if place in self._stragglers:
                own = Slowed(names, conflate_s=0.0, since_s=place.since_s)
                self._move(client, own)
                self._stragglers[own] = None
                return
        self._move(client, self._audience(names, self._wish_s[client]))

    def clients(self) -> list[Listener]:
        return list(self._place)

    def audiences(self) -> list[Audience]:
        """Every set of clients that hears the same, stragglers included."""
        return list(dict.fromkeys(self._place.values()))

    # -- topics -------------------------------------------------------------------------------

    def topics(self, name: str) -> list[Topic]:
        """What a subscription called `name` hears, as far as anything was said."""
        return self._topics_by_name.get(name, [])

    def forget(self, subject: str) -> None:
        """Give up a topic that nothing more is said about; who listens to it keeps listening."""
        route = self._routes.pop(subject, None)
        if route is not None:
            for name in route.topic.identity.names:
                self._topics_by_name[name].remove(route.topic)

    def keys(self, channel: str) -> list[str]:
        """The keys of `channel` about which anything was said."""
        identities = (r.topic.identity for r in self._routes.values() if r is not None)
        return sorted({identity.key for identity in identities if identity.channel == channel})

    def _open(self, subject: str) -> _Route | None:
        if subject in self._routes:
            return None
        if len(self._routes) >= self.limits.topics:
            metrics.DROPPED.labels(reason="too_many_topics").inc()
            return None
        identity: Identity | None = identify(subject)
        route = None if identity is None else _Route(Topic(identity))
        self._routes[subject] = route
        if route is not None:
            for name in route.topic.identity.names:
                self._topics_by_name[name].append(route.topic)
        return route

    def _find_audiences(self, route: _Route) -> None:
        found: dict[Audience, None] = {}
        for name in route.topic.identity.names:
            found |= self._by_name.get(name, {})
        route.audiences = tuple(found)
        route.version = self._version

    def _audience(self, interest: Interest, conflate_s: float) -> Audience:
        audience = self._audiences.get((interest, conflate_s))
        if audience is None:
            audience = Slowed(interest, conflate_s=conflate_s) if conflate_s else Audience(interest)
            self._audiences[interest, conflate_s] = audience
        return audience

    def _move(self, client: Listener, target: Audience | None) -> None:
        source = self._place.pop(client, None)
        if source is not None:
            del source.members[client]
            if not source.members:
                self._close(source)
        if target is not None:
            if not target.members:
                for name in target.interest:
                    self._by_name[name][target] = None
                self._version += 1
            target.members[client] = (client.backlog, client.send)
            self._place[client] = target

    def _close(self, audience: Audience) -> None:
        audience.clear()
        for name in audience.interest:
            self._by_name[name].pop(audience, None)
            if not self._by_name[name]:
                del self._by_name[name]
        if isinstance(audience, Slowed):
            self._stragglers.pop(audience, None)
            self._waiting.pop(audience, None)
        place = (audience.interest, audience.conflate_s)
        if self._audiences.get(place) is audience:
            del self._audiences[place]
        self._version += 1
