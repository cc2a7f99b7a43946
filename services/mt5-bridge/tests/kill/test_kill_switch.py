"""The switch: thrown by anything, kept over restarts, off only by a person's word."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mt5_bridge.kill.kill_file import KillFile
from mt5_bridge.kill.kill_order import KillOrder, read_order, release_of
from mt5_bridge.kill.kill_switch import KillStage, KillSwitch
from mt5_bridge.kill.kill_work import KillWork
from mt5_bridge.orders.gate import Proposal, ProposalKind
from mt5_bridge.port.records import SendAnswer
from tickloom.domain.errors import InvalidInput, NotFound
from tickloom.runtime.clock import ManualClock

Make = Callable[[], KillSwitch]
ORDER = KillOrder(id="k1", reason="enough", by="anna", at_us=5, path="bus")


class Asked:
    """All that the interlock looks at."""

    def __init__(self, kind: ProposalKind) -> None:
        self.kind = kind


def refused(switch: KillSwitch, kind: ProposalKind = ProposalKind.ENTRY) -> bool:
    proposal: Any = Asked(kind)
    asked: Proposal = proposal
    return switch.refusal(asked) is not None


def test_it_is_off_until_somebody_throws_it(make_switch: Make) -> None:
    switch = make_switch()
    assert not refused(switch)
    assert switch.stage is KillStage.OFF


def test_once_thrown_it_refuses_everything_over_restarts(make_switch: Make) -> None:
    assert make_switch().engage(ORDER)
    for _ in range(3):
        switch = make_switch()
        assert switch.order == ORDER
        assert all(refused(switch, kind) for kind in ProposalKind)


def test_without_flattening_exits_still_pass(make_switch: Make) -> None:
    switch = make_switch()
    switch.engage(KillOrder(id="k", reason="r", by="b", at_us=1, flatten=False))
    assert refused(switch)
    assert not refused(switch, ProposalKind.EXIT)
    switch.engage(ORDER)  # a second one may go further, never less far
    assert refused(switch, ProposalKind.EXIT)
    switch.engage(KillOrder(id="k3", reason="r", by="b", at_us=1, flatten=False))
    assert refused(switch, ProposalKind.EXIT)


def test_an_empty_file_made_by_hand_is_enough_and_the_very_next_order_is_refused(
    make_switch: Make, tmp_path: Path
) -> None:
    switch = make_switch()
    (tmp_path / "KILL").touch()
    assert refused(switch)
    assert switch.order is not None
    assert switch.order.flatten
    assert refused(make_switch())


@pytest.mark.parametrize("junk", [b"", b"{", b"[1]", b"\xff\xfe", b"[" * 100_000, b'{"id": 5}'])
def test_what_cannot_be_read_kills_all_the_same(junk: bytes) -> None:
    order = read_order(junk, path="bus", now_us=7)
    assert order.flatten
    assert order.id.startswith("bus-")


def test_removing_the_file_releases_nothing(make_switch: Make, tmp_path: Path) -> None:
    switch = make_switch()
    switch.engage(ORDER)
    (tmp_path / "KILL").unlink()
    switch.look()
    assert refused(switch)
    assert (tmp_path / "KILL").exists(), "healed, for the eyes of who looks into the folder"
    (tmp_path / "KILL").unlink()
    assert refused(make_switch()), "and the kept state remembers without it"


def test_a_release_needs_a_person_and_a_reason(make_switch: Make) -> None:
    switch = make_switch()
    with pytest.raises(NotFound):
        switch.release(by="anna", reason="it was a drill")
    switch.engage(ORDER)
    for by, reason in (("", "a drill"), ("  ", "a drill"), ("anna", ""), ("anna", " x ")):
        with pytest.raises(InvalidInput):
            switch.release(by=by, reason=reason)
    assert refused(switch)
    switch.release(by="anna", reason="it was a drill")
    assert not refused(switch)
    assert not refused(make_switch())


def test_what_was_released_does_not_come_back_by_itself(make_switch: Make) -> None:
    switch = make_switch()
    switch.engage(ORDER)
    switch.release(by="anna", reason="it was a drill")
    assert not switch.engage(ORDER), "a table that still says so is old news"
    switch = make_switch()
    assert not switch.engage(ORDER)
    assert switch.engage(KillOrder(id="k2", reason="again", by="anna", at_us=6))


def test_a_release_left_in_the_folder_is_taken_by_the_bridge(
    make_switch: Make, tmp_path: Path
) -> None:
    switch = make_switch()
    switch.engage(ORDER)
    file = KillFile(tmp_path)
    file.ask_release(release_of("another", by="anna", reason="a drill"))
    switch.look()
    assert refused(switch), "it names another throw"
    file.write(KillOrder(id="cli", reason="r", by="bert", at_us=9, path="command"))
    switch.look()
    file.ask_release(release_of("cli", by="anna", reason="a drill"))
    switch.look()
    assert not refused(switch), "the newest throw in the file stands for all of them"
    assert list(tmp_path.glob("KILL*")) == []
    assert not switch.engage(ORDER)


def test_a_full_disk_does_not_keep_it_from_being_thrown(
    make_switch: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch = make_switch()

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(KillFile, "write", full)
    assert switch.engage(ORDER)
    assert refused(switch)


def test_a_folder_that_cannot_be_looked_at_counts_as_thrown(
    make_switch: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch = make_switch()

    def denied(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(Path, "stat", denied)
    assert refused(switch)


def test_the_work_acknowledges_flattens_and_proves(
    make_switch: Make, account: Any, clock: ManualClock
) -> None:
    switch = make_switch()
    work = KillWork(switch, account, clock, pause=clock.advance)
    assert work.step() is None
    stages: list[KillStage] = []
    switch.on_change = lambda: stages.append(switch.stage)
    account.position(11)
    account.order(21)
    switch.engage(ORDER)
    report = work.step()
    assert report is not None
    assert report.is_proven
    assert stages == [KillStage.REFUSING, KillStage.ACKNOWLEDGED, KillStage.FLAT]
    assert refused(switch), "flat is no release"


def test_what_appears_after_it_was_flat_is_closed_too(
    make_switch: Make, account: Any, clock: ManualClock
) -> None:
    switch = make_switch()
    work = KillWork(switch, account, clock, pause=clock.advance)
    switch.engage(ORDER)
    work.step()
    account.position(12)  # an order whose fate was unknown turns up
    work.step()
    assert account.held == {}
    assert switch.stage is KillStage.FLAT


def test_while_it_is_not_flat_the_state_says_what_is_left(
    make_switch: Make, account: Any, clock: ManualClock, says: Callable[[int], SendAnswer]
) -> None:
    switch = make_switch()
    work = KillWork(switch, account, clock, pause=clock.advance)
    account.position(11)
    account.script = [says(10018)] * 100
    switch.engage(ORDER)
    work.step()
    assert switch.stage is KillStage.ACKNOWLEDGED
    assert "position 11" in switch.detail
    assert "market is closed" in switch.detail
