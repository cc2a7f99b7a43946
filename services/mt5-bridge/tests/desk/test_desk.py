"""A person's word: left in the folder, followed once, with a name and a reason."""

from pathlib import Path
from typing import Any

import pytest

from mt5_bridge.account_safety import AccountSafety, SafetySettings
from mt5_bridge.desk.command_line import run
from mt5_bridge.desk.words import FOLDER, Word, leave, take
from mt5_bridge.limits.rules import Limits
from tickloom.domain.errors import InvalidInput
from tickloom.runtime.clock import ManualClock


def safety(folder: Path, *, rule: str = "") -> AccountSafety:
    """An account that asks its terminal nothing, because its day is known to nobody."""
    port: Any = None
    settings = SafetySettings(
        folder=folder, account="7", limits=Limits(), server="Demo-1", server_clock=rule
    )
    made = AccountSafety(port, ManualClock(), settings, to_server_s=lambda _: None)
    made.gate.limits = Limits()
    return made


def words(made: AccountSafety) -> None:
    made.take_words()


def test_a_halt_is_listed_and_cleared_by_a_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = safety(tmp_path)
    folder = ["--folder", str(tmp_path)]
    assert run([*folder, "list"]) == 0
    made.halts.halt("order_rate", "too many orders")
    assert run([*folder, "list"]) == 1
    assert "order_rate: too many orders" in capsys.readouterr().out
    assert run([*folder, "clear", "order_rate", "--by", "anna", "--reason", "repaired"]) == 0
    words(made)
    assert not made.halts.now
    assert list((tmp_path / FOLDER).iterdir()) == []
    made.close()


def test_the_clock_takes_a_word_and_what_ends_by_itself_is_said_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = safety(tmp_path)
    folder = ["--folder", str(tmp_path)]
    why = ["--by", "anna", "--reason", "the broker says so"]
    made.halts.halt("autotrading_off", "press the button")
    assert run([*folder, "list"]) == 1
    assert "autotrading_off: press the button (ends by itself" in capsys.readouterr().out
    assert run([*folder, "clock", "Europe/Athens", *why]) == 0
    assert run([*folder, "clear", "autotrading_off", *why]) == 0
    words(made)
    assert made.broker_clock is not None
    assert made.broker_clock.rules[-1].clock == "Europe/Athens"
    assert made.halts.now == ()
    made.close()


def test_a_clock_that_is_set_is_changed_where_it_is_set(tmp_path: Path) -> None:
    made = safety(tmp_path, rule="America/New_York+7")
    why = ["--by", "anna", "--reason", "the broker says so"]
    assert run(["--folder", str(tmp_path), "clock", "Europe/Athens", *why]) == 0
    words(made)
    assert made.broker_clock is not None
    assert made.broker_clock.rules[-1].clock == "America/New_York+7"
    made.close()


@pytest.mark.parametrize(
    "arguments",
    [
        ["clear", "x", "--by", " ", "--reason", "repaired"],
        ["clear", "x", "--by", "anna", "--reason", ""],
        ["clear", " ", "--by", "anna", "--reason", "repaired"],
        ["clock", "Mars/Base+3", "--by", "anna", "--reason", "repaired"],
    ],
)
def test_wrong_use_leaves_nothing(tmp_path: Path, arguments: list[str]) -> None:
    assert run(["--folder", str(tmp_path), *arguments]) == 2
    assert not (tmp_path / FOLDER).exists()


def test_what_cannot_be_read_or_followed_is_removed_and_the_rest_goes_on(tmp_path: Path) -> None:
    made = safety(tmp_path)
    made.halts.halt("order_rate", "too many orders")
    place = tmp_path / FOLDER
    place.mkdir()
    (place / "1-00000000.json").write_bytes(b"{")
    (place / "2-00000000.json").write_bytes(b'{"action": "clear", "by": "", "reason": "x"}')
    (place / "notes.txt").write_text("not a word")
    leave(tmp_path, Word(action="clear", value="nothing", by="anna", reason="a try"), now_us=3,
          token="00000000")  # fmt: skip
    leave(tmp_path, Word(action="lease", by="anna", reason="a try"), now_us=4, token="00000000")
    word = Word(action="clear", value="order_rate", by="anna", reason="repaired")
    leave(tmp_path, word, now_us=5, token="00000000")
    words(made)
    assert not made.halts.now
    assert [path.name for path in place.iterdir()] == ["notes.txt"]
    assert take(tmp_path) == []
    made.close()


def test_a_word_needs_somebody_who_says_it() -> None:
    with pytest.raises(InvalidInput):
        Word(action="clear", value="x", by="", reason="because")
