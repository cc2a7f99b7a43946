"""One thread, deadlines, and what becomes of a call that comes back too late."""

import threading
from collections.abc import Callable, Iterator

import pytest

from mt5_bridge.adapters.owner_thread import WAITING_MAX, OwnerThread
from mt5_bridge.port.answers import CallFailed
from tickloom.runtime.clock import LiveClock

LONG_S = 20.0


@pytest.fixture
def owner() -> Iterator[OwnerThread]:
    thread = OwnerThread(LiveClock())
    yield thread
    thread.stop(patience_s=0.0)


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What a hanging call waits for."""
    event = threading.Event()
    yield event
    event.set()


def held(gate: threading.Event, answer: str = "late") -> Callable[[], str]:
    def work() -> str:
        gate.wait(LONG_S)
        return answer

    return work


def until(condition: Callable[[], object]) -> None:
    """Waits for a condition that a thread brings about."""
    ticks = threading.Event()
    for _ in range(2_000):
        if condition():
            return
        ticks.wait(0.005)
    raise AssertionError("it did not come about within 10 s")


def test_every_call_runs_on_the_same_thread_and_not_on_the_callers(owner: OwnerThread) -> None:
    threads = {owner.call("ident", threading.get_ident, deadline_s=LONG_S) for _ in range(5)}
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_a_call_that_misses_its_deadline_has_an_unknown_outcome(
    owner: OwnerThread, gate: threading.Event
) -> None:
    answer = owner.call("send", held(gate), deadline_s=0.02)
    assert isinstance(answer, CallFailed)
    assert (answer.code, answer.may_have_acted) == (-10005, True)


def test_nothing_overtakes_a_hung_call(owner: OwnerThread, gate: threading.Event) -> None:
    ran: list[int] = []
    owner.call("send", held(gate), deadline_s=0.02)
    answer = owner.call("send", lambda: ran.append(1), deadline_s=LONG_S)
    assert isinstance(answer, CallFailed)
    assert not answer.may_have_acted
    assert "not yet answered send" in answer.text
    gate.set()
    until(lambda: owner.hung_s is None)
    assert ran == []


def test_a_late_answer_is_kept_with_what_it_was_about_and_handed_out_once(
    owner: OwnerThread, gate: threading.Event
) -> None:
    owner.call("send", held(gate, "deal 7"), deadline_s=0.02, subject="request 1")
    assert owner.hung_s is not None
    gate.set()
    until(lambda: owner.hung_s is None)
    (late,) = owner.take_late()
    assert (late.call, late.subject, late.answer) == ("send", "request 1", "deal 7")
    assert owner.take_late() == ()


def test_after_the_late_answer_the_thread_serves_again(
    owner: OwnerThread, gate: threading.Event
) -> None:
    owner.call("send", held(gate), deadline_s=0.02)
    gate.set()
    until(lambda: owner.hung_s is None)
    assert owner.call("status", lambda: "well", deadline_s=LONG_S) == "well"


def test_a_call_whose_turn_does_not_come_was_certainly_not_sent(
    owner: OwnerThread, gate: threading.Event
) -> None:
    first = threading.Thread(target=lambda: owner.call("a", held(gate), deadline_s=LONG_S))
    first.start()
    until(lambda: owner.call("b", lambda: 1, deadline_s=0.001) != 1)
    ran: list[int] = []
    answer = owner.call("send", lambda: ran.append(1), deadline_s=0.02)
    assert isinstance(answer, CallFailed)
    assert not answer.may_have_acted
    gate.set()
    first.join(LONG_S)
    assert owner.call("c", lambda: "turn", deadline_s=LONG_S) == "turn"
    assert ran == []


def test_callers_that_wait_behind_a_call_that_hangs_are_told_at_once(
    owner: OwnerThread, gate: threading.Event
) -> None:
    answers: list[object] = []
    first = threading.Thread(target=lambda: owner.call("a", held(gate), deadline_s=0.2))
    first.start()
    until(lambda: owner.call("b", lambda: 1, deadline_s=0.001) != 1)
    answers.append(owner.call("c", lambda: 1, deadline_s=LONG_S))
    first.join(LONG_S)
    (answer,) = answers
    assert isinstance(answer, CallFailed)
    assert answer.never_sent


def test_every_one_of_many_callers_has_its_turn_once(owner: OwnerThread) -> None:
    turns: list[int] = []
    callers = 20
    ready = threading.Barrier(callers)

    def ask(number: int) -> None:
        ready.wait(LONG_S)
        owner.call("note", lambda: turns.append(number), deadline_s=LONG_S)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG_S)
    assert sorted(turns) == list(range(callers))


def test_more_callers_than_anybody_has_are_refused(
    owner: OwnerThread, gate: threading.Event
) -> None:
    threads = [
        threading.Thread(target=lambda: owner.call("a", held(gate), deadline_s=LONG_S))
        for _ in range(WAITING_MAX + 1)
    ]
    for thread in threads:
        thread.start()
    refused: list[CallFailed] = []

    def is_refused() -> bool:
        answer = owner.call("one more", lambda: 1, deadline_s=0.001)
        if isinstance(answer, CallFailed) and f"{WAITING_MAX} calls" in answer.text:
            refused.append(answer)
        return bool(refused)

    until(is_refused)
    gate.set()
    for thread in threads:
        thread.join(LONG_S)
    assert not refused[0].may_have_acted


def test_a_call_that_raises_is_answered_and_the_thread_lives_on(owner: OwnerThread) -> None:
    def broken() -> int:
        raise OSError("pipe")

    answer = owner.call("send", broken, deadline_s=LONG_S)
    assert isinstance(answer, CallFailed)
    assert answer.may_have_acted
    assert owner.call("status", lambda: 1, deadline_s=LONG_S) == 1


def test_a_stopped_thread_begins_nothing(owner: OwnerThread) -> None:
    owner.stop()
    answer = owner.call("send", lambda: 1, deadline_s=LONG_S)
    assert isinstance(answer, CallFailed)
    assert not answer.may_have_acted
