"""Real money: every step that is missing is named, and a demo account needs none."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mt5_bridge.limits.limits_file import read_limits
from mt5_bridge.limits.rules import Limits
from mt5_bridge.live.bus_storage import read_sync_always, sync_always
from mt5_bridge.live.dead_mans_switch import DeadMansSwitch, Pulse
from mt5_bridge.live.live_mode import LiveFacts, LiveGuard, live_problems, sentence
from mt5_bridge.orders.gate import ProposalKind
from mt5_bridge.port.records import TerminalStatus
from tickloom.domain.errors import InvalidInput
from tickloom.testing.plugin import RunningNats

REAL = TerminalStatus(
    connected=True, trade_allowed=True, api_disabled=False, login=7, server="Broker-Live",
    account_trade_allowed=True, account_expert_allowed=True, trade_mode=2, margin_mode=2,
    currency="USD", currency_digits=2, leverage=100,
)  # fmt: skip
WRITTEN = read_limits("""
order = {volume_max = 1, risk_percent_max = 1}
symbol = {volume_max = 1, positions_max = 1}
account = {positions_max = 1, volume_max = 1, risk_max = 100, margin_level_min_percent = 200}
day = {loss_max = 100, orders_max = 10, volume_max = 5}
rate = {orders_per_second = 1}
""")
GOOD = LiveFacts(
    is_asked=True, confirmation="I trade real money on account 7 at Broker-Live",
    is_sync_always=True, limits=WRITTEN,
)  # fmt: skip


class Entry:
    """All of a proposal that these interlocks look at."""

    def __init__(self, kind: ProposalKind = ProposalKind.ENTRY, monotonic_s: float = 0.0) -> None:
        self.kind = kind
        self.status = REAL
        self.monotonic_s = monotonic_s


def test_with_both_steps_limits_and_a_storing_bus_nothing_is_missing() -> None:
    assert live_problems(REAL, GOOD) == ()


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        (replace(GOOD, is_asked=False), "TICKLOOM_LIVE"),
        (replace(GOOD, confirmation=""), "second step"),
        (replace(GOOD, confirmation=sentence(login=8, server="Broker-Live")), "account 7"),
        (replace(GOOD, confirmation=sentence(login=7, server="Other")), "Broker-Live"),
        (replace(GOOD, is_sync_always=False), "sync_interval: always"),
        (replace(GOOD, is_sync_always=None), "/varz"),
        (replace(GOOD, limits=Limits()), "order.volume_max"),
    ],
)
def test_each_missing_thing_is_named_alone(facts: LiveFacts, word: str) -> None:
    problems = live_problems(REAL, facts)
    assert len(problems) == 1
    assert word in problems[0]


def test_a_demo_account_needs_no_step_and_an_unknown_kind_counts_as_real() -> None:
    nothing = LiveFacts(
        is_asked=False, confirmation="", is_sync_always=None, limits=Limits()
    )  # fmt: skip
    assert live_problems(replace(REAL, trade_mode=0), nothing) == ()
    assert len(live_problems(replace(REAL, trade_mode=9), nothing)) == 4


def test_taking_the_file_away_stops_entries_and_exits_still_pass(tmp_path: Path) -> None:
    (tmp_path / "LIVE").write_text("  i trade REAL money on account 7\n at Broker-Live\n")
    guard = LiveGuard(tmp_path, lambda: WRITTEN, is_asked=True)
    entry: Any = Entry()
    leave: Any = Entry(ProposalKind.EXIT)
    refused = guard.refusal(entry)
    assert refused is not None
    assert "/varz" in refused.detail
    guard.tell_sync(True)
    assert guard.refusal(entry) is None
    (tmp_path / "LIVE").unlink()
    guard.refresh()
    assert guard.refusal(entry) is not None
    assert guard.refusal(leave) is None


@pytest.mark.parametrize(
    ("varz", "expected"),
    [
        (b'{"jetstream": {"config": {"sync_always": true, "sync_interval": 120000000000}}}', True),
        (b'{"jetstream": {"config": {"sync_interval": 120000000000}}}', False),
        (b'{"jetstream": {"config": {"sync_always": "true"}}}', False),
        (b'{"jetstream": {}}', None),
        (b"{}", None), (b"[]", None), (b"nonsense", None), (b"\xff", None),
    ],
)  # fmt: skip
def test_the_field_itself_is_read_and_silence_is_not_consent(
    varz: bytes, expected: bool | None
) -> None:
    assert read_sync_always(varz) is expected


def test_the_platforms_own_server_says_that_it_stores(nats_server: RunningNats) -> None:
    address = f"http://127.0.0.1:{nats_server.server.monitor_port}"
    assert sync_always(address) is True
    nats_server.server.kill()
    assert sync_always(address) is None
    with pytest.raises(InvalidInput):
        sync_always("file:///etc/passwd")


def test_a_lost_bus_is_told_once_refuses_entries_and_comes_back_by_itself() -> None:
    switch = DeadMansSwitch(0, t_dms_s=20)

    def at(monotonic_s: float) -> Any:
        return Entry(monotonic_s=monotonic_s)

    assert switch.look(19.9) is Pulse.ALIVE
    assert switch.refusal(at(19.9)) is None
    assert switch.look(20) is Pulse.JUST_LOST
    assert switch.look(21) is Pulse.LOST
    assert switch.refusal(at(21)) is not None
    leave: Any = Entry(ProposalKind.EXIT, 21)
    assert switch.refusal(leave) is None
    switch.beat(30)
    assert switch.refusal(at(30)) is not None, "until it has been looked at"
    assert switch.look(30) is Pulse.BACK
    assert switch.refusal(at(30)) is None


def test_a_bridge_that_stood_still_finds_itself_late_before_anybody_looks() -> None:
    switch = DeadMansSwitch(0, t_dms_s=20)
    late: Any = Entry(monotonic_s=100)
    assert switch.refusal(late) is not None
