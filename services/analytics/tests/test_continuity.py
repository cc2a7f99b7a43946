"""The promise of a series, against a model that knows what was really stored."""

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.continuity import Continuity

SAY, LOSE, SHED, RESTART, RECONNECT, STORE, REPAIR, DOUBLE = range(8)
STEPS = st.lists(
    st.tuples(
        st.sampled_from([SAY, SAY, SAY, STORE, REPAIR, LOSE, SHED, RESTART, RECONNECT, DOUBLE]),
        st.integers(min_value=1, max_value=4),
    ),
    max_size=120,
)


class Model:
    """A market of one row a time unit, its producer, a buffer, and a database."""

    def __init__(self) -> None:
        self.series = Continuity(symbol="EURUSD")
        self.series.begin(0)
        self.now = 0
        self.seq = 0
        self.epoch = 0
        self.buffer: list[tuple[int, int]] = []
        self.database: set[int] = set()

    def step(self, kind: int, size: int) -> None:
        if kind in {SAY, LOSE, SHED}:
            for _ in range(size):
                self.say(kind)
        elif kind == RESTART:  # the market goes on while the producer is dead
            self.epoch, self.seq, self.now = self.epoch + 1, 0, self.now + size
        elif kind == RECONNECT:
            self.series.break_("reconnect")
        elif kind == STORE:
            self.store(size)
        elif kind == REPAIR:
            self.repair(size)
        elif kind == DOUBLE and self.seq:
            self.hear(self.seq, self.now - 1)

    def say(self, kind: int) -> None:
        self.seq, self.now = self.seq + 1, self.now + 1
        if kind == SAY:
            self.hear(self.seq, self.now - 1)
        elif kind == SHED:
            self.series.hear(str(self.epoch), self.seq, self.now - 1)
            self.series.break_("shed")

    def hear(self, seq: int, at: int) -> None:
        self.buffer.append((self.series.hear(str(self.epoch), seq, at), at))

    def store(self, size: int) -> None:
        batch, self.buffer = self.buffer[:size], self.buffer[size:]
        proofs = {run: max(at for r, at in batch if r == run) for run, _ in batch}
        promises = [self.series.promise(run, proof) for run, proof in proofs.items()]
        self.database.update(at for _, at in batch)
        for promise in promises:  # what a crash right after the transaction would restore
            assert promise is None or set(range(promise)) <= self.database
        for run, proof in proofs.items():
            self.series.stored(run, proof)

    def repair(self, size: int) -> None:
        target, begin = self.series.target(), self.series.verified
        assert begin is not None
        if target is None:
            return
        until = min(target, begin + size, self.now)
        self.database.update(range(begin, until))
        self.series.repaired(until)

    def check(self) -> None:
        assert self.series.verified is not None
        assert set(range(self.series.verified)) <= self.database


@settings(max_examples=400, deadline=None)
@given(STEPS)
def test_what_is_verified_is_stored_and_all_is_verified_in_the_end(
    steps: list[tuple[int, int]],
) -> None:
    model = Model()
    for kind, size in steps:
        model.step(kind, size)
        model.check()
    model.series.goal = model.series.latest_goal = model.now
    model.store(len(model.buffer))
    for _ in range(model.now + 1):
        model.repair(10)
        model.check()
    assert model.series.is_whole
    assert model.database == set(range(model.now))


def test_a_flow_without_a_hole_is_asked_for_once() -> None:
    model = Model()
    model.step(SAY, 3)
    model.step(STORE, 3)
    assert model.series.target() is None  # it began where the record begins
    assert model.series.verified == 2  # more may come with the last stamp


def test_a_hole_is_asked_for_up_to_where_the_flow_goes_on() -> None:
    model = Model()
    for kind in (SAY, STORE, LOSE, SAY):
        model.step(kind, 4)
    assert (model.series.verified, model.series.target(), model.series.reason) == (3, 8, "hole")
