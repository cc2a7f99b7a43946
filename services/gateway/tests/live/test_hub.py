"""The hub alone: who gets what, in which order, and what slow clients get."""

import json
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.live.frames import payloads
from gateway.live.hub import Hub, Limits
from tickloom.contracts import subjects
from tickloom.contracts.message import Stamper

SYMBOLS = ("EURUSD", "GBPUSD", "XAUUSD")
ACCOUNTS = ("paper-1", "paper-2")


@dataclass(eq=False)
class Recorder:
    """A listener that keeps what it is given; `stuck` bytes stand for a connection that is full."""

    stuck: int = 0
    writes: list[bytes] = field(default_factory=list[bytes])
    ended: int | None = None
    room: int = 1 << 20

    def send(self, data: bytes, /) -> int:
        assert not self.stuck, "nothing overtakes what is waiting"
        if not self.room:
            raise BlockingIOError
        self.write(data[: self.room])
        return min(self.room, len(data))

    def write(self, data: bytes, /) -> None:
        assert self.ended is None, "nothing is written after the end"
        self.writes.append(data)

    def backlog(self) -> int:
        return self.stuck

    def end(self, code: int, reason: str) -> None:
        assert reason
        self.ended = code

    def frames(self) -> list[dict[str, Any]]:
        return [json.loads(content) for data in self.writes for content in payloads(data)]

    def numbers(self, channel: str, key: str) -> list[int]:
        return [f["seq"] for f in self.frames() if (f["channel"], f["key"]) == (channel, key)]


class World:
    """A hub with a producer and a clock that the test moves."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.now_s = 0.0
        self.wakes = 0
        self.hub = Hub(monotonic_s=lambda: self.now_s, wake=self._wake, limits=limits)
        self._stamper = Stamper(mode="demo", now_us=lambda: 1_700_000_000_000_000)

    def _wake(self) -> None:
        self.wakes += 1

    def tick(self, symbol: str = "EURUSD") -> int:
        return self.say(subjects.tick("demo", symbol))

    def deal(self, account: str = "paper-1") -> int:
        return self.say(subjects.event(account, "deal"))

    def last_seq(self, subject: str) -> int:
        return self._stamper.last_seq(subject)

    def turn(self) -> None:
        self.hub.flush()
        self.hub.pulse()
        self.hub.check()

    def say(self, subject: str) -> int:
        header = self._stamper.header(subject)
        self.hub.offer(subject, json.dumps(header, separators=(",", ":")).encode())
        return header["seq"]

    def client(self, *names: str, conflate_s: float | None = None) -> Recorder:
        client = Recorder()
        self.hub.join(client)
        self.hub.listen(client, names, conflate_s=conflate_s)
        return client


def test_a_turn_is_one_write_shared_by_all_clients_of_one_interest() -> None:
    world = World()
    clients = [world.client("tick:EURUSD") for _ in range(3)]
    for _ in range(5):
        world.tick()
    assert world.wakes == 1
    assert all(not client.writes for client in clients)
    world.hub.flush()
    assert [len(client.writes) for client in clients] == [1, 1, 1]
    assert len({id(client.writes[0]) for client in clients}) == 1, "the bytes are shared"
    assert clients[0].numbers("tick", "EURUSD") == [1, 2, 3, 4, 5]


def test_a_client_hears_only_what_it_subscribed_to() -> None:
    world = World()
    client = world.client("tick:EURUSD", "positions:paper-1")
    world.tick("GBPUSD")
    world.tick("EURUSD")
    world.deal("paper-2")
    world.deal("paper-1")
    world.hub.flush()
    assert [(f["channel"], f["key"]) for f in client.frames()] == [
        ("tick", "EURUSD"), ("positions", "paper-1"),
    ]  # fmt: skip


def test_a_wildcard_and_a_name_together_give_each_status_once() -> None:
    world = World()
    client = world.client("algo:*", "algo:d-1")
    world.say(subjects.algo("d-1", "status"))
    world.say(subjects.algo("d-2", "status"))
    world.hub.flush()
    assert [f["key"] for f in client.frames()] == ["d-1", "d-2"]


def test_a_new_subscription_continues_where_the_old_one_ended() -> None:
    world = World()
    client = world.client("tick:EURUSD")
    world.tick("EURUSD")
    world.hub.listen(client, ("tick:EURUSD", "tick:GBPUSD"))
    world.tick("EURUSD")
    world.tick("GBPUSD")
    world.hub.flush()
    assert client.numbers("tick", "EURUSD") == [1, 2]
    assert client.numbers("tick", "GBPUSD") == [1]


def test_a_conflating_client_gets_the_newest_tick_and_every_deal() -> None:
    world = World()
    client = world.client("tick:EURUSD", "positions:paper-1", conflate_s=0.03)
    for _ in range(4):
        world.tick()
    world.deal()
    world.deal()
    world.hub.flush()
    world.hub.pulse()
    assert not client.writes, "its time has not come"
    world.now_s = 0.031
    world.hub.pulse()
    assert client.numbers("tick", "EURUSD") == [4]
    assert client.numbers("positions", "paper-1") == [1, 2]
    (tick,) = [f for f in client.frames() if f["channel"] == "tick"]
    assert tick["c"] is True


def test_a_straggler_gets_the_newest_tick_when_there_is_room_again() -> None:
    world = World()
    slow, healthy = world.client("tick:EURUSD"), world.client("tick:EURUSD")
    slow.stuck = 100_000
    for _ in range(50):
        world.tick()
        world.hub.flush()
    assert not slow.writes
    assert len(healthy.writes) == 50
    slow.stuck = 0
    world.hub.check()
    assert slow.numbers("tick", "EURUSD") == [50]
    assert slow.frames()[0]["c"] is True
    world.tick()
    world.hub.flush()
    assert slow.numbers("tick", "EURUSD") == [50, 51]


def test_a_straggler_gets_every_deal_at_once_and_is_ended_when_they_do_not_fit() -> None:
    world = World()
    slow = world.client("tick:EURUSD", "positions:paper-1")
    slow.stuck = 100_000
    world.tick()
    world.deal()
    world.hub.flush()
    assert slow.numbers("positions", "paper-1") == [1]
    world.deal()
    world.hub.flush()
    assert slow.numbers("positions", "paper-1") == [1, 2]
    slow.stuck = 256 * 1024
    world.deal()
    world.hub.flush()
    assert slow.ended == 4408
    assert world.hub.clients() == []


def test_a_straggler_that_stays_behind_is_ended() -> None:
    world = World()
    slow = world.client("tick:EURUSD")
    slow.stuck = 100_000
    world.tick()
    world.hub.flush()
    world.now_s = 5.9
    world.hub.check()
    assert slow.ended is None
    world.now_s = 6.1
    world.hub.check()
    assert slow.ended == 1013


def test_a_straggler_far_behind_is_ended_at_once() -> None:
    world = World()
    slow = world.client("tick:EURUSD")
    slow.stuck = 300_000
    world.tick()
    world.hub.flush()
    world.hub.check()
    assert slow.ended == 1013


def test_a_turn_does_not_gather_without_bound() -> None:
    world = World(Limits(turn_bytes=1_000))
    client = world.client("tick:EURUSD")
    for _ in range(100):
        world.tick()
    assert len(client.writes) > 10
    assert max(len(data) for data in client.writes) < 1_500


def test_a_message_that_is_none_is_dropped_and_nothing_else_suffers() -> None:
    world = World()
    client = world.client("tick:EURUSD")
    world.hub.offer(subjects.tick("demo", "EURUSD"), b"nonsense")
    world.tick()
    world.hub.flush()
    assert client.numbers("tick", "EURUSD") == [1]


def test_leaving_twice_is_harmless() -> None:
    world = World()
    client = world.client("tick:EURUSD")
    world.hub.leave(client)
    world.hub.leave(client)
    world.tick()
    world.hub.flush()
    assert client.writes == []


def test_what_was_missed_is_resumed_from_the_ring_or_not_at_all() -> None:
    world = World()
    for _ in range(300):
        world.deal()
    (topic,) = world.hub.topics("positions:paper-1")
    assert [len(topic.since(seq) or ()) for seq in (300, 299, 44)] == [0, 1, 256]
    assert topic.since(43) is None, "older than what is kept"
    assert topic.since(301) is None, "from another life of the producer"


ACTIONS = st.one_of(
    st.tuples(st.just("tick"), st.sampled_from(SYMBOLS)),
    st.tuples(st.just("deal"), st.sampled_from(ACCOUNTS)),
    st.tuples(st.just("turn"), st.just("")),
    st.tuples(st.just("listen"), st.sampled_from(SYMBOLS)),
    st.tuples(st.just("forget"), st.sampled_from(SYMBOLS)),
    st.tuples(st.just("stick"), st.just("")),
    st.tuples(st.just("drain"), st.just("")),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), ACTIONS), max_size=80))
def test_whatever_happens_no_deal_is_lost_and_every_client_ends_with_the_newest_tick(
    steps: list[tuple[int, tuple[str, str]]],
) -> None:
    """Three clients, one of which may get stuck and one of which conflates."""
    world = World()
    deals = tuple(f"positions:{account}" for account in ACCOUNTS)
    clients = [
        world.client(*deals), world.client(*deals), world.client(*deals, conflate_s=0.02)
    ]  # fmt: skip
    for who, (action, what) in steps:
        client = clients[who]
        name, interest = f"tick:{what}", world.hub.interest_of(client)
        world.now_s += 0.001
        match action:
            case "tick" | "deal":
                (world.tick if action == "tick" else world.deal)(what)
            case "turn":
                world.turn()
            case "listen":
                world.hub.listen(client, interest | {name})
                for topic in world.hub.topics(name):
                    client.write(topic.snapshot())
            case "forget":
                world.hub.listen(client, interest - {name})
            case _:
                clients[1].stuck = 100_000 if action == "stick" else 0
    clients[1].stuck = 0
    world.turn()
    world.now_s += 0.1
    world.turn()
    for client in clients:
        check_everything_arrived(world, client, is_exact=client is clients[0])


def check_everything_arrived(world: World, client: Recorder, *, is_exact: bool) -> None:
    """Every deal in order; the newest tick of each symbol still subscribed to."""
    assert client.ended is None
    for account in ACCOUNTS:
        made = world.last_seq(subjects.event(account, "deal"))
        assert client.numbers("positions", account) == list(range(1, made + 1))
    for name in world.hub.interest_of(client):
        channel, _, key = name.partition(":")
        if channel == "tick":
            seen = client.numbers("tick", key)
            assert (seen[-1] if seen else 0) == world.last_seq(subjects.tick("demo", key))
            updates = [
                f["seq"] for f in client.frames() if f["key"] == key and f["kind"] == "update"
            ]
            assert not is_exact or updates == sorted(set(updates)), "each once, in order"


@given(room=st.integers(min_value=0, max_value=400))
def test_what_a_connection_takes_in_part_is_finished_in_order(room: int):
    world = World()
    narrow, wide = world.client("tick:EURUSD"), world.client("tick:EURUSD")
    narrow.room = room
    for _ in range(3):
        world.tick()
        world.turn()
    assert b"".join(narrow.writes) == b"".join(wide.writes)
