"""The step that is wrong is named, with the switch to press, and nothing behind it is guessed."""

from dataclasses import replace
from typing import Any

import pytest

from mt5_bridge.adapters.diagnosis import Findings, first_problem, steps_of
from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.identity import ExpectedAccount
from mt5_bridge.port.records import TerminalStatus

WELL = TerminalStatus(
    connected=True, trade_allowed=True, api_disabled=False, login=7, server="Broker-Demo",
    account_trade_allowed=True, account_expert_allowed=True, trade_mode=0, margin_mode=2,
    currency="USD", currency_digits=2, leverage=100, build=5833, ping_us=23_400,
)  # fmt: skip
FOUND = Findings(
    status=WELL, expected=ExpectedAccount(login=7, server="broker-demo"), is_market_open=True,
    quote_age_s=0.4, clock_offset_s=7200,
)  # fmt: skip
NAMES = [
    "package", "terminal", "server", "account", "autotrading", "api", "trading", "quotes", "clock",
]  # fmt: skip


def states(found: Findings) -> dict[str, str]:
    return {step.name: step.state for step in steps_of(found)}


def test_when_all_is_well_every_step_is_ok_and_there_is_nothing_to_press() -> None:
    steps = steps_of(FOUND)
    assert [step.name for step in steps] == NAMES
    assert {step.state for step in steps} == {"ok"}
    assert not any(step.action for step in steps)
    assert first_problem(steps) is None
    assert steps[2].detail == "23 ms away"
    assert steps[-1].detail == "UTC +2 h"


def test_before_anything_was_tried_nothing_is_claimed() -> None:
    assert states(Findings()) == {
        "package": "ok", "terminal": "unknown", **dict.fromkeys(NAMES[2:], "waiting"),
    }  # fmt: skip


def test_a_missing_package_says_what_to_install() -> None:
    steps = steps_of(Findings(package_problem="No module named 'MetaTrader5'"))
    problem = first_problem(steps)
    assert problem is not None
    assert (problem.name, problem.state) == ("package", "failed")
    assert "pip install MetaTrader5" in problem.action
    assert {step.state for step in steps[1:]} == {"waiting"}


@pytest.mark.parametrize(
    ("code", "name", "words"),
    [
        (-5, "package", "Update both"),
        (-6, "account", "Login to Trade Account"),
        (-8, "api", "Python API"),
        (-10003, "terminal", "terminal64.exe"),
        (-10004, "terminal", "Start MetaTrader 5"),
        (-10005, "terminal", "dialogue"),
        (-1, "terminal", "Start MetaTrader 5"),
        (-4242, "terminal", "Start MetaTrader 5"),
    ],
)
def test_an_error_of_the_terminal_belongs_to_a_step_and_a_switch(
    code: int, name: str, words: str
) -> None:
    steps = steps_of(replace(FOUND, status=CallFailed(code=code, text="words of the terminal")))
    (failed,) = [step for step in steps if step.state == "failed"]
    assert (failed.name, failed.code, failed.detail) == (name, code, "words of the terminal")
    assert words in failed.action
    assert {step.state for step in steps[NAMES.index(name) + 1 :]} <= {"waiting"}


def test_a_refused_login_says_nothing_about_the_server() -> None:
    found = replace(FOUND, status=CallFailed(code=-6, text="Authorization failed"))
    assert states(found)["server"] == "unknown"


@pytest.mark.parametrize(
    ("change", "name", "words"),
    [
        ({"connected": False}, "server", "Rescan servers"),
        ({"login": 0}, "account", "Login to Trade Account"),
        ({"login": 8}, "account", "Login to Trade Account"),
        ({"server": "Broker-Live"}, "account", "Login to Trade Account"),
        ({"trade_allowed": False}, "autotrading", "AutoTrading"),
        ({"api_disabled": True}, "api", "untick"),
        ({"account_trade_allowed": False}, "trading", "master password"),
        ({"account_expert_allowed": False}, "trading", "broker"),
    ],
)
def test_each_switch_of_the_terminal_is_its_own_step(
    change: dict[str, Any], name: str, words: str
) -> None:
    steps = steps_of(replace(FOUND, status=replace(WELL, **change)))
    problem = first_problem(steps)
    assert problem is not None
    assert (problem.name, problem.state) == (name, "failed")
    assert words in problem.action


def test_two_wrong_switches_are_both_shown() -> None:
    status = replace(WELL, connected=False, trade_allowed=False)
    found = states(replace(FOUND, status=status))
    assert (found["server"], found["autotrading"], found["quotes"]) == (
        "failed", "failed", "waiting",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("is_open", "age_s", "state"),
    [
        (True, 0.5, "ok"), (True, 60.0, "failed"), (True, None, "failed"), (False, None, "ok"),
        (False, 90_000.0, "ok"), (None, None, "unknown"), (None, 2.0, "ok"),
    ],
)  # fmt: skip
def test_no_quotes_are_a_fault_only_while_the_market_is_open(
    is_open: bool | None, age_s: float | None, state: str
) -> None:
    assert states(replace(FOUND, is_market_open=is_open, quote_age_s=age_s))["quotes"] == state


def test_a_clock_that_is_not_known_yet_waits_and_a_wrong_one_is_told() -> None:
    assert states(replace(FOUND, clock_offset_s=None))["clock"] == "waiting"
    wrong = replace(FOUND, clock_problem="the rule says +2 h, the quotes say +3 h")
    assert states(wrong)["clock"] == "failed"


def test_an_adviser_has_switches_of_its_own() -> None:
    found = replace(FOUND, kind="adviser", status=CallFailed(code=-8, text="EA_IS_DISABLED"))
    problem = next(step for step in steps_of(found) if step.state == "failed")
    assert problem.name == "autotrading"
    assert "DLL imports" in problem.action
    silent = replace(found, status=CallFailed(code=-10005, text="no answer"))
    problem = next(step for step in steps_of(silent) if step.state == "failed")
    assert "Attach the adviser" in problem.action
