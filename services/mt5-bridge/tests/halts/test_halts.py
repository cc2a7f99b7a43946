"""One list of halts: kept over a kill, never lost to a full disk, taken over from older files."""

import sqlite3
import threading
from pathlib import Path

import pytest

from mt5_bridge.desk.command_line import run
from mt5_bridge.halts.halts import Halt, Halts
from mt5_bridge.kept_state import KeptState
from mt5_bridge.order_path import take_over_halts
from mt5_bridge.orders.journal import Journal
from tickloom.domain.errors import CorrectIt, InvalidInput, NotFound
from tickloom.runtime.clock import ManualClock

OLD_TABLE = """CREATE TABLE halts (
    reason TEXT PRIMARY KEY, detail TEXT NOT NULL, since_us INTEGER NOT NULL
) STRICT"""


class SmallDisk(KeptState):
    """Takes nothing while `is_full`."""

    is_full = False

    def put(self, name: str, value: bytes) -> None:
        if self.is_full:
            raise CorrectIt("no space left on the disk", code="storage:full")
        super().put(name, value)


def again(path: Path) -> tuple[Halt, ...]:
    """What the next life reads."""
    return Halts(KeptState(path), ManualClock()).now


def test_a_cause_halts_once_and_outlives_the_process(tmp_path: Path) -> None:
    path, clock = tmp_path / "kept.sqlite", ManualClock()
    halts = Halts(KeptState(path), clock)
    halts.halt("order_rate", "too many orders")
    first = halts.now
    clock.advance(5)
    halts.halt("order_rate", "far too many orders")
    halts.halt("autotrading_off", "press the button")
    assert halts.now[:1] == first
    assert [(halt.cause, halt.ends_by_itself) for halt in again(path)] == [
        ("order_rate", False), ("autotrading_off", True),
    ]  # fmt: skip
    halts.clear("order_rate", by="anna", reason="repaired")
    assert again(path) == halts.now
    with pytest.raises(NotFound):
        halts.clear("order_rate", by="anna", reason="repaired")
    for by, reason in (("", "repaired"), ("anna", " ")):
        with pytest.raises(InvalidInput):
            halts.clear("autotrading_off", by=by, reason=reason)


def test_a_full_disk_lifts_no_halt_and_gets_it_later(tmp_path: Path) -> None:
    path = tmp_path / "kept.sqlite"
    disk = SmallDisk(path)
    halts = Halts(disk, ManualClock())
    disk.is_full = True
    halts.halt("order_rate", "too many orders")
    assert (halts.has("order_rate"), halts.is_kept, again(path)) == (True, False, ())
    disk.is_full = False
    halts.keep()
    assert again(path) == halts.now
    disk.is_full = True
    with pytest.raises(CorrectIt, match="no space"):
        halts.clear("order_rate", by="anna", reason="repaired")
    assert halts.has("order_rate")


def test_halts_of_two_threads_are_both_kept(tmp_path: Path) -> None:
    path = tmp_path / "kept.sqlite"
    halts = Halts(KeptState(path), ManualClock())
    threads = [
        threading.Thread(target=halts.halt, args=(f"cause-{number}", "of a thread"))
        for number in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    causes = {f"cause-{number}" for number in range(16)}
    assert {halt.cause for halt in halts.now} == {halt.cause for halt in again(path)} == causes


def old_journal(path: Path) -> Journal:
    """A file of a version that kept halts in it."""
    connection = sqlite3.connect(path)
    connection.execute(OLD_TABLE)
    connection.execute("INSERT INTO halts VALUES ('position_unprotected', 'no stop loss', 7)")
    connection.execute("INSERT INTO halts VALUES ('autotrading_off', 'press the button', 3)")
    connection.commit()
    connection.close()
    return Journal(path)


def test_halts_of_an_older_journal_are_taken_over_with_their_beginnings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journal = old_journal(tmp_path / "orders.sqlite")
    kept = KeptState(tmp_path / "kept.sqlite")
    halts = Halts(kept, ManualClock())
    halts.halt("order_rate", "too many orders")
    take_over_halts(journal, halts)
    stands = [(halt.cause, halt.since_us) for halt in halts.now]
    assert stands[:2] == [("autotrading_off", 3), ("position_unprotected", 7)]
    assert stands[2][0] == "order_rate"
    assert journal.halts_of_before() == []
    capsys.readouterr()
    assert run(["--folder", str(tmp_path), "list"]) == 1
    listed = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in listed] == [halt.cause for halt in halts.now]


@pytest.mark.parametrize("is_killed", [True, False])
def test_a_kill_between_the_two_files_loses_no_halt_and_doubles_none(
    tmp_path: Path, is_killed: bool
) -> None:
    """The kept state has them before the journal forgets them, whatever happens in between."""
    journal = old_journal(tmp_path / "orders.sqlite")
    disk = SmallDisk(tmp_path / "kept.sqlite")
    first = Halts(disk, ManualClock())
    disk.is_full = not is_killed
    for cause, detail, since_us in journal.halts_of_before():
        first.adopt(Halt(cause=cause, detail=detail, since_us=since_us))
    if not is_killed:
        take_over_halts(journal, first)
    journal.close()
    journal = Journal(tmp_path / "orders.sqlite")
    second = Halts(KeptState(tmp_path / "kept.sqlite"), ManualClock())
    take_over_halts(journal, second)
    assert [halt.cause for halt in second.now] == ["autotrading_off", "position_unprotected"]
    assert journal.halts_of_before() == []


def test_a_new_journal_has_no_halts_of_before(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "orders.sqlite")
    assert journal.halts_of_before() == []
    take_over_halts(journal, Halts(KeptState(tmp_path / "kept.sqlite"), ManualClock()))
