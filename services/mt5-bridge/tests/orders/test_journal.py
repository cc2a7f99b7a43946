"""The journal: durable before it is acted on, and closed when it cannot be."""

import sqlite3

import pytest

from mt5_bridge.orders.journal import JournalUnwritable
from mt5_bridge.testing.order_desk import Desk
from tickloom.domain.order import OrderState


def fill_the_disk(desk: Desk, *, pages_left: int = 0) -> None:
    db: sqlite3.Connection = desk.journal._db  # pyright: ignore[reportPrivateUsage]
    pages = int(db.execute("PRAGMA page_count").fetchone()[0])
    db.execute(f"PRAGMA max_page_count = {pages + pages_left}")


def refuse_writes(desk: Desk, *, on: bool = True) -> None:
    desk.journal._db.execute(f"PRAGMA query_only = {int(on)}")  # pyright: ignore[reportPrivateUsage]


def free_the_disk(desk: Desk) -> None:
    desk.journal._db.execute("PRAGMA max_page_count = 1000000")  # pyright: ignore[reportPrivateUsage]


def stuff(desk: Desk) -> None:
    """Leave no room inside the file's own pages."""
    db = desk.journal._db  # pyright: ignore[reportPrivateUsage]
    for number in range(100_000):
        try:
            db.execute("INSERT INTO facts VALUES (?, ?)", (f"stuff-{number}", "x" * 40))
        except sqlite3.OperationalError:
            return


def test_every_commit_is_synced_to_the_disk(desk: Desk) -> None:
    db = desk.journal._db  # pyright: ignore[reportPrivateUsage]
    assert db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_on_a_full_disk_nothing_is_sent(desk: Desk) -> None:
    desk.wait(10)
    fill_the_disk(desk)
    stuff(desk)
    command = desk.buy()
    with pytest.raises(JournalUnwritable, match="nothing is sent"):
        desk.executor.take(command)
    assert desk.terminal.sent == []
    free_the_disk(desk)
    assert desk.take(command).state is OrderState.FILLED
    assert len(desk.terminal.sent) == 1


@pytest.mark.parametrize("is_restarted", [False, True])
def test_a_disk_that_fills_between_intent_and_result_leaves_an_unknown_order(
    desk: Desk, is_restarted: bool
) -> None:
    desk.wait(10)
    command = desk.buy()

    desk.terminal.before_send = lambda: refuse_writes(desk)
    with pytest.raises(JournalUnwritable):
        desk.executor.take(command)
    assert len(desk.terminal.sent) == 1
    assert desk.record("o-1").state is OrderState.INTENT
    with pytest.raises(JournalUnwritable):
        desk.executor.take(desk.buy("o-2"))
    desk.terminal.before_send = lambda: None
    refuse_writes(desk, on=False)
    if is_restarted:
        desk.restart()
    desk.executor.take(command)
    desk.wait(10)
    assert desk.record("o-1").state is OrderState.FILLED
    assert len(desk.terminal.sent) == 1


def test_events_have_ids_that_never_change_and_never_repeat(desk: Desk) -> None:
    desk.take(desk.buy())
    rows = desk.executor.outbox(100)
    assert [row.message_id for row in rows][:2] == ["o-1:intent:1", "o-1:filled:2"]
    assert rows[2].message_id == f"deal:demo:{desk.terminal.deals[0].ticket}"
    desk.restart()
    assert desk.executor.outbox(100) == rows
    for row in rows:
        desk.executor.published(row)
        desk.executor.published(row)
    desk.wait(60)
    desk.restart()
    desk.wait(60)
    assert desk.executor.outbox(100) == []


def test_the_exact_request_and_answer_stand_in_the_journal(desk: Desk) -> None:
    desk.take(desk.buy(stop_loss="1.09"))
    ((request, result),) = desk.journal.attempts("o-1")
    assert request == desk.terminal.sent[0]
    assert result is not None
    assert '"retcode":10009' in result
