"""A terminal that does not answer: connect anew, restart it, then call a person."""

import threading
from typing import Any

import pytest

from mt5_bridge.adapters.owned_terminal import Deadlines, OwnedTerminal
from mt5_bridge.adapters.owner_thread import OwnerThread
from mt5_bridge.adapters.package.terminal import PackageTerminal, TerminalLogin
from mt5_bridge.adapters.recovery import Recovery
from mt5_bridge.adapters.restart_ladder import LadderRules, RestartLadder, Rung
from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.identity import ExpectedAccount
from tickloom.runtime.clock import LiveClock, ManualClock

GONE = CallFailed(code=-10004, text="No IPC connection")
EXPECTED = ExpectedAccount(login=1_000_001, server="Tickloom-Demo")


def climbed(ladder: RestartLadder, *, seconds: int, hung: bool = False) -> list[tuple[int, Rung]]:
    """The steps taken while it fails every second."""
    steps: list[tuple[int, Rung]] = []
    for now_s in range(seconds):
        rung = ladder.on_failure(GONE, float(now_s), hung_s=float(now_s) if hung else None)
        if rung is not Rung.WAIT:
            steps.append((now_s, rung))
        if rung is Rung.HALT:
            break
    return steps


def test_it_connects_anew_then_restarts_then_halts_with_longer_and_longer_pauses() -> None:
    ladder = RestartLadder(LadderRules())
    assert climbed(ladder, seconds=120) == [
        (0, Rung.RECONNECT), (1, Rung.RECONNECT), (3, Rung.RECONNECT),
        (7, Rung.RESTART), (15, Rung.RESTART), (31, Rung.HALT),
    ]  # fmt: skip
    assert "restart it by hand" in str(ladder.halted)


def test_a_hung_call_is_waited_for_and_then_only_a_restart_helps() -> None:
    steps = climbed(RestartLadder(LadderRules()), seconds=120, hung=True)
    assert [rung for _, rung in steps] == [Rung.RESTART, Rung.RESTART, Rung.HALT]
    assert steps[0][0] == 20


def test_without_a_program_to_restart_a_hung_terminal_ends_in_a_halt() -> None:
    steps = climbed(RestartLadder(LadderRules(restarts_max=0)), seconds=60, hung=True)
    assert steps == [(20, Rung.HALT)]


@pytest.mark.parametrize("code", [-6, -8])
def test_what_no_attempt_can_mend_halts_at_once_and_waits_for_a_person(code: int) -> None:
    ladder = RestartLadder(LadderRules())
    assert ladder.on_failure(CallFailed(code=code, text="no"), 0.0) is Rung.HALT
    ladder.on_good(1.0)
    ladder.on_good(10_000.0)
    assert ladder.halted == "no"
    ladder.clear()
    assert ladder.halted is None


def test_a_terminal_that_dies_every_minute_is_not_restarted_for_ever() -> None:
    ladder = RestartLadder(LadderRules())
    now_s, rungs = 0.0, [Rung.WAIT]
    while rungs[-1] is not Rung.HALT:
        rungs.append(ladder.on_failure(GONE, now_s))
        ladder.on_good(now_s + 1)
        ladder.on_good(now_s + 59)
        now_s += 60
    assert len(rungs) == 7


def test_a_terminal_that_stays_well_starts_at_the_foot_again_and_leaves_its_halt() -> None:
    ladder = RestartLadder(LadderRules())
    climbed(ladder, seconds=120)
    ladder.on_good(200.0)
    assert ladder.halted is not None
    ladder.on_good(500.0)
    assert ladder.halted is None
    assert ladder.on_failure(GONE, 501.0) is Rung.RECONNECT


class Program:
    """Stands for the terminal's process: ending it frees a call that hangs inside."""

    def __init__(self, hanging: threading.Event) -> None:
        self._hanging = hanging
        self.stops = 0

    def stop(self) -> None:
        self.stops += 1
        self._hanging.set()


def owned(module: Any, *, read_s: float = 5.0) -> OwnedTerminal:
    port = PackageTerminal(module, TerminalLogin(account=EXPECTED))
    return OwnedTerminal(port, OwnerThread(LiveClock()), Deadlines(read_s=read_s))


def test_a_lost_connection_comes_back_by_itself(scripted_module: Any) -> None:
    good = scripted_module.answers["terminal_info"]

    def initialized(**_: Any) -> bool:
        scripted_module.answers["terminal_info"] = good
        return True

    scripted_module.answers["initialize"] = initialized
    scripted_module.fails("terminal_info", -10004)
    recovery = Recovery(
        owned(scripted_module), RestartLadder(LadderRules()), ManualClock(), account=EXPECTED
    )
    status = recovery.tend()
    assert not isinstance(status, CallFailed)
    assert status.login == EXPECTED.login


def test_another_account_halts_and_nothing_is_tried(scripted_module: Any) -> None:
    scripted_module.answers["account_info"] = scripted_module.account(login=555)
    recovery = Recovery(
        owned(scripted_module), RestartLadder(LadderRules()), ManualClock(), account=EXPECTED
    )
    recovery.tend()
    assert "555 at Tickloom-Demo" in str(recovery.halted)
    assert scripted_module.asked("initialize") == []


def test_a_hung_terminal_is_restarted_and_connected_anew(scripted_module: Any) -> None:
    hanging = threading.Event()
    good = scripted_module.answers["terminal_info"]

    def hangs() -> Any:
        hanging.wait(20.0)
        scripted_module.answers["terminal_info"] = good
        return good

    scripted_module.answers["terminal_info"] = hangs
    terminal, program, clock = owned(scripted_module, read_s=0.05), Program(hanging), ManualClock()
    ladder = RestartLadder(LadderRules(hung_patience_s=0.0, pause_s=0.1))
    recovery = Recovery(terminal, ladder, clock, account=EXPECTED, program=program)
    status = recovery.tend()
    turns = 1
    while isinstance(status, CallFailed) and turns < 50:
        clock.advance(1.0)
        threading.Event().wait(0.02)
        status = recovery.tend()
        turns += 1
    assert not isinstance(status, CallFailed)
    assert program.stops == 1
    assert recovery.halted is None
