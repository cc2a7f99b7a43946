"""A plan of faults is data: read from text, checked by the catalogue, repeated by its seed."""

from pathlib import Path
from typing import Any

import pytest

from tickloom.domain.errors import InvalidInput
from tickloom_terminal.faults.catalogue import CATALOGUE
from tickloom_terminal.faults.fate import Call
from tickloom_terminal.faults.page import page
from tickloom_terminal.faults.plan import FaultPlan, FaultStep
from tickloom_terminal.faults.script import FaultScript
from tickloom_terminal.trade.records import Request

SECOND_NS = 1_000_000_000


def script(text: str, seed: int = 0) -> FaultScript:
    return FaultScript(FaultPlan.read(text, seed=seed), began_ns=0)


def sent(at_s: float = 0.0, symbol: str = "XAUUSD", **fields: Any) -> Call:
    request = Request(action=fields.pop("action", 1), symbol=symbol, **fields)
    return Call(name="order_send", now_ns=round(at_s * SECOND_NS), symbol=symbol, request=request)


def test_a_plan_is_read_from_text() -> None:
    plan = FaultPlan.read("requote:times=2; lost_reply_after_fill:probability=0.1,skip=3", seed=7)
    assert plan.seed == 7
    assert plan.steps == (
        FaultStep(name="requote", values={"times": "2"}),
        FaultStep(name="lost_reply_after_fill", values={"probability": "0.1", "skip": "3"}),
    )
    assert FaultPlan.read("") == FaultPlan()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("requoet", "fault: 'requoet' is not usable; expected did you mean requote"),
        ("requote:times", "faults: 'times' is not usable; expected name=value"),
        ("requote:times=-1", "times: -1 is not usable; expected a whole number, 0 or more"),
        ("requote:times=some", "requote.times: 'some' is not usable; expected a whole number"),
        ("requote:times=1.5", "requote.times: '1.5' is not usable; expected a whole number"),
        ("requote:often=1", "requote.often: '1' is not usable; expected one of the fields"),
        ("requote:probability=2", "probability: 2.0 is not usable; expected a number from 0 to 1"),
        ("ipc_hang:effect=maybe", "ipc_hang.effect: 'maybe' is not usable; expected one of now"),
        ("history_late:seconds=nan", "history_late.seconds: 'nan' is not usable"),
        ("requote:action=buy", "action: 'buy' is not usable; expected one of any, deal"),
    ],
)
def test_a_bad_plan_is_refused_with_one_clear_message(text: str, words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        script(text)
    assert words in refused.value.detail


def test_skip_times_window_and_symbol_say_when_a_fault_happens() -> None:
    playing = script("requote:skip=1,times=2,begin_s=10,for_s=20,symbol=XAUUSD")
    moments = [(5, "XAUUSD"), (11, "EURUSD"), (12, "XAUUSD"), (13, "XAUUSD"), (14, "XAUUSD"),
               (15, "XAUUSD"), (40, "XAUUSD")]  # fmt: skip
    codes = [playing.fate(sent(at_s, symbol)).retcode for at_s, symbol in moments]
    assert codes == [0, 0, 0, 10004, 10004, 0, 0]
    assert playing.happened == {"requote": 2}


@pytest.mark.parametrize(
    ("action", "fields", "is_met"),
    [
        ("entry", {}, True),
        ("entry", {"position": 5}, False),
        ("exit", {"position": 5}, True),
        ("exit", {}, False),
        ("pending", {"action": 5}, True),
        ("pending", {}, False),
        ("change", {"action": 6}, True),
        ("remove", {"action": 8}, True),
        ("close_by", {"action": 10}, True),
    ],
)
def test_a_fault_can_concern_one_kind_of_request(
    action: str, fields: dict[str, Any], is_met: bool
) -> None:
    fate = script(f"rejected:action={action}").fate(sent(**fields))
    assert (fate.retcode == 10006) is is_met


def test_the_same_seed_throws_the_same_dice_and_another_seed_others() -> None:
    def fates(seed: int) -> list[bool]:
        playing = script("rejected:times=0,probability=0.5", seed)
        return [bool(playing.fate(sent()).retcode) for _ in range(64)]

    assert fates(3) == fates(3)
    assert fates(3) != fates(4)
    assert 16 < sum(fates(3)) < 48


def test_where_two_faults_concern_one_call_the_first_decides_and_slowness_adds_up() -> None:
    playing = script("slow_answers:seconds=2; slow_answers:seconds=1; requote; rejected")
    first, second = playing.fate(sent()), playing.fate(sent())
    assert (first.retcode, first.delay_s) == (10004, 3.0)
    assert (second.retcode, second.delay_s) == (10006, 3.0)


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_scenario_is_made_from_its_name_alone_and_says_what_it_is(name: str) -> None:
    scenario = CATALOGUE[name]
    assert FaultScript(FaultPlan.of(name), began_ns=0).happened == {name: 0}
    assert scenario.sentence.endswith(".")
    assert scenario.rows or scenario.lesson or name == "duplicate_ticks_at_poll_borders"


def test_every_row_of_the_simulated_terminal_has_a_scenario() -> None:
    rows = {row for scenario in CATALOGUE.values() for row in scenario.rows}
    assert set(range(29, 39)) <= rows


def test_the_page_of_faults_is_that_of_the_catalogue() -> None:
    kept = Path(__file__).resolve().parents[3] / "docs" / "terminal-faults.md"
    assert kept.read_text() == page(), "write faults.page.page() to docs/terminal-faults.md"
    assert all(f"`{name}`" in page() for name in CATALOGUE)
